#include "timelineevents.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using EventKind = TargetEvent::Kind;

struct TimelineEventsWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimelineEvents)
};

TimelineLane laneOf(EventKind kind)
{
    switch (kind) {
    case EventKind::Applied:
    case EventKind::AppliedElsewhere:
    case EventKind::Recorded:
    case EventKind::Aborted:
    case EventKind::RunUnknown:
    case EventKind::RolledBack:
        return TimelineLane::Migrations;
    case EventKind::Restored:
    case EventKind::RestoreFailed:
    case EventKind::RestoreUnknown:
    case EventKind::RowsPutBack:
        return TimelineLane::Restores;
    case EventKind::Backup:
    case EventKind::SafetyPoint:
        return TimelineLane::Backups;
    case EventKind::ChangedOutside:
        return TimelineLane::OutsideChanges;
    }
    Q_UNREACHABLE();
}

ShownState stateOf(const TargetEvent &event)
{
    switch (event.kind) {
    case EventKind::Applied:
        return event.isGone ? ShownState::Rewound : ShownState::Applied;
    case EventKind::AppliedElsewhere:
        return ShownState::Applied;
    case EventKind::Recorded:
        return ShownState::Adopted;
    case EventKind::Aborted:
        return ShownState::Aborted;
    case EventKind::RunUnknown:
    case EventKind::RestoreUnknown:
        return ShownState::OutcomeUnknown;
    case EventKind::RolledBack:
        return ShownState::RolledBack;
    case EventKind::Restored:
    case EventKind::RowsPutBack:
        return ShownState::Done;
    case EventKind::RestoreFailed:
        return ShownState::Failed;
    case EventKind::Backup:
    case EventKind::SafetyPoint:
        return event.isVerified ? ShownState::Verified : ShownState::NotVerified;
    case EventKind::ChangedOutside:
        return ShownState::OutsideChange;
    }
    Q_UNREACHABLE();
}

QString restoreLabel(const TargetEvent &event)
{
    if (event.isUndo)
        return TimelineEventsWords::tr("restore undone");
    if (event.destination.isValid())
        return TimelineEventsWords::tr("restored to %1")
            .arg(QLocale().toString(event.destination.toUTC(), u"d MMM, HH:mm"_s));
    return event.subject.contains(u'/') ? TimelineEventsWords::tr("backup restored")
                                        : TimelineEventsWords::tr("restored to a bookmark");
}

QString labelOf(const TargetEvent &event)
{
    switch (event.kind) {
    case EventKind::Applied:
        return event.isGone
                   ? TimelineEventsWords::tr("%1 applied, rewound since").arg(event.subject)
                   : TimelineEventsWords::tr("%1 applied").arg(event.subject);
    case EventKind::AppliedElsewhere:
        return TimelineEventsWords::tr("%1 applied by another tool").arg(event.subject);
    case EventKind::Recorded:
        return TimelineEventsWords::tr("%1 recorded").arg(event.subject);
    case EventKind::Aborted:
        return TimelineEventsWords::tr("%1 aborted").arg(event.subject);
    case EventKind::RunUnknown:
        return TimelineEventsWords::tr("%1: outcome unknown").arg(event.subject);
    case EventKind::RolledBack:
        return TimelineEventsWords::tr("%1 rolled back").arg(event.subject);
    case EventKind::Restored:
        return restoreLabel(event);
    case EventKind::RestoreFailed:
        return TimelineEventsWords::tr("restore failed");
    case EventKind::RestoreUnknown:
        return TimelineEventsWords::tr("restore: outcome unknown");
    case EventKind::RowsPutBack:
        return TimelineEventsWords::tr("%n row(s) put back", nullptr, event.subject.toInt());
    case EventKind::Backup:
        return event.isVerified ? TimelineEventsWords::tr("verified backup")
                                : TimelineEventsWords::tr("backup, not verified");
    case EventKind::SafetyPoint:
        return TimelineEventsWords::tr("safety point");
    case EventKind::ChangedOutside:
        return event.subject.isEmpty() ? TimelineEventsWords::tr("schema changed") : event.subject;
    }
    Q_UNREACHABLE();
}

QString originOf(const TargetEvent &event)
{
    switch (laneOf(event.kind)) {
    case TimelineLane::Migrations:
        if (event.kind == EventKind::AppliedElsewhere)
            return TimelineEventsWords::tr("The other tool's table");
        return event.by.isEmpty() ? TimelineEventsWords::tr("This computer's journal")
                                  : TimelineEventsWords::tr("Ledger, by %1").arg(event.by);
    case TimelineLane::Restores:
        return TimelineEventsWords::tr("This computer's journal");
    case TimelineLane::Backups:
        return event.by;
    case TimelineLane::OutsideChanges:
        return event.before.isValid()
                   ? TimelineEventsWords::tr("Seen since; the schema of %1 UTC had it not")
                         .arg(event.before.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s))
                   : TimelineEventsWords::tr("Seen now; no run of Tidemark did it");
    case TimelineLane::Writes:
        break;
    }
    return {};
}

} // namespace

QList<TimelineEvent> timelineEvents(const TargetHistory &history)
{
    QList<TimelineEvent> events;
    for (const TargetEvent &event : history.events)
        events.append({ .lane = laneOf(event.kind),
                        .at = event.at,
                        .state = stateOf(event),
                        .label = labelOf(event),
                        .origin = originOf(event),
                        .backup = event.path,
                        .before = event.before });
    return events;
}

QList<WriteSpan> timelineWrites(const TargetHistory &history)
{
    QList<WriteSpan> writes;
    for (const RowsBetween &span : history.writes)
        writes.append({ span.from, span.to, span.rows });
    return writes;
}

} // namespace tidemark
