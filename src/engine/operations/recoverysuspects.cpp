#include "recoverysuspects.h"

#include <QJsonArray>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Candidate = RecoverDatabase::Candidate;

Candidate wayTo(const QDateTime &at, const QString &safetyPoint)
{
    Candidate candidate{ .at = at };
    (isBookmark(safetyPoint) ? candidate.bookmark : candidate.backup) = safetyPoint;
    return candidate;
}

std::optional<Suspect::Kind> kindOfStart(const QString &event)
{
    if (event == "run-started"_L1)
        return Suspect::Kind::Run;
    if (event == "restore-started"_L1)
        return Suspect::Kind::Restore;
    if (event == "repair-started"_L1)
        return Suspect::Kind::Repair;
    if (event == "import-started"_L1)
        return Suspect::Kind::Import;
    return std::nullopt;
}

Suspect actOf(const JournalEvent &start, Suspect::Kind kind)
{
    QStringList steps;
    for (const auto &step : start.details.value(u"steps"_s).toArray())
        steps.append(step.toString());
    Suspect act{ .kind = kind,
                 .weight = Suspect::Weight::Warning,
                 .at = start.at,
                 .before = start.at,
                 .subject = steps.join(u", "_s) };
    if (kind == Suspect::Kind::Import)
        act.subject = start.details.value(u"table"_s).toString();
    act.failed = true; // until its end is found
    act.actor = start.details.value(u"actor"_s).toString();
    act.back = wayTo(start.at, start.details.value(u"safety_point"_s).toString());
    act.back.migrations = steps;
    return act;
}

void finish(Suspect &act, const JournalEvent &end)
{
    act.failed = end.details.value(u"outcome"_s).toString() != "done"_L1;
    if (act.kind == Suspect::Kind::Repair && !act.failed)
        act.weight = Suspect::Weight::Note;
}

/// What this computer did, by the run's id.
QMap<QString, Suspect> actsOfJournal(const SuspectSources &sources)
{
    QMap<QString, Suspect> acts;
    for (const JournalEvent &event : sources.journal) {
        if (event.targetKey != sources.targetKey)
            continue;
        if (const auto kind = kindOfStart(event.event)) {
            acts.insert(event.run, actOf(event, *kind));
        } else if (event.event.endsWith("-finished"_L1) && event.event != "step-finished"_L1) {
            if (const auto act = acts.find(event.run); act != acts.end())
                finish(*act, event);
        }
    }
    return acts;
}

/// Runs of other computers, which only the shared ledger has.
void addOthersRuns(QMap<QString, Suspect> &acts, const LedgerState &ledger)
{
    QMap<QString, Suspect> others;
    for (const LedgerEntry &entry : ledger.entries) {
        if (entry.runId.isEmpty() || acts.contains(entry.runId)
            || entry.kind != LedgerEntry::Kind::Apply)
            continue;
        Suspect &act = others[entry.runId];
        act.kind = Suspect::Kind::Run;
        act.weight = Suspect::Weight::Warning;
        act.witness = Suspect::Witness::Ledger;
        act.actor = entry.actor;
        act.subject += (act.subject.isEmpty() ? QString() : u", "_s) + entry.id;
        act.failed |= entry.state == LedgerEntry::State::Failed
                      || entry.state == LedgerEntry::State::Indeterminate;
        if (!act.at.isValid() || entry.startedAt < act.at) {
            act.at = act.before = entry.startedAt;
            act.back = wayTo(entry.startedAt, entry.safetyPoint);
        }
        act.back.migrations.append(entry.id);
    }
    acts.insert(others);
}

/// Rows of the other tool's table that no entry of ours explains. Its clock counts in seconds.
QList<Suspect> outsideMigrations(const LedgerState &ledger)
{
    QList<Suspect> found;
    for (const MirrorRow &row : ledger.mirror) {
        const bool ours = std::ranges::any_of(ledger.entries, [&row](const LedgerEntry &entry) {
            return row.name.startsWith(entry.id);
        });
        if (ours || !row.appliedAt.isValid())
            continue;
        found.append({ .kind = Suspect::Kind::OutsideMigration,
                       .weight = Suspect::Weight::Warning,
                       .at = row.appliedAt,
                       .before = row.appliedAt.addSecs(-1),
                       .subject = row.name,
                       .byTidemark = false,
                       .witness = Suspect::Witness::OtherLedger });
    }
    return found;
}

/// The database at one moment: a backup, or the photograph.
struct Snapshot {
    QDateTime at;
    QString fingerprint;
    QMap<QString, qint64> rows;
    QStringList tables;
    Candidate back = {};
    bool isPhotograph = false;
};

Snapshot snapshotOf(const Backup &backup)
{
    const BackupManifest &manifest = backup.manifest;
    Snapshot snapshot{
        .at = manifest.takenAt, .fingerprint = manifest.fingerprint, .rows = {}, .tables = {}
    };
    for (const TableManifest &table : manifest.tables) {
        snapshot.rows.insert(table.name, table.rows);
        snapshot.tables.append(table.name);
    }
    snapshot.back = { .kind = Candidate::Kind::Backup,
                      .reason = u"backup: "_s + manifest.reason,
                      .at = manifest.takenAt,
                      .backup = backup.path };
    if (manifest.isOfOneMoment())
        snapshot.back.bookmark = manifest.bookmarkAfter;
    return snapshot;
}

