#pragma once

#include "observation.h"

#include <engine/database/d1/d1account.h>

namespace tidemark {

/// `time-travel`: a remote D1 database as it was at a moment of the last days. Cloudflare keeps every moment (bookmark) of
/// a database for 7 days (free plan) or 30 (paid); a restore is in place and undone by another one.
class TimeTravel
{
public:
    TimeTravel(EnginePointer engine, Selection selection)
        : m_engine(std::move(engine))
        , m_selection(std::move(selection))
    {}

    struct Info {
        QString bookmark; ///< of @c at
        QDateTime at;
        QDateTime oldest; ///< before this nothing is kept, whatever the plan
        QString current; ///< of now
    };
    /// The bookmark of now, or of the last moment not after @p at. Fails with Usage for a moment that is in the future or
    /// too long ago.
    [[nodiscard]] QCoro::Task<Result<Info>>
    info(SelectedTarget selected, std::optional<QDateTime> at, Conduct conduct) const;

    /// Where a restore goes: one of the three. A bookmark that was seen before may come with its time, which tells better what
    /// came after it, and with undo, which is noted then.
    struct Moment {
        QString bookmark = {};
        std::optional<QDateTime> at = {};
        bool undo = false; ///< the state before the last restore that this installation made
    };

    /// What a restore takes away, as far as it is known.
    struct Preview {
        QString bookmark; ///< where it goes
        QString current; ///< where it comes from
        QStringList migrationsUndone = {}; ///< applied after the moment, newest first
        /// By table: rows now, and rows at the last backup that is not younger than the moment; empty: unknown.
        QList<RestorePreviewRow> rows = {};
        QString countsFrom = {}; ///< which backup the second number is of; empty: none is known
        QDateTime countsAt = {}; ///< when that backup was taken
        bool countsAreExact = false; ///< nothing was written between that backup and the moment
        QDateTime at = {}; ///< the moment; invalid if only the bookmark is known
    };
    struct Outcome {
        Preview preview;
        D1Restored restored = {};
        /// Somebody wrote between the last look and the restore: previousBookmark is younger than preview.current.
        bool wroteMeanwhile = false;
        StreamStatus status = {}; ///< afterwards
        bool done = false;
    };
    /// Shows what would go, and unless @p dryRun restores. Both bookmarks are in the journal, on the disk, before the call;
    /// the way back is there after it. After a lost answer the present bookmark tells whether the restore was done; if that
    /// cannot be asked, the Error is Database with state Unknown and names the bookmark of before.
    [[nodiscard]] QCoro::Task<Result<Outcome>>
    restore(SelectedTarget selected, Moment moment, bool dryRun, Conduct conduct) const;

private:
    EnginePointer m_engine;
    Selection m_selection;
};

/// "2026-11-21T03:00:00Z or earlier by Cloudflare's account"; longer than any plan keeps.
constexpr std::chrono::hours LongestTimeTravel{ 30 * 24 };

} // namespace tidemark
