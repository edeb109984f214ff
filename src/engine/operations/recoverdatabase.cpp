#include "recoverdatabase.h"

#include "livefacts.h"
#include "remotebackup.h"
#include "runmigrations.h"

#include <engine/sql/schema.h>

#include <QFileInfo>
#include <QJsonArray>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Candidate = RecoverDatabase::Candidate;

bool isRemote(const Target &target)
{
    return target.place == PlaceOfTarget::Remote;
}

QStringList ordinaryTables(const Schema &live)
{
    QStringList tables;
    for (const Table &table : live.userPart().tables) {
        if (table.kind == Table::Kind::Ordinary)
            tables.append(table.name);
    }
    return tables;
}

QString beforeText(const QStringList &migrations)
{
    return migrations.isEmpty() ? u"before a run"_s : u"before "_s + migrations.join(u", "_s);
}

void setPoint(Candidate &candidate, const QString &safetyPoint)
{
    (isBookmark(safetyPoint) ? candidate.bookmark : candidate.backup) = safetyPoint;
}

// The shared ledger: what every machine's runs took before they began.
void addFromLedger(QList<Candidate> &candidates, const LedgerState &ledger)
{
    QMap<QString, Candidate> byRun;
    for (const LedgerEntry &entry : ledger.entries) {
        if (entry.safetyPoint.isEmpty() || entry.runId.isEmpty())
            continue;
        Candidate &candidate = byRun[entry.runId];
        setPoint(candidate, entry.safetyPoint);
        candidate.migrations.append(entry.id);
        if (!candidate.at.isValid() || entry.startedAt < candidate.at)
            candidate.at = entry.startedAt;
    }
    for (Candidate &candidate : byRun) {
        candidate.reason = beforeText(candidate.migrations);
        candidates.append(candidate);
    }
}

// This machine's journal: also what a later restore took out of the ledger.
void addFromJournal(QList<Candidate> &candidates,
                    const QList<JournalEvent> &events,
                    const QString &targetKey)
{
    for (const JournalEvent &event : events) {
        if (event.targetKey != targetKey)
            continue;
        const QString point = event.details.value(u"safety_point"_s).toString();
        if (point.isEmpty())
            continue;
        Candidate candidate{ .at = event.at };
        setPoint(candidate, point);
        if (event.event == "restore-started"_L1) {
            candidate.kind = Candidate::Kind::Restore;
            candidate.reason = u"before a restore"_s;
        } else if (event.event == "run-started"_L1) {
            for (const auto &step : event.details.value(u"steps"_s).toArray())
                candidate.migrations.append(step.toString());
            candidate.reason = beforeText(candidate.migrations);
        } else {
            continue;
        }
        candidates.append(candidate);
    }
}

void addBackups(QList<Candidate> &candidates, const Paths &paths, const Target &target)
{
    for (const Backup &backup : listBackups(paths.backups())) {
        const BackupManifest &manifest = backup.manifest;
        if (!isBackupOf(manifest, target) || !manifest.verified)
            continue;
        Candidate candidate{ .kind = Candidate::Kind::Backup,
                             .reason = u"backup: "_s + manifest.reason,
                             .at = manifest.takenAt };
        candidate.backup = backup.path;
        if (manifest.isOfOneMoment())
            candidate.bookmark = manifest.bookmarkAfter;
        candidates.append(candidate);
    }
}

// A safety point that was pruned is no way back; one that ledger and journal know is one.
QList<Candidate> reachable(const QList<Candidate> &candidates, const Target &target)
{
    QList<Candidate> kept;
    QSet<QString> seen;
    for (const Candidate &candidate : candidates) {
        const QString value = candidate.bookmark.isEmpty() ? candidate.backup : candidate.bookmark;
        const bool there = isRemote(target) ? isBookmark(candidate.bookmark)
                                            : QFileInfo::exists(candidate.backup);
        if (!there || seen.contains(value))
            continue;
        seen.insert(value);
        kept.append(candidate);
    }
    std::stable_sort(kept.begin(), kept.end(), [](const Candidate &left, const Candidate &right) {
        return left.at > right.at;
    });
    return kept;
}

Error noSuchMoment(const QString &wanted, const QList<Candidate> &candidates)
{
    QStringList known;
    for (const Candidate &candidate : candidates.mid(0, 5))
        known.append(u"%1 (%2)"_s.arg(rfc3339(candidate.at), candidate.reason));
    return {
        .kind = candidates.isEmpty() ? Error::Kind::MissingInput : Error::Kind::Usage,
        .message = candidates.isEmpty()
                       ? u"No safety point and no backup of this database is known here."_s
                       : u"No known moment is %1."_s.arg(wanted),
        .remedy
        = candidates.isEmpty()
              ? u"Restore a backup from elsewhere: `tidemark-cli restore DIR --replace NAME`."_s
              : u"There are: %1."_s.arg(known.join(u"; "_s))
    };
}

