#include "timetravel.h"

#include "livefacts.h"
#include "remotebackup.h"
#include "runjournal.h"

#include <engine/recovery/backup.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const auto What = u"Time Travel"_s;

Error outOfReach(const QDateTime &at, const QDateTime &now)
{
    const bool future = at > now;
    return { .kind = Error::Kind::Usage,
             .message
             = future
                   ? u"%1 is in the future; it is %2 now."_s.arg(rfc3339(at), rfc3339(now))
                   : u"%1 is longer ago than any plan keeps (30 days; 7 on the free plan)."_s.arg(
                       rfc3339(at)),
             .remedy = future ? u"Name a moment that has passed."_s
                              : u"Restore a backup: `tidemark-cli backups` lists them."_s };
}

Error notABookmark(const QString &text)
{
    return { .kind = Error::Kind::Usage,
             .message
             = u"%1 is no bookmark: those have four groups of hexadecimal digits."_s.arg(text),
             .remedy = u"`tidemark-cli time-travel info --at TIME` gives one."_s };
}

Error nothingToUndo(const Target &target)
{
    return { .kind = Error::Kind::MissingInput,
             .message = u"No restore of %1 by Time Travel is in this computer's journal."_s.arg(
                 target.label()),
             .remedy = u"Name the bookmark with --bookmark, or a time with --at."_s };
}

/// Where a restore goes, with what is known of it.
struct Destination {
    QString bookmark;
    QDateTime at = {}; ///< invalid if only the bookmark is known
};

// The state before the last restore that this installation made.
Result<Destination> beforeLastRestore(const EnginePointer &engine, const Target &target)
{
    const auto events = engine->journal.events();
    if (!events)
        return events.error();
    for (auto event = events->crbegin(); event != events->crend(); ++event) {
        if (event->targetKey != target.key() || event->event != "restore-finished"_L1)
            continue;
        const QString bookmark = event->details.value(u"previous_bookmark"_s).toString();
        if (!bookmark.isEmpty())
            return Destination{ .bookmark = bookmark, .at = event->at };
    }
    return nothingToUndo(target);
}

QCoro::Task<Result<Destination>>
destinationOf(EnginePointer engine, Target target, RemotePlace place, TimeTravel::Moment moment)
{
    if (!moment.bookmark.isEmpty()) {
        if (!isBookmark(moment.bookmark))
            co_return notABookmark(moment.bookmark);
        co_return Destination{ .bookmark = moment.bookmark, .at = moment.at.value_or(QDateTime()) };
    }
    if (moment.undo)
        co_return beforeLastRestore(engine, target);
    const QDateTime at = moment.at.value_or(QDateTime());
    const QDateTime now = engine->clock();
    if (at > now || at.secsTo(now) > std::chrono::seconds(LongestTimeTravel).count())
        co_return outOfReach(at, now);
    const auto bookmark = co_await place.account.bookmark(place.database, at);
    if (!bookmark)
        co_return bookmark.error();
    Destination destination{ .bookmark = *bookmark, .at = at };
    co_return destination;
}

// A safety point was taken before its migration: if that is not older than the destination, the migration came after it.
bool cameAfter(const LedgerEntry &entry, const Destination &destination)
{
    if (isBookmark(entry.safetyPoint) && entry.safetyPoint >= destination.bookmark)
        return true;
    return destination.at.isValid() && entry.finishedAt > destination.at;
}

QStringList undoneBy(const Destination &destination, const LedgerState &ledger)
{
    QStringList undone;
    for (const LedgerEntry &entry : ledger.entries) {
        if (entry.state == LedgerEntry::State::Applied && cameAfter(entry, destination))
            undone.prepend(entry.id);
    }
    for (const MirrorRow &row : ledger.mirror) {
        const bool ours = std::ranges::any_of(ledger.entries, [&row](const LedgerEntry &entry) {
            return row.name.startsWith(entry.id);
        });
        if (!ours && destination.at.isValid() && row.appliedAt > destination.at)
            undone.prepend(row.name);
    }
    return undone;
}

