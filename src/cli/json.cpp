#include "json.h"

#include "texts.h"

#include <engine/operations/runjournal.h>

#include <cmath>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxExactInteger = qint64(1) << 53;

QJsonValue orNull(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue countOrNull(qint64 count)
{
    return count >= 0 ? QJsonValue(count) : QJsonValue();
}

} // namespace

QJsonArray migrationsJson(const StreamStatus &status)
{
    QJsonArray array;
    for (const MigrationStatus &migration : status.migrations) {
        QJsonObject object{ { u"id"_s, migration.id },
                            { u"version"_s, migration.version },
                            { u"name"_s, migration.name },
                            { u"state"_s, stateName(migration.state) },
                            { u"applied_at"_s, orNull(rfc3339(migration.appliedAt)) },
                            { u"applied_by"_s, orNull(migration.appliedBy) },
                            { u"checksum"_s, orNull(migration.checksum) },
                            { u"has_down"_s, migration.hasDown } };
        object.insert(u"duration_ms"_s,
                      migration.duration
                          ? QJsonValue(static_cast<qint64>(migration.duration->count()))
                          : QJsonValue());
        if (!migration.remark.isEmpty())
            object.insert(u"remark"_s, migration.remark);
        array.append(object);
    }
    return array;
}

QJsonObject planJson(const Plan &plan)
{
    QJsonArray steps;
    for (const PlanStep &step : plan.steps)
        steps.append(QJsonObject{ { u"id"_s, step.migration.id },
                                  { u"action"_s, actionName(step.action) },
                                  { u"channel"_s, channelName(step.channel) },
                                  { u"statements"_s, step.script().statements.size() } });
    return { { u"hash"_s, plan.hash() }, { u"steps"_s, steps } };
}

QJsonArray findingsJson(const QList<Finding> &findings)
{
    QJsonArray array;
    for (const Finding &finding : findings) {
        QJsonObject object{ { u"rule"_s, finding.rule },
                            { u"title"_s, finding.title },
                            { u"severity"_s, severityName(finding.severity) },
                            { u"file"_s, finding.file },
                            { u"line"_s, finding.line },
                            { u"message"_s, finding.message },
                            { u"remedy"_s, finding.remedy } };
        if (!finding.object.isEmpty())
            object.insert(u"object"_s, finding.object);
        if (!finding.rewrite.isEmpty())
            object.insert(u"rewrite"_s, finding.rewrite);
        if (!finding.allowedBecause.isEmpty())
            object.insert(u"allowed"_s, finding.allowedBecause);
        array.append(object);
    }
    return array;
}

QJsonArray rowChangesJson(const QList<RowChange> &changes)
{
    QJsonArray array;
    for (const RowChange &change : changes) {
        QJsonObject object{ { u"table"_s, change.table },
                            { u"before"_s, orNull(change.before) },
                            { u"after"_s, orNull(change.after) } };
        if (change.liveBefore)
            object.insert(u"live"_s, *change.liveBefore);
        if (change.lost)
            object.insert(u"lost"_s, true);
        array.append(object);
    }
    return array;
}

QJsonArray differencesJson(const QList<SchemaDifference> &differences)
{
    QJsonArray array;
    for (const SchemaDifference &difference : differences)
        array.append(QJsonObject{
            { u"object"_s, QString(objectName(difference.object) + u' ' + difference.name) },
            { u"kind"_s, differenceKindName(difference.kind) },
            { u"expected"_s, difference.expected },
            { u"found"_s, difference.found } });
    return array;
}

QJsonArray schemaChangesJson(const QList<SchemaDifference> &changes)
{
    QJsonArray array;
    for (const SchemaDifference &change : changes)
        array.append(
            QJsonObject{ { u"object"_s, QString(objectName(change.object) + u' ' + change.name) },
                         { u"kind"_s, changeName(change.kind) },
                         { u"before"_s, change.found },
                         { u"after"_s, change.expected } });
    return array;
}

