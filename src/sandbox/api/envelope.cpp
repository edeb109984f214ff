#include "envelope.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int HeaderFormat = 6003; // "Invalid request headers"; its reason stands in the chain

QByteArray compact(const QJsonValue &value)
{
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    const QByteArray array = QJsonDocument(QJsonArray{ value }).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

QJsonObject errorObject(const ApiError &error)
{
    QJsonObject object{ { u"code"_s, error.code }, { u"message"_s, error.message } };
    if (error.code == HeaderFormat) {
        object.insert(u"error_chain"_s,
                      QJsonArray{ QJsonObject{
                          { u"code"_s, 6111 },
                          { u"message"_s, u"Invalid format for Authorization header"_s } } });
    }
    return object;
}

} // namespace

HttpReply success(const QJsonValue &result, int status)
{
    return successWith(compact(result), {}, status);
}

HttpReply successWith(const QByteArray &result, const QByteArray &info, int status)
{
    QByteArray body = R"({"result":)" + result + R"(,"success":true,"errors":[],"messages":[])";
    if (!info.isEmpty())
        body += R"(,"result_info":)" + info;
    return { .status = status, .body = body + '}' };
}

HttpReply failure(const ApiError &error)
{
    return jsonReply(error.status,
                     { { u"result"_s, QJsonValue::Null },
                       { u"success"_s, false },
                       { u"errors"_s, QJsonArray{ errorObject(error) } },
                       { u"messages"_s, QJsonArray() } });
}

HttpReply failure(int status, int code, const QString &message)
{
    return failure({ .status = status, .code = code, .message = message });
}

HttpReply oddFailure(const HttpReply &reply)
{
    QJsonObject content = QJsonDocument::fromJson(reply.body).object();
    if (content.isEmpty() || content.value(u"success"_s).toBool())
        return reply;
    const QString message
        = content.value(u"errors"_s).toArray().first().toObject().value(u"message"_s).toString();
    content.insert(u"errors"_s, QJsonArray());
    content.insert(u"result"_s, QJsonArray());
    content.insert(u"messages"_s, QJsonArray{ message });
    HttpReply odd = jsonReply(reply.status, content);
    odd.headers = reply.headers;
    return odd;
}

} // namespace tidemark::sandbox
