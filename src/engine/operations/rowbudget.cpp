#include "rowbudget.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

BoundStatement countOf(const Table &table)
{
    return { "SELECT count(*) FROM " + quoted(table.name) };
}

// The index of the rowid gives it at once; a count goes through the table, and every row of it is paid for.
BoundStatement boundOf(const Table &table)
{
    const QByteArray rowid = table.rowidName();
    if (table.kind != Table::Kind::Ordinary || rowid.isEmpty())
        return countOf(table);
    return { "SELECT max(" + rowid + ") FROM " + quoted(table.name) };
}

QCoro::Task<Result<QList<qint64>>> numbers(DatabasePointer database,
                                           QList<BoundStatement> questions)
{
    QList<qint64> found;
    if (questions.isEmpty())
        co_return found;
    const auto answers = co_await database->read(questions);
    if (!answers)
        co_return answers.error();
    for (const ResultSet &answer : *answers)
        found.append(std::max<qint64>(0, answer.rows.value(0).value(0).toInteger()));
    co_return found;
}

Error overBudget(const RowEstimate &estimate, qint64 budget)
{
    return {
        .kind = Error::Kind::Policy,
        .message
        = u"A rehearsal with the live rows would read %1 rows of %2 tables; the budget is %3."_s
              .arg(QString::number(estimate.rows),
                   QString::number(estimate.tables),
                   QString::number(budget)),
        .remedy
        = u"Leave --with-data out, or raise the budget with --row-budget %1."_s.arg(estimate.rows),
        .databaseState = DatabaseState::Unchanged
    };
}

} // namespace

QCoro::Task<Result<RowEstimate>>
withinRowBudget(DatabasePointer database, Schema schema, QMap<QString, qint64> known, qint64 budget)
{
    RowEstimate estimate;
    QList<Table> open;
    QList<BoundStatement> questions;
    for (const Table &table : schema.userPart().tables) {
        ++estimate.tables;
        if (known.contains(table.name)) {
            estimate.rows += known.value(table.name);
            continue;
        }
        open.append(table);
        questions.append(boundOf(table));
    }
    const auto bounds = co_await numbers(database, questions);
    if (!bounds)
        co_return bounds.error();
    questions.clear();
    for (qsizetype i = 0; i < open.size(); ++i) {
        if (bounds->at(i) > budget)
            questions.append(countOf(open.at(i)));
        else
            estimate.rows += bounds->at(i);
    }
    const auto counts = co_await numbers(database, questions);
    if (!counts)
        co_return counts.error();
    for (const qint64 count : *counts)
        estimate.rows += count;
    if (estimate.rows > budget)
        co_return overBudget(estimate, budget);
    co_return estimate;
}

} // namespace tidemark
