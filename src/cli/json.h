#pragma once

#include <engine/operations/backups.h>
#include <engine/operations/runmigrations.h>
#include <engine/safety/verification.h>
#include <engine/sql/schemadiff.h>

#include <QJsonArray>
#include <QJsonObject>

namespace tidemark::cli {

// The JSON forms of docs/cli.md, one function per value.

[[nodiscard]] QJsonArray migrationsJson(const StreamStatus &status);
[[nodiscard]] QJsonObject planJson(const Plan &plan);
[[nodiscard]] QJsonArray findingsJson(const QList<Finding> &findings);
[[nodiscard]] QJsonArray rowChangesJson(const QList<RowChange> &changes);
/// What a rehearsal would do to the schema: "new", "removed" or "changed", before and after.
[[nodiscard]] QJsonArray schemaChangesJson(const QList<SchemaDifference> &changes);
[[nodiscard]] QJsonArray differencesJson(const QList<SchemaDifference> &differences);
[[nodiscard]] QJsonArray stepsJson(const RunReport &report);
[[nodiscard]] QJsonObject safetyPointJson(const SafetyPoint &point);
[[nodiscard]] QJsonArray checksJson(const QList<Check> &checks);
[[nodiscard]] QJsonObject backupJson(const Backup &backup);
/// Rows by table, now and then; null where there is no table or no number.
[[nodiscard]] QJsonArray previewRowsJson(const QList<RestorePreviewRow> &rows);
/// What a command's talk with Cloudflare cost.
[[nodiscard]] QJsonObject costJson(const D1Cost &cost);
/// Integers beyond ±2^53 as {"int":"…"}, blobs as {"hex":"…"}.
[[nodiscard]] QJsonValue valueJson(const Value &value);
[[nodiscard]] QJsonObject resultJson(const ResultSet &result);

} // namespace tidemark::cli
