#pragma once

#include <cli/application.h>
#include <support/scratch.h>

#include <QJsonDocument>
#include <QJsonObject>

namespace tidemark {

/// What a command line printed and how it ended.
struct CliResult {
    int exit = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    /// The JSON of one target by its binding or file name; empty if it is not there.
    [[nodiscard]] QJsonObject target(const QString &database) const;
    /// id → state of one target's migrations.
    [[nodiscard]] QMap<QString, QString> states(const QString &database) const;
};

/// Runs `tidemark-cli` in this process, in a scratch folder of its own, with its own XDG folders.
class CliRunner
{
public:
    /// @p sample is a folder of migrations/ that is copied first; empty: an empty folder.
    explicit CliRunner(const QString &sample = {});

    CliResult operator()(const QStringList &line) const;
    /// Several lines at once, each a run of its own.
    [[nodiscard]] QList<CliResult> together(const QList<QStringList> &lines) const;
    /// The same with --json before it.
    CliResult json(const QStringList &line) const;

    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }
    [[nodiscard]] QString project() const { return m_project; }
    /// The local state file of a database of the project.
    [[nodiscard]] QString databaseFile(const QString &binding) const;
    /// All rows of a statement, read beside the program.
    [[nodiscard]] QList<Row> rows(const QString &binding, const QByteArray &sql) const;
    void sql(const QString &binding, const QByteArray &script) const;

    std::shared_ptr<Engine> engine; ///< to be changed before the next call
    std::function<void(const QByteArray &)> onLog
        = {}; ///< hears each line on standard error as it comes
    std::stop_token stop = {};

private:
    ScratchFolder m_folder;
    QString m_project;
};

} // namespace tidemark
