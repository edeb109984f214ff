#include "objectstore.h"

#include "accounts.h"

#include <engine/base/files.h>

#include <QCryptographicHash>
#include <QDir>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 ValidSeconds = 3600;

HttpReply refusal(int status, const QByteArray &code)
{
    return { .status = status,
             .body
             = R"(<?xml version="1.0" encoding="UTF-8"?><Error><Code>)" + code + "</Code></Error>",
             .contentType = "application/xml" };
}

} // namespace

ObjectStore::ObjectStore(QString folder, std::shared_ptr<const SandboxClock> clock)
    : m_folder(std::move(folder))
    , m_clock(std::move(clock))
{}

QString ObjectStore::pathOf(const QString &filename) const
{
    return m_folder + u'/' + filename;
}

QString ObjectStore::sign(const QString &filename, const QByteArray &method)
{
    const QString signature = randomHex(32);
    m_permissions.insert(signature,
                         { method, filename, m_clock->milliseconds() + ValidSeconds * 1000 });
    return u"http://127.0.0.1:%1/d1-sandbox/%2?X-Amz-Expires=%3&X-Amz-Signature=%4"_s.arg(
        QString::number(m_port), filename, QString::number(ValidSeconds), signature);
}

Result<> ObjectStore::put(const QString &filename, const QByteArray &content)
{
    if (auto written = writeFileAtomically(pathOf(filename), content); !written)
        return written.error();
    m_etags.insert(
        filename,
        QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex()));
    return Ok{};
}

std::optional<QByteArray> ObjectStore::read(const QString &filename) const
{
    if (!m_etags.contains(filename))
        return {};
    auto content = readFile(pathOf(filename));
    return content ? std::optional(*content) : std::nullopt;
}

HttpReply ObjectStore::answer(const HttpRequest &request)
{
    const auto permission = m_permissions.constFind(request.parameter(u"X-Amz-Signature"_s));
    const bool isSigned = permission != m_permissions.constEnd()
                          && permission->method == request.method
                          && request.path == "/d1-sandbox/"_L1 + permission->filename;
    if (!isSigned)
        return refusal(403, "SignatureDoesNotMatch");
    if (permission->until < m_clock->milliseconds())
        return refusal(403, "ExpiredRequest");
    if (request.method == "PUT") {
        if (!put(permission->filename, request.body))
            return refusal(500, "InternalError");
        return { .contentType = {},
                 .headers = { { "ETag", '"' + etagOf(permission->filename).toLatin1() + '"' } } };
    }
    const auto content = read(permission->filename);
    if (!content)
        return refusal(404, "NoSuchKey");
    return { .body = *content, .contentType = "application/sql" };
}

} // namespace tidemark::sandbox
