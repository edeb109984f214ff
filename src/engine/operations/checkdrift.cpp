#include "checkdrift.h"

#include "attempt.h"
#include "driftfile.h"

#include <engine/base/files.h>
#include <engine/migration/replay.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Differences of @p before that are gone in @p after. Both compare the migrations' schema with the live one.
QList<SchemaDifference> settled(const QList<SchemaDifference> &before,
                                const QList<SchemaDifference> &after)
{
    QList<SchemaDifference> gone;
    std::copy_if(before.begin(), before.end(), std::back_inserter(gone), [&](const auto &each) {
        return !after.contains(each);
    });
    return gone;
}

/// The recorded schema in a scratch database, which what is proved brings nearer to the live one.
class Proof
{
public:
    Proof(SqliteConnection scratch, const Schema &recorded, const Schema &live)
        : m_scratch(std::move(scratch))
        , m_live(live)
        , m_differences(schemaDifferences(recorded, live))
    {}

    /// Keeps @p step if it runs and brings the schema nearer; true if it does.
    [[nodiscard]] Result<bool> take(const QByteArray &step)
    {
        const auto now = attempt(m_scratch, step);
        const auto left = now ? schemaDifferences(*now, m_live) : m_differences;
        const bool helps = left.size() < m_differences.size();
        if (const auto ended = endAttempt(m_scratch, helps); !ended)
            return ended.error();
        if (helps) {
            m_proved.append({ step, settled(m_differences, left) });
            m_differences = left;
        }
        return helps;
    }
    [[nodiscard]] const QList<CheckDrift::ProvedStatement> &proved() const { return m_proved; }

private:
    SqliteConnection m_scratch;
    const Schema &m_live;
    QList<SchemaDifference> m_differences;
    QList<CheckDrift::ProvedStatement> m_proved;
};

Result<QList<CheckDrift::ProvedStatement>> prove(const Schema &recorded, const Schema &live)
{
    auto scratch = SqliteConnection::open(u":memory:"_s);
    if (!scratch)
        return scratch.error();
    for (const QByteArray &statement : creationStatements(recorded)) {
        if (auto built = scratch->run(statement); !built)
            return built.error();
    }
    Proof proof(std::move(*scratch), recorded, live);
    QList<QByteArray> waiting = differenceScript(live, recorded).statements;
    for (const QList<QByteArray> &statements : replacements(live, recorded))
        waiting.append(statements.join(";\n"));
    // What stood in the way of one may be gone after another.
    for (bool goesOn = true; goesOn;) {
        goesOn = false;
        for (qsizetype i = 0; i < waiting.size();) {
            const auto taken = proof.take(waiting.at(i));
            if (!taken)
                return taken.error();
            goesOn = goesOn || *taken;
            if (*taken)
                waiting.removeAt(i);
            else
                ++i;
        }
    }
    return proof.proved();
}

Result<QString> written(const EnginePointer &engine,
                        const Stream &stream,
                        const QList<CheckDrift::ProvedStatement> &statements)
{
    QByteArray text;
    for (const CheckDrift::ProvedStatement &statement : statements)
        text += statement.sql + ";\n";
    const auto files = migrationAbout(stream, u"absorb drift"_s, text, engine->clock());
    if (!files)
        return files.error();
    if (auto saved = writeFileAtomically(files->upFile, files->upText + text, Overwrite::No);
        !saved)
        return saved.error();
    return files->upFile;
}

// What the recorded migrations make.
QCoro::Task<Result<Schema>> replayedSchema(EnginePointer engine, Observation observation)
{
    const auto migrations = observation.migrationsInEffect();
    const auto profile = observation.profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await engine->worker->run(replaying);
    if (!replayed)
        co_return replayed.error();
    co_return replayed->schema();
}

// What there is at the other place.
QCoro::Task<Result<Schema>> schemaElsewhere(EnginePointer engine, Selection against, QString stream)
{
    const auto other = std::ranges::find_if(
        against.targets, [&](const SelectedTarget &each) { return each.target.stream == stream; });
    if (other == against.targets.end()) {
        co_return Error{ .kind = Error::Kind::Usage,
                         .message = u"%1 has no database at the other place."_s.arg(stream),
                         .remedy = u"Use --against migrations."_s };
    }
    const SelectedTarget there = *other;
    const auto observed = co_await observe(engine, there);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return missingDatabase(there.target);
    co_return streamSchema(observed->input);
}

QCoro::Task<Result<CheckDrift::Report>>
driftOf(EnginePointer engine, SelectedTarget selected, CheckDrift::Wish wish)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    auto expecting = wish.against ? schemaElsewhere(engine, *wish.against, selected.target.stream)
                                  : replayedSchema(engine, *observed);
    const auto expected = co_await expecting;
    if (!expected)
        co_return expected.error();
    const Schema &recorded = *expected;
    const Schema live = streamSchema(observed->input);
    CheckDrift::Report report{ .differences = schemaDifferences(recorded, live), .proved = {} };
    if (report.differences.isEmpty())
        co_return report;
    const auto proving = [recorded, live] { return prove(recorded, live); };
    const auto proved = co_await engine->worker->run(proving);
    if (!proved)
        co_return proved.error();
    report.proved = *proved;
    if (wish.writeMigration && !proved->isEmpty()) {
        const auto file = written(engine, observed->input.stream, *proved);
        if (!file)
            co_return file.error();
        report.writtenFile = *file;
    }
    co_return report;
}

} // namespace

QCoro::Task<Result<QList<TargetResult<CheckDrift::Report>>>>
CheckDrift::run(Selection selection, Wish wish, Conduct conduct) const
{
    const auto engine = m_engine;
    QList<TargetResult<Report>> reports;
    for (const SelectedTarget &selected : selection.targets) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        auto report = co_await driftOf(engine, selected, wish);
        reports.append({ selected.target, std::move(report) });
    }
    co_return reports;
}

} // namespace tidemark