bool isNotYounger(const BackupManifest &manifest, const Destination &destination)
{
    if (!manifest.bookmarkAfter.isEmpty())
        return manifest.bookmarkAfter <= destination.bookmark;
    return destination.at.isValid() && manifest.takenAt <= destination.at;
}

// The last backup of the database that tells how many rows there were by then.
std::optional<Backup>
lastKnown(const EnginePointer &engine, const Target &target, const Destination &destination)
{
    for (const Backup &backup : listBackups(engine->paths.backups())) { // newest first
        const BackupManifest &manifest = backup.manifest;
        const bool sameDatabase = !manifest.databaseId.isEmpty() ? manifest.databaseId == target.id
                                                                 : manifest.database == target.name;
        if (manifest.place == "remote"_L1 && sameDatabase && isNotYounger(manifest, destination))
            return backup;
    }
    return std::nullopt;
}

QList<RestorePreviewRow> rowsOfBoth(const QMap<QString, qint64> &now,
                                    const std::optional<Backup> &then)
{
    QMap<QString, RestorePreviewRow> rows;
    for (auto count = now.begin(); count != now.end(); ++count)
        rows.insert(count.key(), { .table = count.key(), .now = count.value(), .then = {} });
    for (const TableManifest &table : then ? then->manifest.tables : QList<TableManifest>()) {
        RestorePreviewRow &row = rows[table.name];
        row.table = table.name;
        row.then = table.rows;
    }
    return rows.values();
}

QCoro::Task<Result<TimeTravel::Preview>> previewOf(EnginePointer engine,
                                                   Observation observation,
                                                   RemotePlace place,
                                                   Destination destination,
                                                   std::stop_token stop)
{
    TimeTravel::Preview preview{ .bookmark = destination.bookmark,
                                 .current = {},
                                 .at = destination.at };
    const auto current = co_await place.account.bookmark(place.database, std::nullopt, stop);
    if (!current)
        co_return current.error();
    preview.current = *current;
    preview.migrationsUndone = undoneBy(destination, observation.input.ledger);
    QStringList tables;
    for (const Table &table : observation.input.live.userPart().tables) {
        if (table.kind != Table::Kind::Shadow)
            tables.append(table.name);
    }
    const LiveFacts nothing;
    const auto counts = co_await withCounts(observation.database, nothing, tables);
    if (!counts)
        co_return counts.error();
    const auto then = lastKnown(engine, observation.target(), destination);
    preview.rows = rowsOfBoth(counts->counts, then);
    if (then) {
        preview.countsFrom = u"the backup of %1"_s.arg(rfc3339(then->manifest.takenAt));
        preview.countsAt = then->manifest.takenAt;
        preview.countsAreExact = then->manifest.isOfOneMoment()
                                 && then->manifest.bookmarkAfter == destination.bookmark;
    }
    co_return preview;
}

Error lostRestore(Error error, const QString &before, const std::optional<QString> &now)
{
    if (now && *now == before) {
        error.databaseState = DatabaseState::Unchanged;
        error.message
            += u" Nothing was restored: the database is still at the bookmark of before."_s;
        return error;
    }
    error.message += u" Whether the restore was done is not known."_s;
    error.remedy
        = u"Look with `tidemark-cli status --remote` and `tidemark-cli verify --remote`. The state before is `time-travel restore --bookmark %1`."_s
              .arg(before);
    return error;
}

/// One restore on its way, between its two lines in the journal.
struct Passage {
    EnginePointer engine;
    Target target;
    RemotePlace place;
    TimeTravel::Preview preview;
    bool isUndo = false;
};

