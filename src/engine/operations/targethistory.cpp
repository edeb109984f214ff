#include "targethistory.h"

#include "observation.h"
#include "recoverdatabase.h"

#include <engine/sql/schemadiff.h>

#include <QFileInfo>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Kind = TargetEvent::Kind;
using RunAndId = std::pair<QString, QString>;

Kind kindOf(const LedgerEntry &entry)
{
    switch (entry.state) {
    case LedgerEntry::State::Applied:
        return entry.kind == LedgerEntry::Kind::Apply ? Kind::Applied : Kind::Recorded;
    case LedgerEntry::State::Failed:
        return Kind::Aborted;
    case LedgerEntry::State::Indeterminate:
        return Kind::RunUnknown;
    case LedgerEntry::State::RolledBack:
        return Kind::RolledBack;
    }
    Q_UNREACHABLE();
}

QList<TargetEvent> eventsOf(const LedgerState &ledger)
{
    QList<TargetEvent> events;
    for (const LedgerEntry &entry : ledger.entries) {
        const QDateTime at = entry.startedAt.isValid() ? entry.startedAt : entry.finishedAt;
        events.append({ .kind = kindOf(entry), .at = at, .subject = entry.id, .by = entry.actor });
    }
    for (const MirrorRow &row : ledger.mirror) {
        const bool ours = std::ranges::any_of(ledger.entries, [&row](const LedgerEntry &entry) {
            return row.name.startsWith(entry.id);
        });
        if (!ours && row.appliedAt.isValid())
            events.append(
                { .kind = Kind::AppliedElsewhere, .at = row.appliedAt, .subject = row.name });
    }
    return events;
}

Kind kindOfStep(const QJsonObject &step)
{
    const QString outcome = step.value("outcome"_L1).toString();
    if (outcome == "indeterminate"_L1)
        return Kind::RunUnknown;
    if (outcome != "done"_L1)
        return Kind::Aborted;
    return step.value("action"_L1).toString() == "roll-back"_L1 ? Kind::RolledBack : Kind::Applied;
}

/// What the journal has of one target, read line by line.
class JournalReader
{
public:
    /// @p inLedger is empty if the ledger could not be read: then nothing is known to be gone.
    explicit JournalReader(std::optional<QSet<RunAndId>> inLedger)
        : m_inLedger(std::move(inLedger))
    {}

    void read(const JournalEvent &event)
    {
        if (event.event == "step-finished"_L1)
            readStep(event);
        else if (event.event == "restore-started"_L1 || event.event == "repair-started"_L1)
            m_started.insert(event.run, event);
        else if (event.event == "restore-finished"_L1)
            readRestore(event);
        else if (event.event == "restore-interrupted"_L1)
            addRestore(event, Kind::RestoreUnknown);
        else if (event.event == "repair-finished"_L1 && isDone(event))
            events.append({ .kind = Kind::RowsPutBack,
                            .at = begin(event),
                            .subject = QString::number(
                                m_started.value(event.run).details.value("rows"_L1).toInteger()) });
    }

    QList<TargetEvent> events;
    std::optional<RestoreUndo> undo;
    QList<QDateTime> travels; ///< restores that Cloudflare counts

private:
    static bool isDone(const JournalEvent &event)
    {
        return event.details.value("outcome"_L1).toString() == "done"_L1;
    }
    QDateTime begin(const JournalEvent &end) const
    {
        const auto started = m_started.constFind(end.run);
        return started == m_started.cend() ? end.at : started->at;
    }

    // A step that the ledger has is told by the ledger; one it has not was taken out of it by a restore, or never got in.
    void readStep(const JournalEvent &event)
    {
        const QString id = event.details.value("id"_L1).toString();
        if (m_inLedger && m_inLedger->contains({ event.run, id }))
            return;
        const Kind kind = kindOfStep(event.details);
        const qint64 took = event.details.value("duration_ms"_L1).toInteger();
        events.append(
            { .kind = kind,
              .at = event.at.addMSecs(-took),
              .subject = id,
              .isGone = m_inLedger && (kind == Kind::Applied || kind == Kind::RolledBack) });
    }

