#pragma once

#include "command.h"

#include <QObject>

namespace tidemark::cli {

/// Reads a command line, runs its command, prints its report, and knows the exit code. Needs an event loop.
class Application : public QObject
{
    Q_OBJECT

public:
    Application(EnginePointer engine, Console::Streams streams);

    /// Starts; finished() follows, perhaps at once.
    void start(const QStringList &line, std::stop_token stop);

signals:
    void finished(int exitCode);

private:
    void runCommand(const Command &command, const Arguments &arguments, std::stop_token stop);
    void finish(const QString &command, const Arguments &arguments, Report report);
    [[nodiscard]] const Command *find(const QString &name) const;
    [[nodiscard]] QString help(const Command *command) const;

    EnginePointer m_engine;
    Console m_console;
    CommandList m_commands;
};

} // namespace tidemark::cli
