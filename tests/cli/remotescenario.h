#pragma once

#include "scenario.h"

#include <support/sandboxprocess.h>

namespace tidemark {

/// A project whose database "DB" ("shop") is a remote D1 database of a sandbox, in its environment "production" or at the
/// top level.
class RemoteScenario
{
public:
    explicit RemoteScenario(const QByteArray &settings = {});

    QString migration(const QString &id, const QByteArray &up, const QByteArray &down = {}) const;
    void table(const QString &id) const; ///< makes the table t_ID
    void write(const QString &relative, const QByteArray &content) const;

    /// A command line with --json --remote.
    CliResult run(const QStringList &line) const;
    /// The same, ending the test program if it does not end with 0.
    CliResult succeed(const QStringList &line) const;
    /// id → state, from `status`.
    [[nodiscard]] QMap<QString, QString> states() const;
    [[nodiscard]] QString state() const;

    void sql(const QByteArray &script);
    /// The first value of the last statement's answer, as text.
    [[nodiscard]] QString value(const QByteArray &query);
    [[nodiscard]] bool hasTable(const QString &name);
    /// Requests of the database since the last call.
    [[nodiscard]] qsizetype requests();

    CliRunner cli;
    SandboxProcess sandbox;
    QString database; ///< its id
};

} // namespace tidemark
