#include "practicesession.h"

#include "projectsession.h"

#include <engine/base/files.h>

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const QString Sample = QStringLiteral(":/practice/nanotype");

Error notStarted(const QString &why)
{
    return { .kind = Error::Kind::Unreachable,
             .message = u"The sandbox did not start: %1."_s.arg(why),
             .remedy = u"Start it in a terminal: tidemark-sandbox --demo."_s };
}

} // namespace

PracticeSession::PracticeSession(ProjectSession &project, QObject *parent)
    : QObject(parent)
    , m_project(project)
    , m_engine(project.engine())
    , m_process(this)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
#ifdef Q_OS_LINUX
    // A window that dies must not leave a server behind.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
    connect(
        &m_process, &QProcess::readyReadStandardOutput, this, &PracticeSession::readAnnouncement);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) // whatever else there is ends it
            giveUp(m_process.errorString());
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        giveUp(status == QProcess::CrashExit ? m_process.errorString()
                                             : u"it ended with exit code %1"_s.arg(code));
    });
    connect(&m_project, &ProjectSession::opened, this, [this] {
        if (!m_path.isEmpty() && m_project.path() != m_path)
            end();
    });
}

PracticeSession::~PracticeSession()
{
    m_process.disconnect(this);
    m_process.kill(); // what it holds goes with it
}

QString PracticeSession::program()
{
    const QString name = u"tidemark-sandbox"_s;
    const QString beside
        = QStandardPaths::findExecutable(name, { QCoreApplication::applicationDirPath() });
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

void PracticeSession::start()
{
    if (isRunning()) {
        if (!m_path.isEmpty() && !m_isStarting)
            emit started(m_path);
        return;
    }
    m_announcement.clear();
    m_isStarting = true;
    m_process.start(program(), { u"--demo"_s, u"--port"_s, u"0"_s });
}

void PracticeSession::readAnnouncement()
{
    m_announcement += m_process.readAllStandardOutput();
    const auto line = m_announcement.indexOf('\n');
    if (line < 0 || !std::exchange(m_isStarting, false))
        return;
    const QJsonObject said = QJsonDocument::fromJson(m_announcement.left(line)).object();
    const auto copied = copyProject();
    if (!copied) {
        m_process.kill();
        emit failed(copied.error());
        return;
    }
    m_path = *copied;
    CloudflareRequest request;
    request.token.from = TokenFrom::StandardInput; // it is in our hands: the keychain is not asked
    request.token.given = Secret(said[u"token"_s].toString().toUtf8());
    request.apiUrl = said[u"base_url"_s].toString();
    if (!m_before) // else it died and was started again
        m_before = m_engine->cloudflare->request();
    m_engine->cloudflare->use(request);
    emit started(m_path);
}

// Once it has answered its end says nothing: as long as the copy is open, nothing reaches Cloudflare.
void PracticeSession::giveUp(const QString &why)
{
    if (std::exchange(m_isStarting, false))
        emit failed(notStarted(why));
}

void PracticeSession::end()
{
    m_isStarting = false;
    m_path.clear();
    if (m_before)
        m_engine->cloudflare->use(*m_before);
    m_before.reset();
    m_process.kill();
}

// What is there already stays: it may have been practised on.
Result<QString> PracticeSession::copyProject() const
{
    const QString to = m_engine->paths.data + u"/practice/nanotype"_s;
    QDirIterator files(Sample, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        const QString path = to + file.fileName().mid(Sample.size());
        if (QFileInfo::exists(path))
            continue;
        if (!file.open(QIODevice::ReadOnly))
            return Error{ .message = file.errorString() };
        if (const auto written = writeFileAtomically(path, file.readAll()); !written)
            return written.error();
    }
    return QFileInfo(to).absoluteFilePath();
}

} // namespace tidemark
