#include "databasecontent.h"

#include <engine/database/sqlite/connection.h>
#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

Content contentOf(const QString &file)
{
    const QByteArray objects
        = "FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
          "AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' "
          "AND name NOT IN ('_tidemark_lock', '_tidemark_guard') AND sql IS NOT NULL";
    auto connection = SqliteConnection::open(file);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    const auto rows = [&connection](const QByteArray &sql) {
        auto result = connection->query({ sql, {} });
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return result->rows;
    };
    Content content;
    content.insert(u"definitions"_s,
                   rows("SELECT type, name, sql " + objects + " ORDER BY type, name"));
    for (const Row &row : rows("SELECT name " + objects + " AND type = 'table'")) {
        const QString table = row.first().toString();
        content.insert(u"table "_s + table, rows("SELECT * FROM " + quoted(table)));
    }
    return content;
}

} // namespace tidemark
