#include "livefacts.h"

#include <engine/sql/identifier.h>

namespace tidemark {

namespace {

BoundStatement countOf(const QString &table)
{
    return { "SELECT count(*) FROM " + quoted(table), {} };
}

qint64 countFrom(const ResultSet &answer)
{
    return answer.rows.value(0).value(0).toInteger();
}

} // namespace

QList<BoundStatement> LiveFacts::questions() const
{
    QList<BoundStatement> statements;
    for (auto count = counts.begin(); count != counts.end(); ++count)
        statements.append(countOf(count.key()));
    for (auto probe = probes.begin(); probe != probes.end(); ++probe)
        statements.append({ probe.key(), {} });
    return statements;
}

LiveFacts LiveFacts::withAnswers(const QList<ResultSet> &answers) const
{
    LiveFacts facts;
    qsizetype next = 0;
    for (auto count = counts.begin(); count != counts.end(); ++count)
        facts.counts.insert(count.key(), countFrom(answers.value(next++)));
    for (auto probe = probes.begin(); probe != probes.end(); ++probe)
        facts.probes.insert(probe.key(), !answers.value(next++).rows.isEmpty());
    return facts;
}

QCoro::Task<Result<LiveFacts>>
withCounts(DatabasePointer database, LiveFacts known, QStringList tables)
{
    tables.removeIf([&known](const QString &table) { return known.counts.contains(table); });
    if (!database || tables.isEmpty())
        co_return known;
    QList<BoundStatement> statements;
    for (const QString &table : std::as_const(tables))
        statements.append(countOf(table));
    const auto answers = co_await database->read(statements);
    if (!answers)
        co_return answers.error();
    for (qsizetype i = 0; i < tables.size(); ++i)
        known.counts.insert(tables.at(i), countFrom(answers->value(i)));
    co_return known;
}

QCoro::Task<LiveFacts> withProbes(DatabasePointer database, LiveFacts known, QList<Probe> probes)
{
    probes.removeIf([&known](const Probe &probe) { return known.probes.contains(probe.sql); });
    if (!database || probes.isEmpty())
        co_return known;
    QList<BoundStatement> statements;
    for (const Probe &probe : std::as_const(probes))
        statements.append({ probe.sql, {} });
    const auto together = co_await database->read(statements);
    if (together) {
        for (qsizetype i = 0; i < probes.size(); ++i)
            known.probes.insert(probes.at(i).sql, !together->value(i).rows.isEmpty());
        co_return known;
    }
    for (const BoundStatement &statement : std::as_const(statements)) {
        const auto answer = co_await database->query(statement);
        if (answer)
            known.probes.insert(statement.sql, !answer->rows.isEmpty());
    }
    co_return known;
}

} // namespace tidemark
