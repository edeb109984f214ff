#pragma once

#include <engine/base/result.h>
#include <engine/database/database.h>
#include <engine/migration/replay.h>
#include <engine/project/tidemarkconfig.h>

namespace tidemark {

/// One thing that was checked.
struct Check {
    QString name; ///< "table", "column", "index", "foreign keys", "rows", "integrity", "schema"
    QString subject; ///< "api_keys", "api_keys.user_id"
    bool passed = false;
    QString detail; ///< what was found; why it is expected: "expected by 0002_api_keys"
    bool pending = false; ///< not there yet, and a migration that waits makes it; passed

    bool operator==(const Check &other) const = default;
};

struct VerificationRequest {
    DatabasePointer database;
    Schema live;
    ExpectationSettings expectations = {};
    std::optional<Replay> expectedByReplay
        = {}; ///< of the migrations in effect; empty: not compared
    std::optional<Replay> wholeStream
        = {}; ///< of all migrations, those that wait included: what is still to come is no failure
    bool full = false; ///< foreign keys and counts of every table, quick_check
    QStringList changedTables = {}; ///< without @c full: whose foreign keys are checked
};

/// Reads, never writes. A check that could not be made is not passed and says why. Fails only if the database cannot
/// be read at all.
[[nodiscard]] QCoro::Task<Result<QList<Check>>> verify(VerificationRequest request,
                                                       Conduct conduct);

[[nodiscard]] bool allPassed(const QList<Check> &checks);

} // namespace tidemark
