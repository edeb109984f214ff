#include "activitymodel.h"

namespace tidemark {

namespace {

constexpr int MostRows = 200;

ShownState stateOf(bool hasEnded, const std::optional<Error> &error)
{
    if (!hasEnded)
        return ShownState::Running;
    if (!error)
        return ShownState::Done;
    return error->kind == Error::Kind::Cancelled ? ShownState::Aborted : ShownState::Failed;
}

} // namespace

void ActivityModel::watch(Activity *activity)
{
    connect(activity, &Activity::changed, this, [this, activity] { follow(activity); });
    // A session that goes takes its errand with it.
    connect(activity, &QObject::destroyed, this, [this] {
        for (int row = 0; row < m_rows.size(); ++row) {
            Row &one = m_rows[row];
            if (one.hasEnded || one.activity)
                continue;
            one.hasEnded = true;
            one.error = cancelled();
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
        emit runningChanged();
    });
    if (activity->isRunning())
        follow(activity);
}

void ActivityModel::follow(Activity *activity)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [activity](const Row &row) {
        return row.activity == activity && !row.hasEnded;
    });
    if (found == m_rows.end()) {
        if (!activity->isRunning())
            return;
        if (m_rows.size() >= MostRows && m_rows.last().hasEnded) {
            beginRemoveRows({}, int(m_rows.size()) - 1, int(m_rows.size()) - 1);
            m_rows.removeLast();
            endRemoveRows();
        }
        beginInsertRows({}, 0, 0);
        m_rows.prepend({ .activity = activity,
                         .title = activity->title(),
                         .place = activity->place(),
                         .startedAt = activity->startedAt() });
        endInsertRows();
        emit runningChanged();
        return;
    }
    const int row = static_cast<int>(std::distance(m_rows.begin(), found));
    found->progress = activity->progress();
    found->hasEnded = !activity->isRunning();
    if (found->hasEnded) {
        found->error = activity->error();
        found->activity.clear();
    }
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    if (!found->hasEnded)
        return;
    emit runningChanged();
    emit ended(
        { .title = activity->title(),
          .place = activity->place(),
          .took = std::chrono::milliseconds(activity->startedAt().msecsTo(activity->endedAt())),
          .error = activity->error() });
}

int ActivityModel::running() const
{
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return !row.hasEnded; }));
}

Activity *ActivityModel::activity(const QModelIndex &index) const
{
    return index.isValid() ? m_rows.at(index.row()).activity.data() : nullptr;
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    if (role == StateRole && index.column() == State)
        return QVariant::fromValue(stateOf(row.hasEnded, row.error));
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case State:
        return stateWord(stateOf(row.hasEnded, row.error));
    case What:
        return row.title;
    case Place:
        return row.place;
    case Started:
        return tr("%1 UTC").arg(row.startedAt.toUTC().toString(QStringLiteral("HH:mm:ss")));
    case Remark:
        return row.error ? row.error->message : row.progress.text;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case State:
        return tr("State");
    case What:
        return tr("What");
    case Place:
        return tr("Where");
    case Started:
        return tr("Started");
    case Remark:
        return tr("Remark");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
