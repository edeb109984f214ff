#pragma once

#include <QFile>
#include <QJsonArray>
#include <QString>

#include <sandbox/http/message.h>

namespace tidemark::sandbox {

/// One answered request.
struct LoggedRequest {
    QString at; ///< by the sandbox's clock
    QByteArray method;
    QString path; ///< with its query, signatures taken out
    QString body; ///< the beginning of it
    QString token; ///< the id of the token, never its value
    int status = 0; ///< 0 if the connection was dropped
    qint64 durationUs = 0;
    qsizetype bytesIn = 0;
    qsizetype bytesOut = 0;
    QString fault; ///< what went wrong on purpose
};

/// Every request and what became of it, as JSON lines in a file and, the newest of them, in memory. Tokens and signatures
/// are not written.
class RequestLog
{
public:
    /// Appends to @p file from now on.
    [[nodiscard]] bool writeTo(const QString &file);
    void append(const LoggedRequest &request);
    void clear() { m_lines = {}; }

    [[nodiscard]] QJsonArray toJson(qint64 since) const; ///< those numbered above @p since

private:
    QFile m_file;
    QJsonArray m_lines;
    qint64 m_number = 0;
};

/// The path and the query, with the values of signatures taken out.
[[nodiscard]] QString loggedPath(const HttpRequest &request);

} // namespace tidemark::sandbox
