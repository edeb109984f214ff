#pragma once

#include <QMetaType>
#include <QString>

namespace tidemark {

/// A state as it is shown: one value per word of the windows. Shape and colour belong to ui/statemark.h.
enum class ShownState {
    // well
    UpToDate,
    Applied,
    Present,
    Passed,
    Verified,
    Same,
    Back,
    Baseline,
    Adopted,
    Done,
    // to come
    Behind,
    Pending,
    ComesLater,
    Waiting,
    // going on
    Running,
    Checking,
    Rehearsing,
    // to know
    Note,
    Renamed,
    EditedCommentsOnly,
    Rewound,
    // to look at
    Drifted,
    NotVerified,
    Ahead,
    OutOfOrder,
    Warning,
    Changed,
    Edited,
    Diverged,
    ChangeNotSent,
    Unexpected,
    OutsideChange,
    Future,
    DuplicateNumber,
    // wrong
    Failed,
    FailedCheck,
    RecordedNoEffect,
    Aborted,
    Blocked,
    BlockingFinding,
    Missing,
    // not known, not possible
    Unknown,
    OutcomeUnknown,
    NoLedger,
    Empty,
    Unreachable,
    Offline,
    Locked,
    ReadOnly,
    RolledBack,
};
inline constexpr int ShownStateCount = int(ShownState::RolledBack) + 1;

/// The word for a state in sentence case, translated; "Rewound", "Rolled back" and "Aborted" are three things.
[[nodiscard]] QString stateWord(ShownState state);

/// The four looks of an environment; development shows as Local, preview as Staging.
enum class ShownEnvironment { Local, Staging, Production, Other };

/// "LOCAL", "STAGING", "PRODUCTION"; for any other environment its own @p name in capitals.
[[nodiscard]] QString environmentWord(ShownEnvironment environment, const QString &name = {});

/// How well a number is known: counted, an estimate ("≈"), a lower bound ("≥"), or not at all.
enum class Exactness { Exact, Estimate, AtLeast, Unknown };

/// What a row of the navigator is.
enum class NavigatorKind {
    Project,
    StatusBoard,
    Environment,
    Database,
    Migrations,
    Verification,
    TimeTravel,
    Sql,
    Tables,
    Table,
    View,
    Index,
    InternalTables,
    Connect, ///< the page of ways in; no row
};

/// Roles beyond Qt's own, the same number in every model.
enum ItemRole {
    StateRole = Qt::UserRole + 1, ///< ShownState; invalid: the cell has none
    StateTextRole, ///< QString beside the mark, if it is not the state's word
    EnvironmentRole, ///< ShownEnvironment
    TargetIdRole, ///< QString
    MonospaceRole, ///< bool: names, ids, SQL
    NumberRole, ///< bool: right-aligned
    ExactnessRole, ///< Exactness
    ActionNameRole, ///< QString: object name of an action
    KindRole, ///< NavigatorKind
    BadgeCountRole, ///< int; 0: no count
    PageRole, ///< PageAddress a row opens; invalid: none
    PillRole, ///< QString in the pill at the row's end
    MigrationIdRole, ///< QString
    RemediesRole, ///< QStringList of action names
    SeverityRole, ///< ShownState of a finding
    RuleRole, ///< QString
    LineRole, ///< int, 1-based; 0: none
    RemedyActionRole, ///< QString: object name of an action
    LossRole, ///< bool: rows are lost
    FirstFreeRole, ///< roles of a single model start here
};

} // namespace tidemark

Q_DECLARE_METATYPE(tidemark::ShownState)
Q_DECLARE_METATYPE(tidemark::ShownEnvironment)
Q_DECLARE_METATYPE(tidemark::Exactness)
Q_DECLARE_METATYPE(tidemark::NavigatorKind)
