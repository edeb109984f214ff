#include "d1transport.h"

#include <QCoroFuture>

#include <QBuffer>
#include <QFile>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkCookieJar>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QPromise>
#include <QRegularExpression>
#include <QSslError>

#include <optional>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A body that is read once: Qt cannot rewind it, and so cannot send the request a second time.
class OneWayBody final : public QIODevice
{
public:
    explicit OneWayBody(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        open(ReadOnly);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return m_bytes.size() - m_read + QIODevice::bytesAvailable();
    }
    [[nodiscard]] bool atEnd() const override { return m_read >= m_bytes.size(); }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        const auto count = std::min(most, m_bytes.size() - m_read);
        if (count <= 0)
            return -1;
        std::copy_n(m_bytes.constData() + m_read, count, to);
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }
    bool seek(qint64) override { return false; }

private:
    QByteArray m_bytes;
    qint64 m_read = 0;
};

/// The desktop's proxy, but none on the way to this machine.
class SystemProxy final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopback(query.url()))
            return { QNetworkProxy(QNetworkProxy::NoProxy) };
        return systemProxyForQuery(query);
    }
};

struct DeleteLater {
    void operator()(QObject *object) const { object->deleteLater(); }
};

QHash<QByteArray, QByteArray> headersOf(const QNetworkReply &reply)
{
    QHash<QByteArray, QByteArray> headers;
    for (const auto &[name, value] : reply.rawHeaderPairs())
        headers.insert(name.toLower(), value);
    return headers;
}

/// True if the answer came whole, whatever its status. Qt numbers the errors of statuses from 201 on (and gives some
/// of them names of their own); below are those of the connection.
bool isWhole(const QNetworkReply &reply)
{
    const auto error = reply.error();
    if (error == QNetworkReply::NoError)
        return true;
    return error > QNetworkReply::UnknownProxyError && error != QNetworkReply::ContentReSendError
           && error != QNetworkReply::ProtocolFailure;
}

void configure(QNetworkRequest &out, const HttpRequest &request)
{
    out.setTransferTimeout(static_cast<int>(request.timeout.count()));
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                     QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // Answers of zeroed blobs shrink better than Qt believes possible; MaxAnswerBytes is the limit instead.
    out.setDecompressedSafetyCheckThreshold(-1);
    out.setHeader(QNetworkRequest::UserAgentHeader, u"tidemark"_s);
}

/// The body of a request that uploads no file, with what @p out must say about it.
std::unique_ptr<QIODevice> bodyOf(const HttpRequest &request, QNetworkRequest &out)
{
    out.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
    if (!request.repeatable) {
        out.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        return std::make_unique<OneWayBody>(request.body);
    }
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(request.body);
    buffer->open(QIODevice::ReadOnly);
    return buffer;
}

} // namespace

/// A request on its way, with what its signals have told. The reply outlives it by a turn of the event loop, and Qt's
/// thread may have sent signals to it by then that nobody must hear.
struct D1Transport::Exchange {
    HttpRequest request;
    std::unique_ptr<QNetworkReply, DeleteLater> reply = {};
    std::unique_ptr<QObject> listener = std::make_unique<QObject>();
    std::unique_ptr<QFile> source = {};
    std::unique_ptr<QFile> destination = {};
    QIODevice *body = nullptr; ///< the reply's
    bool sent = false;
    bool tooLong = false;
    bool unwritable = false;
    QString tlsError = {};

    [[nodiscard]] bool openFiles()
    {
        if (!request.source.isEmpty()) {
            source = std::make_unique<QFile>(request.source);
            if (!source->open(QIODevice::ReadOnly))
                return false;
        }
        if (!request.destination.isEmpty()) {
            destination = std::make_unique<QFile>(request.destination);
            if (!destination->open(QIODevice::WriteOnly | QIODevice::Truncate)
                || !destination->setPermissions(QFile::ReadOwner | QFile::WriteOwner))
                return false;
        }
        return true;
    }

