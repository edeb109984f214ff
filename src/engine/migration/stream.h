#pragma once

#include "migration.h"

#include <QDateTime>
#include <QSet>

namespace tidemark {

/// How a layout names its files.
struct Layout {
    LayoutKind kind = LayoutKind::Wrangler;
    bool declared = true; ///< false: recognised from the files

    /// "wrangler", "numbered", "plain", "drizzle"
    [[nodiscard]] QString name() const;
    /// The down script's file name for an up script's: "x.rollback.sql", "x_rollback.sql" or, since wrangler would run
    /// either forward, "down/x.sql". Empty for drizzle, which has none.
    [[nodiscard]] QString downFileName(const QString &upFileName) const;
    /// The mirror table kept in step; empty for plain.
    [[nodiscard]] QString mirrorTable(const StreamConfig &config) const;
};

/// True for every spelling of a down script that is known (x.rollback.sql, x_rollback.sql, x.down.sql, …): none of them is
/// ever run forward.
[[nodiscard]] bool isDownScript(const QString &fileName);

/// The ordered migrations of one logical database, as its files are now.
struct Stream {
    StreamConfig config;
    Layout layout;
    QList<Migration>
        migrations; ///< in the order they run: init, then by number, then by bytes of the id
    /// What forbids every write (History, exit 4): undeclared duplicates, a down script without its migration, …
    QList<Error> problems = {};
    /// What is only worth saying: gaps, mixed widths, ignored files.
    QStringList remarks = {};
    /// Numbers that other streams of the same folder use: `down 3` has a meaning here even if 3 is one of theirs.
    QSet<qint64> neighbouringNumbers = {};

    [[nodiscard]] const Migration *find(const QString &id) const; ///< nullptr if there is none
    [[nodiscard]] QList<const Migration *> withNumber(qint64 number) const;
    [[nodiscard]] bool isDeclaredDuplicate(const QString &id) const;
};

/// Reads the stream's folder. A missing folder is an empty stream. Fails with the first script that cannot be read
/// (BadInput, Config), or MissingInput for a declared init script that is not there.
[[nodiscard]] Result<Stream> loadStream(const StreamConfig &config);

/// All streams of an environment; those that share a folder share out its files by their `match` patterns, the rest goes to
/// the default stream. A file that no stream takes is a problem of each.
[[nodiscard]] Result<QList<Stream>> loadStreams(const Project &project, const QString &environment);

/// The keyword rule of older runners (api_keys, rooms, permissions, user_tier → AUTH_DB) as a proposal for `match`
/// settings; nothing uses it by itself.
struct RoutingProposal {
    QString file;
    QString stream;
    QString why;
};
[[nodiscard]] QList<RoutingProposal> proposeRouting(const QString &directory,
                                                    const QStringList &streams);

/// A new file's name and content for `new`: next number, padded as its neighbours are, words joined by '_'.
struct NewMigration {
    QString upFile; ///< absolute
    QByteArray upText;
    QString downFile; ///< absolute; empty if none is wanted or the layout has none
    QByteArray downText;
};
enum class MigrationTemplate { Empty, AddColumn, AddIndex, ChildTable, Rebuild };
[[nodiscard]] Result<NewMigration> newMigration(const Stream &stream,
                                                const QString &description,
                                                MigrationTemplate kind,
                                                bool withDown,
                                                const QDateTime &now);

/// Gives a migration the next free number: renames its up and down file. Each rename is atomic; if the second fails the first
/// is undone. Fails with Usage for an unknown id, History if it is applied somewhere that is known.
[[nodiscard]] Result<QString> renumber(const Stream &stream, const QString &id);

} // namespace tidemark
