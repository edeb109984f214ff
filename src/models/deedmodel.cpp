#include "deedmodel.h"

#include "roles.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

QVariant DeedModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return column == AtColumn ? tr("At (UTC)") : tr("What was done");
}

QVariant DeedModel::cell(const RecoveryNote::Deed &deed, int column, int role) const
{
    const auto state = deed.passed ? ShownState::Done : ShownState::Failed;
    switch (role) {
    case Qt::DisplayRole:
        return column == AtColumn ? QLocale().toString(deed.at.toUTC(), u"HH:mm:ss"_s) : deed.text;
    case Qt::AccessibleTextRole:
        return column == AtColumn
                   ? QLocale().toString(deed.at.toUTC(), u"HH:mm:ss"_s)
                   : tr("%1: %2", "state: sentence").arg(stateWord(state), deed.text);
    case MonospaceRole:
        return column == AtColumn;
    case StateRole:
        return column == WhatColumn ? QVariant::fromValue(state) : QVariant();
    case StateTextRole:
        return column == WhatColumn ? deed.text : QVariant();
    default:
        return {};
    }
}

QList<PhotographedTable> photographedTables(const RecoverDatabase::Photograph &photograph)
{
    QList<PhotographedTable> tables;
    for (const QString &table : photograph.tables) {
        const auto count = photograph.counts.constFind(table);
        const bool isCounted = count != photograph.counts.constEnd();
        tables.append({ table, isCounted ? std::optional(*count) : std::nullopt });
    }
    return tables;
}

QVariant PhotographModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column == RowsColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return column == TableColumn ? tr("Table") : tr("Rows now");
}

QVariant PhotographModel::cell(const PhotographedTable &table, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (column == TableColumn)
            return table.table;
        return table.rows ? QLocale().toString(*table.rows) : tr("not counted");
    case Qt::TextAlignmentRole:
        return column == RowsColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case MonospaceRole:
        return column == TableColumn;
    case NumberRole:
        return column == RowsColumn;
    default:
        return {};
    }
}

} // namespace tidemark
