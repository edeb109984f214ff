#include "verifytables.h"

#include <engine/migration/replay.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// The whole stream, to tell what is still to come from what is missing. Where it cannot be replayed nothing is known of that.
QCoro::Task<std::optional<Replay>> wholeStream(EnginePointer engine, Observation observation)
{
    const ExpectationSettings &expected = observation.selected.expectations;
    const bool expects
        = !expected.tables.isEmpty() || !expected.columns.isEmpty() || !expected.rows.isEmpty();
    if (!expects || observation.status.pending() == 0)
        co_return std::nullopt;
    if (observation.input.replay)
        co_return observation.input.replay;
    const auto migrations = observation.input.stream.migrations;
    const auto profile = observation.profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await engine->worker->run(replaying);
    if (!replayed)
        co_return std::nullopt;
    co_return *replayed;
}

QCoro::Task<Result<VerifyTables::Report>>
verifyTarget(EnginePointer engine, SelectedTarget selected, bool full, Conduct conduct)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return missingDatabase(selected.target);
    VerificationRequest request{ .database = observed->database,
                                 .live = streamSchema(observed->input),
                                 .expectations = selected.expectations,
                                 .expectedByReplay = {},
                                 .full = full };
    const auto migrations = observed->recordedMigrations();
    if (!migrations.isEmpty()) {
        const auto profile = observed->profile();
        const auto replaying = [migrations, profile] { return replay(migrations, profile); };
        const auto replayed = co_await engine->worker->run(replaying);
        if (!replayed)
            co_return replayed.error();
        request.expectedByReplay = *replayed;
    }
    request.wholeStream = co_await wholeStream(engine, *observed);
    for (const Table &table : observed->input.live.userPart().tables)
        request.changedTables.append(table.name);
    const auto checks = co_await verify(request, conduct);
    if (!checks)
        co_return checks.error();
    VerifyTables::Report report{ .status = observed->status, .checks = *checks };
    co_return report;
}

} // namespace

QCoro::Task<Result<QList<TargetResult<VerifyTables::Report>>>>
VerifyTables::run(Selection selection, bool full, Conduct conduct) const
{
    const auto engine = m_engine;
    QList<TargetResult<Report>> reports;
    for (const SelectedTarget &selected : selection.targets) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        const Progress progress{ .text = u"Verifying %1"_s.arg(selected.target.name),
                                 .done = reports.size(),
                                 .total = selection.targets.size(),
                                 .database = selected.target.stream };
        tidemark::report(conduct.progress, progress);
        auto report = co_await verifyTarget(engine, selected, full, conduct);
        reports.append({ selected.target, std::move(report) });
    }
    co_return reports;
}

} // namespace tidemark
