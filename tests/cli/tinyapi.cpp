#include "tinyapi.h"

#include <QTcpSocket>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Complete once the header and as many bytes as it promises are there.
bool isComplete(const QByteArray &text)
{
    const qsizetype end = text.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const qsizetype at = text.toLower().indexOf("content-length:");
    const qsizetype length
        = at < 0 || at > end
              ? 0
              : text.mid(at + 15, text.indexOf('\r', at) - at - 15).trimmed().toLongLong();
    return text.size() >= end + 4 + length;
}

TinyApi::Request parsed(const QByteArray &text)
{
    const QList<QByteArray> lines = text.left(text.indexOf("\r\n\r\n")).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    TinyApi::Request request{ first.value(0), first.value(1), {} };
    for (const QByteArray &line : lines) {
        if (line.toLower().startsWith("authorization:"))
            request.authorization = line.mid(14).trimmed();
    }
    return request;
}

} // namespace

TinyApi::TinyApi(Handler handler)
    : m_handler(std::move(handler))
{
    connect(&m_server, &QTcpServer::newConnection, this, &TinyApi::serve);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("%s", qPrintable(m_server.errorString()));
}

QString TinyApi::url() const
{
    return u"http://127.0.0.1:%1/client/v4"_s.arg(m_server.serverPort());
}

void TinyApi::serve()
{
    QTcpSocket *socket = m_server.nextPendingConnection();
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        const QByteArray text = socket->peek(socket->bytesAvailable());
        if (text.startsWith('\x16')) // a TLS handshake, which is not spoken here
            socket->abort();
        if (!isComplete(text))
            return;
        socket->readAll();
        m_requests.append(parsed(text));
        socket->write(m_handler(m_requests.last()));
        socket->disconnectFromHost();
    });
}

QByteArray TinyApi::answer(int status,
                           const QByteArray &body,
                           const QByteArray &type,
                           const QByteArray &headers)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Whatever\r\nContent-Type: " + type
           + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n"
           + headers + "\r\n" + body;
}

QByteArray TinyApi::success(const QByteArray &result)
{
    return answer(200, R"({"success":true,"errors":[],"messages":[],"result":)" + result + "}");
}

QByteArray TinyApi::refusal(int status, int code, const QByteArray &message)
{
    return answer(status,
                  R"({"success":false,"errors":[{"code":)" + QByteArray::number(code)
                      + R"(,"message":")" + message + R"("}],"messages":[],"result":null})");
}

TinyApi::Handler TinyApi::honest(const QByteArray &token)
{
    return [token](const Request &request) {
        if (request.authorization != "Bearer " + token)
            return refusal(401, 10000, "Authentication error");
        if (request.path.contains("/tokens/verify"))
            return success(R"({"id":"f00","status":"active","expires_on":"2031-05-06T07:08:09Z"})");
        return success("[]");
    };
}

} // namespace tidemark
