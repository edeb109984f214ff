#include "statementrules.h"

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// From so many rows on a statement is worth being split.
constexpr qint64 ManyRowsOfStatement = 100'000;
/// D1 ends a batch after 30 seconds, whatever is in it (developers.cloudflare.com/d1/platform/limits); how many rows that is
/// depends on their size, so this is a bound for asking, not a measure.
constexpr qint64 RowsOfOneBatch = 1'000'000;

/// Copies, fills or clears: changes rows that are there, or makes rows of those that are.
bool isBulk(const StatementShape &shape)
{
    return shape.form == Form::Update || shape.form == Form::Delete
           || (shape.form == Form::Insert && shape.asSelect);
}

/// SQLite's own word for reading a whole table; DELETE without WHERE is carried out without a plan.
bool scans(StepContext &context, int number)
{
    const StatementShape &shape = context.shapes.at(number - 1);
    if (shape.form == Form::CreateIndex || shape.form == Form::DropColumn)
        return true;
    if (!isBulk(shape))
        return false;
    const auto plan = context.run.substitute.rows("EXPLAIN QUERY PLAN "
                                                  + context.script.statements.at(number - 1).text);
    if (!plan || plan->isEmpty())
        return shape.form == Form::Delete && plan;
    return std::ranges::any_of(
        *plan, [](const Row &row) { return row.value(3).toString().startsWith("SCAN "_L1); });
}

/// The largest table of the live database that a statement names; empty if no count is known.
QString largestTable(const StepContext &context, int number)
{
    const auto &counts = context.run.request.liveCounts;
    const QSet<QString> named = namesIn(context.script.statements.at(number - 1).text);
    QString largest;
    for (auto i = counts.cbegin(); i != counts.cend(); ++i) {
        if (named.contains(nameKey(i.key())) && !context.isNew(i.key())
            && i.value() > counts.value(largest))
            largest = i.key();
    }
    return largest;
}

} // namespace

void checkTriggers(StepContext &context, int number, const Execution &execution)
{
    const StatementShape &shape = context.shapes.at(number - 1);
    if (!isBulk(shape))
        return;
    QMap<QString, QStringList> written; // trigger → tables
    for (const AuthorizerEvent &event : execution.events) {
        if (!isRowAction(event.action) || event.trigger.isEmpty())
            continue;
        QStringList &tables = written[QString::fromUtf8(event.trigger)];
        if (!tables.contains(QString::fromUtf8(event.first)))
            tables << QString::fromUtf8(event.first);
    }
    for (auto i = written.cbegin(); i != written.cend(); ++i)
        context.add(
            u"S410"_s,
            number,
            i.key(),
            u"The trigger %1 fires for each row that this statement writes to %2, and writes "
            "to %3."_s.arg(i.key(), shape.target, i->join(u", "_s)));
}

bool mayScan(StepContext &context, int number)
{
    return !context.run.request.liveCounts.isEmpty() && scans(context, number);
}

void checkVolume(StepContext &context, int number)
{
    const QString table = largestTable(context, number);
    const qint64 rows = context.run.liveCount(table).value_or(0);
    context.rowsScanned += rows;
    if (rows >= ManyRowsOfStatement)
        context.add(u"S415"_s,
                    number,
                    table,
                    u"The statement goes through all of %1%2."_s.arg(
                        table, context.run.liveCountText(table)));
}

void checkDuration(StepContext &context)
{
    if (context.run.isD1() && context.rowsScanned >= RowsOfOneBatch)
        context.add(u"D116"_s,
                    0,
                    {},
                    u"The migration goes through %1 rows in one batch; D1 ends a batch after 30 "
                    "seconds and undoes all of it."_s.arg(context.rowsScanned));
}

} // namespace tidemark
