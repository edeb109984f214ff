#include "manifest.h"

#include <engine/base/clock.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error damagedManifest(const QString &file, const QString &why, qint64 offset = -1)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"The backup is damagedManifest: its manifest %1."_s.arg(why),
             .remedy = u"Use another backup; `tidemark-cli backups` lists them."_s,
             .where = { .file = file, .offset = offset } };
}

QJsonArray tablesToJson(const QList<TableManifest> &tables)
{
    QJsonArray array;
    for (const TableManifest &table : tables) {
        array.append(QJsonObject{ { u"name"_s, table.name },
                                  { u"rows"_s, table.rows },
                                  { u"content_hash"_s, table.contentHash } });
    }
    return array;
}

/// Reads fields and remembers the first one that is not what it should be.
class Fields
{
public:
    explicit Fields(const QJsonObject &object)
        : m_object(object)
    {}

    QString text(const QString &key) { return field(key, QJsonValue::String).toString(); }
    qint64 number(const QString &key) { return field(key, QJsonValue::Double).toInteger(); }
    bool flag(const QString &key) { return field(key, QJsonValue::Bool).toBool(); }
    QJsonArray array(const QString &key) { return field(key, QJsonValue::Array).toArray(); }
    [[nodiscard]] QString firstBad() const { return m_firstBad; }

private:
    QJsonValue field(const QString &key, QJsonValue::Type type)
    {
        const QJsonValue value = m_object.value(key);
        if (value.type() != type && m_firstBad.isEmpty())
            m_firstBad = key;
        return value;
    }

    const QJsonObject &m_object;
    QString m_firstBad;
};

QList<TableManifest> tablesFromJson(const QJsonArray &array, QString &firstBad)
{
    QList<TableManifest> tables;
    for (const auto &value : array) {
        const QJsonObject object = value.toObject();
        Fields fields(object);
        tables.append(
            { fields.text(u"name"_s), fields.number(u"rows"_s), fields.text(u"content_hash"_s) });
        if (firstBad.isEmpty() && !fields.firstBad().isEmpty())
            firstBad = u"tables."_s + fields.firstBad();
    }
    return tables;
}

Result<BackupManifest> fromObject(const QJsonObject &object, const QString &file)
{
    Fields fields(object);
    BackupManifest manifest;
    manifest.format = static_cast<int>(fields.number(u"format"_s));
    if (fields.firstBad().isEmpty() && manifest.format > ManifestFormat) {
        Error newer = damagedManifest(file, u"has format %1"_s.arg(manifest.format));
        newer.message
            = u"The backup was written by a newer version (format %1; this one reads up to %2)."_s
                  .arg(manifest.format)
                  .arg(ManifestFormat);
        newer.remedy = u"Update Tidemark, then open the backup again."_s;
        return newer;
    }
    manifest.tidemark = fields.text(u"tidemark"_s);
    manifest.stream = fields.text(u"stream"_s);
    manifest.database = fields.text(u"database"_s);
    manifest.databaseId = fields.text(u"database_id"_s);
    manifest.environment = fields.text(u"environment"_s);
    manifest.place = fields.text(u"place"_s);
    manifest.takenAt = parseTime(fields.text(u"taken_at"_s));
    manifest.reason = fields.text(u"reason"_s);
    manifest.fingerprint = fields.text(u"fingerprint"_s);
    manifest.ledgerHead = fields.text(u"ledger_head"_s);
    manifest.sha256 = fields.text(u"sha256"_s);
    manifest.bytes = fields.number(u"bytes"_s);
    manifest.foreignKeyViolations = fields.number(u"foreign_key_violations"_s);
    manifest.verified = fields.flag(u"verified"_s);
    manifest.verifiedAt = parseTime(fields.text(u"verified_at"_s));
    manifest.bookmarkBefore = object.value(u"bookmark_before"_s).toString();
    manifest.bookmarkAfter = object.value(u"bookmark_after"_s).toString();
    QString firstBad;
    manifest.tables = tablesFromJson(fields.array(u"tables"_s), firstBad);
    if (!fields.firstBad().isEmpty())
        firstBad = fields.firstBad();
    if (firstBad.isEmpty() && !manifest.takenAt.isValid())
        firstBad = u"taken_at"_s;
    if (!firstBad.isEmpty())
        return damagedManifest(file, u"lacks \"%1\", or it is of the wrong type"_s.arg(firstBad));
    return manifest;
}

} // namespace

QByteArray toJson(const BackupManifest &manifest)
{
    QJsonObject object{
        { u"format"_s, manifest.format },
        { u"tidemark"_s, manifest.tidemark },
        { u"stream"_s, manifest.stream },
        { u"database"_s, manifest.database },
        { u"database_id"_s, manifest.databaseId },
        { u"environment"_s, manifest.environment },
        { u"place"_s, manifest.place },
        { u"taken_at"_s, rfc3339(manifest.takenAt) },
        { u"reason"_s, manifest.reason },
        { u"fingerprint"_s, manifest.fingerprint },
        { u"ledger_head"_s, manifest.ledgerHead },
        { u"sha256"_s, manifest.sha256 },
        { u"bytes"_s, manifest.bytes },
        { u"tables"_s, tablesToJson(manifest.tables) },
        { u"foreign_key_violations"_s, manifest.foreignKeyViolations },
        { u"verified"_s, manifest.verified },
        { u"verified_at"_s, rfc3339(manifest.verifiedAt) },
    };
    if (!manifest.bookmarkAfter.isEmpty()) {
        object.insert(u"bookmark_before"_s, manifest.bookmarkBefore);
        object.insert(u"bookmark_after"_s, manifest.bookmarkAfter);
    }
    return QJsonDocument(object).toJson();
}

Result<BackupManifest> manifestFromJson(const QByteArray &json, const QString &file)
{
    QJsonParseError parsing;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parsing);
    if (parsing.error != QJsonParseError::NoError)
        return damagedManifest(
            file, u"is not JSON (%1)"_s.arg(parsing.errorString()), parsing.offset);
    if (!document.isObject())
        return damagedManifest(file, u"is not a JSON object"_s);
    return fromObject(document.object(), file);
}

QString manifestFile(const QString &backupFolder)
{
    return backupFolder + "/manifest.json"_L1;
}

} // namespace tidemark