// "4" and "0004" name the same migration as "0004_rooms_table".
bool isMeant(const QString &id, const QString &wanted, const Stream &stream)
{
    const Migration *migration = stream.find(wanted);
    return id == wanted || (migration && migration->id == id);
}

QCoro::Task<Result<RecoverDatabase::Outcome>> travelled(TimeTravel timeTravel,
                                                        QDateTime now,
                                                        SelectedTarget selected,
                                                        Candidate candidate,
                                                        bool dryRun,
                                                        Conduct conduct)
{
    TimeTravel::Moment moment{ .bookmark = candidate.bookmark };
    if (candidate.kind == Candidate::Kind::Time)
        moment = { .bookmark = {}, .at = candidate.at };
    const auto travelled = co_await timeTravel.restore(selected, moment, dryRun, conduct);
    if (!travelled)
        co_return travelled.error();
    RecoverDatabase::Outcome outcome{ .candidate = candidate,
                                      .preview = travelled->preview.rows,
                                      .migrationsUndone = travelled->preview.migrationsUndone,
                                      .done = travelled->done,
                                      .undo = u"time-travel restore --undo"_s };
    outcome.wayBack = { .kind = Candidate::Kind::Restore,
                        .reason = u"before a restore"_s,
                        .at = now,
                        .bookmark = travelled->restored.previousBookmark.isEmpty()
                                        ? travelled->preview.current
                                        : travelled->restored.previousBookmark };
    co_return outcome;
}

QCoro::Task<Result<RecoverDatabase::Outcome>>
putBack(Backups backups, SelectedTarget selected, Candidate candidate, bool dryRun, Conduct conduct)
{
    const auto restored = co_await backups.replace(selected, candidate.backup, dryRun, conduct);
    if (!restored)
        co_return restored.error();
    RecoverDatabase::Outcome outcome{ .candidate = candidate,
                                      .preview = restored->preview,
                                      .migrationsUndone = candidate.migrations,
                                      .done = restored->done };
    if (restored->safetyPoint.kind == SafetyPoint::Kind::Backup) {
        outcome.undo
            = u"restore %1 --replace %2"_s.arg(restored->safetyPoint.value, selected.target.stream);
        outcome.wayBack = { .kind = Candidate::Kind::Restore,
                            .reason = u"before a restore"_s,
                            .at = restored->safetyPoint.takenAt,
                            .backup = restored->safetyPoint.value };
    }
    co_return outcome;
}

} // namespace

bool isBackupOf(const BackupManifest &manifest, const Target &target)
{
    if (manifest.place != (isRemote(target) ? "remote"_L1 : "local"_L1))
        return false;
    if (!manifest.databaseId.isEmpty() && !target.id.isEmpty())
        return manifest.databaseId == target.id;
    return manifest.stream == target.stream && manifest.database == target.name;
}

QCoro::Task<Result<RecoverDatabase::Photograph>>
RecoverDatabase::photograph(SelectedTarget selected, bool withBackup, Conduct conduct) const
{
    const RecoverDatabase self = *this;
    const auto marked = co_await self.mark(selected, conduct);
    if (!marked)
        co_return marked.error();
    const Photograph &begun = *marked;
    const auto counted = co_await self.count(selected, begun, conduct);
    if (!counted || !withBackup)
        co_return counted;
    const Photograph &complete = *counted;
    co_return co_await self.save(selected, complete, conduct);
}

QCoro::Task<Result<RecoverDatabase::Photograph>> RecoverDatabase::mark(SelectedTarget selected,
                                                                       Conduct conduct) const
{
    const auto engine = m_engine;
    Photograph photograph{ .at = engine->clock() };
    if (!isRemote(selected.target))
        co_return photograph;
    const QString what = u"A bookmark"_s;
    const auto place = co_await remotePlace(engine, selected.target, what, conduct.stop);
    if (!place)
        co_return place.error();
    const auto bookmark
        = co_await place->account.bookmark(place->database, std::nullopt, conduct.stop);
    if (!bookmark)
        co_return bookmark.error();
    photograph.bookmark = *bookmark;
    co_return photograph;
}

QCoro::Task<Result<RecoverDatabase::Photograph>>
RecoverDatabase::count(SelectedTarget selected, Photograph photograph, Conduct) const
{
    const auto engine = m_engine;
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    const Schema live = observed->input.live.userPart();
    photograph.status = observed->status;
    photograph.fingerprint = fingerprint(live);
    photograph.isThere = observed->database != nullptr;
    if (!photograph.isThere)
        co_return photograph;
    const QStringList tables = ordinaryTables(observed->input.live);
    const LiveFacts nothing;
    const auto counts = co_await withCounts(observed->database, nothing, tables);
    if (!counts)
        co_return counts.error();
    photograph.counts = counts->counts;
    photograph.tables.clear();
    for (const Table &table : live.tables)
        photograph.tables.append(table.name);
    co_return photograph;
}

