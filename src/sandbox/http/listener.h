#pragma once

#include "message.h"

#include <engine/base/result.h>

#include <QCoroTask>

#include <QAbstractHttpServer>

#include <functional>

namespace tidemark::sandbox {

/// Receives requests on ports of the loopback interface and writes the answers onto the connections themselves:
/// QHttpServer's own responder can neither drop a connection nor break off an answer.
class Listener : public QAbstractHttpServer
{
    Q_OBJECT

public:
    using Handler = std::function<QCoro::Task<Result<HttpReply>>(HttpRequest)>;

    explicit Listener(Handler handler);

    /// Opens another port; 0 chooses a free one. Fails with Unreachable if it is taken.
    [[nodiscard]] Result<quint16> open(quint16 port);

protected:
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;

private:
    Handler m_handler;
};

} // namespace tidemark::sandbox
