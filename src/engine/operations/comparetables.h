#pragma once

#include "observation.h"

#include <engine/safety/verification.h>
#include <engine/sql/schemacomparison.h>

#include <QHash>

namespace tidemark {

/// One side of a comparison: something that has a schema.
struct ComparisonSide {
    enum class Kind {
        RecordedMigrations, ///< what the migrations in effect make
        AllMigrations, ///< and those that wait
        Backup,
        Target
    };

    Kind kind = Kind::RecordedMigrations;
    QString backup = {}; ///< Kind::Backup: its folder
    std::optional<SelectedTarget> target = {}; ///< Kind::Target: empty means the database itself

    [[nodiscard]] bool isItself() const { return kind == Kind::Target && !target; }
};

struct ComparisonWish {
    ComparisonSide expected = {};
    ComparisonSide present = { .kind = ComparisonSide::Kind::Target };
    bool countExactly
        = false; ///< reads every row of every table once; else the last backup's counts are told
    bool full = false; ///< the checks in full, see VerificationRequest
};

/// What is known of one table beside its schema.
struct TableFacts {
    std::optional<qint64> expectedRows = {}; ///< empty: unknown
    std::optional<qint64> presentRows = {};
    QString madeBy = {}; ///< the migration in effect that makes it; empty if none does
    QString comesWith = {}; ///< the migration that waits and makes it
    QString ofStream = {}; ///< another stream makes it, or tidemark.toml says that it owns it
};

/// The two sides beside each other, and what was checked. A value.
struct ComparisonReport {
    SchemaComparison comparison;
    QHash<QString, TableFacts> facts = {}; ///< by lower-case name
    QStringList later = {}; ///< on neither side yet: a migration that waits makes them
    QStringList internal = {}; ///< tables that are not compared
    QList<Check> checks
        = {}; ///< of rows, keys and tidemark.toml; empty unless present is the database itself
    /// By lower-case name: what would make the present one like the expected one. For reading; it was not tried.
    QHash<QString, QByteArray> sql = {};
    QDateTime countedAt
        = {}; ///< of the backup that the present counts are from; invalid: they were counted
    QString countsFrom = {}; ///< its folder

    [[nodiscard]] TableFacts factsOf(const QString &table) const
    {
        return facts.value(table.toLower());
    }
};

/// Looks at both sides and writes nothing. Fails with MissingInput if a side's database or backup is not there, with
/// History if migrations do not run from empty.
[[nodiscard]] QCoro::Task<Result<ComparisonReport>>
compareTables(EnginePointer engine, Selection selection, ComparisonWish wish, Conduct conduct);

/// The backups and safety points of a selected database that a side can be, newest first.
[[nodiscard]] QCoro::Task<Result<QList<Backup>>> comparableBackups(EnginePointer engine,
                                                                   Selection selection);

} // namespace tidemark