QCoro::Task<Result<D1Restored>> travel(Passage passage)
{
    const auto engine = passage.engine;
    const RunJournal journal(engine, engine->identity(), passage.target);
    QJsonObject start{ { u"from"_s, passage.preview.bookmark },
                       { u"kind"_s, u"time-travel"_s },
                       { u"safety_point"_s, passage.preview.current } };
    if (passage.preview.at.isValid())
        start.insert(u"to"_s, rfc3339(passage.preview.at));
    if (passage.isUndo)
        start.insert(u"undo"_s, true);
    if (auto noted = journal.note(u"restore-started"_s, start); !noted)
        co_return noted.error();
    RemotePlace place = passage.place;
    const auto restored = co_await place.account.restore(place.database, passage.preview.bookmark);
    QJsonObject end{ { u"outcome"_s, restored ? u"done"_s : u"failed"_s },
                     { u"kind"_s, u"time-travel"_s } };
    std::optional<Error> failure;
    if (restored) {
        end.insert(u"bookmark"_s, restored->bookmark);
        end.insert(u"previous_bookmark"_s, restored->previousBookmark);
    } else if (restored.error().databaseState == DatabaseState::Unknown) {
        const auto now = co_await place.account.bookmark(place.database);
        failure = lostRestore(
            restored.error(), passage.preview.current, now ? std::optional(*now) : std::nullopt);
        end.insert(u"outcome"_s, stateName(failure->databaseState));
        // Nothing to undo where nothing happened: the way back is still that of the restore before.
        if (failure->databaseState != DatabaseState::Unchanged)
            end.insert(u"previous_bookmark"_s, passage.preview.current);
    } else {
        failure = restored.error();
    }
    const auto noted = journal.note(u"restore-finished"_s, end);
    if (failure)
        co_return *failure;
    if (!noted)
        co_return afterTheFact(noted.error());
    co_return restored;
}

} // namespace

QCoro::Task<Result<TimeTravel::Info>>
TimeTravel::info(SelectedTarget selected, std::optional<QDateTime> at, Conduct conduct) const
{
    const auto engine = m_engine;
    const QDateTime now = engine->clock();
    if (at && (*at > now || at->secsTo(now) > std::chrono::seconds(LongestTimeTravel).count()))
        co_return outOfReach(*at, now);
    const auto place = co_await remotePlace(engine, selected.target, What, conduct.stop);
    if (!place)
        co_return place.error();
    const auto current
        = co_await place->account.bookmark(place->database, std::nullopt, conduct.stop);
    if (!current)
        co_return current.error();
    Info info{ .bookmark = *current,
               .at = at.value_or(now),
               .oldest = now.addSecs(-std::chrono::seconds(LongestTimeTravel).count()),
               .current = *current };
    if (at) {
        const auto then = co_await place->account.bookmark(place->database, at, conduct.stop);
        if (!then)
            co_return then.error();
        info.bookmark = *then;
    }
    co_return info;
}

QCoro::Task<Result<TimeTravel::Outcome>>
TimeTravel::restore(SelectedTarget selected, Moment moment, bool dryRun, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto place = co_await remotePlace(engine, selected.target, What, conduct.stop);
    if (!place)
        co_return place.error();
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    const auto destination = co_await destinationOf(engine, selected.target, *place, moment);
    if (!destination)
        co_return destination.error();
    const auto preview = co_await previewOf(engine, *observed, *place, *destination, conduct.stop);
    if (!preview)
        co_return preview.error();
    Outcome outcome{ .preview = *preview };
    if (dryRun)
        co_return outcome;
    if (conduct.stop.stop_requested())
        co_return cancelled();

    const Passage passage{ engine, selected.target, *place, *preview, moment.undo };
    const auto restored = co_await travel(passage);
    if (!restored)
        co_return restored.error();
    outcome.restored = *restored;
    outcome.done = true;
    outcome.wroteMeanwhile
        = !restored->previousBookmark.isEmpty() && restored->previousBookmark != preview->current;
    const auto after = co_await observe(engine, selected);
    if (after)
        outcome.status = after->status;
    co_return outcome;
}

} // namespace tidemark
