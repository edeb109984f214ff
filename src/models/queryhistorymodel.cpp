#include "queryhistorymodel.h"

#include "resultsummarymodel.h"

#include <engine/base/run.h>

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MostCharacters = 200;

ShownState stateOf(QueryEntry::Outcome outcome)
{
    switch (outcome) {
    case QueryEntry::Outcome::Done:
        return ShownState::Done;
    case QueryEntry::Outcome::Failed:
        return ShownState::Failed;
    case QueryEntry::Outcome::Cancelled:
        return ShownState::Aborted;
    }
    return ShownState::Unknown;
}

} // namespace

/// The catalogue, once it was opened; shared with what is under way.
struct QueryHistoryModel::Catalogue {
    EnginePointer engine;
    std::optional<QueryHistory> opened = {};

    static QCoro::Task<Result<QueryHistory>> open(std::shared_ptr<Catalogue> self)
    {
        if (self->opened) {
            const QueryHistory opened = *self->opened; // QCoro 0.8 moves out of what is returned
            co_return opened;
        }
        const auto history = co_await QueryHistory::open(self->engine);
        if (history)
            self->opened = *history;
        co_return history;
    }

    static QCoro::Task<Result<QList<QueryEntry>>> search(std::shared_ptr<Catalogue> self,
                                                         QString words)
    {
        const auto history = co_await open(self);
        if (!history)
            co_return history.error();
        co_return co_await history->search(words);
    }

    static QCoro::Task<Result<>> add(std::shared_ptr<Catalogue> self, QList<QueryEntry> entries)
    {
        const auto history = co_await open(self);
        if (!history)
            co_return history.error();
        co_return co_await history->add(entries);
    }
};

QueryHistoryModel::QueryHistoryModel(EnginePointer engine, QObject *parent)
    : RowsModel(parent)
    , m_catalogue(std::make_shared<Catalogue>(Catalogue{ .engine = std::move(engine) }))
{}

QueryHistoryModel::~QueryHistoryModel() = default;

void QueryHistoryModel::search(const QString &words)
{
    const int request = ++m_request;
    run(this,
        Catalogue::search(m_catalogue, words),
        [this, request](Result<QList<QueryEntry>> entries) {
            if (request != m_request)
                return;
            m_error = entries ? std::optional<Error>() : entries.error();
            setRows(entries.valueOr({}));
            emit found();
        });
}

void QueryHistoryModel::record(const QList<QueryEntry> &entries)
{
    run(this, Catalogue::add(m_catalogue, entries), [this](const Result<> &added) {
        m_error = added ? std::optional<Error>() : added.error();
        emit recorded();
    });
}

QVariant QueryHistoryModel::header(int column, int role) const
{
    const bool isNumber = column == DurationColumn || column == RowsReadColumn;
    if (role == Qt::TextAlignmentRole && isNumber)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<HistoryColumn>(column)) {
    case AtColumn:
        return tr("Run at");
    case TargetColumn:
        return tr("Database");
    case StatementColumn:
        return tr("Statement");
    case DurationColumn:
        return tr("Time");
    case RowsReadColumn:
        return tr("Rows read");
    case OutcomeColumn:
        return tr("Result");
    case HistoryColumnCount:
        break;
    }
    return {};
}

QString QueryHistoryModel::text(const QueryEntry &entry, int column)
{
    switch (static_cast<HistoryColumn>(column)) {
    case AtColumn:
        return tr("%1 UTC").arg(entry.at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    case TargetColumn:
        return entry.target;
    case StatementColumn:
        return QString::fromUtf8(entry.statement.left(MostCharacters * 2))
            .simplified()
            .left(MostCharacters);
    case DurationColumn:
        return entry.duration.count() > 0 ? durationText(entry.duration) : u"–"_s;
    case RowsReadColumn:
        return entry.rowsRead < 0 ? u"–"_s : QLocale().toString(entry.rowsRead);
    case OutcomeColumn:
        return stateWord(stateOf(entry.outcome));
    case HistoryColumnCount:
        break;
    }
    return {};
}

QVariant QueryHistoryModel::cell(const QueryEntry &entry, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case StateTextRole:
        return text(entry, column);
    case StateRole:
        return column == OutcomeColumn ? QVariant::fromValue(stateOf(entry.outcome)) : QVariant();
    case MonospaceRole:
        return column == StatementColumn;
    case NumberRole:
        return column == DurationColumn || column == RowsReadColumn;
    case Qt::ToolTipRole:
        if (column == OutcomeColumn && !entry.message.isEmpty())
            return entry.message;
        return column == StatementColumn ? QString::fromUtf8(entry.statement.left(2000))
                                         : QVariant();
    case Qt::AccessibleTextRole:
        return QString(header(column, Qt::DisplayRole).toString() + u": "_s + text(entry, column));
    default:
        return {};
    }
}

} // namespace tidemark
