#include "observation.h"

#include <engine/migration/mirror.h>

namespace tidemark {

namespace {

void addNames(QSet<QString> &names, const Schema &schema)
{
    const auto add = [&names](const auto &objects) {
        for (const auto &object : objects)
            names.insert(object.name.toLower());
    };
    add(schema.tables);
    add(schema.indexes);
    add(schema.triggers);
    add(schema.views);
}

QSet<QString> namesMadeBy(const Stream &stream, SqliteOptions::Profile profile)
{
    QSet<QString> names;
    const auto replayed = replay(stream.migrations, profile);
    for (const ReplayStep &step : replayed ? replayed->steps : QList<ReplayStep>())
        addNames(names, step.after.userPart());
    return names;
}

bool isOf(const Stream &stream, const MirrorRow &row)
{
    return std::any_of(
        stream.migrations.begin(), stream.migrations.end(), [&](const Migration &migration) {
            return mirror::matches(row, migration, stream.layout.kind);
        });
}

// Streams that share a database are judged each by its own part: what the others make is no drift, and their rows in a shared
// mirror are no missing files.
QCoro::Task<Observation> withoutSiblings(EnginePointer engine, Observation observation)
{
    const QList<Stream> siblings = observation.selected.siblings;
    const Stream own = observation.input.stream;
    observation.input.ledger.mirror.removeIf([&](const MirrorRow &row) {
        return !isOf(own, row)
               && std::any_of(siblings.begin(), siblings.end(), [&row](const Stream &sibling) {
                      return isOf(sibling, row);
                  });
    });
    if (siblings.isEmpty() || !observation.input.ofOthers.isEmpty())
        co_return observation;
    const auto profile = observation.profile();
    const auto collecting = [own, siblings, profile] {
        QSet<QString> names;
        for (const Stream &sibling : siblings)
            names.unite(namesMadeBy(sibling, profile));
        return names.subtract(namesMadeBy(own, profile));
    };
    observation.input.ofOthers = co_await engine->worker->run(collecting);
    co_return observation;
}

QCoro::Task<Observation> completed(EnginePointer engine, Observation observed)
{
    Observation observation = co_await withoutSiblings(engine, observed);
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
