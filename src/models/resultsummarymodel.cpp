#include "resultsummarymodel.h"

#include "shownstates.h"

#include <QLocale>
#include <QPoint>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 CostlyReads = 50'000; ///< fewer are nobody's trouble
constexpr qint64 CostlyFactor = 100; ///< rows read for each row given back
constexpr qsizetype StatementCharacters = 200;

QString localNumber(qint64 value)
{
    return QLocale().toString(value);
}

/// The statement in one line, as far as a table shows it.
QString oneLine(const QByteArray &statement)
{
    return QString::fromUtf8(statement.left(StatementCharacters * 2))
        .simplified()
        .left(StatementCharacters);
}

} // namespace

QString durationText(std::chrono::microseconds duration)
{
    const double milliseconds = double(duration.count()) / 1000;
    const QLocale locale;
    if (milliseconds >= 10'000)
        return ResultSummaryModel::tr("%1 s").arg(locale.toString(milliseconds / 1000, 'f', 1));
    if (milliseconds >= 10)
        return ResultSummaryModel::tr("%1 ms").arg(locale.toString(qRound64(milliseconds)));
    return ResultSummaryModel::tr("%1 ms").arg(locale.toString(milliseconds, 'f', 1));
}

void ResultSummaryModel::begin(const QList<StatementResult> &statements, int firstLine)
{
    beginResetModel();
    m_results = statements;
    m_firstLine = firstLine;
    m_running = 0;
    m_requests = 0;
    m_regions.clear();
    endResetModel();
}

void ResultSummaryModel::setRunning(int localNumber)
{
    m_running = localNumber;
    if (localNumber > 0 && localNumber <= m_results.size())
        emit dataChanged(index(localNumber - 1, 0), index(localNumber - 1, ColumnCount - 1));
}

void ResultSummaryModel::finish(const StatementResult &result)
{
    if (result.number < 1 || result.number > m_results.size())
        return;
    m_results[result.number - 1] = result;
    setRunning(result.number);
    m_running = 0;
    emit dataChanged(index(result.number - 1, 0), index(result.number - 1, ColumnCount - 1));
}

void ResultSummaryModel::setCost(qint64 requests, const QStringList &regions)
{
    m_requests = requests;
    m_regions = regions;
}

int ResultSummaryModel::lineOf(const StatementResult &result) const
{
    return m_firstLine - 1 + (result.fault ? result.fault->line : result.statement.line);
}

bool ResultSummaryModel::isCostly(const StatementResult &result)
{
    const qint64 given = std::max<qint64>(result.set.rows.size(), 1);
    return result.set.rowsRead >= CostlyReads && result.set.rowsRead / given >= CostlyFactor;
}

QString ResultSummaryModel::total() const
{
    qint64 read = 0;
    qint64 written = 0;
    std::chrono::microseconds time{};
    bool isExact = true;
    int ran = 0;
    for (const StatementResult &result : m_results) {
        if (result.state != StatementResult::State::Done)
            continue;
        ++ran;
        read += std::max<qint64>(result.set.rowsRead, 0);
        written += std::max<qint64>(result.set.rowsWritten, 0);
        time += result.set.duration;
        isExact = isExact && result.countsAllReads;
    }
    if (ran == 0)
        return {};
    const QString reads = isExact ? localNumber(read) : u"≥ "_s + localNumber(read);
    QStringList parts{ tr("%1 row(s) read", nullptr, static_cast<int>(read)).arg(reads),
                       tr("%1 written").arg(localNumber(written)),
                       durationText(time) };
    if (!m_regions.isEmpty())
        parts.append(m_regions.join(u", "_s));
    if (m_requests > 0)
        parts.append(tr("%n API call(s)", nullptr, static_cast<int>(m_requests)));
    return parts.join(u" · "_s);
}

int ResultSummaryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_results.size());
}

int ResultSummaryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

ShownState ResultSummaryModel::stateOf(const StatementResult &result) const
{
    switch (result.state) {
    case StatementResult::State::NotRun:
        return result.number == m_running ? ShownState::Running : ShownState::Waiting;
    case StatementResult::State::Done:
        return ShownState::Done;
    case StatementResult::State::Failed:
        return result.error && result.error->databaseState == DatabaseState::Unknown
                   ? ShownState::OutcomeUnknown
                   : ShownState::Failed;
    case StatementResult::State::Cancelled:
        return ShownState::Aborted;
    }
    return ShownState::Unknown;
}

QString ResultSummaryModel::text(const StatementResult &result, int column) const
{
    const bool isDone = result.state == StatementResult::State::Done;
    const QString none = u"–"_s;
    switch (static_cast<Column>(column)) {
    case Text:
        return u"%1  %2"_s.arg(result.number).arg(oneLine(result.statement.text));
    case Result:
        return result.state == StatementResult::State::NotRun && result.number != m_running
                   ? tr("Not run")
                   : stateWord(stateOf(result));
    case Rows:
        if (!isDone || result.set.columns.isEmpty())
            return none;
        return result.hasMore ? tr("%1 of many").arg(localNumber(result.set.rows.size()))
                              : localNumber(result.set.rows.size());
    case Time:
        return isDone ? durationText(result.set.duration) : none;
    case RowsRead:
        if (!isDone || result.set.rowsRead < 0)
            return none;
        return result.countsAllReads ? localNumber(result.set.rowsRead)
                                     : u"≥ "_s + localNumber(result.set.rowsRead);
    case RowsWritten:
        return isDone && result.set.rowsWritten >= 0 ? localNumber(result.set.rowsWritten) : none;
    case Line:
        return localNumber(lineOf(result));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ResultSummaryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StatementResult &result = m_results.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case StateTextRole:
        return text(result, column);
    case StateRole:
        if (column == Result)
            return QVariant::fromValue(stateOf(result));
        return column == RowsRead && isCostly(result) ? QVariant::fromValue(ShownState::Warning)
                                                      : QVariant();
    case MonospaceRole:
        return column == Text;
    case NumberRole:
        return column >= Rows;
    case Qt::TextAlignmentRole:
        return column >= Rows ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case ExactnessRole:
        return column == RowsRead && !result.countsAllReads ? int(Exactness::AtLeast)
                                                            : int(Exactness::Exact);
    case StatementRangeRole:
        return QPoint(static_cast<int>(result.statement.offset),
                      static_cast<int>(result.statement.length));
    case CostRole:
        return result.set.rowsRead;
    case Qt::ToolTipRole:
        return result.error && column == Result ? result.error->message : QVariant();
    case Qt::AccessibleTextRole:
        return column == Text ? tr("Statement %1, line %2: %3")
                                    .arg(result.number)
                                    .arg(lineOf(result))
                                    .arg(oneLine(result.statement.text))
                              : headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()
                                    + u": "_s + text(result, column);
    default:
        return {};
    }
}

QVariant ResultSummaryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section >= Rows)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Text:
        return tr("Statement");
    case Result:
        return tr("Result");
    case Rows:
        return tr("Rows");
    case Time:
        return tr("Time");
    case RowsRead:
        return tr("Rows read");
    case RowsWritten:
        return tr("Rows written");
    case Line:
        return tr("Line");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
