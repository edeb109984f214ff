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

// Tells which rows of a mirror are a stream's (mirror::matches(), for many rows).
class MirrorNames
{
public:
    explicit MirrorNames(const Stream &stream)
        : m_byNumber(stream.layout.kind == LayoutKind::Numbered)
    {
        for (const Migration &migration : stream.migrations) {
            const qint64 number = m_byNumber ? migration.number : 0;
            for (const QString &name : mirror::namesOf(migration, stream.layout.kind)) {
                if (!migration.isInit)
                    m_names.insert({ number, name });
            }
        }
    }

    [[nodiscard]] bool contains(const MirrorRow &row) const
    {
        if (m_byNumber && !row.version)
            return false;
        return m_names.contains({ m_byNumber ? *row.version : 0, row.name });
    }

private:
    bool m_byNumber;
    QSet<std::pair<qint64, QString>> m_names;
};

// Leaves out the rows of a shared mirror that are other streams' and not our own.
void removeOthers(QList<MirrorRow> &rows, const Stream &own, const QList<Stream> &siblings)
{
    const MirrorNames ours(own);
    std::vector<MirrorNames> theirs(siblings.begin(), siblings.end());
    rows.removeIf([&](const MirrorRow &row) {
        return !ours.contains(row)
               && std::any_of(theirs.begin(), theirs.end(), [&row](const MirrorNames &names) {
                      return names.contains(row);
                  });
    });
}

// Streams that share a database are judged each by its own part: what the others make is no drift, and their rows in a shared
// mirror are no missing files.
QCoro::Task<Observation> withoutSiblings(EnginePointer engine, Observation observation)
{
    const QList<Stream> siblings = observation.selected.siblings;
    if (siblings.isEmpty())
        co_return observation;
    const Stream own = observation.input.stream;
    removeOthers(observation.input.ledger.mirror, own, siblings);
    if (!observation.input.ofOthers.isEmpty())
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
    if (const auto status = statusWithoutReplay(observation.input)) {
        observation.status = *status;
        co_return observation;
    }
    const auto migrations = observation.input.stream.migrations;
    const auto profile = observation.profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await engine->worker->run(replaying);
    if (replayed)
        observation.input.replay = *replayed;
    else
        observation.input.stream.remarks.append(replayed.error().message);
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

// With its connection; nothing is read yet.
QCoro::Task<Result<Observation>> connected(EnginePointer engine, SelectedTarget selected)
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
    co_return observation;
}

QCoro::Task<Result<Observation>> observeConnected(EnginePointer engine, Observation observation)
{
    if (!observation.database)
        co_return co_await completed(engine, observation);
    co_return co_await observeKnowing(engine, observation, std::nullopt);
}

// Nothing if the outline does not prove that all is as recorded.
QCoro::Task<Result<std::optional<Observation>>> observedByOutline(EnginePointer engine,
                                                                  Observation before)
{
    const LedgerNames names = ledgerNames(before.input.stream);
    const auto reading = co_await readOutline(before.database, names);
    if (!reading)
        co_return reading.error();
    std::optional<Observation> observation;
    if (!*reading)
        co_return observation;
    before.isOutline = true;
    before.input.live = (*reading)->schema;
    before.input.ledger = (*reading)->ledger;
    observation = co_await withoutSiblings(engine, before);
    const auto status = statusWithoutReplay(observation->input);
    if (status)
        observation->status = *status;
    else
        observation.reset();
    co_return observation;
}

// Step 0 is presupposed by whatever is recorded: who works with other tools runs it by hand, and no history names it.
template<typename Predicate>
QList<Migration> chosenMigrations(const Observation &observation, Predicate isChosen)
{
    QList<Migration> migrations;
    const Stream &stream = observation.input.stream;
    for (const MigrationStatus &each : observation.status.migrations) {
        const Migration *migration = stream.find(each.id);
        if (migration && isChosen(each))
            migrations.append(*migration);
    }
    if (!migrations.isEmpty() && stream.migrations.first().isInit && !migrations.first().isInit)
        migrations.prepend(stream.migrations.first());
    return migrations;
}

} // namespace

bool Observation::isEmpty() const
{
    return input.live.userPart().isEmpty() && !input.ledger.exists;
}

QList<Migration> Observation::migrationsInEffect() const
{
    return chosenMigrations(*this, [](const MigrationStatus &each) { return each.inEffect; });
}

QList<Migration> Observation::recordedMigrations() const
{
    return chosenMigrations(*this, [](const MigrationStatus &each) {
        return each.inEffect || each.state == MigrationState::RecordedNotEffective;
    });
}

QCoro::Task<Result<Observation>> observe(EnginePointer engine, SelectedTarget selected)
{
    const auto observation = co_await connected(engine, selected);
    if (!observation)
        co_return observation.error();
    co_return co_await observeConnected(engine, *observation);
}

QCoro::Task<Result<Observation>> observeStatus(EnginePointer engine, SelectedTarget selected)
{
    const auto observation = co_await connected(engine, selected);
    if (!observation)
        co_return observation.error();
    // Cloudflare's answer takes as long for either question, and a second one would be another request.
    const bool isFile = selected.target.place == PlaceOfTarget::Local;
    if (isFile && observation->database) {
        const auto brief = co_await observedByOutline(engine, *observation);
        if (!brief)
            co_return brief.error();
        if (*brief)
            co_return **brief;
    }
    co_return co_await observeConnected(engine, *observation);
}

QCoro::Task<Result<Observation>> observeAgain(EnginePointer engine, Observation before)
{
    co_return co_await observeKnowing(engine, before, before.input.live);
}

QCoro::Task<Result<Observation>>
observeFrom(EnginePointer engine, Observation before, LedgerReading reading)
{
    before.isOutline = false;
    before.input.replay.reset();
    before.input.live = reading.schema;
    before.input.ledger = reading.ledger;
    co_return co_await completed(engine, before);
}

} // namespace tidemark
