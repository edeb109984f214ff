#pragma once

#include "clirunner.h"

class QProcess;

namespace tidemark {

/// A small project of one database "DB" ("shop"), local D1, layout "numbered": what a scenario starts from.
class Scenario
{
public:
    enum class Kind { LocalD1, SqliteFile };

    explicit Scenario(Kind kind = Kind::LocalD1, const QByteArray &settings = {});

    /// Writes migrations/ID.sql, and ID.rollback.sql if there is a @p down; returns the up script's path.
    QString migration(const QString &id, const QByteArray &up, const QByteArray &down = {}) const;
    /// A table of the migration's id, made and dropped: "t_0001_a".
    void table(const QString &id) const;
    void removeFile(const QString &relative) const;
    void write(const QString &relative, const QByteArray &content) const;
    [[nodiscard]] QByteArray read(const QString &relative) const;

    /// A command line of this scenario's database, with --json.
    CliResult run(const QStringList &line) const;
    /// The same, ending the test program if it does not end with 0.
    CliResult succeed(const QStringList &line) const;
    /// Starts the real `tidemark-cli` on the same folders, for what has to be killed.
    void start(QProcess &process, const QStringList &line) const;
    /// The words a command line of this scenario begins with: the place.
    [[nodiscard]] QStringList place() const;

    void sql(const QByteArray &script) const;
    [[nodiscard]] QString value(const QByteArray &query) const;
    [[nodiscard]] bool hasTable(const QString &name) const;
    /// id → state, from `status`.
    [[nodiscard]] QMap<QString, QString> states() const;
    [[nodiscard]] QString state() const;
    [[nodiscard]] QString file() const;
    /// Every file of the database's folder with its bytes, so that nothing can change unseen.
    [[nodiscard]] QMap<QString, QByteArray> content() const;

    CliRunner cli;

private:
    Kind m_kind;
};

/// The error of a result: its target's, or the document's.
[[nodiscard]] QJsonObject errorOf(const CliResult &result);
/// What QVERIFY2 is to show of a result.
class Shown
{
public:
    explicit Shown(QByteArray text)
        : m_text(std::move(text))
    {}
    explicit operator const char *() const { return m_text.constData(); }

private:
    QByteArray m_text;
};
[[nodiscard]] Shown shown(const CliResult &result);
/// The findings of the only target: "S107 error", in order.
[[nodiscard]] QStringList findingsOf(const CliResult &result);
/// The first finding of a rule; empty if there is none.
[[nodiscard]] QJsonObject findingOf(const CliResult &result, const QString &rule);

} // namespace tidemark
