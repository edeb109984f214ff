#include "boardcell.h"

#include "boardattention.h"
#include "databasesession.h"
#include "shownstates.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct BoardCellWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::BoardCell)
};

using FactKind = BoardFact::Kind;
using SchemaVerdict = BoardFacts::SchemaVerdict;

int countOf(const StreamStatus &status, MigrationState state)
{
    return static_cast<int>(std::ranges::count(status.migrations, state, &MigrationStatus::state));
}

/// How many migrations are in a state, in words.
QString counted(MigrationState state, int count)
{
    switch (state) {
    case MigrationState::Failed:
        return BoardCellWords::tr("%n failed", nullptr, count);
    case MigrationState::Indeterminate:
        return BoardCellWords::tr("%n with unknown outcome", nullptr, count);
    case MigrationState::RecordedNotEffective:
        return BoardCellWords::tr("%n without effect", nullptr, count);
    case MigrationState::Edited:
        return BoardCellWords::tr("%n edited", nullptr, count);
    case MigrationState::Missing:
        return BoardCellWords::tr("%n without file", nullptr, count);
    case MigrationState::Duplicate:
        return BoardCellWords::tr("%n with a duplicate number", nullptr, count);
    case MigrationState::AppliedOutOfOrder:
        return BoardCellWords::tr("%n out of order", nullptr, count);
    case MigrationState::Future:
        return BoardCellWords::tr("%n from the future", nullptr, count);
    default:
        return {};
    }
}

constexpr std::array TroubledStates{
    MigrationState::Failed,
    MigrationState::Indeterminate,
    MigrationState::RecordedNotEffective,
    MigrationState::Edited,
    MigrationState::Missing,
    MigrationState::Duplicate,
    MigrationState::AppliedOutOfOrder,
    MigrationState::Future,
};

/// Pending although a later one was applied.
int passedOver(const StreamStatus &status)
{
    return static_cast<int>(
        std::ranges::count_if(status.migrations, [](const MigrationStatus &migration) {
            return migration.state == MigrationState::Pending && migration.outOfOrder;
        }));
}

std::optional<ShownState> worse(std::optional<ShownState> one, ShownState other)
{
    return one && urgency(*one) <= urgency(other) ? one : other;
}

QString settled(const StreamStatus &status)
{
    if (status.state == TargetState::Unmanaged)
        return BoardCellWords::tr(
            "%n file(s), none recorded", nullptr, static_cast<int>(status.migrations.size()));
    if (status.migrations.isEmpty())
        return BoardCellWords::tr("no migration files");
    const int adopted
        = countOf(status, MigrationState::Adopted) + countOf(status, MigrationState::Baseline);
    const bool all = adopted > 0 && adopted == status.applied();
    return all ? BoardCellWords::tr("%n applied, adopted", nullptr, adopted)
               : BoardCellWords::tr("%n applied", nullptr, status.applied());
}

BoardFact migrationsFact(const StreamStatus &status)
{
    BoardFact fact{ .kind = FactKind::Migrations, .text = {} };
    QStringList parts;
    if (const int pending = status.pending();
        pending > 0 && status.state != TargetState::Unmanaged) {
        parts.append(BoardCellWords::tr("%n pending", nullptr, pending));
        fact.state = ShownState::Pending;
    }
    for (const MigrationState state : TroubledStates) {
        const int count = countOf(status, state);
        if (count == 0)
            continue;
        parts.append(counted(state, count));
        fact.state = worse(fact.state, shown(state));
    }
    if (const int passed = passedOver(status); passed > 0) {
        parts.append(BoardCellWords::tr("%n passed over", "by a later migration", passed));
        fact.state = worse(fact.state, ShownState::OutOfOrder);
    }
    if (parts.isEmpty() && status.state == TargetState::Unmanaged && !status.migrations.isEmpty())
        fact.state = ShownState::NoLedger;
    fact.text = parts.isEmpty() ? settled(status) : parts.join(u" · "_s);
    return fact;
}

int countOf(const QList<SchemaDifference> &differences, SchemaDifference::Kind kind)
{
    return static_cast<int>(std::ranges::count(differences, kind, &SchemaDifference::kind));
}

QString missingText(const QList<SchemaDifference> &differences, int count)
{
    const auto first
        = std::ranges::find(differences, SchemaDifference::Kind::Missing, &SchemaDifference::kind);
    return count == 1 ? BoardCellWords::tr("%1 missing").arg(first->name)
                      : BoardCellWords::tr("%n missing", nullptr, count);
}

