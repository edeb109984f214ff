#include "suspecttimeline.h"

#include "suspectmodel.h"

namespace tidemark {

namespace {

TimelineLane laneOf(Suspect::Kind kind)
{
    switch (kind) {
    case Suspect::Kind::Run:
        return TimelineLane::Migrations;
    case Suspect::Kind::Restore:
    case Suspect::Kind::Repair:
    case Suspect::Kind::Import:
        return TimelineLane::Restores;
    case Suspect::Kind::Backup:
        return TimelineLane::Backups;
    case Suspect::Kind::OutsideMigration:
    case Suspect::Kind::TableGone:
    case Suspect::Kind::TableNew:
    case Suspect::Kind::RowsFewer:
    case Suspect::Kind::SchemaChanged:
        break;
    }
    return TimelineLane::OutsideChanges;
}

} // namespace

QList<TimelineEvent> timelineOf(const QList<Suspect> &suspects)
{
    QList<TimelineEvent> events;
    for (const Suspect &suspect : suspects)
        events.append({ .lane = laneOf(suspect.kind),
                        .at = suspect.at.toUTC(),
                        .state = shown(suspect),
                        .label = whatHappened(suspect),
                        .origin = suspect.actor,
                        .backup = suspect.back.backup });
    return events;
}

} // namespace tidemark
