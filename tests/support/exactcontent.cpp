#include "exactcontent.h"

#include <engine/sql/identifier.h>

#include <algorithm>
#include <bit>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QByteArray exactText(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return "null";
    case Value::Kind::Integer:
        return "integer " + QByteArray::number(value.toInteger());
    case Value::Kind::Real:
        return "real " + QByteArray::number(std::bit_cast<quint64>(value.toReal()), 16);
    case Value::Kind::Text:
        return "text " + value.bytes().toHex();
    case Value::Kind::Blob:
        return "blob " + value.bytes().toHex();
    }
    Q_UNREACHABLE();
}

bool hasRowid(const Table &table)
{
    return !table.withoutRowid && !table.column(u"rowid"_s);
}

QByteArray selection(const Table &table, Rowids rowids)
{
    QByteArrayList columns;
    if (rowids == Rowids::Compared && hasRowid(table))
        columns.append("rowid");
    for (const Column &column : table.columns) {
        if (column.kind != Column::Kind::Hidden)
            columns.append(quoted(column.name));
    }
    return "SELECT " + columns.join(", ") + " FROM " + quoted(table.name);
}

QList<QByteArray> without(QList<QByteArray> lines, const QList<QByteArray> &others)
{
    for (const QByteArray &line : others)
        lines.removeOne(line);
    return lines;
}

} // namespace

Result<QMap<QString, QList<QByteArray>>> exactContent(SqliteConnection &connection, Rowids rowids)
{
    const auto schema = connection.schema();
    if (!schema)
        return schema.error();
    QMap<QString, QList<QByteArray>> content;
    const auto tables = schema->userPart().tables;
    for (const Table &table : tables) {
        const auto result = connection.query({ selection(table, rowids) });
        if (!result)
            return result.error();
        QList<QByteArray> lines;
        for (const Row &row : result->rows) {
            QByteArrayList values;
            for (const Value &value : row)
                values.append(exactText(value));
            lines.append(values.join(" | "));
        }
        std::sort(lines.begin(), lines.end());
        content.insert(table.name, lines);
    }
    return content;
}

QString contentDifference(const QMap<QString, QList<QByteArray>> &expected,
                          const QMap<QString, QList<QByteArray>> &found)
{
    if (expected.keys() != found.keys())
        return u"tables %1, found %2"_s.arg(expected.keys().join(u", "_s),
                                            found.keys().join(u", "_s));
    for (const QString &table : expected.keys()) {
        if (expected.value(table) == found.value(table))
            continue;
        const auto lost = without(expected.value(table), found.value(table));
        const auto gained = without(found.value(table), expected.value(table));
        return u"%1: expected %2; found %3"_s.arg(
            table,
            QString::fromUtf8(lost.mid(0, 3).join("  //  ")),
            QString::fromUtf8(gained.mid(0, 3).join("  //  ")));
    }
    return {};
}

} // namespace tidemark
