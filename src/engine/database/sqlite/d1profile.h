#pragma once

#include <QByteArray>
#include <QString>

struct sqlite3;

namespace tidemark::d1profile {

// What D1 allows, as workerd's sandbox and the documented limits say (docs/d1.md, "Limits and refusals").

constexpr int MaxStatementBytes = 100'000;
constexpr int MaxParameters = 100;
constexpr int MaxColumns = 100;
constexpr int MaxValueBytes = 2'000'000;
constexpr int MaxCompoundTerms = 5;
constexpr int MaxLikePatternBytes = 50;
constexpr int MaxExpressionDepth = 100;
constexpr int MaxTriggerDepth = 10;
constexpr int MaxProgramOps = 25'000;
constexpr int MaxFunctionArguments = 32;

[[nodiscard]] bool isAllowedPragma(QByteArrayView name);
[[nodiscard]] bool isAllowedFunction(QByteArrayView name);
[[nodiscard]] bool isAllowedVirtualTable(QByteArrayView module);
/// _cf_ in any letter case, and sqlite_.
[[nodiscard]] bool isReservedName(QByteArrayView name);

/// Sets the limits above on @p handle. The authorizer is set apart (see answer()), so that a rehearsal can look
/// at the same events.
void applyLimits(sqlite3 *handle);

/// D1's answer (SQLITE_OK or SQLITE_DENY) to an authorizer event with SQLite's own arguments; @p why is set on denial
/// to one sentence in D1's terms.
[[nodiscard]] int
answer(int action, const char *first, const char *second, const char *database, QString *why);

/// Why D1 refuses @p statement although no authorizer event shows it (VACUUM, renaming to a reserved name); empty if it
/// does not.
[[nodiscard]] QString refusalOfText(QByteArrayView statement);

/// Registers stand-ins for functions that D1's SQLite has and this one lacks (unhex, concat, concat_ws,
/// string_agg, octet_length, timediff); none for those it has.
void registerShims(sqlite3 *handle);

} // namespace tidemark::d1profile
