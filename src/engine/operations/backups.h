#pragma once

#include "observation.h"

#include <engine/recovery/safetypoint.h>

namespace tidemark {

/// `backup`, `backups` and `restore` over a database or into a new file.
class Backups
{
public:
    Backups(EnginePointer engine, Selection selection)
        : m_engine(std::move(engine))
        , m_selection(std::move(selection))
    {}

    /// A verified backup below @p folder (empty: the named place in XDG_DATA_HOME).
    [[nodiscard]] QCoro::Task<Result<Backup>>
    take(SelectedTarget selected, QString folder, Conduct conduct) const;

    /// Backups and safety points of the selected targets, newest first.
    [[nodiscard]] QCoro::Task<Result<QList<Backup>>> list() const;

    struct RestoreOutcome {
        Backup from;
        QStringList notes = {}; ///< what was mended in a foreign dump, and what remains in doubt
        SafetyPoint safetyPoint = {}; ///< the way back from the restore itself
        QString backupOfBefore
            = {}; ///< remote: beside the bookmark, which ends with Cloudflare's 30 days
        QList<RestorePreviewRow> preview = {}; ///< what it changes, or would change
        StreamStatus status = {}; ///< afterwards
        bool done = false; ///< false: only previewed
    };
    /// Puts a backup, or an SQL dump, back over the target; a safety point is taken first, the journal notes before and after.
    /// Remote D1: replaceRemotely().
    [[nodiscard]] QCoro::Task<Result<RestoreOutcome>>
    replace(SelectedTarget selected, QString source, bool dryRun, Conduct conduct) const;
    /// Makes a new SQLite file from a backup or a dump. Returns what was repaired on the way.
    [[nodiscard]] QCoro::Task<Result<QStringList>>
    restoreAsNewFile(QString source, QString file, Conduct conduct) const;

private:
    EnginePointer m_engine;
    Selection m_selection;
};

} // namespace tidemark
