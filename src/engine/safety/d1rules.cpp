#include "migrationrules.h"
#include "statementrules.h"

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
        const bool isNew = !context.before.table(table.name)
                           && !context.before.table(tableTrace(context, table.name).name);
        if (table.kind == Table::Kind::Virtual && isNew)
            context.add(u"D117"_s,
                        context.statementOf(Form::CreateVirtualTable, table.name),
                        table.name,
                        u"With the virtual table %1 in it, D1 exports nothing of the database any "
                        "more."_s.arg(table.name));
    }
}

/// "post → user" for each reference to a table that comes later in sqlite_schema, which is the order of D1's dumps.
QMap<QString, QString> forwardReferences(const Schema &schema)
{
    QSet<QString> seen;
    QMap<QString, QString> forward;
    for (const Table &table : schema.tables) {
        seen.insert(nameKey(table.name));
        for (const ForeignKey &key : table.foreignKeys) {
            if (!seen.contains(nameKey(key.parent)) && schema.table(key.parent))
                forward.insert(table.name, key.parent);
        }
    }
    return forward;
}

void checkDumpOrder(StepContext &context, const Schema &after)
{
    const auto before = forwardReferences(context.before);
    const auto now = forwardReferences(after);
    for (auto i = now.cbegin(); i != now.cend(); ++i) {
        if (before.value(i.key()) == i.value())
            continue;
        const int making = context.statementOf(Form::CreateTable, i.key());
        context.add(u"D119"_s,
                    making > 0 ? making : context.statementOf(Form::CreateTable, i.value()),
                    i.key(),
                    u"%1 references %2, which stands after it in the database; a dump by D1 keeps "
                    "that order and cannot be imported as it is."_s.arg(i.key(), i.value()));
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
