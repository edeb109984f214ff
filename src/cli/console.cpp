#include "console.h"

#include "secretinput.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <cstdio>
#include <unistd.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

void writeAll(FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stream);
    std::fflush(stream);
}

QString readTerminalLine()
{
    QTextStream in(stdin);
    return in.readLine();
}

} // namespace

Console::Console(Streams streams)
    : m_streams(std::move(streams))
{}

Console::Streams Console::standardStreams()
{
    return { .out = [](const QByteArray &text) { writeAll(stdout, text); },
             .err = [](const QByteArray &text) { writeAll(stderr, text); },
             .readLine
             = ::isatty(STDIN_FILENO) != 0 ? std::function<QString()>(readTerminalLine) : nullptr,
             .readSecret = readSecretInput,
             .outHasFailed = [] { return std::ferror(stdout) != 0; },
             .outIsTerminal = ::isatty(STDOUT_FILENO) != 0,
             .errIsTerminal = ::isatty(STDERR_FILENO) != 0 };
}

void Console::configure(const Arguments &arguments, Clock clock)
{
    m_clock = std::move(clock);
    m_format = arguments.logFormat();
    m_quiet = arguments.has(u"quiet"_s);
    m_colours = m_streams.outIsTerminal && !arguments.has(u"no-color"_s)
                && !qEnvironmentVariableIsSet("NO_COLOR");
}

void Console::out(const QByteArray &text) const
{
    m_streams.out(text);
}

bool Console::stream(const QByteArray &block) const
{
    m_streams.out(block);
    return !m_streams.outHasFailed || !m_streams.outHasFailed();
}

void Console::log(const QString &level,
                  const QString &event,
                  const QString &text,
                  const QString &database) const
{
    if (m_quiet && level != "error"_L1)
        return;
    if (m_format == LogFormat::Text) {
        m_streams.err((text + u'\n').toUtf8());
        return;
    }
    QJsonObject line{ { u"ts"_s, rfc3339(m_clock()) },
                      { u"level"_s, level },
                      { u"event"_s, event },
                      { u"message"_s, text } };
    if (!database.isEmpty())
        line.insert(u"database"_s, database);
    m_streams.err(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

void Console::progress(const Progress &progress) const
{
    const QString place = progress.database.isEmpty() ? QString() : progress.database + u": "_s;
    const QString count
        = progress.total > 0 ? u" (%1 of %2)"_s.arg(progress.done).arg(progress.total) : QString();
    log(u"info"_s, u"progress"_s, place + progress.text + count, progress.database);
}

QString Console::ask(const QString &question) const
{
    m_streams.err((question + u' ').toUtf8());
    return m_streams.readLine ? m_streams.readLine() : QString();
}

Result<QByteArray> Console::readSecret(const QString &question) const
{
    if (m_streams.readSecret)
        return m_streams.readSecret(question);
    return Error{ .kind = Error::Kind::BadInput,
                  .message = u"There is no standard input to read the token from."_s,
                  .remedy = u"Pipe it in: `tidemark-cli token set < FILE`."_s };
}

} // namespace tidemark::cli
