#include "timelinemodel.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MinuteMs = 60'000;

QString spokenTime(const QDateTime &at)
{
    return TimelineModel::tr("%1 UTC").arg(at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s));
}

} // namespace

QString laneName(TimelineLane lane)
{
    switch (lane) {
    case TimelineLane::Writes:
        return TimelineModel::tr("Rows written, at least");
    case TimelineLane::Migrations:
        return TimelineModel::tr("Migrations");
    case TimelineLane::Restores:
        return TimelineModel::tr("Restores");
    case TimelineLane::Backups:
        return TimelineModel::tr("Backups");
    case TimelineLane::OutsideChanges:
        return TimelineModel::tr("Outside changes");
    }
    Q_UNREACHABLE();
}

QDateTime minuteBefore(const QDateTime &at)
{
    const qint64 before = (at.toMSecsSinceEpoch() - 1) / MinuteMs * MinuteMs;
    return QDateTime::fromMSecsSinceEpoch(before, Qt::UTC);
}

QDateTime momentBefore(const TimelineEvent &event)
{
    return event.before.isValid() ? event.before : minuteBefore(event.at);
}

void TimelineModel::setEvents(QList<TimelineEvent> events, QList<WriteSpan> writes)
{
    std::stable_sort(
        events.begin(), events.end(), [](const TimelineEvent &left, const TimelineEvent &right) {
            return left.at < right.at;
        });
    m_writes = std::move(writes);
    setRows(std::move(events));
}

QList<double>
TimelineModel::writesPerBucket(const QDateTime &from, const QDateTime &to, int buckets) const
{
    QList<double> rows(std::max(buckets, 0), -1);
    const auto start = double(from.toMSecsSinceEpoch());
    const double width = buckets > 0 ? double(from.msecsTo(to)) / buckets : 0;
    if (width <= 0)
        return rows;
    for (const WriteSpan &span : m_writes) {
        const auto begin = double(span.from.toMSecsSinceEpoch());
        const double end = std::max(double(span.to.toMSecsSinceEpoch()), begin + 1);
        const int first = int(std::clamp((begin - start) / width, 0.0, double(buckets)));
        const int last = int(std::clamp((end - start) / width, -1.0, double(buckets - 1)));
        for (int i = first; i <= last; ++i) {
            const double left = std::max(begin, start + i * width);
            const double right = std::min(end, start + (i + 1) * width);
            if (right > left)
                rows[i] = std::max(rows.at(i), 0.0)
                          + double(span.rows) * (right - left) / (end - begin);
        }
    }
    return rows;
}

QVariant TimelineModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(column)) {
    case AtColumn:
        return tr("When (UTC)");
    case LaneColumn:
        return tr("Kind");
    case LabelColumn:
        return tr("What happened");
    case OriginColumn:
        return tr("How it is known");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TimelineModel::cell(const TimelineEvent &event, int column, int role) const
{
    if (role == LaneRole)
        return int(event.lane);
    if (role == AtRole)
        return event.at;
    if (role == LabelRole)
        return event.label;
    if (role == OriginRole)
        return event.origin;
    if (role == StateRole)
        return column == LabelColumn ? QVariant::fromValue(event.state) : QVariant();
    if (role == Qt::AccessibleTextRole)
        return tr("%1: %2, %3. %4")
            .arg(spokenTime(event.at), laneName(event.lane), event.label, event.origin);
    if (role != Qt::DisplayRole && role != StateTextRole)
        return {};
    switch (static_cast<Column>(column)) {
    case AtColumn:
        return event.at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    case LaneColumn:
        return laneName(event.lane);
    case LabelColumn:
        return event.label;
    case OriginColumn:
        return event.origin;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