QCoro::Task<Result<RecoverDatabase::Photograph>>
RecoverDatabase::save(SelectedTarget selected, Photograph photograph, Conduct conduct) const
{
    if (!photograph.isThere)
        co_return photograph;
    const Backups backups(m_engine, m_selection);
    const QString usual;
    const auto backup = co_await backups.take(selected, usual, conduct);
    if (!backup)
        co_return backup.error();
    photograph.backup = *backup;
    co_return photograph;
}

QCoro::Task<Result<QList<RecoverDatabase::Candidate>>>
RecoverDatabase::candidates(SelectedTarget selected, Conduct) const
{
    const auto engine = m_engine;
    QList<Candidate> candidates;
    const auto observed = co_await observe(engine, selected);
    if (observed) // a database that cannot be read has a journal and backups all the same
        addFromLedger(candidates, observed->input.ledger);
    const auto events = engine->journal.events();
    if (events)
        addFromJournal(candidates, *events, selected.target.key());
    addBackups(candidates, engine->paths, selected.target);
    co_return reachable(candidates, selected.target);
}

Result<RecoverDatabase::Candidate> RecoverDatabase::choose(const SelectedTarget &selected,
                                                           const QList<Candidate> &candidates,
                                                           const Choice &choice) const
{
    if (!choice.beforeMigration.isEmpty()) {
        for (const Candidate &candidate : candidates) {
            const bool meant = std::ranges::any_of(candidate.migrations, [&](const QString &id) {
                return isMeant(id, choice.beforeMigration, selected.stream);
            });
            if (meant && candidate.kind == Candidate::Kind::BeforeRun)
                return candidate;
        }
        return noSuchMoment(u"before "_s + choice.beforeMigration, candidates);
    }
    const QDateTime at = choice.at.value_or(m_engine->clock());
    if (isRemote(selected.target)) {
        return Candidate{ .kind = Candidate::Kind::Time,
                          .reason = u"the moment "_s + rfc3339(at),
                          .at = at };
    }
    for (const Candidate &candidate : candidates) {
        if (candidate.at <= at)
            return candidate;
    }
    return noSuchMoment(u"at or before "_s + rfc3339(at), candidates);
}

QCoro::Task<Result<RecoverDatabase::Outcome>> RecoverDatabase::restore(SelectedTarget selected,
                                                                       Candidate candidate,
                                                                       bool dryRun,
                                                                       Conduct conduct) const
{
    const auto engine = m_engine;
    const TimeTravel timeTravel(m_engine, m_selection);
    const Backups backups(m_engine, m_selection);
    Selection single = m_selection;
    single.targets = { selected };
    auto task = isRemote(selected.target)
                    ? travelled(timeTravel, engine->clock(), selected, candidate, dryRun, conduct)
                    : putBack(backups, selected, candidate, dryRun, conduct);
    auto outcome = co_await task;
    if (!outcome)
        co_return outcome.error();
    if (!outcome->done)
        co_return outcome;
    const VerifyTables verification(engine);
    const auto verified = co_await verification.run(single, false, conduct);
    if (verified && !verified->isEmpty() && verified->constFirst().outcome) {
        outcome->checks = verified->constFirst().outcome->checks;
        outcome->status = verified->constFirst().outcome->status;
    } else {
        outcome->checks.append(
            { .name = u"verification"_s,
              .subject = selected.target.name,
              .passed = false,
              .detail = u"the database could not be verified after the restore"_s });
    }
    co_return outcome;
}

QCoro::Task<Result<RecoveryProof>> RecoverDatabase::prove(SelectedTarget selected,
                                                          Photograph photograph,
                                                          Expectation expectation,
                                                          Conduct conduct) const
{
    const RecoverDatabase self = *this;
    const VerifyTables verification(m_engine);
    Selection single = m_selection;
    single.targets = { selected };
    const Photograph blank{ .at = m_engine->clock() };
    const auto after = co_await self.count(selected, blank, conduct);
    if (!after)
        co_return after.error();
    const auto verified = co_await verification.run(single, true, conduct);
    if (!verified)
        co_return verified.error();
    const auto &report = verified->constFirst().outcome;
    if (!report)
        co_return report.error();
    RecoveryProof proof{ .at = after->at, .checks = report->checks, .status = report->status };
    proof.rows = compareRows({ .photograph = photograph.counts,
                               .isPhotographed = !photograph.fingerprint.isEmpty(),
                               .after = after->counts,
                               .tablesAfter = after->tables,
                               .expected = expectation.rows,
                               .isExact = expectation.isExact });
    co_return proof;
}

} // namespace tidemark