void describeDifferences(BoardFact &fact, const QList<SchemaDifference> &differences)
{
    using Difference = SchemaDifference::Kind;
    QStringList parts;
    if (const int missing = countOf(differences, Difference::Missing)) {
        parts.append(missingText(differences, missing));
        fact.state = ShownState::Missing;
    }
    if (const int changed = countOf(differences, Difference::Changed)) {
        parts.append(BoardCellWords::tr("%n changed", nullptr, changed));
        fact.state = worse(fact.state, ShownState::Changed);
    }
    if (const int unexpected = countOf(differences, Difference::Unexpected)) {
        parts.append(BoardCellWords::tr("%n unexpected", nullptr, unexpected));
        fact.state = worse(fact.state, ShownState::Unexpected);
    }
    fact.text = parts.join(u" · "_s);
}

BoardFact schemaFact(const BoardFacts &facts, int failedChecks)
{
    BoardFact fact{ .kind = FactKind::Schema, .text = {}, .page = NavigatorKind::Verification };
    switch (facts.schema) {
    case SchemaVerdict::Matches:
        fact.text = BoardCellWords::tr("matches");
        break;
    case SchemaVerdict::Differs:
        describeDifferences(fact, facts.differences);
        break;
    case SchemaVerdict::NothingRecorded:
        fact.text = BoardCellWords::tr("nothing expected yet");
        break;
    case SchemaVerdict::NotComparable:
        fact.text = BoardCellWords::tr("cannot be compared");
        fact.state = ShownState::Unknown;
        break;
    }
    if (failedChecks > 0) {
        const QString failed = BoardCellWords::tr("%n check(s) failed", nullptr, failedChecks);
        fact.text = fact.state ? QString(failed + u" · " + fact.text) : failed;
        fact.state = ShownState::FailedCheck;
    }
    return fact;
}

BoardFact backupFact(const BoardFacts &facts, const Target &target, const QDateTime &now)
{
    BoardFact fact{ .kind = FactKind::Backup, .text = {}, .page = NavigatorKind::TimeTravel };
    const bool isRemote = target.place == PlaceOfTarget::Remote;
    if (!facts.backup) {
        fact.text = isRemote ? BoardCellWords::tr("none on this computer")
                             : BoardCellWords::tr("none, not required");
        if (target.production)
            fact.state = ShownState::Warning;
        return fact;
    }
    const QString age = ageText(facts.backup->takenAt, now);
    if (!facts.backup->verified) {
        fact.text = BoardCellWords::tr("%1 old, not verified").arg(age);
        fact.state = ShownState::NotVerified;
        return fact;
    }
    fact.text = BoardCellWords::tr("verified, %1 old").arg(age);
    if (isRemote && isOldBackup(facts.backup->takenAt, now))
        fact.state = ShownState::Warning;
    return fact;
}

BoardFact timeTravelFact(const BoardFacts &facts)
{
    return { .kind = FactKind::TimeTravel,
             .text = facts.timeTravels ? BoardCellWords::tr("up to 30 days")
                                       : BoardCellWords::tr("not available locally"),
             .page = NavigatorKind::TimeTravel };
}

int failedChecksOf(const DatabaseSession &database)
{
    return static_cast<int>(
        std::ranges::count_if(database.checks()->rows(),
                              [](const Check &check) { return !check.passed && !check.pending; }));
}

/// What kept the last look from succeeding; a rehearsal that failed tells nothing of that.
std::optional<ShownState> unreached(const DatabaseSession &database)
{
    if (!database.error())
        return std::nullopt;
    const ShownState state = unreachedState(*database.error());
    const bool isAway = state == ShownState::Offline || state == ShownState::Unreachable;
    return isAway || !database.isKnown() ? std::optional(state) : std::nullopt;
}

ShownState stateOf(const DatabaseSession &database)
{
    if (const auto away = unreached(database))
        return *away;
    if (!database.isKnown())
        return database.phase() == DatabaseSession::Phase::Reading ? ShownState::Checking
                                                                   : ShownState::Waiting;
    if (failedChecksOf(database) > 0)
        return ShownState::FailedCheck;
    const StreamStatus &status = database.status();
    if (status.state == TargetState::Dirty
        && countOf(status, MigrationState::RecordedNotEffective) > 0)
        return ShownState::RecordedNoEffect;
    const bool hasFiles = !database.stream().migrations.isEmpty();
    // Without migrations there is nothing to be behind or ahead of.
    if (status.state == TargetState::Unmanaged && !hasFiles)
        return ShownState::Present;
    return shown(status.state);
}

