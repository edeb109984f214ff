#include "secretinput.h"

#include <array>
#include <csignal>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype EnoughBytes = qsizetype(16) * 1024;

volatile std::sig_atomic_t caughtSignal = 0; // the one thing a handler may touch

void onPromptSignal(int signal)
{
    caughtSignal = signal;
}

// Signals wait while this lives, but in ppoll(), which they end. What others had installed comes back.
class SignalGuard
{
public:
    SignalGuard()
    {
        caughtSignal = 0;
        struct sigaction action = {};
        action.sa_handler = onPromptSignal;
        sigemptyset(&action.sa_mask);
        sigset_t ours;
        sigemptyset(&ours);
        for (size_t i = 0; i < Signals.size(); ++i) {
            sigaddset(&ours, Signals.at(i));
            ::sigaction(Signals.at(i), &action, &m_before.at(i));
        }
        ::sigprocmask(SIG_BLOCK, &ours, &m_mask);
    }
    ~SignalGuard()
    {
        for (size_t i = 0; i < Signals.size(); ++i)
            ::sigaction(Signals.at(i), &m_before.at(i), nullptr);
        ::sigprocmask(SIG_SETMASK, &m_mask, nullptr);
    }
    SignalGuard(const SignalGuard &) = delete;
    SignalGuard &operator=(const SignalGuard &) = delete;

    /// False at a signal; true if there is something to read, or an end.
    [[nodiscard]] bool waitForInput() const
    {
        pollfd input{ .fd = STDIN_FILENO, .events = POLLIN, .revents = 0 };
        while (caughtSignal == 0) {
            if (::ppoll(&input, 1, nullptr, &m_mask) > 0)
                return true;
        }
        return false;
    }

private:
    static constexpr std::array<int, 5> Signals{ SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
    std::array<struct sigaction, Signals.size()> m_before = {};
    sigset_t m_mask = {};
};

class SilentTerminal
{
public:
    SilentTerminal()
        : m_isTerminal(::tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        if (!m_isTerminal)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= static_cast<tcflag_t>(ECHONL); // the line end alone is shown
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal()
    {
        if (m_isTerminal)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;

private:
    termios m_before = {};
    bool m_isTerminal = false;
};

void show(const QByteArray &text)
{
    [[maybe_unused]] const auto written
        = ::write(STDERR_FILENO, text.constData(), static_cast<size_t>(text.size()));
}

Error unreadable()
{
    return { .kind = Error::Kind::BadInput,
             .message = u"Standard input cannot be read."_s,
             .remedy = u"Pipe the token in: `tidemark-cli token set < FILE`."_s };
}

enum class Until { LineEnd, End };

// Ends early at a signal.
Result<QByteArray> readInput(const SignalGuard &guard, Until until)
{
    QByteArray text;
    std::array<char, 1024> buffer = {};
    while (text.size() < EnoughBytes && guard.waitForInput()) {
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count == 0)
            break;
        if (count < 0)
            return unreadable();
        text.append(buffer.data(), count);
        if (until == Until::LineEnd && text.endsWith('\n'))
            break;
    }
    buffer.fill('\0');
    return text;
}

Result<QByteArray> readTerminal(const QString &question)
{
    while (true) {
        int signal = 0;
        Result<QByteArray> line = QByteArray();
        {
            const SignalGuard guard;
            const SilentTerminal silent;
            show((question + u' ').toUtf8());
            line = readInput(guard, Until::LineEnd);
            signal = caughtSignal;
        }
        if (signal == 0)
            return line;
        show("\n");
        if (signal != SIGTSTP)
            return cancelled();
        std::raise(SIGTSTP); // with the terminal as it was; the question comes again afterwards
    }
}

} // namespace

Result<QByteArray> readSecretInput(const QString &question)
{
    if (::isatty(STDIN_FILENO) != 0)
        return readTerminal(question);
    const SignalGuard guard;
    auto text = readInput(guard, Until::End);
    if (text && caughtSignal != 0)
        return cancelled();
    return text;
}

} // namespace tidemark::cli
