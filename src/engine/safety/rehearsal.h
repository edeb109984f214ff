#pragma once

#include "finding.h"

#include <engine/base/progress.h>
#include <engine/database/sqlite/connection.h>
#include <engine/migration/plan.h>
#include <engine/sql/schemadiff.h>

#include <QDateTime>
#include <QMap>

namespace tidemark {

/// Rows of the live database for `--with-data`: called on the rehearsal's thread, table by table; feeds rows into @p insert.
using RowSource = std::function<Result<>(const Table &table,
                                         const std::function<Result<>(const Row &)> &insert)>;

struct RehearsalRequest {
    Plan plan;
    Stream stream;
    Schema live;
    SqliteOptions::Profile profile = SqliteOptions::Profile::D1;
    RowSource rows = {}; ///< empty: canary rows
    QMap<QString, qint64> liveCounts = {}; ///< where known, of the tables the plan touches
    QStringList allowedRules = {}; ///< --allow
    QMap<QString, QString> owners = {}; ///< table → stream, from tidemark.toml
    QMap<QString, QDateTime> appliedAt = {}; ///< migration → when; where known
    QDateTime now = {}; ///< by the engine's clock; invalid: nothing is said about times
};

struct RowChange {
    QString table;
    std::optional<qint64> before; ///< on the substitute; empty if the table was not there
    std::optional<qint64> after;
    std::optional<qint64> liveBefore = {}; ///< the live count, where it was asked for
    bool lost = false; ///< rows vanished that no statement named

    bool operator==(const RowChange &other) const = default;
};

/// A SELECT to be put to the target, because only its rows can say whether a statement fails there.
struct Probe {
    QString migration;
    int line = 0;
    int statement = 0;
    QByteArray sql; ///< returns one row if the migration would fail
    Finding finding; ///< what it means if it does
};

struct RehearsedStep {
    QString id;
    QString fingerprintBefore;
    QString fingerprintAfter;
    std::chrono::microseconds duration{};
};

struct RehearsalReport {
    QString planHash;
    bool withData = false;
    QList<Finding> findings = {}; ///< errors first, then by step and line
    QList<RowChange> rowChanges = {}; ///< tables whose rows changed, losses first
    QList<SchemaDifference> schemaChanges = {}; ///< what the run would do to the live schema
    QList<RehearsedStep> steps = {};
    QList<Probe> probes = {};
    QStringList notRehearsed = {}; ///< tables that take no canary row

    [[nodiscard]] bool blocks() const;
    [[nodiscard]] int blocking() const; ///< number of findings that forbid the run
};

/// Runs the plan on an in-memory substitute built from the live schema and looks at everything that happens: the
/// authorizer's events, the schema before and after each statement, row counts and canary rows. Blocking; give it to a
/// Worker. Writes nothing anywhere. Fails only if the substitute cannot be built (Internal) or on a stop.
[[nodiscard]] Result<RehearsalReport> rehearse(const RehearsalRequest &request,
                                               const Conduct &conduct = {});

/// The rules that need no database: names, order, routing, tokens of the files. Part of rehearse(); alone for `lint` of files
/// outside any plan.
[[nodiscard]] QList<Finding> lintFiles(const Stream &stream, const QList<Migration> &migrations);

/// A rebuild of @p table that keeps the rows of every table that references it: leaf first (docs/migrations.md). @p newTableSql
/// is the CREATE TABLE with the table's new shape under any name. Fails with Policy if there is no safe order (cycles).
[[nodiscard]] Result<QByteArray>
safeRebuild(const Schema &schema, const QString &table, const QByteArray &newTableSql);

} // namespace tidemark
