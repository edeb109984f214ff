#include "csvplan.h"

#include <engine/sql/identifier.h>

#include <QJsonArray>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct NamedConflict {
    CsvConflict conflict = CsvConflict::Fail;
    QLatin1StringView name;
};
constexpr std::array Conflicts{ NamedConflict{ CsvConflict::Fail, "fail"_L1 },
                                NamedConflict{ CsvConflict::Skip, "skip"_L1 },
                                NamedConflict{ CsvConflict::Replace, "replace"_L1 },
                                NamedConflict{ CsvConflict::Update, "update"_L1 } };

QByteArray updateClause(const CsvPlan &plan)
{
    QByteArrayList key;
    for (const QString &column : plan.key)
        key.append(quoted(column));
    QByteArrayList assignments;
    for (const CsvColumn &column : plan.columns) {
        if (!plan.key.contains(column.name, Qt::CaseInsensitive))
            assignments.append(quoted(column.name) + "=excluded." + quoted(column.name));
    }
    return assignments.isEmpty() ? QByteArray(" ON CONFLICT DO NOTHING")
                                 : QByteArray(" ON CONFLICT (" + key.join(", ") + ") DO UPDATE SET "
                                              + assignments.join(", "));
}

} // namespace

QString conflictName(CsvConflict conflict)
{
    for (const NamedConflict &each : Conflicts) {
        if (each.conflict == conflict)
            return each.name;
    }
    return {};
}

std::optional<CsvConflict> csvConflict(const QString &name)
{
    for (const NamedConflict &each : Conflicts) {
        if (each.name == name)
            return each.conflict;
    }
    return std::nullopt;
}

QByteArray CsvPlan::insertStatement() const
{
    QByteArrayList names;
    QByteArrayList parameters;
    for (const CsvColumn &column : columns) {
        names.append(quoted(column.name));
        parameters.append('?' + QByteArray::number(names.size()));
    }
    const QByteArray start
        = onConflict == CsvConflict::Replace ? "INSERT OR REPLACE INTO " : "INSERT INTO ";
    QByteArray statement = start + quoted(table) + " (" + names.join(", ") + ") VALUES ("
                           + parameters.join(", ") + ')';
    if (onConflict == CsvConflict::Skip) // OR IGNORE would pass over NULLs and CHECKs as well
        statement += " ON CONFLICT DO NOTHING";
    if (onConflict == CsvConflict::Update)
        statement += updateClause(*this);
    return statement;
}

QJsonObject CsvPlan::toJson() const
{
    QJsonArray list;
    for (const CsvColumn &column : columns)
        list.append(QJsonObject{
            { u"name"_s, column.name }, { u"type"_s, column.type }, { u"field"_s, column.field } });
    return { { u"table"_s, table },
             { u"file"_s, file },
             { u"encoding"_s, encodingName(encoding) },
             { u"mark_bytes"_s, markBytes },
             { u"delimiter"_s, QString(QLatin1Char(delimiter)) },
             { u"header"_s, hasHeader },
             { u"empty"_s, static_cast<int>(empty) },
             { u"on_conflict"_s, conflictName(onConflict) },
             { u"key"_s, QJsonArray::fromStringList(key) },
             { u"fields"_s, fields },
             { u"columns"_s, list } };
}

std::optional<CsvPlan> CsvPlan::fromJson(const QJsonObject &object)
{
    CsvPlan plan;
    const auto encoding = csvEncoding(object.value(u"encoding"_s).toString());
    const auto delimiter = csvDelimiter(object.value(u"delimiter"_s).toString());
    const auto conflict = csvConflict(object.value(u"on_conflict"_s).toString());
    const int empty = object.value(u"empty"_s).toInt(-1);
    if (!encoding || !delimiter || !conflict || empty < 0
        || empty > static_cast<int>(CsvEmpty::Text))
        return std::nullopt;
    plan.table = object.value(u"table"_s).toString();
    plan.file = object.value(u"file"_s).toString();
    plan.encoding = *encoding;
    plan.markBytes = object.value(u"mark_bytes"_s).toInt();
    plan.delimiter = *delimiter;
    plan.hasHeader = object.value(u"header"_s).toBool();
    plan.empty = static_cast<CsvEmpty>(empty);
    plan.onConflict = *conflict;
    plan.fields = object.value(u"fields"_s).toInt();
    for (const auto &name : object.value(u"key"_s).toArray())
        plan.key.append(name.toString());
    for (const auto &each : object.value(u"columns"_s).toArray()) {
        const CsvColumn column{ .name = each[u"name"_s].toString(),
                                .type = each[u"type"_s].toString(),
                                .field = each[u"field"_s].toInt(-1) };
        if (column.name.isEmpty() || column.field < 0 || column.field >= plan.fields)
            return std::nullopt;
        plan.columns.append(column);
    }
    return plan.columns.isEmpty() ? std::nullopt : std::optional(plan);
}

} // namespace tidemark