    void watch()
    {
        auto *const watched = reply.get();
        auto *const ears = listener.get();
        QObject::connect(watched, &QNetworkReply::requestSent, ears, [this] { sent = true; });
        QObject::connect(
            watched, &QNetworkReply::sslErrors, ears, [this](const QList<QSslError> &errors) {
                if (!errors.isEmpty())
                    tlsError = errors.first().errorString();
            });
        QObject::connect(watched,
                         &QNetworkReply::downloadProgress,
                         ears,
                         [this](qint64 done, qint64 total) { received(done, total); });
        if (!request.source.isEmpty()) {
            QObject::connect(
                watched, &QNetworkReply::uploadProgress, ears, [this](qint64 done, qint64 total) {
                    report(request.progress, { u"Uploading"_s, done, total });
                });
        }
        QObject::connect(watched, &QNetworkReply::readyRead, ears, [this] { spool(); });
    }

    /// Done once the reply has ended, and told by the event loop: whoever waited may let go of the client, and with it of the
    /// reply, on whose stack a signal of it is heard.
    [[nodiscard]] QFuture<void> end() const
    {
        const auto promise = std::make_shared<QPromise<void>>();
        promise->start();
        const auto finish = [promise] { promise->finish(); };
        QObject::connect(reply.get(), &QNetworkReply::finished, listener.get(), finish);
        if (reply->isFinished())
            finish();
        return promise->future();
    }

    void received(qint64 done, qint64 total)
    {
        if (isSpooled()) {
            report(request.progress, { u"Downloading"_s, done, std::max<qint64>(total, 0) });
        } else if (done > MaxAnswerBytes) {
            tooLong = true;
            reply->abort();
        }
    }

