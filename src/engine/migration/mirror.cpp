#include "mirror.h"

#include <engine/base/clock.h>
#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QByteArray replaceTable(QByteArray sql, const LedgerNames &names)
{
    return sql.replace("%MIRROR%", quoted(names.mirrorTable));
}

// Word for word what wrangler creates, so that its own CREATE TABLE IF NOT EXISTS finds what it expects.
constexpr auto CreateWrangler = R"(CREATE TABLE IF NOT EXISTS %MIRROR%(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
))";

constexpr auto CreateNumbered = "CREATE TABLE IF NOT EXISTS %MIRROR%(version INTEGER PRIMARY KEY, "
                                "name TEXT NOT NULL, applied_at INTEGER NOT NULL)";

constexpr auto InsertWrangler = "INSERT INTO %MIRROR%(name) SELECT ?1 "
                                "WHERE NOT EXISTS (SELECT 1 FROM %MIRROR% WHERE name = ?1)";

constexpr auto InsertNumbered = "INSERT INTO %MIRROR%(version, name, applied_at) SELECT ?1, ?2, ?3 "
                                "WHERE NOT EXISTS (SELECT 1 FROM %MIRROR% WHERE version = ?1)";

// A row under a name of the other tool's making goes too, unless the number is shared with a migration that stays.
constexpr auto DeleteNumbered
    = R"(DELETE FROM %MIRROR% WHERE version = ?1 AND (name IN (?2, ?3, ?4, ?5)
 OR NOT EXISTS (SELECT 1 FROM _tidemark_ledger
  WHERE stream = ?6 AND id <> ?2 AND state = 'applied' AND CAST(version AS INTEGER) = ?1)))";

// The table has room for one migration a number; when that one goes, the one that stays takes its place.
constexpr auto SucceedNumbered = R"(INSERT INTO %MIRROR%(version, name, applied_at)
SELECT ?1, id, coalesce(unixepoch(finished_at), unixepoch()) FROM _tidemark_ledger
 WHERE stream = ?2 AND id <> ?3 AND state = 'applied' AND CAST(version AS INTEGER) = ?1
  AND NOT EXISTS (SELECT 1 FROM %MIRROR% WHERE version = ?1)
 ORDER BY seq LIMIT 1)";

bool isWritten(const LedgerNames &names, const Migration &migration)
{
    return !names.mirrorTable.isEmpty() && !migration.isInit
           && !mirror::isDrizzleTable(names.mirrorTable);
}

} // namespace

namespace mirror {

bool isDrizzleTable(const QString &table)
{
    return table == "__drizzle_migrations"_L1;
}

QStringList requiredColumns(const LedgerNames &names)
{
    if (names.layout == LayoutKind::Numbered)
        return { u"version"_s, u"name"_s, u"applied_at"_s };
    if (isDrizzleTable(names.mirrorTable))
        return { u"hash"_s, u"created_at"_s };
    return { u"name"_s, u"applied_at"_s };
}

BoundStatement select(const LedgerNames &names)
{
    if (names.layout == LayoutKind::Numbered)
        return { replaceTable("SELECT name, applied_at, version FROM %MIRROR% ORDER BY version",
                              names) };
    if (isDrizzleTable(names.mirrorTable))
        return { replaceTable("SELECT hash, created_at, NULL FROM %MIRROR% ORDER BY rowid",
                              names) };
    return { replaceTable("SELECT name, applied_at, NULL FROM %MIRROR% ORDER BY rowid", names) };
}

MirrorRow rowFrom(const LedgerNames &names, const Row &row)
{
    MirrorRow result{ .name = row.value(0).toString() };
    result.appliedAt = parseTime(row.value(1).toString());
    if (names.layout == LayoutKind::Numbered)
        result.version = qint64(row.value(2).toReal());
    return result;
}

QStringList namesOf(const Migration &migration, LayoutKind layout)
{
    const QString file = migration.id + u".sql"_s;
    switch (layout) {
    case LayoutKind::Numbered:
        return { migration.id, file, migration.name, migration.name + u".sql"_s };
    case LayoutKind::Drizzle:
        return { file, migration.up.checksum };
    case LayoutKind::Wrangler:
    case LayoutKind::Plain:
        break;
    }
    return { file };
}

bool matches(const MirrorRow &row, const Migration &migration, LayoutKind layout)
{
    if (migration.isInit)
        return false;
    if (layout == LayoutKind::Numbered && row.version != migration.number)
        return false;
    return namesOf(migration, layout).contains(row.name);
}

QString idOf(const MirrorRow &row)
{
    return row.name.endsWith(".sql"_L1) ? row.name.chopped(4) : row.name;
}

QString toolName(LayoutKind layout)
{
    switch (layout) {
    case LayoutKind::Numbered:
        return u"_migrations"_s;
    case LayoutKind::Drizzle:
        return u"drizzle"_s;
    case LayoutKind::Wrangler:
    case LayoutKind::Plain:
        break;
    }
    return u"wrangler"_s;
}

} // namespace mirror

namespace ledgersql {

BoundStatement createMirror(const LedgerNames &names)
{
    const bool numbered = names.layout == LayoutKind::Numbered;
    return { replaceTable(numbered ? CreateNumbered : CreateWrangler, names) };
}

QList<BoundStatement>
mirrorApplied(const LedgerNames &names, const Migration &migration, const QDateTime &at)
{
    if (!isWritten(names, migration))
        return {};
    if (names.layout == LayoutKind::Numbered) {
        return { { replaceTable(InsertNumbered, names),
                   { Value::integer(migration.number),
                     Value::text(migration.id),
                     Value::integer(at.toSecsSinceEpoch()) } } };
    }
    return { { replaceTable(InsertWrangler, names), { Value::text(migration.id + u".sql"_s) } } };
}

QList<BoundStatement> mirrorRolledBack(const LedgerNames &names, const Migration &migration)
{
    if (!isWritten(names, migration))
        return {};
    if (names.layout != LayoutKind::Numbered) {
        return { { replaceTable("DELETE FROM %MIRROR% WHERE name = ?1", names),
                   { Value::text(migration.id + u".sql"_s) } } };
    }
    const auto number = Value::integer(migration.number);
    const auto stream = Value::text(names.stream);
    QList<Value> rowNames{ number };
    for (const auto &name : mirror::namesOf(migration, names.layout))
        rowNames.append(Value::text(name));
    rowNames.append(stream);
    return { { replaceTable(DeleteNumbered, names), rowNames },
             { replaceTable(SucceedNumbered, names),
               { number, stream, Value::text(migration.id) } } };
}

} // namespace ledgersql

} // namespace tidemark
