#include "dumpwriter.h"

#include "engineerror.h"
#include "jsonwriter.h"

#include <engine/sql/identifier.h>

#include <cmath>
#include <sandbox/store/databasefile.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Object {
    QString type;
    QString name;
    QByteArray sql;
};

QByteArray textLiteral(const QByteArray &utf8)
{
    // Line ends are written as escapes that the statement itself turns back.
    QByteArray text = QString::fromUtf8(utf8).toUtf8();
    const bool hasCarriageReturn = text.contains('\r');
    const bool hasLineFeed = text.contains('\n');
    text.replace("'", "''").replace("\n", "\\n").replace("\r", "\\r");
    QByteArray literal = '\'' + text + '\'';
    if (hasCarriageReturn)
        literal = "replace(" + literal + ",'\\r',char(13))";
    if (hasLineFeed)
        literal = "replace(" + literal + ",'\\n',char(10))";
    return literal;
}

QByteArray numberLiteral(double number)
{
    if (std::isinf(number))
        return number < 0 ? "-Infinity" : "Infinity";
    return jsonNumber(number);
}

QByteArray literalOf(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return "NULL";
    case Value::Kind::Integer:
    case Value::Kind::Real:
        return numberLiteral(value.toReal());
    case Value::Kind::Text:
        return textLiteral(value.bytes());
    case Value::Kind::Blob:
        return "X'" + value.bytes().toHex().toUpper() + '\'';
    }
    return {};
}

class DumpWriter
{
public:
    DumpWriter(SqliteConnection &connection, const DumpOptions &options)
        : m_connection(connection)
        , m_options(options)
    {}

    Outcome<QByteArray> write()
    {
        if (!readObjects())
            return engineError(m_connection.handle());
        for (const Object &object : std::as_const(m_objects)) {
            if (object.type == "table"_L1 && !writeTable(object))
                return engineError(m_connection.handle());
        }
        for (const auto type : { "index"_L1, "trigger"_L1, "view"_L1 })
            writeOthers(type);
        return m_lines.join('\n');
    }

private:
    bool isWanted(const QString &name) const
    {
        return m_options.tables.isEmpty() || m_options.tables.contains(name);
    }

    bool readObjects()
    {
        const auto rows
            = m_connection.query({ "SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL "
                                   "AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' "
                                   "ORDER BY name = 'sqlite_sequence', rowid" });
        if (!rows)
            return false;
        for (const Row &row : rows->rows)
            m_objects.append({ row.at(0).toString(), row.at(1).toString(), row.at(2).bytes() });
        return true;
    }

    bool writeTable(const Object &table)
    {
        if (!isWanted(table.name))
            return true;
        if (table.name == "sqlite_sequence"_L1)
            m_lines.append("DELETE FROM sqlite_sequence;");
        else if (table.name.startsWith("sqlite_stat"_L1))
            m_lines.append("ANALYZE sqlite_schema;");
        else if (table.name.startsWith("sqlite_"_L1))
            return true;
        else if (m_options.schema)
            m_lines.append(createTable(table.sql));
        return !m_options.data || writeRows(table.name);
    }

    static QByteArray createTable(const QByteArray &sql)
    {
        constexpr QByteArrayView Start("CREATE TABLE ");
        const bool isQuoted = sql.startsWith(Start) && sql.size() > Start.size()
                              && QByteArrayView("\"'`[").contains(sql.at(Start.size()));
        return (isQuoted ? "CREATE TABLE IF NOT EXISTS " + sql.mid(Start.size()) : sql) + ';';
    }

    bool writeRows(const QString &table)
    {
        // table_info leaves generated columns out.
        const auto names = m_connection.query(
            { "SELECT name FROM pragma_table_info(?1)", { Value::text(table) } });
        if (!names)
            return false;
        QByteArrayList columns;
        for (const Row &row : names->rows)
            columns.append(quoted(row.first().bytes()));
        const QByteArray list = columns.join(',');
        const QByteArray select = "SELECT " + list + " FROM " + quoted(table);
        const auto rows = m_connection.query({ select });
        if (!rows)
            return false;
        const QByteArray start = "INSERT INTO " + quoted(table) + " (" + list + ") VALUES(";
        for (const Row &row : rows->rows) {
            QByteArrayList values;
            for (const Value &value : row)
                values.append(literalOf(value));
            m_lines.append(start + values.join(',') + ");");
        }
        return true;
    }

    void writeOthers(QLatin1StringView type)
    {
        for (const Object &object : std::as_const(m_objects)) {
            if (object.type == type && m_options.schema && isWanted(object.name))
                m_lines.append(object.sql + ';');
        }
    }

    SqliteConnection &m_connection;
    const DumpOptions &m_options;
    QList<Object> m_objects;
    QByteArrayList m_lines{ "PRAGMA defer_foreign_keys=TRUE;" };
};

} // namespace

Outcome<QByteArray> writeDump(SqliteConnection &connection, const DumpOptions &options)
{
    return DumpWriter(connection, options).write();
}

} // namespace tidemark::sandbox