QList<Snapshot> snapshotsOf(const SuspectSources &sources)
{
    QList<Snapshot> snapshots;
    for (const Backup &backup : sources.backups)
        snapshots.append(snapshotOf(backup));
    const auto &photograph = sources.photograph;
    if (!photograph.fingerprint.isEmpty())
        snapshots.append({ .at = photograph.at,
                           .fingerprint = photograph.fingerprint,
                           .rows = photograph.counts,
                           .tables = photograph.tables,
                           .isPhotograph = true });
    std::ranges::stable_sort(snapshots, {}, &Snapshot::at);
    return snapshots;
}

Suspect changeBetween(const Snapshot &earlier,
                      const Snapshot &later,
                      Suspect::Kind kind,
                      const QString &subject)
{
    return { .kind = kind,
             .weight = Suspect::Weight::Warning,
             .at = later.at,
             .before = earlier.at,
             .isExact = false,
             .subject = subject,
             .byTidemark = false,
             .witness
             = later.isPhotograph ? Suspect::Witness::Photograph : Suspect::Witness::Backup,
             .seenAt = later.at,
             .back = earlier.back };
}

QList<Suspect> changesBetween(const Snapshot &earlier, const Snapshot &later)
{
    QList<Suspect> changes;
    for (const QString &table : earlier.tables) {
        const qint64 before = earlier.rows.value(table);
        const qint64 after = later.rows.value(table, before); // uncounted tells nothing
        const bool isGone = !later.tables.contains(table);
        if (!isGone && after >= before)
            continue;
        const auto kind = isGone ? Suspect::Kind::TableGone : Suspect::Kind::RowsFewer;
        Suspect change = changeBetween(earlier, later, kind, table);
        change.rows = isGone ? before : before - after;
        if (isGone || after == 0)
            change.weight = Suspect::Weight::Error;
        changes.append(change);
    }
    for (const QString &table : later.tables) {
        if (earlier.tables.contains(table))
            continue;
        changes.append(changeBetween(earlier, later, Suspect::Kind::TableNew, table));
        changes.last().weight = Suspect::Weight::Note;
    }
    const bool tellsTables = std::ranges::any_of(
        changes, [](const Suspect &change) { return change.kind != Suspect::Kind::RowsFewer; });
    if (!tellsTables && earlier.fingerprint != later.fingerprint)
        changes.append(changeBetween(earlier, later, Suspect::Kind::SchemaChanged, {}));
    return changes;
}

/// If Tidemark did one thing between the two, that was it, at that moment; if it did several, it was one of them.
void attribute(Suspect &change, const QList<Suspect> &acts)
{
    const Suspect *cause = nullptr;
    int count = 0;
    for (const Suspect &act : acts) {
        if (act.at < change.before || act.at > change.at)
            continue;
        cause = &act;
        ++count;
    }
    if (count == 0)
        return;
    change.byTidemark = true;
    if (count > 1)
        return;
    change.at = cause->at;
    change.before = cause->before;
    change.actor = cause->actor;
    change.isExact = true;
    if (!cause->back.bookmark.isEmpty() || !cause->back.backup.isEmpty())
        change.back = cause->back;
}

Suspect quiet(const Snapshot &snapshot)
{
    return { .kind = Suspect::Kind::Backup,
             .weight = Suspect::Weight::Note,
             .at = snapshot.at,
             .before = snapshot.at,
             .subject = snapshot.back.reason.section(u": "_s, 1),
             .witness = Suspect::Witness::Backup,
             .back = snapshot.back };
}

} // namespace

QList<Suspect> suspectsOf(const SuspectSources &sources)
{
    QMap<QString, Suspect> acts = actsOfJournal(sources);
    addOthersRuns(acts, sources.ledger);
    QList<Suspect> suspects = acts.values();
    for (Suspect &act : suspects) {
        if (act.failed)
            act.weight = Suspect::Weight::Error;
    }
    const QList<Suspect> known = suspects;
    suspects += outsideMigrations(sources.ledger);
    const QList<Snapshot> snapshots = snapshotsOf(sources);
    for (qsizetype i = 0; i < snapshots.size(); ++i) {
        if (!snapshots.at(i).isPhotograph)
            suspects.append(quiet(snapshots.at(i)));
        if (i == 0)
            continue;
        for (Suspect &change : changesBetween(snapshots.at(i - 1), snapshots.at(i))) {
            attribute(change, known);
            suspects.append(change);
        }
    }
    std::ranges::stable_sort(suspects, [](const Suspect &left, const Suspect &right) {
        return left.weight == right.weight ? left.at > right.at : left.weight > right.weight;
    });
    return suspects;
}

QCoro::Task<Result<QList<Suspect>>>
findSuspects(EnginePointer engine, SelectedTarget selected, RecoverDatabase::Photograph photograph)
{
    SuspectSources sources{ .targetKey = selected.target.key(), .photograph = photograph };
    const auto observed = co_await observe(engine, selected);
    if (observed)
        sources.ledger = observed->input.ledger;
    const auto events = engine->journal.events();
    if (events)
        sources.journal = *events;
    QList<Backup> backups = listBackups(engine->paths.backups());
    backups += listBackups(safetyPointFolder(engine->paths.safetyPoints(), selected.target));
    for (const Backup &backup : std::as_const(backups)) {
        // The photograph's own copy tells nothing of before.
        const bool isOlder = backup.manifest.takenAt < photograph.at;
        if (isOlder && backup.manifest.verified && isBackupOf(backup.manifest, selected.target))
            sources.backups.append(backup);
    }
    co_return suspectsOf(sources);
}

} // namespace tidemark
