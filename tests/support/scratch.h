#pragma once

#include <engine/database/sqlite/sqlitedatabase.h>

#include <QTemporaryDir>

namespace tidemark {

/// A folder that goes with its object. Never on the checkout.
class ScratchFolder
{
public:
    ScratchFolder();

    [[nodiscard]] QString path(const QString &relative = {}) const;
    /// Writes a file, its folders made first; returns its path.
    QString write(const QString &relative, const QByteArray &content) const;
    [[nodiscard]] QByteArray read(const QString &relative) const;
    /// Copies a folder of the checkout (e.g. u"migrations/nanotype") below this one; returns its path.
    QString copyFromCheckout(const QString &relative, const QString &to) const;

private:
    QTemporaryDir m_folder;
};

/// A real SQLite file in a scratch folder, opened.
class ScratchDatabase
{
public:
    explicit ScratchDatabase(const QByteArray &script = {}, const SqliteOptions &options = {});

    [[nodiscard]] std::shared_ptr<SqliteDatabase> database() const { return m_database; }
    [[nodiscard]] QString file() const;
    /// All rows of @p sql; a failure ends the test program with its message.
    [[nodiscard]] QList<Row> rows(const QByteArray &sql) const;
    /// The first value of the first row as text.
    [[nodiscard]] QString value(const QByteArray &sql) const;
    void run(const QByteArray &script) const;

private:
    ScratchFolder m_folder;
    std::shared_ptr<SqliteDatabase> m_database;
};

} // namespace tidemark
