#include "shownstates.h"

namespace tidemark {

using namespace Qt::StringLiterals;

ShownState shown(MigrationState state)
{
    switch (state) {
    case MigrationState::Pending:
        return ShownState::Pending;
    case MigrationState::Applied:
        return ShownState::Applied;
    case MigrationState::AppliedOutOfOrder:
        return ShownState::OutOfOrder;
    case MigrationState::Adopted:
        return ShownState::Adopted;
    case MigrationState::Baseline:
        return ShownState::Baseline;
    case MigrationState::RolledBack:
        return ShownState::RolledBack;
    case MigrationState::Failed:
        return ShownState::Failed;
    case MigrationState::Indeterminate:
        return ShownState::OutcomeUnknown;
    case MigrationState::RecordedNotEffective:
        return ShownState::RecordedNoEffect;
    case MigrationState::Edited:
        return ShownState::Edited;
    case MigrationState::EditedCosmetic:
        return ShownState::EditedCommentsOnly;
    case MigrationState::Missing:
        return ShownState::Missing;
    case MigrationState::Future:
        return ShownState::Future;
    case MigrationState::Renamed:
        return ShownState::Renamed;
    case MigrationState::Duplicate:
        return ShownState::DuplicateNumber;
    case MigrationState::Blocked:
        return ShownState::Blocked;
    }
    return ShownState::Unknown;
}

ShownState shown(TargetState state)
{
    switch (state) {
    case TargetState::Empty:
        return ShownState::Empty;
    case TargetState::Unmanaged:
        return ShownState::NoLedger;
    case TargetState::UpToDate:
        return ShownState::UpToDate;
    case TargetState::Behind:
        return ShownState::Behind;
    case TargetState::Ahead:
        return ShownState::Ahead;
    case TargetState::Diverged:
        return ShownState::Diverged;
    case TargetState::Drifted:
        return ShownState::Drifted;
    case TargetState::Dirty:
        return ShownState::Failed;
    case TargetState::Locked:
        return ShownState::Locked;
    case TargetState::Unreachable:
        return ShownState::Unreachable;
    }
    return ShownState::Unknown;
}

ShownState shown(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Cancelled:
        return ShownState::Note;
    case Error::Kind::Policy:
        return ShownState::Blocked;
    case Error::Kind::Lock:
        return ShownState::Locked;
    case Error::Kind::Unreachable:
        return ShownState::Unreachable;
    default:
        return ShownState::Failed;
    }
}

ShownState unreachedState(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Unauthorized:
    case Error::Kind::Usage: // several accounts, and nobody said which
        return ShownState::Offline;
    case Error::Kind::Unreachable:
    case Error::Kind::Temporary:
    case Error::Kind::MissingInput:
        return ShownState::Unreachable;
    case Error::Kind::Cancelled:
        return ShownState::Unknown;
    default:
        return ShownState::Failed;
    }
}

ShownState shown(const Finding &finding)
{
    if (finding.blocks())
        return ShownState::BlockingFinding;
    return finding.severity == Severity::Info ? ShownState::Note : ShownState::Warning;
}

ShownState shown(const Check &check)
{
    if (check.pending)
        return ShownState::Pending;
    return check.passed ? ShownState::Passed : ShownState::FailedCheck;
}

ShownState shown(StepOutcome::Outcome outcome)
{
    switch (outcome) {
    case StepOutcome::Outcome::Done:
        return ShownState::Done;
    case StepOutcome::Outcome::Failed:
        return ShownState::Failed;
    case StepOutcome::Outcome::Skipped:
        return ShownState::Waiting;
    case StepOutcome::Outcome::Indeterminate:
        return ShownState::OutcomeUnknown;
    }
    return ShownState::Unknown;
}

ShownEnvironment shownEnvironment(const Target &target)
{
    if (target.place == PlaceOfTarget::Local)
        return ShownEnvironment::Local;
    if (target.production)
        return ShownEnvironment::Production;
    const QString word = target.environmentWord();
    if (word == "staging"_L1 || word == "preview"_L1)
        return ShownEnvironment::Staging;
    return word == "development"_L1 ? ShownEnvironment::Local : ShownEnvironment::Other;
}

} // namespace tidemark
