#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <QDateTime>

namespace tidemark {

/// The lanes of the drawn timeline, top to bottom.
enum class TimelineLane { Writes, Migrations, Restores, Backups, OutsideChanges };
inline constexpr int TimelineLaneCount = int(TimelineLane::OutsideChanges) + 1;

/// "Migrations", "Restores", …
[[nodiscard]] QString laneName(TimelineLane lane);

/// Something that happened to a database.
struct TimelineEvent {
    TimelineLane lane = TimelineLane::Migrations;
    QDateTime at = {}; ///< UTC; when it began, if it took a while
    ShownState state = ShownState::Note;
    QString label = {}; ///< "0005_permissions applied"
    QString origin = {}; ///< how it is known, and who did it
    QString backup = {}; ///< folder, of a backup
    QDateTime before
        = {}; ///< the last moment that is known not to have it; invalid: the minute before @c at
};

/// Where somebody goes who wants to undo @p event.
[[nodiscard]] QDateTime momentBefore(const TimelineEvent &event);

/// Rows that were written between two moments that are known well, at the least.
struct WriteSpan {
    QDateTime from = {};
    QDateTime to = {};
    qint64 rows = 0;
};

/// The last whole minute before @p at.
[[nodiscard]] QDateTime minuteBefore(const QDateTime &at);

/// What happened to a database, oldest first, as a table: for the drawn timeline, and as the list beside it.
class TimelineModel final : public RowsModel<TimelineEvent>
{
    Q_OBJECT

public:
    enum Column { AtColumn, LaneColumn, LabelColumn, OriginColumn, ColumnCount };
    enum Role {
        LaneRole = FirstFreeRole, ///< int(TimelineLane)
        AtRole, ///< QDateTime
        LabelRole, ///< QString
        OriginRole, ///< QString
    };

    using RowsModel::RowsModel;

    /// Replaces everything; takes the events in any order.
    void setEvents(QList<TimelineEvent> events, QList<WriteSpan> writes = {});
    [[nodiscard]] const QList<WriteSpan> &writes() const { return m_writes; }

    /// Rows written in each of @p buckets equal parts from @p from to @p to, a span's rows spread evenly over it;
    /// -1 where nothing is known.
    [[nodiscard]] QList<double>
    writesPerBucket(const QDateTime &from, const QDateTime &to, int buckets) const;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const TimelineEvent &event, int column, int role) const override;

private:
    QList<WriteSpan> m_writes;
};

} // namespace tidemark