    void readRestore(const JournalEvent &event)
    {
        const QString outcome = event.details.value("outcome"_L1).toString();
        const bool isTravel = event.details.value("kind"_L1).toString() == "time-travel"_L1;
        const bool isUnknown = outcome == "unknown"_L1;
        if (isTravel && (isDone(event) || isUnknown))
            travels.append(event.at);
        addRestore(event,
                   isDone(event) ? Kind::Restored
                   : isUnknown   ? Kind::RestoreUnknown
                                 : Kind::RestoreFailed);
        if (!isDone(event) && !isUnknown)
            return;
        const QString before
            = isTravel ? event.details.value("previous_bookmark"_L1).toString()
                       : m_started.value(event.run).details.value("safety_point"_L1).toString();
        if (before.isEmpty())
            return;
        undo = RestoreUndo{ .restoredAt = event.at };
        (isTravel ? undo->bookmark : undo->backup) = before;
    }

    void addRestore(const JournalEvent &event, Kind kind)
    {
        const QJsonObject start = m_started.value(event.run).details;
        events.append({ .kind = kind,
                        .at = begin(event),
                        .subject = start.value("from"_L1).toString(),
                        .isUndo = start.value("undo"_L1).toBool(),
                        .destination = parseTime(start.value("to"_L1).toString()) });
    }

    std::optional<QSet<RunAndId>> m_inLedger;
    QHash<QString, JournalEvent> m_started; ///< by run
};

QSet<RunAndId> knownSteps(const LedgerState &ledger)
{
    QSet<RunAndId> known;
    for (const LedgerEntry &entry : ledger.entries)
        known.insert({ entry.runId, entry.id });
    return known;
}

QList<Backup> snapshotsOf(const Paths &paths, const Target &target)
{
    QList<Backup> found = listBackups(paths.backups());
    found += listBackups(safetyPointFolder(paths.safetyPoints(), target));
    found.removeIf(
        [&target](const Backup &backup) { return !isBackupOf(backup.manifest, target); });
    std::stable_sort(found.begin(), found.end(), [](const Backup &left, const Backup &right) {
        return left.manifest.takenAt > right.manifest.takenAt;
    });
    return found;
}

void addSnapshots(TargetHistory &history, const QString &safetyPoints)
{
    for (const Backup &backup : history.backups) {
        const bool isPoint = backup.path.startsWith(safetyPoints + u'/');
        history.events.append({ .kind = isPoint ? Kind::SafetyPoint : Kind::Backup,
                                .at = backup.manifest.takenAt,
                                .by = backup.manifest.reason,
                                .path = backup.path,
                                .isVerified = backup.manifest.verified });
    }
    for (qsizetype i = history.backups.size() - 1; i > 0; --i) {
        const BackupManifest &before = history.backups.at(i).manifest;
        const BackupManifest &after = history.backups.at(i - 1).manifest;
        history.writes.append({ before.takenAt, after.takenAt, rowsBetween(before, after) });
    }
}

bool changesSchema(const TargetEvent &event)
{
    static const QList<Kind> kinds{ Kind::Applied,       Kind::AppliedElsewhere, Kind::Aborted,
                                    Kind::RunUnknown,    Kind::RolledBack,       Kind::Restored,
                                    Kind::RestoreUnknown };
    return kinds.contains(event.kind);
}

/// The schema at one moment, by its fingerprint.
struct Sighting {
    QDateTime at;
    QString fingerprint;
};

bool isExplained(const QList<TargetEvent> &events, const Sighting &before, const Sighting &after)
{
    return std::ranges::any_of(events, [&](const TargetEvent &event) {
        // The other tool's times are of whole seconds.
        const int blur = event.kind == Kind::AppliedElsewhere ? 1 : 0;
        return changesSchema(event) && event.at.addSecs(blur) >= before.at && event.at <= after.at;
    });
}

QString inWords(const QList<SchemaDifference> &differences)
{
    QStringList words;
    for (const SchemaDifference &difference : differences)
        words.append(u"%1 %2 %3"_s.arg(
            objectName(difference.object), difference.name, differenceKindName(difference.kind)));
    return words.join(u", "_s);
}

