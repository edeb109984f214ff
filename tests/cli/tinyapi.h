#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QTcpServer>

#include <functional>

namespace tidemark {

/// A few lines of HTTP on 127.0.0.1 for what the sandbox does not do: answers that no honest server gives.
class TinyApi : public QObject
{
    Q_OBJECT

public:
    struct Request {
        QByteArray verb;
        QByteArray path; ///< as sent, with its query
        QByteArray authorization; ///< the header, "Bearer …"
    };
    /// The raw answer, status line and all; empty closes the connection.
    using Handler = std::function<QByteArray(const Request &)>;

    explicit TinyApi(Handler handler);

    [[nodiscard]] QString url() const; ///< for --api-url
    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }

    [[nodiscard]] static QByteArray answer(int status,
                                           const QByteArray &body,
                                           const QByteArray &type = "application/json",
                                           const QByteArray &headers = {});
    /// Cloudflare's envelope around @p result (JSON).
    [[nodiscard]] static QByteArray success(const QByteArray &result);
    [[nodiscard]] static QByteArray refusal(int status, int code, const QByteArray &message);

    /// Knows one token: it verifies (of a user) and lists no databases.
    [[nodiscard]] static Handler honest(const QByteArray &token);

private:
    void serve();

    QTcpServer m_server;
    Handler m_handler;
    QList<Request> m_requests;
};

} // namespace tidemark
