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
    QString contentHash; ///< SHA-256 over every row in key order, values with their types

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
    bool verified = false; ///< restored into a scratch database and compared
    QDateTime verifiedAt = {};

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
};

/// Copies a local database (backup API), describes it, restores it into a scratch database and compares; only then
/// is it marked verified. Blocking, on the connection's thread. A failed one leaves nothing behind and is Safety;
/// one that differs is kept, marked not verified, and returned.
[[nodiscard]] Result<Backup>
takeBackup(SqliteConnection &source, const BackupRequest &request, const Conduct &conduct = {});

/// Reads a manifest and checks the file's hash against it. Fails with MissingInput, BadInput (damaged: says which part).
[[nodiscard]] Result<Backup> openBackup(const QString &path);

/// Those below @p folder, newest first; unreadable ones are left out.
[[nodiscard]] QList<Backup> listBackups(const QString &folder);

/// Removes the oldest verified ones beyond @p keep; never the newest, never an unverified one.
void pruneBackups(const QString &folder, int keep);

/// Row counts and content hashes of every user table (internals and shadow tables left out).
[[nodiscard]] Result<QList<TableManifest>> describeTables(SqliteConnection &database,
                                                          const Conduct &conduct = {});

/// Puts a backup's content into an open database that may be in use (`wrangler dev`): in one write transaction through
/// the connection, never by replacing the file; ledger and mirrors come back as they were, lock and guard are cleared.
/// Compared with the manifest before COMMIT. Fails with Database, state Unchanged.
[[nodiscard]] Result<>
restoreInto(SqliteConnection &destination, const Backup &backup, const Conduct &conduct = {});

/// Makes a new database file from a backup. Fails with Usage if the file exists.
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
