#include "workerserver.h"

#include <support/patience.h>

#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;

WorkerServer::WorkerServer(const WranglerRunner &wrangler)
{
    // Port 0 of both servers: the system chooses, so that tests may run side by side. The date is one that the pinned runtime
    // knows; it refuses later ones.
    wrangler.prepare(m_process,
                     { u"dev"_s,
                       u"--local"_s,
                       u"--ip"_s,
                       u"127.0.0.1"_s,
                       u"--port"_s,
                       u"0"_s,
                       u"--inspector-port"_s,
                       u"0"_s,
                       u"--compatibility-date"_s,
                       u"2026-04-01"_s,
                       u"--show-interactive-dev-session=false"_s });
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    QObject::connect(
        &m_process, &QProcess::readyRead, &m_process, [this] { m_log += m_process.readAll(); });
    m_process.start();
    waitUntilReady();
}

WorkerServer::~WorkerServer()
{
    m_process.terminate();
    if (!m_process.waitForFinished(10000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void WorkerServer::waitUntilReady()
{
    static const QRegularExpression ready(u"Ready on (http://127\\.0\\.0\\.1:\\d+)"_s);
    const bool is = QTest::qWaitFor(
        [this] {
            m_address = ready.match(QString::fromUtf8(m_log)).captured(1);
            return !m_address.isEmpty() || m_process.state() == QProcess::NotRunning;
        },
        40000);
    if (!is || m_address.isEmpty())
        qFatal("wrangler dev does not listen:\n%s", m_log.constData());
}

QByteArray WorkerServer::get(const QString &path)
{
    const std::unique_ptr<QNetworkReply> reply(
        m_network.get(QNetworkRequest(QUrl(m_address + path))));
    const bool answered = QTest::qWaitFor([&reply] { return reply->isFinished(); }, PatienceMs);
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return answered && status == 200 ? reply->readAll() : QByteArray();
}

void WorkerServer::keepGetting(const QString &path)
{
    m_repeatedPath = path;
    m_isGetting = true;
    getNext();
}

void WorkerServer::getNext()
{
    QNetworkReply *reply = m_network.get(QNetworkRequest(QUrl(m_address + m_repeatedPath)));
    QObject::connect(reply, &QNetworkReply::finished, &m_process, [this, reply] {
        ++(reply->error() == QNetworkReply::NoError ? m_tally.answered : m_tally.failed);
        reply->deleteLater();
        m_isGetting = !m_repeatedPath.isEmpty();
        if (m_isGetting)
            getNext();
    });
}

WorkerServer::Tally WorkerServer::stopGetting()
{
    m_repeatedPath.clear();
    if (!QTest::qWaitFor([this] { return !m_isGetting; }, PatienceMs))
        ++m_tally.failed;
    return m_tally;
}

} // namespace tidemark
