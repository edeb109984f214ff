#include "tablescan.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QList<QByteArray> keyOf(const Table &table, const QByteArray &rowid)
{
    if (!rowid.isEmpty())
        return { rowid };
    QList<QByteArray> key;
    for (const QString &column : table.withoutRowid ? table.primaryKey() : QStringList())
        key.append(quoted(column));
    return key;
}

QByteArray orderOf(const QList<QByteArray> &key)
{
    if (!key.isEmpty())
        return " ORDER BY " + key.join(',');
    return " NOT INDEXED"; // no name for the rowid is left: the b-tree's own order is the rowid's
}

} // namespace

TableScan scanOf(const Table &table)
{
    TableScan scan;
    const QByteArray rowid = table.rowidName();
    if (!rowid.isEmpty())
        scan.columns.append(rowid);
    for (const Column &column : table.columns) {
        if (column.kind == Column::Kind::Ordinary)
            scan.columns.append(quoted(column.name));
    }
    scan.key = keyOf(table, rowid);
    const QByteArray names = scan.columns.join(',');
    const QByteArray parameters = QByteArray(",?").repeated(scan.columns.size()).mid(1);
    scan.select = "SELECT " + names + " FROM " + quoted(table.name) + orderOf(scan.key);
    scan.insert
        = "INSERT INTO " + quoted(table.name) + " (" + names + ") VALUES (" + parameters + ')';
    return scan;
}

bool isEngineOwned(const QString &name)
{
    return name.startsWith("sqlite_"_L1, Qt::CaseInsensitive)
           || name.startsWith("_cf_"_L1, Qt::CaseInsensitive);
}

bool isLockOrGuard(const QString &name)
{
    return name.compare("_tidemark_lock"_L1, Qt::CaseInsensitive) == 0
           || name.compare("_tidemark_guard"_L1, Qt::CaseInsensitive) == 0;
}

bool isBookkeeping(const Table &table)
{
    return table.kind == Table::Kind::Ordinary && isInternal(table.name)
           && !isEngineOwned(table.name) && !isLockOrGuard(table.name);
}

const Table *ownerOf(const Table &shadow, const Schema &schema)
{
    const Table *owner = nullptr;
    for (const Table &table : schema.tables) {
        if (table.kind == Table::Kind::Virtual
            && shadow.name.startsWith(table.name + u'_', Qt::CaseInsensitive)
            && (!owner || table.name.size() > owner->name.size()))
            owner = &table;
    }
    return owner;
}

} // namespace tidemark