QString kindWord(DatabaseKind kind)
{
    switch (kind) {
    case DatabaseKind::D1:
        return u"D1"_s;
    case DatabaseKind::Sqlite:
        return u"SQLite"_s;
    case DatabaseKind::Postgres:
        return u"PostgreSQL"_s;
    }
    return {};
}

// What is shown is older than the page: each fact says of when.
void date(QList<BoardFact> &facts, const QDateTime &checkedAt)
{
    for (BoardFact &fact : facts) {
        if (fact.kind == FactKind::Migrations || fact.kind == FactKind::Schema)
            fact.text = BoardCellWords::tr("%1 at %2", "fact, time")
                            .arg(fact.text, checkedAt.toUTC().toString(u"hh:mm"_s));
    }
}

} // namespace

QString factName(BoardFact::Kind kind)
{
    switch (kind) {
    case FactKind::Migrations:
        return BoardCellWords::tr("Migrations");
    case FactKind::Schema:
        return BoardCellWords::tr("Schema");
    case FactKind::Backup:
        return BoardCellWords::tr("Backup");
    case FactKind::TimeTravel:
        return BoardCellWords::tr("Time Travel");
    }
    return {};
}

BoardCell
boardCell(const DatabaseSession &database, const QList<Backup> &backups, const QDateTime &now)
{
    const Target &target = database.target();
    BoardCell cell{ .targetKey = target.key(),
                    .database = target.stream,
                    .name = target.name,
                    .kind = kindWord(target.kind),
                    .environment = target.environmentWord(),
                    .look = shownEnvironment(target),
                    .state = stateOf(database),
                    .checkedAt = database.checkedAt() };
    if (cell.state == ShownState::Waiting)
        cell.stateText = BoardCellWords::tr("Not checked");
    if (database.isKnown()) {
        const BoardFacts facts = boardFacts(*database.observation(), backups);
        cell.facts = { migrationsFact(facts.status),
                       schemaFact(facts, failedChecksOf(database)),
                       backupFact(facts, target, now),
                       timeTravelFact(facts) };
        cell.attention = attentionFor(cell, database, facts, now);
        if (unreached(database))
            date(cell.facts, cell.checkedAt);
    } else {
        cell.attention = attentionFor(cell, database, {}, now);
    }
    return cell;
}

QString BoardCell::sentence() const
{
    QString text
        = BoardCellWords::tr("%1, %2: %3.", "database, environment, state")
              .arg(database, environment, stateText.isEmpty() ? stateWord(state) : stateText);
    for (const BoardFact &fact : facts)
        text += u' ' + factName(fact.kind) + u' ' + fact.text + u'.';
    return text;
}

NavigatorKind BoardCell::worstPage() const
{
    const BoardFact *worst = nullptr;
    for (const BoardFact &fact : facts) {
        if (fact.state && (!worst || urgency(*fact.state) < urgency(*worst->state)))
            worst = &fact;
    }
    return worst ? worst->page : NavigatorKind::Migrations;
}

int urgency(ShownState state)
{
    switch (state) {
    case ShownState::Failed:
    case ShownState::FailedCheck:
    case ShownState::RecordedNoEffect:
    case ShownState::Aborted:
    case ShownState::Blocked:
    case ShownState::BlockingFinding:
    case ShownState::Missing:
        return 0;
    case ShownState::OutcomeUnknown:
    case ShownState::Drifted:
    case ShownState::NotVerified:
    case ShownState::Ahead:
    case ShownState::OutOfOrder:
    case ShownState::Warning:
    case ShownState::Changed:
    case ShownState::Edited:
    case ShownState::Diverged:
    case ShownState::ChangeNotSent:
    case ShownState::Unexpected:
    case ShownState::OutsideChange:
    case ShownState::Future:
    case ShownState::DuplicateNumber:
        return 1;
    case ShownState::Behind:
    case ShownState::Pending:
        return 2;
    case ShownState::Unknown:
    case ShownState::NoLedger:
    case ShownState::Empty:
    case ShownState::Unreachable:
    case ShownState::Offline:
    case ShownState::Locked:
        return 3;
    default:
        return isWell(state) ? 5 : 4;
    }
}

bool isWell(ShownState state)
{
    return state <= ShownState::Done;
}

QString ageText(const QDateTime &then, const QDateTime &now)
{
    const qint64 seconds = std::max<qint64>(0, then.secsTo(now));
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    if (hours >= 48)
        return BoardCellWords::tr("%n day(s)", nullptr, static_cast<int>(hours / 24));
    if (hours >= 1)
        return BoardCellWords::tr("%1 h").arg(hours);
    return BoardCellWords::tr("%1 min").arg(minutes);
}

} // namespace tidemark
