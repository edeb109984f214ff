#include "contentobjects.h"

#include "tablescan.h"

#include <engine/sql/identifier.h>

#include <sqlite3.h>

namespace tidemark {

QByteArray contentObjectsQuery()
{
    return "SELECT type, name, sql, rootpage = 0 AS is_virtual FROM sqlite_schema "
           "WHERE sql IS NOT NULL ORDER BY rowid";
}

QList<ContentObject> contentObjects(const QList<Row> &rows)
{
    QList<ContentObject> objects;
    for (const Row &row : rows) {
        const QString name = row.at(1).toString();
        if (isEngineOwned(name) || isLockOrGuard(name))
            continue;
        const QByteArray type = row.at(0).bytes();
        const bool isVirtual = type == "table" && row.at(3).toInteger() != 0;
        objects.append({ type, name, row.at(2).bytes(), isVirtual });
    }
    return objects;
}

Result<> createObjects(SqliteConnection &destination,
                       const QList<ContentObject> &objects,
                       QByteArrayView type)
{
    for (const ContentObject &object : objects) {
        if (object.type != type || object.isVirtual)
            continue;
        if (auto created = destination.run(object.sql); !created)
            return created;
    }
    return Ok{};
}

Result<> registerVirtualTables(SqliteConnection &destination, const QList<ContentObject> &objects)
{
    sqlite3 *const handle = destination.handle();
    Result<> outcome = Ok{};
    bool hasAny = false;
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, nullptr);
    for (const ContentObject &object : objects) {
        if (!object.isVirtual || !outcome)
            continue;
        hasAny = true;
        const QByteArray name = quotedString(object.name.toUtf8());
        const QByteArray row = "'table'," + name + ',' + name + ",0," + quotedString(object.sql);
        outcome = destination.run(QByteArray(
            "INSERT INTO sqlite_schema (type,name,tbl_name,rootpage,sql) VALUES (" + row + ')'));
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, nullptr);
    return outcome && hasAny ? destination.run("PRAGMA writable_schema=RESET") : outcome;
}

} // namespace tidemark
