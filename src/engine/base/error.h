#pragma once

#include <QString>

namespace tidemark {

/// What a failure left behind in the database it concerns.
enum class DatabaseState {
    Unchanged,
    Changed,
    Unknown,
};

/// Where something went wrong, as far as it is known; parts that are not known are empty, 0 or -1.
struct Place {
    QString file;
    int line = 0; ///< 1-based line in @c file
    int statement = 0; ///< 1-based number of the statement in the script or batch
    qint64 offset = -1; ///< byte offset within that statement

    bool operator==(const Place &other) const = default;
};

/// The one error type that crosses rooms. A value; never logged by the code that returns it.
///
/// Texts are English and specific and hold no secrets; the windows add a translated sentence per kind.
struct Error {
    /// Chosen by what the caller can do; each has its exit code (docs/cli.md).
    enum class Kind {
        Internal,
        Difference,
        Policy,
        History,
        Lock,
        Database,
        Safety,
        Usage,
        BadInput,
        MissingInput,
        Config,
        Unauthorized,
        Unreachable,
        Temporary,
        Cancelled,
    };

    Kind kind = Kind::Internal;
    QString message;
    QString remedy = {};
    Place where = {};
    DatabaseState databaseState = DatabaseState::Unchanged;

    bool operator==(const Error &other) const = default;
};

/// The exit code of a command that ended with @p error; 6 or 7 for Database by its databaseState.
[[nodiscard]] int exitCode(const Error &error);

/// Of several exit codes the gravest: 7 8 6 1 5 4 3 130 78 66 65 64 69 75 2 0.
[[nodiscard]] int gravestExitCode(const QList<int> &codes);

/// The kind's name as JSON has it, e.g. "Policy".
[[nodiscard]] QString kindName(Error::Kind kind);

/// "unchanged", "changed" or "unknown".
[[nodiscard]] QString stateName(DatabaseState state);

/// The error of an operation whose stop token was triggered; nothing was left half done.
[[nodiscard]] Error cancelled();

} // namespace tidemark
