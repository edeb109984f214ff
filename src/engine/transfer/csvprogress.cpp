#include "csvprogress.h"

#include <QJsonDocument>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto RecordTable = "_tidemark_import";

QByteArray keyOf(const QString &table)
{
    return table.toLower().toUtf8();
}

QJsonObject toJson(const CsvProgress &progress)
{
    return { { u"plan"_s, progress.plan.toJson() },
             { u"position"_s, progress.mark.position },
             { u"line"_s, progress.mark.line },
             { u"bytes_read"_s, progress.mark.bytesRead },
             { u"checksum"_s, QString::number(progress.mark.checksum, 16) },
             { u"file_bytes"_s, progress.mark.fileBytes },
             { u"read"_s, progress.counts.read },
             { u"written"_s, progress.counts.written },
             { u"skipped"_s, progress.counts.skipped },
             { u"rejected"_s, progress.counts.rejected },
             { u"rows_before"_s, progress.rowsBefore },
             { u"rejects"_s, progress.rejects },
             { u"rejects_bytes"_s, progress.rejectsBytes },
             { u"safety_point"_s, progress.safetyPoint } };
}

Result<std::optional<CsvProgress>> fromJson(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    const auto number = [&object](const QString &name) { return object.value(name).toInteger(-1); };
    const auto plan = CsvPlan::fromJson(object.value(u"plan"_s).toObject());
    bool isSum = false;
    CsvProgress progress{
        .plan = plan.value_or(CsvPlan{}),
        .mark = { .position = number(u"position"_s),
                  .line = number(u"line"_s),
                  .fileBytes = number(u"file_bytes"_s),
                  .bytesRead = number(u"bytes_read"_s),
                  .checksum = object.value(u"checksum"_s).toString().toULongLong(&isSum, 16) },
        .counts = { .read = number(u"read"_s),
                    .written = number(u"written"_s),
                    .skipped = number(u"skipped"_s),
                    .rejected = number(u"rejected"_s) },
        .rowsBefore = number(u"rows_before"_s),
        .rejects = object.value(u"rejects"_s).toString(),
        .rejectsBytes = number(u"rejects_bytes"_s),
        .safetyPoint = object.value(u"safety_point"_s).toString()
    };
    const bool isWhole = plan && isSum && progress.mark.position >= 0 && progress.mark.line > 0
                         && progress.counts.read >= 0 && progress.rejectsBytes >= 0;
    if (!isWhole)
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"The record of an unfinished import in %1 cannot be read."_s.arg(
                          QLatin1StringView(RecordTable)),
                      .remedy = u"Give the import up with --forget-unfinished; its rows stay."_s };
    return std::optional(progress);
}

Result<bool> hasRecordTable(SqliteConnection &connection)
{
    const auto found
        = connection.query({ "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
                             { Value::text(QByteArray(RecordTable)) } });
    if (!found)
        return found.error();
    return !found->rows.isEmpty();
}

} // namespace

Result<std::optional<CsvProgress>> readCsvProgress(SqliteConnection &connection,
                                                   const QString &table)
{
    const auto exists = hasRecordTable(connection);
    if (!exists)
        return exists.error();
    if (!*exists)
        return std::optional<CsvProgress>();
    const auto found = connection.query(
        { "SELECT state FROM _tidemark_import WHERE name = ?1", { Value::text(keyOf(table)) } });
    if (!found)
        return found.error();
    if (found->rows.isEmpty())
        return std::optional<CsvProgress>();
    return fromJson(found->rows.first().value(0).bytes());
}

Result<> writeCsvProgress(SqliteConnection &connection, const CsvProgress &progress)
{
    const auto exists = hasRecordTable(connection);
    if (!exists)
        return exists.error();
    if (!*exists) {
        if (auto made = connection.run("CREATE TABLE _tidemark_import(name TEXT PRIMARY KEY, "
                                       "state TEXT NOT NULL) WITHOUT ROWID");
            !made)
            return made.error();
    }
    const auto written = connection.query(
        { "INSERT INTO _tidemark_import(name, state) VALUES (?1, ?2) "
          "ON CONFLICT (name) DO UPDATE SET state = excluded.state",
          { Value::text(keyOf(progress.plan.table)),
            Value::text(QJsonDocument(toJson(progress)).toJson(QJsonDocument::Compact)) } });
    return written ? Result<>(Ok{}) : Result<>(written.error());
}

Result<> removeCsvProgress(SqliteConnection &connection, const QString &table)
{
    const auto exists = hasRecordTable(connection);
    if (!exists)
        return exists.error();
    if (!*exists)
        return Ok{};
    const auto removed = connection.query(
        { "DELETE FROM _tidemark_import WHERE name = ?1", { Value::text(keyOf(table)) } });
    if (!removed)
        return removed.error();
    const auto left = connection.query({ "SELECT count(*) FROM _tidemark_import" });
    if (!left)
        return left.error();
    if (left->rows.first().first().toInteger() > 0)
        return Ok{};
    return connection.run("DROP TABLE _tidemark_import");
}

} // namespace tidemark
