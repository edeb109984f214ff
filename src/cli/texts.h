#pragma once

#include "texttable.h"

#include <engine/operations/backups.h>
#include <engine/operations/runmigrations.h>

namespace tidemark::cli {

// The same values for people.

[[nodiscard]] QString
statusText(const Target &target, const StreamStatus &status, TableStyle style);
[[nodiscard]] QString findingsText(const QList<Finding> &findings);
/// What is to be known of a step's way beforehand, with a blank before it; empty for a batch.
[[nodiscard]] QString channelText(const PlanStep &step);
[[nodiscard]] QString rehearsalText(const PreparedRun &prepared);
[[nodiscard]] QString runText(const CompletedRun &completed);
[[nodiscard]] QString checksText(const QList<Check> &checks);
/// "new", "removed" or "changed": what a difference between the planned schema (expected) and the live one (found) means.
[[nodiscard]] QString changeName(SchemaDifference::Kind kind);
[[nodiscard]] QString differencesText(const QList<SchemaDifference> &differences);
/// Rows by table, now and then; @p unknown stands for a number of then that is not there. Empty without rows.
[[nodiscard]] QString previewRowsText(const QList<RestorePreviewRow> &rows,
                                      const QString &unknown,
                                      const QString &thenTitle = QStringLiteral("rows then"));
/// "4 requests, 12 rows read, 3 written, 8 ms in WEUR": what a command's talk with Cloudflare cost.
[[nodiscard]] QString costText(const D1Cost &cost);
/// "2 migrations", "1 migration".
[[nodiscard]] QString counted(qsizetype count, const QString &singular, const QString &plural);

} // namespace tidemark::cli
