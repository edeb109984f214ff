#pragma once

#include <support/scratch.h>

#include <QJsonArray>
#include <QProcess>

namespace tidemark {

/// What wrangler printed and how it ended.
struct WranglerResult {
    int exit = -1;
    QByteArray out;
    QByteArray err;

    /// For the message of a failed check.
    [[nodiscard]] QByteArray everything() const { return out + err; }
};

/// Runs the pinned wrangler in a project's folder, without the account, the settings and the home of the person who tests.
class WranglerRunner
{
public:
    explicit WranglerRunner(const QString &project);

    /// Gives the runs that follow a variable of the environment.
    void set(const QString &variable, const QString &value) { m_more.insert(variable, value); }
    WranglerResult operator()(const QStringList &line) const;
    /// Runs SQL on a local database; the rows of the last statement, as wrangler prints them.
    [[nodiscard]] QJsonArray rows(const QString &binding, const QString &sql) const;
    /// Whether `d1 migrations list` says that every file of the folder is applied.
    [[nodiscard]] bool hasNothingToApply(const QString &binding) const;
    /// The names of the state files of the project that belong to databases.
    [[nodiscard]] QStringList databaseFiles() const;
    /// Sets program, environment and folder of a process that is to be a wrangler.
    void prepare(QProcess &process, const QStringList &line) const;

private:
    ScratchFolder m_home;
    QString m_project;
    QProcessEnvironment m_more;
};

} // namespace tidemark
