#pragma once

#include <engine/base/clock.h>
#include <engine/base/result.h>

#include <QJsonObject>

#include <memory>

namespace tidemark {

/// One line of the journal.
struct JournalEvent {
    QDateTime at;
    QString event; ///< "run-started", "step-applied", "restore-finished", …
    QString run = {}; ///< groups the events of one run
    QString target = {}; ///< Target::label()
    QString targetKey = {};
    QJsonObject details = {};
};

/// What this installation did, append-only, one JSON object a line, under Paths::journal(); survives a restore of any database.
/// Several processes may append at once (each line is one write under a file lock). Blocking, and short.
class Journal
{
public:
    explicit Journal(QString file, Clock clock = systemClock());

    /// When a line has to be on the disk: as append() returns, or with the next one that has to be.
    enum class Sync { Now, WithNext };

    /// Fails with Safety.
    [[nodiscard]] Result<> append(JournalEvent event, Sync sync = Sync::Now) const;

    /// Events from @p since on, oldest first. A torn last line (a crash while writing) is left out; a damaged line in the middle is
    /// left out and counted in @p damaged.
    [[nodiscard]] Result<QList<JournalEvent>> events(const QDateTime &since = {},
                                                     int *damaged = nullptr) const;

    /// Runs, restores and imports that were started on a target and have no end, newest first: they go on, or a crash cut them
    /// short and nobody has noted so yet ("run-interrupted", "restore-interrupted", "import-interrupted").
    [[nodiscard]] Result<QList<JournalEvent>> unfinishedRuns(const QString &targetKey) const;

    [[nodiscard]] QString file() const { return m_file; }

private:
    QString m_file;
    Clock m_clock;
};

} // namespace tidemark
