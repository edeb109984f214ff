#pragma once

#include <engine/base/progress.h>
#include <engine/base/result.h>
#include <engine/database/sqlite/sqlitedatabase.h>
#include <engine/project/target.h>

#include <QDateTime>
#include <QMap>

namespace tidemark {

struct TableManifest {
    QString name;
    qint64 rows = 0;
    QString
        contentHash; ///< BLAKE2b-256 over every row in key order, rowids and types included; a virtual table's over its
    ///< shadow tables

    bool operator==(const TableManifest &other) const = default;
};

/// What a backup is said to hold; stored beside it as manifest.json.
struct BackupManifest {
    int format = 1;
    QString tidemark; ///< version that wrote it
    QString stream;
    QString database;
    QString databaseId;
    QString environment;
    QString place; ///< "local" or "remote"
    QDateTime takenAt;
    QString reason; ///< "safety point of run …", "asked for"
    QString fingerprint; ///< of the user's schema
    QString ledgerHead; ///< id of the last applied migration; empty if none
    QString sha256; ///< of the database file
    qint64 bytes = 0;
    QList<TableManifest> tables;
    qint64 foreignKeyViolations = 0; ///< rows without a parent; -1 if SQLite could not say
    bool verified = false; ///< see takeBackup()
    QDateTime verifiedAt = {};
    /// Remote D1: Time Travel's bookmarks around the copy. Equal: nothing was written meanwhile, the copy is of one moment.
    QString bookmarkBefore = {};
    QString bookmarkAfter = {};

    /// False only for a remote copy during which something was written.
    [[nodiscard]] bool isOfOneMoment() const { return bookmarkBefore == bookmarkAfter; }
    [[nodiscard]] qint64 rows() const;
};

/// A folder with database.sqlite and manifest.json.
struct Backup {
    QString path; ///< of the folder
    BackupManifest manifest;

    [[nodiscard]] QString databaseFile() const;
};

struct BackupRequest {
    Target target;
    QString folder; ///< where the new backup's own folder is made
    QString reason;
    QDateTime now;
    QString ledgerHead = {};
    QString bookmarkBefore = {}; ///< for the manifest
    QString bookmarkAfter = {};
};

/// Copies a local database and describes it (schema fingerprint, every table's rows, ledger and mirrors, rows without a
/// parent), both of one snapshot, then verifies the copy against the description. Verified means: the copy was opened from
/// the disk by a connection of its own, passed quick_check, was restored into a scratch database in memory by the code that
/// restoreInto() uses, and that database described itself the same. A copy above 16 MB is not restored a second time
/// but described where it lies; and where the source is one file that equals it page by page, that description is the source's too. Blocking, on the connection's thread; the snapshot does not hold up writers of a WAL database.
/// A failed one leaves nothing behind and is Safety (or Cancelled); one that differs is kept, marked not verified, and returned.
[[nodiscard]] Result<Backup>
takeBackup(SqliteConnection &source, const BackupRequest &request, const Conduct &conduct = {});

/// Verifies a backup again, in the sense of takeBackup() except that its own ledger and mirrors are what they are compared
/// with. What differs, in words; empty if it can be relied on. Blocking.
[[nodiscard]] Result<QStringList> verifyBackup(const Backup &backup, const Conduct &conduct = {});

/// Reads a manifest and checks the file's size and hash against it. @p path is the backup's folder or a file in it. Fails
/// with MissingInput, BadInput (damaged: says which part; or written by a newer version).
[[nodiscard]] Result<Backup> openBackup(const QString &path);

/// Those in @p folder and in the folders of targets in it, newest first; unreadable ones are left out. Only manifests are
/// read: openBackup() says whether one is whole.
[[nodiscard]] QList<Backup> listBackups(const QString &folder);

/// Removes the oldest verified ones beyond @p keep that lie directly in @p folder; never the newest, never an unverified
/// one. What a killed process left half made goes too (ClaimedFolder).
void pruneBackups(const QString &folder, int keep);

/// Row counts and content hashes of every user table (internals and shadow tables left out).
[[nodiscard]] Result<QList<TableManifest>> describeTables(SqliteConnection &database,
                                                          const Conduct &conduct = {});

/// Puts a backup's content into an open database that may be in use (`wrangler dev`): in one write transaction through
/// the connection, never by replacing the file; ledger and mirrors come back as they were, lock and guard are cleared, what
/// D1 keeps for itself (_cf_…) stays. Compared with the manifest before COMMIT. Fails with Database, Lock (in use), BadInput
/// (the backup cannot be read) or Cancelled, state Unchanged. @p first is run once the write lock is held: reading the backup
/// takes time, and a statement that fails says that what was true before is so no longer.
[[nodiscard]] Result<> restoreInto(SqliteConnection &destination,
                                   const Backup &backup,
                                   const Conduct &conduct = {},
                                   const QList<BoundStatement> &first = {});

/// Makes a new database file (mode 600) from a backup, lock and guard cleared. Fails with Usage if the file, or a -wal file
/// beside it, exists; with BadInput if the backup's file is not the one of its manifest; with Safety.
[[nodiscard]] Result<>
restoreAsNew(const QString &file, const Backup &backup, const Conduct &conduct = {});

/// What a restore would change, table by table; from counts of both sides.
struct RestorePreviewRow {
    QString table;
    std::optional<qint64> now; ///< empty: the table is not there
    std::optional<qint64> then;
};
[[nodiscard]] Result<QList<RestorePreviewRow>> previewRestore(SqliteConnection &destination,
                                                              const Backup &backup);

} // namespace tidemark
