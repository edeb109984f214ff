#include "requestlog.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int LinesKept = 20'000;

QJsonObject lineOf(const LoggedRequest &request, qint64 number)
{
    QJsonObject line{ { u"n"_s, number },
                      { u"at"_s, request.at },
                      { u"method"_s, QString::fromLatin1(request.method) },
                      { u"path"_s, request.path },
                      { u"status"_s, request.status },
                      { u"ms"_s, double(request.durationUs) / 1000 },
                      { u"bytes_in"_s, request.bytesIn },
                      { u"bytes_out"_s, request.bytesOut } };
    if (!request.token.isEmpty())
        line.insert(u"token"_s, request.token);
    if (!request.body.isEmpty())
        line.insert(u"body"_s, request.body);
    if (!request.fault.isEmpty())
        line.insert(u"fault"_s, request.fault);
    return line;
}

} // namespace

bool RequestLog::writeTo(const QString &file)
{
    m_file.setFileName(file);
    return m_file.open(QIODevice::Append);
}

void RequestLog::append(const LoggedRequest &request)
{
    const QJsonObject line = lineOf(request, ++m_number);
    m_lines.append(line);
    if (m_lines.size() > LinesKept)
        m_lines.removeFirst();
    if (m_file.isOpen()) {
        m_file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
        m_file.flush();
    }
}

QJsonArray RequestLog::toJson(qint64 since) const
{
    QJsonArray lines;
    for (const auto &line : m_lines) {
        if (line[u"n"_s].toInteger() > since)
            lines.append(line);
    }
    return lines;
}

QString loggedPath(const HttpRequest &request)
{
    QUrlQuery query = request.query;
    for (const QString &name : { u"X-Amz-Signature"_s, u"X-Amz-Credential"_s }) {
        if (query.hasQueryItem(name)) {
            query.removeAllQueryItems(name);
            query.addQueryItem(name, u"redacted"_s);
        }
    }
    return query.isEmpty() ? request.path : request.path + u'?' + query.toString();
}

} // namespace tidemark::sandbox
