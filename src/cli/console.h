#pragma once

#include "arguments.h"

#include <engine/base/clock.h>
#include <engine/base/progress.h>

#include <QString>

#include <functional>

namespace tidemark::cli {

/// Where a command's words go, and where its questions are answered: the terminal, or a test's buffers.
class Console
{
public:
    struct Streams {
        std::function<void(const QByteArray &)> out; ///< from any one thread at a time
        std::function<void(const QByteArray &)> err;
        std::function<QString()> readLine = {}; ///< empty: nobody is there to answer
        /// What was piped in, or typed without being shown after the question; empty: there is no standard input.
        std::function<Result<QByteArray>(const QString &)> readSecret = {};
        std::function<bool()> outHasFailed = {}; ///< empty: it never does
        bool outIsTerminal = false;
        bool errIsTerminal = false;
    };

    explicit Console(Streams streams);

    /// The process's own standard streams.
    [[nodiscard]] static Streams standardStreams();

    void configure(const Arguments &arguments, Clock clock);

    void out(const QByteArray &text) const;
    /// For what is too much to be kept in memory. False if it could not be written: the disk is full, the pipe closed.
    [[nodiscard]] bool stream(const QByteArray &block) const;
    /// A line for people or machines on standard error, by --log-format; dropped by --quiet unless the level is "error".
    void log(const QString &level,
             const QString &event,
             const QString &text,
             const QString &database = {}) const;
    void progress(const Progress &progress) const;

    [[nodiscard]] bool canAsk() const { return static_cast<bool>(m_streams.readLine); }
    /// Puts the question on standard error and waits for a line.
    [[nodiscard]] QString ask(const QString &question) const;
    /// Fails with BadInput if there is no standard input, with Cancelled.
    [[nodiscard]] Result<QByteArray> readSecret(const QString &question) const;
    [[nodiscard]] bool colours() const { return m_colours; }

private:
    Streams m_streams;
    Clock m_clock = systemClock();
    LogFormat m_format = LogFormat::Text;
    bool m_quiet = false;
    bool m_colours = false;
};

} // namespace tidemark::cli
