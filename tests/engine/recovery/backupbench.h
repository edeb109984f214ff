#pragma once

#include <engine/recovery/safetypoint.h>

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

// What tests of backups and of safety points begin with.

namespace tidemark {

using namespace Qt::StringLiterals;

inline const QByteArray Script
    = "CREATE TABLE parent(id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE "
      "child(p INT REFERENCES parent(id), b BLOB);"
      "CREATE INDEX i ON child(p); CREATE VIEW w AS SELECT 1; CREATE TABLE "
      "d1_migrations(id INTEGER PRIMARY KEY, name);"
      "INSERT INTO parent VALUES(1,'a'),(2,CAST(x'FF00' AS TEXT)); INSERT INTO "
      "child VALUES(1,x'00'),(2,zeroblob(70000));"
      "INSERT INTO d1_migrations VALUES(1,'0001.sql'); CREATE VIRTUAL TABLE f "
      "USING fts5(a, content='');"
      "INSERT INTO f(rowid,a) VALUES(1,'tide')";

/// Above the size up to which a copy is restored into memory.
inline const QByteArray Ballast
    = "CREATE TABLE ballast(b); INSERT INTO ballast VALUES(zeroblob(18000000));";

inline SqliteConnection opened(const QString &file, const QByteArray &script = {})
{
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto done = connection->run(script); !done)
        qFatal("%s", qPrintable(done.error().message));
    return std::move(*connection);
}

inline BackupRequest requestFor(const QString &folder, int second = 0)
{
    Target target;
    target.stream = u"AUTH DB/1"_s;
    target.name = u"auth"_s;
    target.file = u"/nowhere/auth.sqlite"_s;
    return { .target = target,
             .folder = folder,
             .reason = u"asked for"_s,
             .now = QDateTime(QDate(2026, 11, 21), QTime(3, 14, second, 123), Qt::UTC),
             .ledgerHead = u"0001"_s };
}

inline QStringList entriesOf(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
}

/// Changes one field of a manifest.
inline void setField(const Backup &backup, const QString &key, const QJsonValue &value)
{
    QFile file(backup.path + "/manifest.json"_L1);
    if (!file.open(QIODevice::ReadWrite))
        qFatal("no manifest");
    QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    if (value.isUndefined())
        object.remove(key);
    else
        object.insert(key, value);
    file.resize(0);
    file.write(QJsonDocument(object).toJson());
}

} // namespace tidemark
