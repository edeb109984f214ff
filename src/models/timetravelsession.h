#pragma once

#include "backupmodel.h"
#include "databasesession.h"
#include "restorepreviewmodel.h"
#include "timelinemodel.h"

#include <engine/operations/comparebackup.h>
#include <engine/operations/repairrows.h>
#include <engine/operations/targethistory.h>
#include <engine/operations/timetravel.h>

#include <QTimer>

namespace tidemark {

/// Where a database can go back to, what that would cost, and the way there: its history, its backups, one moment with its
/// bookmark, and one thing that was previewed and may be done. It asks operations and waits for nothing. Lives on the
/// GUI thread.
class TimeTravelSession : public QObject
{
    Q_OBJECT

public:
    /// What is known of the moment's bookmark.
    enum class Resolution { None, Waiting, Resolving, Resolved, Failed };

    /// What was looked at, and with restore() is done.
    struct Subject {
        enum class Kind {
            Moment, ///< by Time Travel
            Undo, ///< the state before the last restore
            Backup, ///< over a local file
            Comparison, ///< of a backup with the database: there is nothing to be done
            Rows, ///< those of a backup that the database lost
        };

        Kind kind = Kind::Moment;
        QDateTime at = {}; ///< where it goes; invalid if only the bookmark is known
        QString bookmark = {}; ///< Moment and Undo of a remote database
        std::optional<Backup> backup = {}; ///< of the others
        QStringList migrationsUndone = {}; ///< newest first
        QList<SchemaDifference> differences = {}; ///< of a Comparison
        QStringList remarks = {}; ///< what could not be compared; English, of the engine
        RowRepair repair = {}; ///< of Rows: what is put back
        qint64 rows = 0; ///< of Rows: how many
    };
    /// What was done last.
    struct Outcome {
        Subject subject;
        QDateTime at;
        QString wayBack = {}; ///< bookmark, or the safety point's folder; empty: nothing was there
        bool wroteMeanwhile = false; ///< somebody wrote between the preview and the restore
    };

    /// @p database outlives this.
    explicit TimeTravelSession(DatabaseSession *database, QObject *parent = nullptr);

    [[nodiscard]] DatabaseSession *database() const { return m_database; }
    /// Time Travel exists for remote D1 only; other databases have their backups.
    [[nodiscard]] bool canTravel() const;
    [[nodiscard]] Activity *activity() { return &m_activity; }
    [[nodiscard]] const Activity *activity() const { return &m_activity; }
    /// What runs writes to the database.
    [[nodiscard]] bool isRestoring() const { return m_isRestoring && m_activity.isRunning(); }

    [[nodiscard]] TimelineModel *timeline() { return &m_timeline; }
    [[nodiscard]] BackupModel *backups() { return &m_backups; }
    [[nodiscard]] RestorePreviewModel *preview() { return &m_preview; }

    /// Empty before the first look.
    [[nodiscard]] const std::optional<TargetHistory> &history() const { return m_history; }
    [[nodiscard]] QDateTime now() const;
    /// Before this nothing is kept by anybody.
    [[nodiscard]] QDateTime oldest() const;
    /// Of MostRestores in RestoreWindow, as far as this computer made them.
    [[nodiscard]] int restoresLeft() const;
    /// When the next one is possible; invalid if it is now.
    [[nodiscard]] QDateTime nextRestoreAt() const;

    [[nodiscard]] QDateTime moment() const { return m_moment; }
    [[nodiscard]] Resolution resolution() const { return m_resolution; }
    [[nodiscard]] QString bookmark() const { return m_bookmark; } ///< empty unless Resolved
    [[nodiscard]] const std::optional<Error> &resolutionError() const { return m_resolutionError; }

    [[nodiscard]] const std::optional<Subject> &subject() const { return m_subject; }
    [[nodiscard]] const std::optional<Outcome> &outcome() const { return m_outcome; }
    /// True if restore() would do what subject() says.
    [[nodiscard]] bool mayRestore() const;

    /// Looks at history and backups again; what was previewed stays.
    void refresh();
    /// The moment's bookmark is asked for 300 ms after the last call; a preview of another moment is dropped.
    void setMoment(const QDateTime &moment);
    /// Counts the rows of now and finds those of then; previewed() follows. Like the others, does nothing while something
    /// goes on.
    void previewMoment();
    /// The way back from the last restore; history()->undo is there.
    void previewUndo();
    /// Of a restore of @p backup over the local file.
    void previewBackup(const Backup &backup);
    void compare(const Backup &backup);
    /// Finds the rows that @p backup has and the database lost.
    void previewRows(const Backup &backup);
    void clearPreview();

    /// Does what was previewed; done() follows. Does nothing unless mayRestore().
    void restore();
    /// A verified backup in its usual place; backupTaken() follows, also for one that could not be verified. While the history is
    /// read it waits for that.
    void takeBackup();

signals:
    void changed(); ///< anything of the above, and the activity
    void previewed();
    void done();
    void backupTaken(const tidemark::Backup &backup);

private:
    void activityChanged();
    void resolve();
    void setResolution(Resolution resolution);
    void setSubject(const Subject &subject, const QList<RestoreEffect> &effects);
    void travelPreviewed(const TimeTravel::Outcome &outcome, Subject::Kind kind);
    void previewTravel(const TimeTravel::Moment &moment, Subject::Kind kind, const QString &title);
    void historyRead(const TargetHistory &history);
    void finished(const Subject &subject, const QString &wayBack, bool wroteMeanwhile = false);
    void travel();
    void putBackupBack();
    void putRowsBack();

    DatabaseSession *m_database;
    Activity m_activity;
    TimelineModel m_timeline;
    BackupModel m_backups;
    RestorePreviewModel m_preview;
    std::optional<TargetHistory> m_history;
    QDateTime m_moment;
    Resolution m_resolution = Resolution::None;
    QString m_bookmark;
    std::optional<Error> m_resolutionError;
    std::optional<Subject> m_subject;
    std::optional<Outcome> m_outcome;
    QTimer m_settle; ///< until the moment has stood still
    int m_requestId = 0; ///< of the last question for a bookmark
    bool m_isReading = false; ///< the history
    bool m_backsUpNext = false;
    bool m_isRestoring = false;
};

} // namespace tidemark
