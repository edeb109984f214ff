#pragma once

#include <QHash>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QUrl>

#include <functional>

class QTcpSocket;

namespace tidemark {

/// An HTTP server on loopback that answers what it was told and keeps every byte it got. Lives in the test's own event
/// loop, so nothing happens between two lines of a test but in await().
class ScriptedServer : public QObject
{
    Q_OBJECT

public:
    struct Request {
        QByteArray raw; ///< as it came
        QByteArray verb;
        QByteArray target; ///< path and query
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
        int connection = 0; ///< which of the server's connections, from 1

        [[nodiscard]] QJsonObject json() const;
    };
    struct Answer {
        enum class End {
            Whole,
            DropUnread, ///< the connection closes with the request's first byte
            DropAnswer, ///< the request is read, the connection closes without an answer
            Truncate, ///< half of the body, then the connection closes
            Hold, ///< nothing until release()
        };
        int status = 200;
        QByteArray body = {};
        QList<std::pair<QByteArray, QByteArray>> headers = {};
        End end = End::Whole;
    };
    using Handler = std::function<Answer(const Request &)>;

    ScriptedServer();

    /// The next requests get these, one each, before the handler is asked.
    void enqueue(const Answer &answer) { m_queue.append(answer); }
    void answerWith(Handler handler) { m_handler = std::move(handler); }
    /// Answers what is held.
    void release();
    /// Accepts nothing any more: connections are refused.
    void close();

    [[nodiscard]] QString base() const; ///< of the API: http://127.0.0.1:port/client/v4
    [[nodiscard]] QUrl url(const QString &path) const;
    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; }

    /// The API's envelope around @p result.
    [[nodiscard]] static Answer
    success(const QJsonValue &result, const QJsonObject &page = {}, int status = 200);
    [[nodiscard]] static Answer failure(int status, int code, const QString &message);
    [[nodiscard]] static Answer ended(Answer::End end);
    /// The body that D1 gives for statements that said nothing.
    [[nodiscard]] static QJsonValue emptyResults(int statements);

signals:
    /// A request has been read.
    void arrived();

private:
    struct Held {
        QPointer<QTcpSocket> socket;
        Answer answer;
    };
    void accept();
    void read(QTcpSocket *socket, int connection, QByteArray &buffer);
    void give(QTcpSocket *socket, const Answer &answer);
    [[nodiscard]] bool dropsUnread();

    QTcpServer m_server;
    QList<Answer> m_queue;
    Handler m_handler;
    QList<Request> m_requests;
    QList<Held> m_held;
    int m_connections = 0;
};

} // namespace tidemark