    [[nodiscard]] int status() const
    {
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
    [[nodiscard]] bool isSpooled() const { return destination && status() / 100 == 2; }

    void spool()
    {
        if (!isSpooled() || unwritable || !reply->isOpen())
            return;
        const QByteArray bytes = reply->readAll();
        if (destination->write(bytes) != bytes.size()) {
            unwritable = true;
            reply->abort();
        }
    }

    /// Qt's thread tells afterwards that it has sent a request, so of a write that was given up on this thread only that
    /// is certain whose body nobody has fetched yet.
    [[nodiscard]] bool mayHaveLeft() const
    {
        if (sent || request.repeatable || reply->error() != QNetworkReply::OperationCanceledError)
            return sent;
        return request.body.isEmpty() || body->bytesAvailable() < request.body.size();
    }

    [[nodiscard]] HttpAnswer::Fate fate(bool stopped) const
    {
        using Fate = HttpAnswer::Fate;
        if (tooLong)
            return Fate::TooLong;
        if (reply->error() == QNetworkReply::SslHandshakeFailedError)
            return Fate::Untrusted;
        if (status() != 0 && isWhole(*reply) && !unwritable)
            return Fate::Answered;
        if (stopped && request.stoppable)
            return Fate::Stopped;
        return mayHaveLeft() ? Fate::Lost : Fate::NotSent;
    }

    [[nodiscard]] HttpAnswer answer(bool stopped)
    {
        spool();
        HttpAnswer answer{ .fate = fate(stopped),
                           .status = status(),
                           .headers = headersOf(*reply),
                           .failure = tlsError.isEmpty() ? reply->errorString() : tlsError };
        if (destination) {
            unwritable = !destination->flush() || unwritable;
            answer.received = destination->size();
        }
        if (unwritable) {
            answer.fate = HttpAnswer::Fate::Lost;
            answer.failure = destination->errorString();
        }
        if (!isSpooled() && reply->isOpen())
            answer.body = reply->readAll();
        if (reply->error() == QNetworkReply::OperationCanceledError
            && answer.fate != HttpAnswer::Fate::Stopped)
            answer.failure = u"no answer within %1 s"_s.arg(double(request.timeout.count()) / 1000);
        return answer;
    }
};

D1Transport::D1Transport(Secret token)
    : m_token(std::move(token))
    , m_manager(std::make_unique<QNetworkAccessManager>())
    , m_lastUse(std::chrono::steady_clock::now())
{
    m_manager->setProxyFactory(new SystemProxy); // owned by the manager
    m_manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

D1Transport::~D1Transport() = default;

void D1Transport::refreshConnections()
{
    // A kept connection that the server closes just as a write goes out would leave the write's fate unknown. Those of
    // some age are not used for it; Cloudflare keeps idle ones for minutes, proxies often less.
    constexpr std::chrono::seconds Fresh{ 20 };
    const auto now = std::chrono::steady_clock::now();
    if (m_running == 0 && now - m_lastUse > Fresh)
        m_manager->clearConnectionCache();
    m_lastUse = now;
}

bool D1Transport::start(Exchange &exchange)
{
    const HttpRequest &request = exchange.request;
    if (!exchange.openFiles())
        return false;
    QNetworkRequest out(request.url);
    configure(out, request);
    if (request.authorized)
        out.setRawHeader("Authorization", "Bearer " + m_token.reveal());
    const bool uploads = exchange.source != nullptr;
    std::unique_ptr<QIODevice> body = uploads ? std::move(exchange.source) : bodyOf(request, out);
    if (!request.body.isEmpty())
        out.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    else if (uploads)
        out.setHeader(QNetworkRequest::ContentTypeHeader, u"application/octet-stream"_s);
    const bool bare
        = request.verb == "GET" || (request.verb == "DELETE" && request.body.isEmpty() && !uploads);
    exchange.reply.reset(bare ? m_manager->sendCustomRequest(out, request.verb)
                              : m_manager->sendCustomRequest(out, request.verb, body.get()));
    exchange.body = body.release();
    exchange.body->setParent(exchange.reply.get()); // read until the reply is gone
    exchange.watch();
    return true;
}

QCoro::Task<HttpAnswer> D1Transport::send(HttpRequest request, std::stop_token stop)
{
    if (!request.repeatable)
        refreshConnections();
    m_lastUse = std::chrono::steady_clock::now();
    Exchange exchange{ .request = std::move(request) };
    if (!start(exchange)) {
        const QString file
            = exchange.destination ? exchange.request.destination : exchange.request.source;
        HttpAnswer failed{ .failure = u"The file %1 cannot be opened."_s.arg(file) };
        co_return failed;
    }
    ++m_running;
    auto *const reply = exchange.reply.get();
    const auto end = exchange.end();
    {
        std::optional<std::stop_callback<std::function<void()>>> abort;
        if (exchange.request.stoppable) {
            // The stop may come from another thread.
            abort.emplace(stop, [reply] {
                QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection);
            });
        }
        co_await end;
    }
    --m_running;
    m_lastUse = std::chrono::steady_clock::now();
    HttpAnswer answer = exchange.answer(stop.stop_requested());
    co_return answer;
}

bool D1Transport::isToken(const Secret &token)
{
    const QByteArray &bytes = token.reveal();
    return !bytes.isEmpty() && std::all_of(bytes.cbegin(), bytes.cend(), [](char letter) {
        return letter > ' ' && letter < 0x7f;
    });
}

namespace {

// A server may repeat the header in Base64. Where a word begins is not known, so every word is looked into.
QString withoutEncoded(QString text, const Secret &token)
{
    static const QRegularExpression word(u"[A-Za-z0-9+/_=-]{16,}"_s);
    const auto hides = [&token](const QString &candidate) {
        const QByteArray bytes = candidate.toLatin1();
        return QByteArray::fromBase64(bytes).contains(token.reveal())
               || QByteArray::fromBase64(bytes, QByteArray::Base64UrlEncoding)
                      .contains(token.reveal())
               || QByteArray::fromHex(bytes).contains(token.reveal());
    };
    for (auto match = word.match(text); match.hasMatch();) {
        const qsizetype start = match.capturedStart();
        const bool hidden = hides(match.captured());
        if (hidden)
            text.replace(start, match.capturedLength(), u"(token)"_s);
        match = word.match(text, hidden ? start : match.capturedEnd());
    }
    return text;
}

} // namespace

QString D1Transport::redacted(QString text) const
{
    // What signs an address follows its question mark; pages of errors may repeat it.
    static const QRegularExpression signature(u"(https?://[^\\s\"'<>?]+)\\?[^\\s\"'<>]+"_s);
    static const QRegularExpression bearer(u"\\bBearer\\s+[^\\s\"'<>]+"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    text.replace(QString::fromUtf8(m_token.reveal()), u"(token)"_s);
    text.replace(signature, u"\\1?(hidden)"_s);
    text.replace(bearer, u"Bearer (token)"_s);
    return withoutEncoded(text, m_token);
}

bool isLoopback(const QUrl &url)
{
    const QHostAddress address(url.host());
    return url.host() == "localhost"_L1 || (!address.isNull() && address.isLoopback());
}

} // namespace tidemark
