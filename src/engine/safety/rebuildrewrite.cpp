#include "canaries.h"
#include "rebuild.h"

#include <engine/sql/identifier.h>

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

/// Runs @p script on canary rows of @p before: true if it runs and every table keeps its rows.
bool isProven(const Schema &before, const QByteArray &script, SqliteOptions::Profile profile)
{
    auto substitute = Substitute::create(profile);
    if (!substitute)
        return false;
    substitute->setForeignKeys(false);
    substitute->setTriggers(false);
    for (const QByteArray &statement : creationStatements(before)) {
        if (!substitute->run(statement))
            return false;
    }
    const QStringList refused = seedCanaries(*substitute, before);
    substitute->setForeignKeys(true);
    substitute->setTriggers(true);
    const RowCounts counts = substitute->counts(before);
    if (!substitute->run("BEGIN"))
        return false;
    for (const Statement &statement : splitScript(script)) {
        if (substitute->execute(statement.text).failure)
            return false;
    }
    const auto orphans = substitute->rows("PRAGMA foreign_key_check");
    return orphans && orphans->isEmpty() && substitute->run("COMMIT")
           && substitute->counts(before) == counts;
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
    if (!isProven(context.before, script, context.run.substitute.profile()))
        return {};
    return QString::fromUtf8(script);
}

} // namespace tidemark
