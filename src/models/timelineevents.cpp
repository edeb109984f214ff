#include "timelineevents.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Kind = TargetEvent::Kind;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimelineEvents)
};

TimelineLane laneOf(Kind kind)
{
    switch (kind) {
    case Kind::Applied:
    case Kind::AppliedElsewhere:
    case Kind::Recorded:
    case Kind::Aborted:
    case Kind::RunUnknown:
    case Kind::RolledBack:
        return TimelineLane::Migrations;
    case Kind::Restored:
    case Kind::RestoreFailed:
    case Kind::RestoreUnknown:
    case Kind::RowsPutBack:
        return TimelineLane::Restores;
    case Kind::Backup:
    case Kind::SafetyPoint:
        return TimelineLane::Backups;
    case Kind::ChangedOutside:
        return TimelineLane::OutsideChanges;
    }
    Q_UNREACHABLE();
}

ShownState stateOf(const TargetEvent &event)
{
    switch (event.kind) {
    case Kind::Applied:
        return event.isGone ? ShownState::Rewound : ShownState::Applied;
    case Kind::AppliedElsewhere:
        return ShownState::Applied;
    case Kind::Recorded:
        return ShownState::Adopted;
    case Kind::Aborted:
        return ShownState::Aborted;
    case Kind::RunUnknown:
    case Kind::RestoreUnknown:
        return ShownState::OutcomeUnknown;
    case Kind::RolledBack:
        return ShownState::RolledBack;
    case Kind::Restored:
    case Kind::RowsPutBack:
        return ShownState::Done;
    case Kind::RestoreFailed:
        return ShownState::Failed;
    case Kind::Backup:
    case Kind::SafetyPoint:
        return event.isVerified ? ShownState::Verified : ShownState::NotVerified;
    case Kind::ChangedOutside:
        return ShownState::OutsideChange;
    }
    Q_UNREACHABLE();
}

QString restoreLabel(const TargetEvent &event)
{
    if (event.isUndo)
        return Words::tr("restore undone");
    if (event.destination.isValid())
        return Words::tr("restored to %1")
            .arg(QLocale().toString(event.destination.toUTC(), u"d MMM, HH:mm"_s));
    return event.subject.contains(u'/') ? Words::tr("backup restored")
                                        : Words::tr("restored to a bookmark");
}

QString labelOf(const TargetEvent &event)
{
    switch (event.kind) {
    case Kind::Applied:
        return event.isGone ? Words::tr("%1 applied, rewound since").arg(event.subject)
                            : Words::tr("%1 applied").arg(event.subject);
    case Kind::AppliedElsewhere:
        return Words::tr("%1 applied by another tool").arg(event.subject);
    case Kind::Recorded:
        return Words::tr("%1 recorded").arg(event.subject);
    case Kind::Aborted:
        return Words::tr("%1 aborted").arg(event.subject);
    case Kind::RunUnknown:
        return Words::tr("%1: outcome unknown").arg(event.subject);
    case Kind::RolledBack:
        return Words::tr("%1 rolled back").arg(event.subject);
    case Kind::Restored:
        return restoreLabel(event);
    case Kind::RestoreFailed:
        return Words::tr("restore failed");
    case Kind::RestoreUnknown:
        return Words::tr("restore: outcome unknown");
    case Kind::RowsPutBack:
        return Words::tr("%n row(s) put back", nullptr, event.subject.toInt());
    case Kind::Backup:
        return event.isVerified ? Words::tr("verified backup") : Words::tr("backup, not verified");
    case Kind::SafetyPoint:
        return Words::tr("safety point");
    case Kind::ChangedOutside:
        return event.subject.isEmpty() ? Words::tr("schema changed") : event.subject;
    }
    Q_UNREACHABLE();
}

QString originOf(const TargetEvent &event)
{
    switch (laneOf(event.kind)) {
    case TimelineLane::Migrations:
        if (event.kind == Kind::AppliedElsewhere)
            return Words::tr("The other tool's table");
        return event.by.isEmpty() ? Words::tr("This computer's journal")
                                  : Words::tr("Ledger, by %1").arg(event.by);
    case TimelineLane::Restores:
        return Words::tr("This computer's journal");
    case TimelineLane::Backups:
        return event.by;
    case TimelineLane::OutsideChanges:
        return event.before.isValid()
                   ? Words::tr("Seen since; the schema of %1 UTC had it not")
                         .arg(event.before.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s))
                   : Words::tr("Seen now; no run of Tidemark did it");
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
