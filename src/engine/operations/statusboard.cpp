#include "statusboard.h"

#include "showstatus.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using SchemaVerdict = BoardFacts::SchemaVerdict;

bool isOf(const BackupManifest &manifest, const Target &target)
{
    const bool isRemote = target.place == PlaceOfTarget::Remote;
    if (manifest.stream != target.stream || (manifest.place == "remote"_L1) != isRemote)
        return false;
    if (isRemote && !manifest.databaseId.isEmpty() && !target.id.isEmpty())
        return manifest.databaseId == target.id;
    return manifest.database == target.name;
}

std::optional<BackupManifest> wayBack(const QList<Backup> &newestFirst, const Target &target)
{
    std::optional<BackupManifest> unverified;
    for (const Backup &backup : newestFirst) {
        if (!isOf(backup.manifest, target))
            continue;
        if (backup.manifest.verified)
            return backup.manifest;
        if (!unverified)
            unverified = backup.manifest;
    }
    return unverified;
}

// Where nothing had to be replayed, the stored fingerprint says that all is as recorded.
void judgeSchema(BoardFacts &facts, const StatusInput &input)
{
    const bool anythingInEffect = std::ranges::any_of(
        facts.status.migrations, [](const MigrationStatus &each) { return each.inEffect; });
    if (!anythingInEffect) {
        facts.schema = SchemaVerdict::NothingRecorded;
        return;
    }
    if (!needsReplay(input)) {
        facts.schema = SchemaVerdict::Matches;
        return;
    }
    const auto expected = expectedSchema(input, facts.status);
    if (!expected) {
        facts.schema = SchemaVerdict::NotComparable;
        return;
    }
    facts.differences = schemaDifferences(*expected, streamSchema(input));
    facts.schema = facts.differences.isEmpty() ? SchemaVerdict::Matches : SchemaVerdict::Differs;
}

QDateTime lastAppliedOf(const StreamStatus &status)
{
    QDateTime last;
    for (const MigrationStatus &migration : status.migrations) {
        const bool isLater = !last.isValid() || migration.appliedAt > last;
        if (migration.inEffect && migration.appliedAt.isValid() && isLater)
            last = migration.appliedAt;
    }
    return last;
}

} // namespace

BoardFacts boardFacts(const Observation &observation, const QList<Backup> &backups)
{
    const Target &target = observation.target();
    BoardFacts facts{ .status = observation.status,
                      .backup = wayBack(backups, target),
                      .lastApplied = lastAppliedOf(observation.status),
                      .timeTravels
                      = target.place == PlaceOfTarget::Remote && target.kind == DatabaseKind::D1 };
    judgeSchema(facts, observation.input);
    return facts;
}

QCoro::Task<Result<QList<Backup>>> StatusBoard::backups() const
{
    const Paths paths = m_engine->paths;
    const auto listing
        = [paths] { return listBackups(paths.backups()) + listBackups(paths.safetyPoints()); };
    auto found = co_await m_engine->worker->run(listing);
    std::ranges::stable_sort(found, [](const Backup &left, const Backup &right) {
        return left.manifest.takenAt > right.manifest.takenAt;
    });
    co_return found;
}

QCoro::Task<Result<QList<TargetResult<BoardFacts>>>>
StatusBoard::run(QList<EnvironmentSelection> environments, Conduct conduct) const
{
    Selection everything;
    for (const EnvironmentSelection &each : environments) {
        if (each.selection)
            everything.targets += each.selection->targets;
    }
    const ShowStatus reading(m_engine);
    const auto known = co_await backups();
    if (!known)
        co_return known.error();
    const auto observed = co_await reading.run(everything, conduct);
    if (!observed)
        co_return observed.error();
    QList<TargetResult<BoardFacts>> board;
    for (const auto &each : *observed) {
        if (each.outcome)
            board.append({ each.target, boardFacts(*each.outcome, *known) });
        else
            board.append({ each.target, each.outcome.error() });
    }
    co_return board;
}

} // namespace tidemark
