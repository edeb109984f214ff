#include "rowsgridmodel.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Rows that go at once when the window is full.
constexpr int RowsToDrop = 200;
/// What a value takes beside its bytes.
constexpr qint64 BytesOfValue = 40;

bool isNumeric(const QString &type)
{
    const QString upper = type.toUpper();
    constexpr std::array Words{ "INT"_L1,  "REAL"_L1,    "FLOA"_L1,
                                "DOUB"_L1, "NUMERIC"_L1, "DECIMAL"_L1 };
    return std::ranges::any_of(Words,
                               [&upper](QLatin1StringView word) { return upper.contains(word); });
}

} // namespace

void RowsGridModel::setObject(const BrowsedObject &object, const QStringList &references)
{
    beginResetModel();
    m_object = object;
    m_references = references;
    m_order.clear();
    m_rows.clear();
    m_bytes = 0;
    m_before = 0;
    m_after = 0;
    endResetModel();
}

void RowsGridModel::setOrder(const QList<RowOrder> &order)
{
    m_order = order;
    if (columnCount() > 0)
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void RowsGridModel::wait()
{
    beginResetModel();
    m_rows.clear();
    m_bytes = 0;
    m_before = 0;
    m_after = WaitingRows;
    m_start = { .isFirst = false, .number = {} };
    endResetModel();
}

QList<RowsGridModel::HeldRow> RowsGridModel::rowsOf(const RowPage &page, int columns)
{
    QList<HeldRow> rows;
    rows.reserve(page.rows.size());
    for (qsizetype i = 0; i < page.rows.size(); ++i) {
        HeldRow row{ page.rows.at(i), page.keys.at(i) };
        for (const Value &value : std::as_const(row.values))
            row.bytes += BytesOfValue + value.bytes().size();
        for (int column = 0; column < columns && !page.cut.isEmpty(); ++column) {
            if (const qint64 whole = page.cut.value(i * columns + column, -1); whole >= 0)
                row.cut.append({ column, whole });
        }
        rows.append(row);
    }
    return rows;
}

void RowsGridModel::setPage(const RowPage &page, const Start &start, bool hasMore)
{
    beginResetModel();
    m_rows.clear();
    m_bytes = 0;
    for (const HeldRow &row : rowsOf(page, columnCount())) {
        m_rows.push_back(row);
        m_bytes += row.bytes;
    }
    m_start = start;
    m_before = start.isFirst ? 0 : WaitingRows;
    m_after = hasMore ? WaitingRows : 0;
    endResetModel();
}

// Rows that wait turn into rows that are read at the very places where they stood, so that a view and its current cell
// stay where they are. What is missing then was made up for before, with rows that wait.
void RowsGridModel::setAfter(int rows)
{
    const int more = rows - m_after;
    const int count = rowCount();
    if (more > 0) {
        beginInsertRows({}, count, count + more - 1);
        m_after = rows;
        endInsertRows();
    } else if (more < 0) {
        beginRemoveRows({}, count + more, count - 1);
        m_after = rows;
        endRemoveRows();
    }
}

void RowsGridModel::setBefore(int rows)
{
    const int more = rows - m_before;
    if (more > 0) {
        beginInsertRows({}, 0, more - 1);
        m_before = rows;
        endInsertRows();
    } else if (more < 0) {
        beginRemoveRows({}, 0, -more - 1);
        m_before = rows;
        endRemoveRows();
    }
    if (more != 0)
        emit shifted(more);
}

void RowsGridModel::append(const RowPage &page)
{
    const QList<HeldRow> rows = rowsOf(page, columnCount());
    const int count = static_cast<int>(rows.size());
    setAfter(count + (page.hasMore ? WaitingRows : 0));
    const int first = m_before + held();
    for (const HeldRow &row : rows) {
        m_rows.push_back(row);
        m_bytes += row.bytes;
    }
    m_after -= count;
    rowsChanged(first, first + count - 1);
    while (isFull() && held() > 3 * RowsToDrop)
        dropFirst();
}

void RowsGridModel::prepend(const RowPage &page)
{
    const QList<HeldRow> rows = rowsOf(page, columnCount());
    const int count = static_cast<int>(rows.size());
    setBefore(count + (page.hasMore ? WaitingRows : 0));
    for (auto row = rows.crbegin(); row != rows.crend(); ++row) {
        m_rows.push_front(*row);
        m_bytes += row->bytes;
    }
    m_before -= count;
    if (m_start.number)
        *m_start.number -= count;
    if (!page.hasMore)
        m_start = {};
    else if (m_start.number && *m_start.number < 0)
        m_start.number.reset(); // the estimate was too low
    rowsChanged(m_before, m_before + count - 1);
    while (isFull() && held() > 3 * RowsToDrop)
        dropLast();
}

void RowsGridModel::dropFirst()
{
    for (int i = 0; i < RowsToDrop; ++i) {
        m_bytes -= m_rows.front().bytes;
        m_rows.pop_front();
    }
    m_before += RowsToDrop;
    m_start.isFirst = false;
    if (m_start.number)
        *m_start.number += RowsToDrop;
    rowsChanged(m_before - RowsToDrop, m_before - 1);
    setBefore(WaitingRows);
}

void RowsGridModel::dropLast()
{
    for (int i = 0; i < RowsToDrop; ++i) {
        m_bytes -= m_rows.back().bytes;
        m_rows.pop_back();
    }
    m_after += RowsToDrop;
    const int first = m_before + held();
    rowsChanged(first, first + RowsToDrop - 1);
    setAfter(WaitingRows);
}

void RowsGridModel::rowsChanged(int first, int last)
{
    if (first <= last && last < rowCount() && columnCount() > 0)
        emit dataChanged(index(first, 0), index(last, columnCount() - 1));
    if (rowCount() > 0)
        emit headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
}

const RowsGridModel::HeldRow &RowsGridModel::at(int row) const
{
    return m_rows.at(static_cast<size_t>(row - m_before));
}

const Row &RowsGridModel::key(int row) const
{
    return at(row).key;
}

const Row &RowsGridModel::values(int row) const
{
    return at(row).values;
}

bool RowsGridModel::isCut(int row, int column) const
{
    const auto &cut = at(row).cut;
    return std::any_of(
        cut.begin(), cut.end(), [column](const auto &each) { return each.first == column; });
}

std::optional<qint64> RowsGridModel::number(int row) const
{
    if (!m_start.number || !isHeld(row))
        return {};
    return *m_start.number + row - m_before;
}

const Value *RowsGridModel::value(int row, int column) const
{
    return isHeld(row) ? &at(row).values.at(column) : nullptr;
}

qint64 RowsGridModel::size(int row, int column) const
{
    if (!isHeld(row))
        return 0;
    for (const auto &[cutColumn, whole] : at(row).cut) {
        if (cutColumn == column)
            return whole;
    }
    return at(row).values.at(column).bytes().size();
}

bool RowsGridModel::isName(int column) const
{
    const QString &name = m_object.columns.at(column).name;
    return m_object.keyColumns.contains(name) || m_references.contains(name);
}

int RowsGridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_before + held() + m_after;
}

int RowsGridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_object.columns.size());
}

QVariant RowsGridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const int column = index.column();
    const Value *const found = value(row, column);
    switch (role) {
    case Qt::DisplayRole:
        return cellText(found, size(row, column));
    case Qt::AccessibleTextRole:
        return spokenCell(found, size(row, column));
    case RawValueRole:
        return found ? QVariant::fromValue(*found) : QVariant();
    case ValueKindRole:
        return QVariant::fromValue(valueKind(found));
    case MonospaceRole:
        return isName(column);
    case NumberRole:
        return found
               && (found->kind() == Value::Kind::Integer || found->kind() == Value::Kind::Real);
    default:
        return {};
    }
}

QVariant RowsGridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal)
        return section < columnCount() ? columnHeader(section, role) : QVariant();
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    const auto known = number(section);
    if (!known)
        return QString();
    const QString text = QLocale().toString(*known + 1);
    return m_start.isEstimate ? u"≈ "_s + text : text;
}

QVariant RowsGridModel::columnHeader(int column, int role) const
{
    const Column &described = m_object.columns.at(column);
    int place = 0;
    for (int i = 0; i < m_order.size(); ++i) {
        if (sameName(m_order.at(i).column, described.name))
            place = i + 1;
    }
    const bool descending = place > 0 && m_order.at(place - 1).descending;
    switch (role) {
    case Qt::DisplayRole:
        return described.name;
    case Qt::TextAlignmentRole:
        return int((isNumeric(described.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return described.type.isEmpty() ? described.name
                                        : described.name + u" · "_s + described.type;
    case SortPlaceRole:
        return place;
    case SortDescendingRole:
        return descending;
    case Qt::AccessibleTextRole:
        if (place == 0)
            return described.name;
        return descending ? tr("%1, sorted descending").arg(described.name)
                          : tr("%1, sorted ascending").arg(described.name);
    default:
        return {};
    }
}

} // namespace tidemark
