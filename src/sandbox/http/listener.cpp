#include "listener.h"

#include <engine/base/run.h>

#include <QHttpServerRequest>
#include <QMetaEnum>
#include <QTcpSocket>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

HttpRequest copyOf(const QHttpServerRequest &request, const QTcpSocket &socket)
{
    const auto methods = QMetaEnum::fromType<QHttpServerRequest::Method>();
    return { .method = QByteArray(methods.valueToKey(int(request.method()))).toUpper(),
             .path = request.url().path(QUrl::FullyDecoded),
             .query = request.query(),
             .headers = request.headers(),
             .body = request.body(),
             .port = socket.localPort() };
}

void send(QTcpSocket &socket, const HttpReply &reply, bool keepAlive)
{
    if (reply.delivery == Delivery::Dropped) {
        socket.abort();
        return;
    }
    socket.write(reply.toBytes(keepAlive));
    if (!keepAlive || reply.delivery == Delivery::Truncated)
        socket.disconnectFromHost(); // writes what is left first
}

HttpReply brokenReply(const Error &error)
{
    return { .status = 500, .body = error.message.toUtf8(), .contentType = "text/plain" };
}

} // namespace

Listener::Listener(Handler handler)
    : m_handler(std::move(handler))
{}

Result<quint16> Listener::open(quint16 port)
{
    const quint16 chosen = listen(QHostAddress::LocalHost, port);
    if (chosen == 0) {
        return Error{ .kind = Error::Kind::Unreachable,
                      .message = u"Port %1 of 127.0.0.1 cannot be opened."_s.arg(port),
                      .remedy = u"Choose another port, or 0 for any free one."_s };
    }
    return chosen;
}

bool Listener::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    const bool keepAlive = request.value("Connection").toLower() != "close";
    const auto answer = [socket, keepAlive](const Result<HttpReply> &reply) {
        send(*socket, reply ? *reply : brokenReply(reply.error()), keepAlive);
    };
    run(socket, m_handler(copyOf(request, *socket)), answer);
    return true;
}

void Listener::missingHandler(const QHttpServerRequest &, QTcpSocket *socket)
{
    socket->abort();
}

} // namespace tidemark::sandbox
