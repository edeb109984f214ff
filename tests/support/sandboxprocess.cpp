#include "sandboxprocess.h"

#include <support/patience.h>

#include <QEventLoop>
#include <QJsonDocument>

#include <csignal>
#include <sys/prctl.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A body that can be read once only: QNetworkAccessManager sends a request again, a POST too, if its connection ends
/// without an answer, unless it cannot.
class SingleUseBody : public QIODevice
{
public:
    explicit SingleUseBody(const QByteArray &content)
        : m_content(content)
    {
        open(QIODevice::ReadOnly);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return m_content.size() - m_read + QIODevice::bytesAvailable();
    }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 count = qMin(size, m_content.size() - m_read);
        std::copy_n(m_content.constData() + m_read, count, data);
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }
    bool seek(qint64) override { return false; }

private:
    QByteArray m_content;
    qint64 m_read = 0;
};

QByteArray compact(const QJsonObject &object)
{
    return object.isEmpty() ? QByteArray() : QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject firstError(const SandboxReply &reply)
{
    return reply.json().value(u"errors"_s).toArray().first().toObject();
}

} // namespace

QJsonObject SandboxReply::json() const
{
    return QJsonDocument::fromJson(body).object();
}

int SandboxReply::code() const
{
    return firstError(*this).value(u"code"_s).toInt();
}

QString SandboxReply::message() const
{
    return firstError(*this).value(u"message"_s).toString();
}

QByteArray SandboxReply::header(const QByteArray &name) const
{
    for (const auto &header : headers) {
        if (header.first.compare(name, Qt::CaseInsensitive) == 0)
            return header.second;
    }
    return {};
}

SandboxProcess::SandboxProcess(const QStringList &arguments)
    : m_arguments(arguments)
{
    // A test program that dies must not leave a server behind.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    start();
}

SandboxProcess::~SandboxProcess()
{
    stop();
}

void SandboxProcess::start()
{
    if (m_process.state() != QProcess::NotRunning)
        return;
    const QString port = QString::number(m_line.value(u"port"_s).toInt());
    m_process.setProgram(QStringLiteral(TIDEMARK_BINARY_DIR "/bin/tidemark-sandbox"));
    m_process.setArguments(
        m_arguments + QStringList{ u"--port"_s, port, u"--state"_s, m_folder.path(u"sandbox"_s) });
    m_process.start();
    QByteArray line;
    while (!line.contains('\n')) {
        if (!m_process.waitForReadyRead(PatienceMs))
            qFatal("tidemark-sandbox did not start: %s", qPrintable(m_process.errorString()));
        line += m_process.readAllStandardOutput();
    }
    m_line = QJsonDocument::fromJson(line).object();
}

int SandboxProcess::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return m_process.exitCode();
    m_process.terminate();
    if (!m_process.waitForFinished(PatienceMs)) {
        kill();
        return -1;
    }
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

void SandboxProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished(PatienceMs);
}

QUrl SandboxProcess::baseUrl() const
{
    return QUrl(m_line.value(u"base_url"_s).toString());
}

QByteArray SandboxProcess::token() const
{
    return m_line.value(u"token"_s).toString().toLatin1();
}

QString SandboxProcess::account() const
{
    return m_line.value(u"account_id"_s).toString();
}

SandboxReply SandboxProcess::send(const QByteArray &method,
                                  const QUrl &url,
                                  const QByteArray &body,
                                  const QByteArray &token)
{
    QNetworkRequest request(url);
    request.setTransferTimeout(PatienceMs);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
    SingleUseBody content(body);
    const std::unique_ptr<QNetworkReply> reply(
        m_network.sendCustomRequest(request, method, body.isEmpty() ? nullptr : &content));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const QVariant status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    return { .status = status.toInt(),
             .body = reply->readAll(),
             .headers = reply->rawHeaderPairs(),
             .isWhole = reply->error() != QNetworkReply::RemoteHostClosedError };
}

SandboxReply SandboxProcess::request(const QByteArray &method,
                                     const QString &url,
                                     const QByteArray &body,
                                     const QByteArray &token)
{
    const QString absolute = url.startsWith("http"_L1) ? url : baseUrl().toString() + url;
    return send(method, QUrl(absolute), body, token);
}

SandboxReply SandboxProcess::d1(const QByteArray &method,
                                const QString &path,
                                const QJsonObject &body,
                                const QByteArray &token)
{
    return request(method,
                   u"/accounts/"_s + account() + u"/d1/database"_s + path,
                   compact(body),
                   token.isEmpty() ? this->token() : token);
}

QString SandboxProcess::createDatabase(const QString &name, const QByteArray &script)
{
    const QJsonObject wanted{ { u"name"_s, name } };
    const QString id = d1("POST", {}, wanted).result()[u"uuid"_s].toString();
    if (id.isEmpty())
        qFatal("The sandbox did not make the database %s.", qPrintable(name));
    if (!script.isEmpty())
        static_cast<void>(rows(id, script));
    return id;
}

QJsonArray SandboxProcess::rows(const QString &database, const QByteArray &sql)
{
    const QJsonObject query{ { u"sql"_s, QString::fromUtf8(sql) } };
    const SandboxReply reply = d1("POST", u'/' + database + u"/raw"_s, query);
    if (reply.status != 200)
        qFatal("%s: %s", sql.constData(), reply.body.constData());
    return reply.result().toArray().last()[u"results"_s][u"rows"_s].toArray();
}

SandboxReply
SandboxProcess::control(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    const QString url = m_line.value(u"control_url"_s).toString() + u'/' + path;
    return send(method, QUrl(url), compact(body), {});
}

void SandboxProcess::configure(const QJsonObject &wanted)
{
    const SandboxReply reply = control("POST", u"configure"_s, wanted);
    if (reply.status != 200)
        qFatal("The sandbox refused %s: %s", compact(wanted).constData(), reply.body.constData());
}

void SandboxProcess::setQuirk(const QString &name, const QJsonValue &value)
{
    configure({ { u"quirks"_s, QJsonObject{ { name, value } } } });
}

void SandboxProcess::addFault(const QJsonObject &rule)
{
    configure({ { u"faults"_s, QJsonArray{ rule } } });
}

void SandboxProcess::clearFaults()
{
    control("DELETE", u"faults"_s);
}

void SandboxProcess::advanceClock(double seconds)
{
    configure({ { u"clock"_s, QJsonObject{ { u"advance_s"_s, seconds } } } });
}

QJsonArray SandboxProcess::requests()
{
    return control("GET", u"log"_s).json().value(u"requests"_s).toArray();
}

void SandboxProcess::clearLog()
{
    control("DELETE", u"log"_s);
}

} // namespace tidemark
