#include "statusboardmodel.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype RowsAtOnce = 100;

template<typename Item, typename Matches>
qsizetype positionOf(const QList<Item> &list, Matches matches)
{
    const auto found = std::ranges::find_if(list, matches);
    return found == list.end() ? -1 : std::distance(list.begin(), found);
}

} // namespace

void StatusBoardModel::setCells(const QList<BoardCell> &cells, const QString &origin)
{
    QList<Column> columns;
    QList<Line> lines;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const BoardCell &cell = cells.at(i);
        const Column column{ cell.environment, cell.look };
        if (!columns.contains(column))
            columns.append(column);
        qsizetype line = positionOf(
            lines, [&cell](const Line &each) { return each.database == cell.database; });
        if (line < 0) {
            line = lines.size();
            lines.append({ .database = cell.database, .cells = {} });
        }
        lines[line].cells.insert(columns.indexOf(column), i);
    }
    if (columns == m_columns && lines == m_lines && origin == m_origin) {
        m_cells = cells;
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_cells = cells;
    m_columns = columns;
    m_lines = lines;
    m_origin = origin;
    m_fetched = std::min(RowsAtOnce, m_lines.size());
    endResetModel();
}

const BoardCell *StatusBoardModel::cell(const QModelIndex &index) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return nullptr;
    const qsizetype at = m_lines.at(index.row()).cells.value(index.column(), -1);
    return at < 0 ? nullptr : &m_cells.at(at);
}

QModelIndex StatusBoardModel::indexOf(const QString &targetKey) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const auto &cells = m_lines.at(row).cells;
        for (auto each = cells.cbegin(); each != cells.cend(); ++each) {
            if (m_cells.at(each.value()).targetKey == targetKey)
                return index(row, static_cast<int>(each.key()));
        }
    }
    return {};
}

int StatusBoardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fetched);
}

int StatusBoardModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

bool StatusBoardModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_fetched < m_lines.size();
}

void StatusBoardModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    const qsizetype until = std::min(m_lines.size(), m_fetched + RowsAtOnce);
    beginInsertRows({}, static_cast<int>(m_fetched), static_cast<int>(until - 1));
    m_fetched = until;
    endInsertRows();
}

Qt::ItemFlags StatusBoardModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags all = QAbstractTableModel::flags(index);
    return cell(index) ? all : all & ~(Qt::ItemIsSelectable);
}

QVariant StatusBoardModel::emptyCell(const QModelIndex &index, int role) const
{
    const QString &environment = m_columns.at(index.column()).environment;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return tr("%1 is not in %2").arg(m_lines.at(index.row()).database, environment);
    default:
        return {};
    }
}

QVariant StatusBoardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BoardCell *found = cell(index);
    if (!found)
        return emptyCell(index, role);
    switch (role) {
    case Qt::DisplayRole:
        return found->stateText.isEmpty() ? stateWord(found->state) : found->stateText;
    case Qt::AccessibleTextRole:
        return found->sentence();
    case StateRole:
        return QVariant::fromValue(found->state);
    case StateTextRole:
        return found->stateText;
    case FactsRole:
        return QVariant::fromValue(found->facts);
    case TargetIdRole:
        return found->targetKey;
    case EnvironmentRole:
        return QVariant::fromValue(found->look);
    case CheckedAtRole:
        return found->checkedAt;
    default:
        return {};
    }
}

QVariant StatusBoardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal) {
        if (section < 0 || section >= m_columns.size())
            return {};
        const Column &column = m_columns.at(section);
        if (role == EnvironmentRole)
            return QVariant::fromValue(column.look);
        if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
            return {};
        return column.look == ShownEnvironment::Local
                   ? tr("%1 · on this computer").arg(column.environment)
                   : tr("%1 · remote").arg(column.environment);
    }
    if (section < 0 || section >= m_lines.size())
        return {};
    const Line &line = m_lines.at(section);
    switch (role) {
    case Qt::DisplayRole:
        return line.database;
    case DetailRole:
        return m_cells.at(line.cells.first()).name;
    case OriginRole:
        return tr("%1 · %2", "project, kind of database")
            .arg(m_origin, m_cells.at(line.cells.first()).kind);
    case Qt::AccessibleTextRole:
        return QString(line.database + u", "_s + m_cells.at(line.cells.first()).name);
    default:
        return {};
    }
}

} // namespace tidemark
