#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUrlQuery>

namespace tidemark::sandbox {

using HttpHeader = QPair<QByteArray, QByteArray>;

/// One request, copied out of the connection it came on, so that its answer may take its time.
struct HttpRequest {
    QByteArray method; ///< in upper case
    QString path; ///< decoded, without the query
    QUrlQuery query;
    QList<HttpHeader> headers;
    QByteArray body;
    quint16 port = 0; ///< the one it arrived at

    /// Empty if there is none; names are compared without regard to case.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] QString parameter(const QString &name) const;
};

/// How an answer reaches the client; anything but Whole is a fault that was asked for.
enum class Delivery {
    Whole,
    Truncated, ///< the headers promise the whole body, the connection ends within it
    Dropped, ///< the connection ends without an answer
};

struct HttpReply {
    int status = 200;
    QByteArray body = {};
    QByteArray contentType = "application/json";
    QList<HttpHeader> headers = {};
    Delivery delivery = Delivery::Whole;
    qsizetype bytesKept = 0; ///< of the body, if it is truncated

    /// Status line, headers and as much of the body as is to be delivered.
    [[nodiscard]] QByteArray toBytes(bool keepAlive) const;
};

[[nodiscard]] HttpReply jsonReply(int status, const QJsonObject &content);

} // namespace tidemark::sandbox
