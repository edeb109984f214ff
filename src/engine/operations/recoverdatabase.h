#pragma once

#include "backups.h"
#include "recoveryproof.h"
#include "timetravel.h"
#include "verifytables.h"

namespace tidemark {

/// `recover`, the red button: photograph what is there, find the moment to go back to, preview what would go, restore, verify,
/// report. Each step can be called alone; nothing but restore() writes to the database.
class RecoverDatabase
{
public:
    RecoverDatabase(EnginePointer engine, Selection selection)
        : m_engine(std::move(engine))
        , m_selection(std::move(selection))
    {}

    /// The state of now, kept so that whatever follows can be compared with it and undone.
    struct Photograph {
        QDateTime at;
        QString bookmark = {}; ///< remote only
        QString fingerprint = {};
        QMap<QString, qint64> counts = {}; ///< rows by ordinary table
        QStringList tables = {}; ///< all of the user's, virtual ones too
        std::optional<Backup> backup
            = {}; ///< verified; empty in a dry run, and for a database that is not there
        StreamStatus status = {};
        bool isThere = true; ///< false: a local file that does not exist
    };
    /// @p withBackup false: nothing is written anywhere. A backup that cannot be verified is Safety.
    [[nodiscard]] QCoro::Task<Result<Photograph>>
    photograph(SelectedTarget selected, bool withBackup, Conduct conduct) const;

    // The same in its parts, for whoever keeps each as soon as it is there: the bookmark (remote; one request), then
    // schema and counts, then the backup. What came before survives the failure of what comes after.
    [[nodiscard]] QCoro::Task<Result<Photograph>> mark(SelectedTarget selected,
                                                       Conduct conduct) const;
    [[nodiscard]] QCoro::Task<Result<Photograph>>
    count(SelectedTarget selected, Photograph photograph, Conduct conduct) const;
    [[nodiscard]] QCoro::Task<Result<Photograph>>
    save(SelectedTarget selected, Photograph photograph, Conduct conduct) const;

    /// A moment to go back to.
    struct Candidate {
        enum class Kind { BeforeRun, Backup, Restore, Time };

        Kind kind = Kind::BeforeRun;
        QString reason; ///< "before 0004_rooms_table, 0005_x", "backup: asked for"
        QDateTime at;
        QString bookmark = {}; ///< remote
        QString backup = {}; ///< folder of a backup; local, or remote where no bookmark is known
        QStringList migrations = {}; ///< of the run that followed
    };
    /// What ledger, journal and backup folders know, newest first: before each run, each backup, each restore.
    [[nodiscard]] QCoro::Task<Result<QList<Candidate>>> candidates(SelectedTarget selected,
                                                                   Conduct conduct) const;

    struct Choice {
        QString beforeMigration = {}; ///< an id or a number
        std::optional<QDateTime> at = {};
    };
    /// The candidate that is meant; a time on a remote database is a candidate of its own. Fails with Usage (which
    /// ones there are), MissingInput (nothing is old enough).
    [[nodiscard]] Result<Candidate> choose(const SelectedTarget &selected,
                                           const QList<Candidate> &candidates,
                                           const Choice &choice) const;

    struct Outcome {
        Candidate candidate;
        QList<RestorePreviewRow> preview = {};
        QStringList migrationsUndone = {};
        bool done = false;
        QString undo = {}; ///< the arguments of the command line that takes it back
        Candidate wayBack
            = {}; ///< the same as a moment to go to; without bookmark and backup if nothing was lost
        QList<Check> checks = {}; ///< of the verification afterwards
        StreamStatus status = {};
    };
    /// Goes back; previews only if @p dryRun. The checks say how the database stands afterwards.
    [[nodiscard]] QCoro::Task<Result<Outcome>>
    restore(SelectedTarget selected, Candidate candidate, bool dryRun, Conduct conduct) const;

    /// How many rows each table should have afterwards.
    struct Expectation {
        QMap<QString, qint64> rows = {};
        bool isExact
            = false; ///< false: counted at another moment than the one that was gone back to
    };
    /// How the database stands, whatever was done to it: every check there is, and the tables beside the photograph.
    [[nodiscard]] QCoro::Task<Result<RecoveryProof>> prove(SelectedTarget selected,
                                                           Photograph photograph,
                                                           Expectation expectation,
                                                           Conduct conduct) const;

    /// What happened, as Markdown with the exact commands (recoveryreport.h has the longer one).
    [[nodiscard]] static QString report(const Target &target,
                                        const Photograph &photograph,
                                        const QList<Candidate> &candidates,
                                        const std::optional<Outcome> &outcome);
    /// Writes the report below Paths::state, or to @p output. Fails with Safety, or Usage if the file exists.
    [[nodiscard]] Result<QString>
    saveReport(const Target &target, const QString &text, const QString &output) const;

private:
    EnginePointer m_engine;
    Selection m_selection;
};

/// By the database's id where both know it, else by stream and name: who has no project at hand finds its backups too.
[[nodiscard]] bool isBackupOf(const BackupManifest &manifest, const Target &target);

} // namespace tidemark
