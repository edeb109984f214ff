#include "observation.h"

namespace tidemark {

namespace {

QCoro::Task<Observation> completed(EnginePointer engine, Observation observation)
{
    if (needsReplay(observation.input)) {
        const auto migrations = observation.input.stream.migrations;
        const auto profile = observation.profile();
        const auto replaying = [migrations, profile] { return replay(migrations, profile); };
        const auto replayed = co_await engine->worker->run(replaying);
        if (replayed)
            observation.input.replay = *replayed;
        else
            observation.input.stream.remarks.append(replayed.error().message);
    }
    observation.status = evaluateStatus(observation.input);
    co_return observation;
}

QCoro::Task<Result<Observation>>
observeKnowing(EnginePointer engine, Observation before, std::optional<Schema> known)
{
    const LedgerNames names = ledgerNames(before.input.stream);
    const auto reading = co_await readState(before.database, names, known);
    if (!reading)
        co_return reading.error();
    co_return co_await observeFrom(engine, before, *reading);
}

} // namespace

bool Observation::isEmpty() const
{
    return input.live.userPart().isEmpty() && !input.ledger.exists;
}

QCoro::Task<Result<Observation>> observe(EnginePointer engine, SelectedTarget selected)
{
    Observation observation{ .selected = selected,
                             .access = accessTo(engine, selected.target),
                             .database = {},
                             .input = { .stream = selected.stream, .ledger = {}, .live = {} },
                             .status = {} };
    const auto access = observation.access;
    const auto database = co_await access->open();
    if (!database)
        co_return database.error();
    observation.database = *database;
    if (!observation.database)
        co_return co_await completed(engine, observation);
    co_return co_await observeKnowing(engine, observation, std::nullopt);
}

QCoro::Task<Result<Observation>> observeAgain(EnginePointer engine, Observation before)
{
    co_return co_await observeKnowing(engine, before, before.input.live);
}

QCoro::Task<Result<Observation>>
observeFrom(EnginePointer engine, Observation before, LedgerReading reading)
{
    before.input.replay.reset();
    before.input.live = reading.schema;
    before.input.ledger = reading.ledger;
    co_return co_await completed(engine, before);
}

} // namespace tidemark
