#include "randomdatabase.h"

#include <engine/sql/identifier.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QList<const Column *> ordinaryColumns(const Table &table)
{
    QList<const Column *> columns;
    for (const Column &column : table.columns) {
        if (column.kind == Column::Kind::Ordinary)
            columns.append(&column);
    }
    return columns;
}

QByteArray insertInto(const Table &table, const QByteArrayList &names)
{
    return "INSERT OR IGNORE INTO " + quoted(table.name) + " (" + names.join(", ") + ") VALUES ("
           + QByteArrayList(names.size(), "?").join(", ") + ')';
}

} // namespace

void RandomDatabase::fill()
{
    const Schema now = schema();
    for (const Table &table : now.userPart().tables) {
        if (table.kind == Table::Kind::Ordinary)
            fillTable(table);
    }
    dropOrphans();
    for (const Table &table : now.userPart().tables) {
        if (table.kind == Table::Kind::Virtual)
            fillFts(table);
    }
}

Row RandomDatabase::rowFor(const Table &table, const QList<const Column *> &columns)
{
    Row row;
    for (const Column *column : columns) {
        Value value = randomValue(m_dice, column->type, table.strict);
        if (value.isNull() && column->notNull)
            value = Value::integer(m_dice.below(100));
        row.append(value);
    }
    return row;
}

/// Gives each foreign key the values of a row of its parent, or none.
void RandomDatabase::takeParents(const Table &table, const QList<const Column *> &columns, Row &row)
{
    const Schema now = schema();
    for (const ForeignKey &key : table.foreignKeys) {
        const Table *parent = now.table(key.parent);
        const QStringList parents
            = key.parentColumns.isEmpty() && parent ? parent->primaryKey() : key.parentColumns;
        QByteArrayList names;
        for (const QString &name : parents)
            names.append(quoted(name));
        const QByteArray offset = QByteArray::number(m_dice.below(5));
        const auto found
            = names.isEmpty() || m_dice.chance(20)
                  ? Result<ResultSet>(ResultSet{})
                  : m_connection.query({ "SELECT " + names.join(", ") + " FROM "
                                         + quoted(key.parent) + " LIMIT 1 OFFSET " + offset });
        const bool has = found && !found->rows.isEmpty();
        for (qsizetype i = 0; i < key.columns.size(); ++i) {
            for (qsizetype c = 0; c < columns.size(); ++c) {
                if (sameName(columns.at(c)->name, key.columns.at(i)))
                    row[c] = has ? found->rows.first().value(i) : Value();
            }
        }
    }
}

void RandomDatabase::fillTable(const Table &table)
{
    const auto columns = ordinaryColumns(table);
    QByteArrayList names;
    for (const Column *column : columns)
        names.append(quoted(column->name));
    const int rows = m_dice.between(0, 12);
    for (int i = 0; i < rows; ++i) {
        Row row = rowFor(table, columns);
        takeParents(table, columns, row);
        // A CHECK, a trigger or a type may refuse it: then there is one row less.
        static_cast<void>(m_connection.query({ insertInto(table, names), row }));
    }
    if (m_dice.chance(30)) // gaps in the rowids
        static_cast<void>(m_connection.run(QByteArray(
            "DELETE FROM " + quoted(table.name) + " WHERE " + names.first() + " IN (SELECT "
            + names.first() + " FROM " + quoted(table.name) + " LIMIT 1)")));
}

void RandomDatabase::fillFts(const Table &table)
{
    const QByteArray own = quoted(table.name);
    if (table.sql.contains("content='")) { // rows are those of another table, or stored nowhere
        run("INSERT INTO " + own + '(' + own + ") VALUES('rebuild')");
        return;
    }
    const auto columns = ordinaryColumns(table);
    QByteArrayList names{ "rowid" };
    for (const Column *column : columns)
        names.append(quoted(column->name));
    const int rows = m_dice.below(8);
    for (int i = 0; i < rows; ++i) {
        Row row{ Value::integer(m_dice.between(-5, 1000)) };
        for (qsizetype c = 0; c < columns.size(); ++c)
            row.append(randomValue(m_dice, {}, false));
        static_cast<void>(m_connection.query({ insertInto(table, names), row }));
    }
}

void RandomDatabase::dropOrphans()
{
    for (int i = 0; i < 20; ++i) {
        const auto orphans = m_connection.query({ "PRAGMA foreign_key_check" });
        if (!orphans || orphans->rows.isEmpty())
            return;
        const QString child = orphans->rows.first().first().toString();
        static_cast<void>(m_connection.run(QByteArray("DELETE FROM " + quoted(child))));
    }
}

} // namespace tidemark