// A schema that is another one than at the sighting before, though nothing that is known changed it.
void addOutsideChanges(TargetHistory &history,
                       const QList<Sighting> &sightings,
                       const QString &lastInWords)
{
    QList<TargetEvent> found;
    for (qsizetype i = 1; i < sightings.size(); ++i) {
        const Sighting &before = sightings.at(i - 1);
        const Sighting &after = sightings.at(i);
        if (before.fingerprint == after.fingerprint || isExplained(history.events, before, after))
            continue;
        found.append({ .kind = Kind::ChangedOutside,
                       .at = after.at,
                       .subject = i + 1 == sightings.size() ? lastInWords : QString(),
                       .before = before.at });
    }
    history.events += found;
}

QString driftInWords(const Observation &observation)
{
    const auto expected = expectedSchema(observation.input, observation.status);
    return expected ? inWords(schemaDifferences(*expected, streamSchema(observation.input)))
                    : QString();
}

QList<Sighting> sightingsIn(const TargetHistory &history)
{
    QList<Sighting> sightings;
    for (auto backup = history.backups.crbegin(); backup != history.backups.crend(); ++backup)
        sightings.append({ backup->manifest.takenAt, backup->manifest.fingerprint });
    return sightings;
}

Result<> addJournal(TargetHistory &history,
                    const EnginePointer &engine,
                    const Target &target,
                    const std::optional<QSet<RunAndId>> &inLedger)
{
    const auto lines = engine->journal.events();
    if (!lines)
        return lines.error();
    JournalReader reader(inLedger);
    for (const JournalEvent &line : *lines) {
        if (line.targetKey == target.key())
            reader.read(line);
    }
    history.events += reader.events;
    history.undo = reader.undo;
    const QDateTime now = engine->clock();
    for (const QDateTime &at : reader.travels) {
        if (at > now.addSecs(-std::chrono::seconds(RestoreWindow).count()))
            history.restores.append(at);
    }
    return Ok{};
}

} // namespace

qint64 rowsBetween(const BackupManifest &before, const BackupManifest &after)
{
    QMap<QString, TableManifest> old;
    for (const TableManifest &table : before.tables)
        old.insert(table.name, table);
    qint64 rows = 0;
    for (const TableManifest &table : after.tables) {
        const TableManifest then = old.take(table.name);
        const bool isOther = then.contentHash != table.contentHash;
        rows += std::max<qint64>(std::abs(table.rows - then.rows),
                                 isOther && table.rows > 0 ? 1 : 0);
    }
    for (const TableManifest &table : std::as_const(old))
        rows += table.rows;
    return rows;
}

QCoro::Task<Result<TargetHistory>>
historyOf(EnginePointer engine, SelectedTarget selected, QDateTime since, Conduct conduct)
{
    TargetHistory history;
    std::optional<QSet<RunAndId>> inLedger;
    QString drift;
    std::optional<Sighting> live;
    const auto observed = co_await observe(engine, selected);
    if (conduct.stop.stop_requested())
        co_return cancelled();
    if (!observed) {
        history.error = observed.error();
    } else {
        history.events = eventsOf(observed->input.ledger);
        inLedger = knownSteps(observed->input.ledger);
        drift = observed->status.drifted ? driftInWords(*observed) : QString();
        live = Sighting{ engine->clock(), fingerprint(observed->input.live.userPart()) };
    }
    if (const auto read = addJournal(history, engine, selected.target, inLedger); !read)
        co_return read.error();
    const Target target = selected.target;
    const Paths paths = engine->paths;
    const auto listing = [paths, target] { return snapshotsOf(paths, target); };
    history.backups = co_await engine->worker->run(listing);
    addSnapshots(history, paths.safetyPoints());
    QList<Sighting> sightings = sightingsIn(history);
    if (live)
        sightings.append(*live);
    addOutsideChanges(history, sightings, drift);
    if (observed && observed->status.drifted && sightings.size() == 1)
        history.events.append({ .kind = Kind::ChangedOutside, .at = live->at, .subject = drift });
    history.events.removeIf([since](const TargetEvent &event) { return event.at < since; });
    std::stable_sort(history.events.begin(),
                     history.events.end(),
                     [](const auto &left, const auto &right) { return left.at < right.at; });
    co_return history;
}

} // namespace tidemark
