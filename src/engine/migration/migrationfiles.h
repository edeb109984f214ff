#pragma once

#include "stream.h"

#include <QRegularExpression>

namespace tidemark {

/// A file of a migrations folder, and what its name alone says.
struct MigrationFile {
    QString path; ///< absolute
    QString id; ///< the path relative to the folder, without .sql
    QString stem; ///< the same for an up script and its down script
    QString
        version; ///< leading digits as written; empty if there are none, or too many for a number
    qint64 number = 0;
    QString name;
    bool isDown = false;
};

/// What a folder holds, in no order.
struct FolderListing {
    QString directory;
    bool exists = false;
    bool hasDrizzleJournal = false;
    QList<MigrationFile> ups = {};
    QList<MigrationFile> downs = {};
    QStringList ignored = {}; ///< names that end in .SQL and the like
};

/// @p relative is a path below the migrations folder, with .sql.
[[nodiscard]] MigrationFile migrationFile(const QString &directory, const QString &relative);

/// Up scripts are *.sql of the folder itself or, with a pattern, what it matches below the folder. Down scripts may lie
/// beside them or in a folder "down" (which wrangler, reading one level, does not see).
[[nodiscard]] FolderListing listFolder(const QString &directory, const QString &pattern);

/// numbered: NNNN_x with an x.rollback.sql; plain: NNN_x with an x_rollback.sql; wrangler else.
[[nodiscard]] LayoutKind recognisedLayout(const FolderListing &listing);

/// A glob with *, **, ?, [..] and {a,b} as wrangler's migrations_pattern has it, for a whole path that ends with it.
[[nodiscard]] QRegularExpression globExpression(const QString &glob);

/// True if one of the `match` patterns of a stream fits the name of @p file.
[[nodiscard]] bool matchesOne(const QStringList &patterns, const MigrationFile &file);

} // namespace tidemark
