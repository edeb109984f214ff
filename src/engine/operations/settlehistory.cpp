#include "settlehistory.h"

#include "runjournal.h"

#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// The replay is the evidence, so it is made whatever the stored fingerprint says.
QCoro::Task<Result<Observation>> observeWithReplay(EnginePointer engine, SelectedTarget selected)
{
    auto observed = co_await observe(engine, selected);
    if (!observed || observed->input.replay)
        co_return observed;
    const auto migrations = observed->input.stream.migrations;
    const auto profile = observed->profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await engine->worker->run(replaying);
    if (!replayed)
        co_return replayed.error();
    observed->input.replay = *replayed;
    co_return observed;
}

struct Settlement {
    EnginePointer engine;
    Observation observation;
    QList<LedgerEntry> entries;
    LeaseTimes times;
    QString event;
    RunIdentity identity;
};

Error recordedUnseen(Error error)
{
    error.kind = Error::Kind::Database;
    error.databaseState = DatabaseState::Changed;
    error.message = u"The history was recorded, but could not be read back. "_s + error.message;
    error.remedy = u"Look with `tidemark-cli status`; nothing need be done again."_s;
    return error;
}

QCoro::Task<Result<StreamStatus>> settled(Settlement settlement, std::stop_token stop)
{
    const auto engine = settlement.engine;
    const Target target = settlement.observation.target();
    const auto database = co_await settlement.observation.access->openForWriting();
    if (!database)
        co_return database.error();
    const auto lease
        = co_await acquireLease(*database, settlement.identity, settlement.times, stop);
    if (!lease)
        co_return lease.error();
    const StatusInput input = settlement.observation.input;
    const auto recorded = co_await recordEntries(
        *database, ledgerNames(input.stream), *lease, input, settlement.entries);
    const auto released = co_await releaseLease(*database, *lease);
    Q_UNUSED(released) // an unreleased lease expires by itself
    if (!recorded)
        co_return recorded.error();
    QJsonArray ids;
    for (const LedgerEntry &entry : settlement.entries)
        ids.append(entry.id);
    const RunJournal journal(engine, settlement.identity, target);
    if (const auto noted = journal.note(settlement.event, { { u"migrations"_s, ids } }); !noted)
        co_return afterTheFact(noted.error());
    Observation after = settlement.observation;
    after.database = *database;
    const auto observed = co_await observeAgain(engine, after);
    if (!observed)
        co_return recordedUnseen(observed.error());
    co_return observed->status;
}

} // namespace

QCoro::Task<Result<SettleHistory::Outcome>>
SettleHistory::baseline(SelectedTarget selected, QString upTo, bool write, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto times = leaseTimesFor(m_engine, m_selection, selected.target);
    const auto observed = co_await observeWithReplay(engine, selected);
    if (!observed)
        co_return observed.error();
    const auto items = proposeBaseline(observed->input, upTo);
    if (!items)
        co_return items.error();
    Outcome outcome{ .before = *observed, .items = *items, .status = observed->status };
    if (!write || items->isEmpty())
        co_return outcome;
    const RunIdentity identity = engine->identity();
    const auto entries = adoptionEntries(
        *items, observed->input, LedgerEntry::Kind::Baseline, identity, engine->clock());
    const Settlement settlement{
        engine, *observed, entries, times, u"baseline-recorded"_s, identity
    };
    const auto status = co_await settled(settlement, conduct.stop);
    if (!status)
        co_return status.error();
    outcome.status = *status;
    co_return outcome;
}

QCoro::Task<Result<SettleHistory::Outcome>>
SettleHistory::adopt(SelectedTarget selected, bool write, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto times = leaseTimesFor(m_engine, m_selection, selected.target);
    const auto observed = co_await observeWithReplay(engine, selected);
    if (!observed)
        co_return observed.error();
    const auto items = proposeAdoption(observed->input);
    if (!items)
        co_return items.error();
    Outcome outcome{ .before = *observed, .items = *items, .status = observed->status };
    const bool nothing = std::none_of(
        items->begin(), items->end(), [](const AdoptionItem &item) { return item.propose; });
    if (!write || nothing)
        co_return outcome;
    const RunIdentity identity = engine->identity();
    const auto entries = adoptionEntries(
        *items, observed->input, LedgerEntry::Kind::Adopt, identity, engine->clock());
    const Settlement settlement{ engine, *observed, entries, times, u"adopted"_s, identity };
    const auto status = co_await settled(settlement, conduct.stop);
    if (!status)
        co_return status.error();
    outcome.status = *status;
    co_return outcome;
}

QCoro::Task<Result<SettleHistory::Outcome>> SettleHistory::resolve(SelectedTarget selected,
                                                                   QString id,
                                                                   Resolution resolution,
                                                                   QString reason,
                                                                   Conduct conduct) const
{
    const auto engine = m_engine;
    const auto times = leaseTimesFor(m_engine, m_selection, selected.target);
    const auto observed = co_await observeWithReplay(engine, selected);
    if (!observed)
        co_return observed.error();
    const RunIdentity identity = engine->identity();
    const auto entry
        = resolveEntry(observed->input, id, resolution, reason, identity, engine->clock());
    if (!entry)
        co_return entry.error();
    const QList<LedgerEntry> entries{ *entry };
    const Settlement settlement{ engine, *observed, entries, times, u"resolved"_s, identity };
    const auto status = co_await settled(settlement, conduct.stop);
    if (!status)
        co_return status.error();
    Outcome outcome{ .before = *observed, .items = {}, .status = *status };
    co_return outcome;
}

QCoro::Task<Result<>> SettleHistory::eject(SelectedTarget selected, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto times = leaseTimesFor(m_engine, m_selection, selected.target);
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return Ok{};
    const auto database = co_await observed->access->openForWriting();
    if (!database)
        co_return database.error();
    const RunIdentity identity = engine->identity();
    const auto lease = co_await acquireLease(*database, identity, times, conduct.stop);
    if (!lease)
        co_return lease.error();
    const auto statements = ledgersql::eject();
    const DatabasePointer &connection = *database;
    const auto dropped = co_await connection->execute(statements);
    if (!dropped) {
        const auto released = co_await releaseLease(*database, *lease);
        Q_UNUSED(released) // an unreleased lease expires by itself
        co_return dropped.error();
    }
    const auto noted = RunJournal(engine, identity, selected.target).note(u"ejected"_s, {});
    if (!noted)
        co_return afterTheFact(noted.error());
    co_return Ok{};
}

} // namespace tidemark
