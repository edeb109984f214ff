#include "canaries.h"
#include "rebuild.h"

#include <engine/sql/identifier.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// The statements of a rebuild, by index; -1 if there is none.
struct Pattern {
    QString table; ///< its lasting name
    qsizetype create = -1;
    qsizetype copy = -1;
    qsizetype drop = -1;
    qsizetype rename = -1;
    bool keepsCopy = false; ///< the copy names the tables as the rebuild does

    [[nodiscard]] bool isWhole() const { return create >= 0 && drop >= 0 && rename >= 0; }
    [[nodiscard]] bool has(qsizetype statement) const
    {
        return statement == create || statement == copy || statement == drop || statement == rename;
    }
};

qsizetype find(const StepContext &context,
               Form form,
               const QString &target,
               const std::function<bool(const StatementShape &)> &fits = {})
{
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.form == form && (target.isEmpty() || nameKey(shape.target) == nameKey(target))
            && (!fits || fits(shape)))
            return i;
    }
    return -1;
}

/// create new, copy, drop old, rename new to old
Pattern newThenRename(const StepContext &context, qsizetype drop)
{
    Pattern pattern{ .table = context.shapes.at(drop).target, .drop = drop, .keepsCopy = true };
    pattern.rename = find(context, Form::RenameTable, {}, [&](const StatementShape &shape) {
        return nameKey(shape.newName) == nameKey(pattern.table);
    });
    if (pattern.rename < drop)
        return {};
    const QString made = context.shapes.at(pattern.rename).target;
    pattern.create = find(context, Form::CreateTable, made);
    pattern.copy = find(context, Form::Insert, made, &StatementShape::asSelect);
    return pattern;
}

/// rename old, create new under the old name, copy, drop the renamed one
Pattern renameThenNew(const StepContext &context, qsizetype drop)
{
    Pattern pattern{ .drop = drop };
    const QString aside = context.shapes.at(drop).target;
    pattern.rename = find(context, Form::RenameTable, {}, [&](const StatementShape &shape) {
        return nameKey(shape.newName) == nameKey(aside);
    });
    if (pattern.rename < 0 || pattern.rename > drop)
        return {};
    pattern.table = context.shapes.at(pattern.rename).target;
    pattern.create = find(context, Form::CreateTable, pattern.table);
    pattern.copy = find(context, Form::Insert, pattern.table, &StatementShape::asSelect);
    return pattern;
}

QSet<QString> recreatedBy(const StepContext &context)
{
    QSet<QString> names;
    for (const StatementShape &shape : context.shapes) {
        if (shape.form == Form::CreateIndex || shape.form == Form::CreateTrigger
            || shape.form == Form::CreateView)
            names.insert(nameKey(shape.target));
    }
    return names;
}

bool isForeignKeyPragma(const StatementShape &shape)
{
    const QString name = nameKey(shape.target);
    return shape.form == Form::Pragma
           && (name == "foreign_keys"_L1 || name == "defer_foreign_keys"_L1);
}

QByteArray assemble(const StepContext &context, const Pattern &pattern, const QByteArray &rebuild)
{
    QByteArray script;
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        if (i == pattern.drop)
            script += rebuild;
        if (!pattern.has(i) && !isForeignKeyPragma(context.shapes.at(i)))
            script += context.script.statements.at(i).text + ";\n";
    }
    return script;
}

enum class Checks { Held, Ignored };
enum class Proof { Whole, CheckInTheWay, None };

/// Runs @p script on canary rows of @p before: Whole if it runs and every table keeps its rows.
Proof proof(const Schema &before,
            const QByteArray &script,
            SqliteOptions::Profile profile,
            Checks checks)
{
    auto substitute = Substitute::create(profile);
    if (!substitute)
        return Proof::None;
    substitute->setForeignKeys(false);
    substitute->setTriggers(false);
    for (const QByteArray &statement : creationStatements(before)) {
        if (!substitute->run(statement))
            return Proof::None;
    }
    const QStringList refused = seedCanaries(*substitute, before);
    substitute->setForeignKeys(true);
    substitute->setTriggers(true);
    const RowCounts counts = substitute->counts(before);
    if (checks == Checks::Ignored && !substitute->run("PRAGMA ignore_check_constraints = ON"))
        return Proof::None;
    if (!substitute->run("BEGIN"))
        return Proof::None;
    for (const Statement &statement : splitScript(script)) {
        const auto failure = substitute->execute(statement.text).failure;
        if (failure)
            return failure->code == SQLITE_CONSTRAINT_CHECK ? Proof::CheckInTheWay : Proof::None;
    }
    const auto orphans = substitute->rows("PRAGMA foreign_key_check");
    const bool kept = orphans && orphans->isEmpty() && substitute->run("COMMIT")
                      && substitute->counts(before) == counts;
    return kept ? Proof::Whole : Proof::None;
}

Schema without(Schema schema, const QString &table)
{
    schema.tables.removeIf([&](const Table &t) { return nameKey(t.name) == nameKey(table); });
    schema.indexes.removeIf([&](const Index &i) { return nameKey(i.table) == nameKey(table); });
    return schema;
}

} // namespace

QString rebuildRewrite(const StepContext &context, int number, const Schema &schema)
{
    Pattern pattern = newThenRename(context, number - 1);
    if (!pattern.isWhole())
        pattern = renameThenNew(context, number - 1);
    if (!pattern.isWhole() || !context.before.table(pattern.table))
        return {};
    const QByteArray create = context.script.statements.at(pattern.create).text;
    RebuildParts parts{ .recreatedElsewhere = recreatedBy(context) };
    if (pattern.keepsCopy && pattern.copy >= 0)
        parts.copy = context.script.statements.at(pattern.copy).text;
    // With the old table set aside its children's references have moved along; the schema before the step has not.
    const Schema met = pattern.keepsCopy ? without(schema, shapeOf(create).target) : context.before;
    const auto rebuild = leafFirstRebuild(met, pattern.table, create, parts);
    if (!rebuild)
        return {};
    const QByteArray script = assemble(context, pattern, *rebuild);
    const auto profile = context.run.substitute.profile();
    switch (proof(context.before, script, profile, Checks::Held)) {
    case Proof::Whole:
        return QString::fromUtf8(script);
    case Proof::CheckInTheWay:
        break;
    case Proof::None:
        return {};
    }
    // Made-up rows need not satisfy a new CHECK; that nothing is lost can be shown without it.
    if (proof(context.before, script, profile, Checks::Ignored) != Proof::Whole)
        return {};
    return u"-- Rehearsed without its CHECK: only the real rows can say whether they satisfy it.\n"_s
           + QString::fromUtf8(script);
}

} // namespace tidemark
