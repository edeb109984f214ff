#include "cliprocess.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

#include <array>
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace tidemark {

using namespace Qt::StringLiterals;

CliProcess::CliProcess(const PrivateKeychain &keychain, const QString &sample)
    : environment(keychain.environment())
    , m_project(sample.isEmpty()
                    ? m_folder.path(u"project"_s)
                    : m_folder.copyFromCheckout(u"migrations/"_s + sample, u"project"_s))
{
    const QList<QPair<QString, QString>> folders{ { u"HOME"_s, u"home"_s },
                                                  { u"TMPDIR"_s, u"tmp"_s },
                                                  { u"XDG_DATA_HOME"_s, u"data"_s },
                                                  { u"XDG_STATE_HOME"_s, u"state"_s },
                                                  { u"XDG_CACHE_HOME"_s, u"cache"_s },
                                                  { u"XDG_CONFIG_HOME"_s, u"config"_s } };
    for (const auto &[variable, name] : folders) {
        QDir().mkpath(m_folder.path(name));
        environment.insert(variable, m_folder.path(name));
    }
    QDir().mkpath(m_project);
}

void CliProcess::prepare(QProcess &process, const QStringList &line) const
{
    process.setProgram(QStringLiteral(TIDEMARK_BINARY_DIR "/bin/tidemark-cli"));
    process.setArguments(line);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_project);
}

bool CliProcess::waitUntil(const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline(std::chrono::seconds(60));
    QTimer pulse;
    QEventLoop loop;
    QObject::connect(&pulse, &QTimer::timeout, &loop, [&] {
        if (condition() || deadline.hasExpired())
            loop.quit();
    });
    pulse.start(5);
    loop.exec();
    return condition();
}

CliResult CliProcess::finish(QProcess &process)
{
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    // A program that has read enough closes its end: what could not be written then is no failure.
    QObject::connect(
        &process, &QProcess::errorOccurred, &loop, [&loop](QProcess::ProcessError error) {
            if (error != QProcess::WriteError)
                loop.quit();
        });
    if (process.state() != QProcess::NotRunning) {
        QTimer::singleShot(std::chrono::seconds(120), &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (process.state() != QProcess::NotRunning || process.error() == QProcess::FailedToStart)
        qFatal("tidemark-cli %s: %s",
               qPrintable(process.arguments().join(u' ')),
               qPrintable(process.errorString()));
    CliResult result;
    result.exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

CliResult CliProcess::operator()(const QStringList &line, const QByteArray &input) const
{
    QProcess process;
    prepare(process, line);
    process.start();
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

CliResult CliProcess::json(const QStringList &line, const QByteArray &input) const
{
    return (*this)(QStringList{ u"--json"_s, u"--quiet"_s } + line, input);
}

Terminal::Terminal()
{
    if (::openpty(&m_master, &m_slave, nullptr, nullptr, nullptr) != 0)
        qFatal("openpty failed");
    ::fcntl(m_master, F_SETFL, O_NONBLOCK);
}

Terminal::~Terminal()
{
    ::close(m_master);
    ::close(m_slave);
}

void Terminal::attach(QProcess &process) const
{
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.setChildProcessModifier([slave = m_slave] {
        ::setsid();
        ::ioctl(slave, TIOCSCTTY, 0);
        ::dup2(slave, STDIN_FILENO);
    });
}

void Terminal::type(const QByteArray &text) const
{
    if (::write(m_master, text.constData(), static_cast<size_t>(text.size())) != text.size())
        qFatal("the terminal took no input");
}

bool Terminal::echoes() const
{
    termios state = {};
    ::tcgetattr(m_slave, &state);
    return (state.c_lflag & static_cast<tcflag_t>(ECHO)) != 0;
}

QByteArray Terminal::shown() const
{
    QByteArray text;
    std::array<char, 256> buffer = {};
    ssize_t count = 0;
    while ((count = ::read(m_master, buffer.data(), buffer.size())) > 0)
        text.append(buffer.data(), count);
    return text;
}

} // namespace tidemark
