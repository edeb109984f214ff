#pragma once

#include "clirunner.h"

#include <support/privatekeychain.h>

#include <QProcess>

namespace tidemark {

/// Runs the real `tidemark-cli` as a process, with folders, home and keychain of its own. The event loop goes on meanwhile.
class CliProcess
{
public:
    /// @p sample as in CliRunner.
    explicit CliProcess(const PrivateKeychain &keychain, const QString &sample = {});

    CliResult operator()(const QStringList &line, const QByteArray &input = {}) const;
    CliResult json(const QStringList &line, const QByteArray &input = {}) const;

    /// Prepares @p process to be started by the caller.
    void prepare(QProcess &process, const QStringList &line) const;
    /// Waits for its end; more than 120 s ends the test program.
    [[nodiscard]] static CliResult finish(QProcess &process);
    /// Runs the event loop until @p condition holds; false after a minute.
    [[nodiscard]] static bool waitUntil(const std::function<bool()> &condition);

    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }
    [[nodiscard]] QString project() const { return m_project; }

    QProcessEnvironment environment; ///< to be changed before the next call

private:
    ScratchFolder m_folder;
    QString m_project;
};

/// A terminal of its own that a process has as its standard input.
class Terminal
{
public:
    Terminal();
    ~Terminal();
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    /// Before @p process is started.
    void attach(QProcess &process) const;
    void type(const QByteArray &text) const;
    [[nodiscard]] bool echoes() const;
    /// All that was shown, echo included.
    [[nodiscard]] QByteArray shown() const;

private:
    int m_master = -1;
    int m_slave = -1;
};

} // namespace tidemark
