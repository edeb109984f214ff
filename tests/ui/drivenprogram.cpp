#include "drivenprogram.h"

#include <QDir>
#include <QTest>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds LongestAnswer{ 60'000 };

} // namespace

DrivenProgram::DrivenProgram(const ScratchFolder &folder)
    : m_folder(folder)
    , m_environment(QProcessEnvironment::systemEnvironment())
{
    for (const QString &name : { u"data"_s, u"state"_s, u"cache"_s, u"config"_s, u"home"_s }) {
        QDir().mkpath(folder.path(name));
        m_environment.insert(u"XDG_%1_HOME"_s.arg(name.toUpper()), folder.path(name));
    }
    m_environment.insert(u"HOME"_s, folder.path(u"home"_s));
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    m_environment.insert(u"QT_PLUGIN_PATH"_s, QStringLiteral(TIDEMARK_BINARY_DIR "/testplugins"));
    m_environment.insert(u"QT_QPA_GENERIC_PLUGINS"_s, u"windowdriver"_s);
    // Neither the desktop's keychain nor its wishes belong to this person.
    m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent"_s);
}

DrivenProgram::~DrivenProgram()
{
    kill();
}

bool DrivenProgram::start(const QStringList &arguments)
{
    kill();
    m_process = std::make_unique<QProcess>();
    m_process->setProcessEnvironment(m_environment);
    m_process->setWorkingDirectory(m_folder.path());
    m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process->start(QStringLiteral(TIDEMARK_BINARY_DIR "/bin/tidemark"), arguments);
    return m_process->waitForStarted()
           && QTest::qWaitFor([this] { return tell(u"focus"_s) != u"?"_s; },
                              int(LongestAnswer.count()));
}

void DrivenProgram::kill()
{
    if (!m_process)
        return;
    m_process->kill();
    m_process->waitForFinished();
    m_process.reset();
}

QString DrivenProgram::tell(const QString &line)
{
    m_process->write(line.toUtf8() + '\n');
    while (!m_process->canReadLine()) {
        if (!m_process->waitForReadyRead(int(LongestAnswer.count())))
            qFatal("tidemark does not answer to '%s'", qPrintable(line));
    }
    return QString::fromUtf8(QByteArray::fromPercentEncoding(m_process->readLine().trimmed()));
}

QString DrivenProgram::press(const QString &keys)
{
    return tell(u"key "_s + keys);
}

QString DrivenProgram::type(const QString &text)
{
    return tell(u"type "_s + text);
}

QString DrivenProgram::property(const QString &object, const QString &name)
{
    return tell(u"property %1 %2"_s.arg(object, name));
}

QString DrivenProgram::statePath(const QString &relative) const
{
    return m_folder.path(u"state/tidemark/"_s + relative);
}

} // namespace tidemark
