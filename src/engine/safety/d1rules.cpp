#include "migrationrules.h"
#include "statementrules.h"

#include <engine/sql/canonicalsql.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// The largest integer up to which a JavaScript number knows every one.
constexpr qint64 ExactInteger = qint64(1) << 53;

bool isWide(QByteArrayView literal)
{
    static const QByteArrayView digits = "0123456789";
    if (literal.size() < 16
        || !std::ranges::all_of(literal, [](char c) { return digits.contains(c); }))
        return false;
    bool fits = false;
    const qint64 number = literal.toByteArray().toLongLong(&fits);
    return fits && number > ExactInteger; // what does not fit is a REAL anyway
}

void checkVirtualTables(StepContext &context, const Schema &after)
{
    for (const Table &table : after.tables) {
        if (table.kind != Table::Kind::Virtual)
            continue;
        const bool isNew = !context.before.table(table.name)
                           && !context.before.table(tableTrace(context, table.name).name);
        if (isNew)
            context.add(u"D117"_s,
                        context.statementOf(Form::CreateVirtualTable, table.name),
                        table.name,
                        u"With the virtual table %1 in it, D1 exports nothing of the database any "
                        "more."_s.arg(table.name));
    }
}

/// By parent: the tables that reference it and stand before it in sqlite_schema, which is the order of D1's dumps.
QMap<QString, QStringList> forwardReferences(const Schema &schema)
{
    QHash<QByteArray, qsizetype> places;
    for (qsizetype i = 0; i < schema.tables.size(); ++i)
        places.insert(folded(schema.tables.at(i).name), i);
    QMap<QString, QStringList> forward;
    for (qsizetype i = 0; i < schema.tables.size(); ++i) {
        const Table &table = schema.tables.at(i);
        for (const ForeignKey &key : table.foreignKeys) {
            const qsizetype parent = places.value(folded(key.parent), -1);
            if (parent <= i)
                continue;
            const QString name = schema.tables.at(parent).name;
            if (!forward.value(name).contains(table.name))
                forward[name] << table.name;
        }
    }
    return forward;
}

/// The statement that gives a table its place or its name.
int makingStatement(const StepContext &context, const QString &table)
{
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.form == Form::RenameTable && nameKey(shape.newName) == nameKey(table))
            return static_cast<int>(i) + 1;
    }
    return context.statementOf(Form::CreateTable, table);
}

void checkDumpOrder(StepContext &context, const Schema &after)
{
    const auto before = forwardReferences(context.before);
    const auto now = forwardReferences(after);
    for (auto i = now.cbegin(); i != now.cend(); ++i) {
        if (before.value(i.key()) == i.value())
            continue;
        const QString verb = i->size() == 1 ? u"references"_s : u"reference"_s;
        context.add(
            u"D119"_s,
            makingStatement(context, i.key()),
            i.key(),
            u"%1 %2 %3, which comes later in the database; a dump by D1 keeps that order and "
            "cannot be imported as it is."_s.arg(i->join(u", "_s), verb, i.key()));
    }
}

} // namespace

void checkWideIntegers(StepContext &context, int number)
{
    const StatementShape &shape = context.shapes.at(number - 1);
    if (!context.run.isD1() || !shape.changesRows())
        return;
    const QByteArray &statement = context.script.statements.at(number - 1).text;
    for (const Token &token : significantTokens(statement)) {
        if (token.kind != Token::Kind::Number || !isWide(token.in(statement)))
            continue;
        context.add(u"D118"_s,
                    number,
                    shape.target,
                    u"%1 is beyond 2^53: D1's export and a Worker would read it rounded."_s.arg(
                        QString::fromUtf8(token.in(statement))));
        return;
    }
}

void checkExports(StepContext &context, const Schema &after)
{
    if (!context.run.isD1())
        return;
    checkVirtualTables(context, after);
    checkDumpOrder(context, after);
}

} // namespace tidemark