QJsonArray stepsJson(const RunReport &report)
{
    QJsonArray array;
    for (const StepOutcome &step : report.steps)
        array.append(QJsonObject{ { u"id"_s, step.id },
                                  { u"action"_s, actionName(step.action) },
                                  { u"outcome"_s, outcomeName(step.outcome) },
                                  { u"duration_ms"_s, static_cast<qint64>(step.duration.count()) },
                                  { u"statements"_s, step.statements },
                                  { u"rows_read"_s, countOrNull(step.rowsRead) },
                                  { u"rows_written"_s, countOrNull(step.rowsWritten) } });
    return array;
}

QJsonObject safetyPointJson(const SafetyPoint &point)
{
    return { { u"kind"_s, kindName(point.kind) },
             { u"value"_s, orNull(point.value) },
             { u"taken_at"_s, orNull(rfc3339(point.takenAt)) } };
}

QJsonArray checksJson(const QList<Check> &checks)
{
    QJsonArray array;
    for (const Check &check : checks)
        array.append(QJsonObject{ { u"name"_s, check.name },
                                  { u"subject"_s, check.subject },
                                  { u"passed"_s, check.passed },
                                  { u"detail"_s, check.detail } });
    return array;
}

QJsonObject backupJson(const Backup &backup)
{
    const BackupManifest &manifest = backup.manifest;
    return { { u"path"_s, backup.path },
             { u"verified"_s, manifest.verified },
             { u"tables"_s, manifest.tables.size() },
             { u"rows"_s, manifest.rows() },
             { u"bytes"_s, manifest.bytes },
             { u"sha256"_s, manifest.sha256 },
             { u"taken_at"_s, rfc3339(manifest.takenAt) },
             { u"reason"_s, manifest.reason } };
}

QJsonArray previewRowsJson(const QList<RestorePreviewRow> &rows)
{
    const auto number = [](const std::optional<qint64> &count) {
        return count ? QJsonValue(*count) : QJsonValue();
    };
    QJsonArray array;
    for (const RestorePreviewRow &row : rows)
        array.append(QJsonObject{ { u"table"_s, row.table },
                                  { u"now"_s, number(row.now) },
                                  { u"then"_s, number(row.then) } });
    return array;
}

QJsonObject costJson(const D1Cost &cost)
{
    return { { u"requests"_s, cost.requests },
             { u"retries"_s, cost.retries },
             { u"rows_read"_s, cost.rowsRead },
             { u"rows_written"_s, cost.rowsWritten },
             { u"server_ms"_s, double(cost.serverTime.count()) / 1000.0 },
             { u"waited_ms"_s, qint64(cost.waited.count()) },
             { u"regions"_s, QJsonArray::fromStringList(cost.regions) } };
}

QJsonValue valueJson(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return {};
    case Value::Kind::Integer:
        if (value.toInteger() > MaxExactInteger || value.toInteger() < -MaxExactInteger)
            return QJsonObject{ { u"int"_s, QString::number(value.toInteger()) } };
        return value.toInteger();
    case Value::Kind::Real:
        if (!std::isfinite(value.toReal()))
            return QJsonObject{ { u"real"_s,
                                  value.toReal() > 0 ? u"Infinity"_s : u"-Infinity"_s } };
        return value.toReal();
    case Value::Kind::Text:
        return QString::fromUtf8(value.bytes());
    case Value::Kind::Blob:
        return QJsonObject{ { u"hex"_s, QString::fromLatin1(value.bytes().toHex()) } };
    }
    return {};
}

QJsonObject resultJson(const ResultSet &result)
{
    QJsonArray rows;
    for (const Row &row : result.rows) {
        QJsonArray cells;
        for (const Value &value : row)
            cells.append(valueJson(value));
        rows.append(cells);
    }
    return { { u"columns"_s, QJsonArray::fromStringList(result.columns) },
             { u"rows"_s, rows },
             { u"rows_read"_s, countOrNull(result.rowsRead) },
             { u"rows_written"_s, countOrNull(result.rowsWritten) },
             { u"duration_ms"_s, static_cast<double>(result.duration.count()) / 1000.0 } };
}

} // namespace tidemark::cli
