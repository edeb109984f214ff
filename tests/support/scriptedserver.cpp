#include "scriptedserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QByteArray message(const ScriptedServer::Answer &answer)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(answer.status) + " Scripted\r\n";
    bool typed = false;
    for (const auto &[name, value] : answer.headers) {
        text += name + ": " + value + "\r\n";
        typed = typed || name.toLower() == "content-type";
    }
    if (!typed)
        text += "Content-Type: application/json\r\n";
    if (answer.status != 204)
        text += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
    return text + "\r\n" + answer.body;
}

/// The bytes of the first whole request in @p buffer; 0 if there is none yet.
qsizetype wholeRequest(const QByteArray &buffer, ScriptedServer::Request &request)
{
    const auto head = buffer.indexOf("\r\n\r\n");
    if (head < 0)
        return 0;
    const auto lines = buffer.left(head).split('\n');
    const auto first = lines.first().trimmed().split(' ');
    request.verb = first.value(0);
    request.target = first.value(1);
    for (const QByteArray &line : lines.mid(1)) {
        const auto colon = line.indexOf(':');
        request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    const auto length = request.headers.value("content-length", "0").toLongLong();
    const auto end = head + 4 + length;
    if (buffer.size() < end)
        return 0;
    request.raw = buffer.left(end);
    request.body = buffer.mid(head + 4, length);
    return end;
}

} // namespace

QJsonObject ScriptedServer::Request::json() const
{
    return QJsonDocument::fromJson(body).object();
}

ScriptedServer::ScriptedServer()
{
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedServer::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("The test's server cannot listen.");
}

void ScriptedServer::accept()
{
    while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
        const int number = ++m_connections;
        const auto buffer = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, number, buffer] {
            buffer->append(socket->readAll());
            read(socket, number, *buffer);
        });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

bool ScriptedServer::dropsUnread()
{
    if (m_queue.isEmpty() || m_queue.first().end != Answer::End::DropUnread)
        return false;
    m_queue.removeFirst();
    return true;
}

void ScriptedServer::read(QTcpSocket *socket, int connection, QByteArray &buffer)
{
    if (!buffer.isEmpty() && dropsUnread()) {
        buffer.clear();
        socket->abort();
        return;
    }
    Request request;
    while (const auto bytes = wholeRequest(buffer, request)) {
        buffer.remove(0, bytes);
        request.connection = connection;
        m_requests.append(request);
        Answer answer = failure(500, 0, u"The script has ended."_s);
        if (!m_queue.isEmpty())
            answer = m_queue.takeFirst();
        else if (m_handler)
            answer = m_handler(request);
        give(socket, answer);
        emit arrived();
        request = {};
    }
}

void ScriptedServer::give(QTcpSocket *socket, const Answer &answer)
{
    switch (answer.end) {
    case Answer::End::Whole:
        socket->write(message(answer));
        break;
    case Answer::End::Truncate: {
        const QByteArray whole = message(answer);
        socket->write(whole.left(whole.size() - answer.body.size() / 2));
        socket->disconnectFromHost();
        break;
    }
    case Answer::End::Hold:
        m_held.append({ socket, answer });
        break;
    case Answer::End::DropUnread:
    case Answer::End::DropAnswer:
        socket->abort();
        break;
    }
}

void ScriptedServer::release()
{
    for (const Held &held : std::exchange(m_held, {})) {
        if (held.socket)
            held.socket->write(message(held.answer));
    }
}

void ScriptedServer::close()
{
    m_server.close();
}

QString ScriptedServer::base() const
{
    return url(u"/client/v4"_s).toString();
}

QUrl ScriptedServer::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_server.serverPort()).arg(path));
}

ScriptedServer::Answer
ScriptedServer::success(const QJsonValue &result, const QJsonObject &page, int status)
{
    QJsonObject envelope{ { u"success"_s, true },
                          { u"errors"_s, QJsonArray() },
                          { u"messages"_s, QJsonArray() },
                          { u"result"_s, result } };
    if (!page.isEmpty())
        envelope.insert(u"result_info"_s, page);
    return { .status = status, .body = QJsonDocument(envelope).toJson(QJsonDocument::Compact) };
}

ScriptedServer::Answer ScriptedServer::failure(int status, int code, const QString &text)
{
    const QJsonObject error{ { u"code"_s, code }, { u"message"_s, text } };
    const QJsonObject envelope{ { u"success"_s, false },
                                { u"errors"_s, QJsonArray{ error } },
                                { u"messages"_s, QJsonArray() },
                                { u"result"_s, QJsonValue::Null } };
    return { .status = status, .body = QJsonDocument(envelope).toJson(QJsonDocument::Compact) };
}

ScriptedServer::Answer ScriptedServer::ended(Answer::End end)
{
    Answer answer = success(QJsonArray());
    answer.end = end;
    return answer;
}

QJsonValue ScriptedServer::emptyResults(int statements)
{
    const QJsonObject table{ { u"columns"_s, QJsonArray() }, { u"rows"_s, QJsonArray() } };
    const QJsonObject meta{ { u"changes"_s, 0 },
                            { u"duration"_s, 0.25 },
                            { u"rows_read"_s, 3 },
                            { u"rows_written"_s, 2 },
                            { u"served_by_region"_s, u"WEUR"_s } };
    const QJsonObject one{ { u"results"_s, table }, { u"success"_s, true }, { u"meta"_s, meta } };
    QJsonArray all;
    for (int i = 0; i < statements; ++i)
        all.append(one);
    return all;
}

} // namespace tidemark
