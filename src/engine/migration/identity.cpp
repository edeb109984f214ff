#include "lease.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>
#include <QUuid>

#include <cerrno>

#ifdef Q_OS_UNIX
#include <csignal>
#include <pwd.h>
#include <unistd.h>
#endif

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold blanks and brackets, so counting starts behind the last one.
// 0 where there is no such file.
qint64 startTimeOf(qint64 pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray content = stat.readAll();
    const auto fields = content.mid(content.lastIndexOf(')') + 2).split(' ');
    return fields.value(19).toLongLong();
}

QString machineName()
{
    return QString::fromLatin1(QSysInfo::bootUniqueId()) + u'/'
           + QFile::symLinkTarget(u"/proc/self/ns/pid"_s).section(u'/', -1);
}

QString userName()
{
#ifdef Q_OS_UNIX
    if (const passwd *entry = getpwuid(geteuid()))
        return QString::fromLocal8Bit(entry->pw_name);
#endif
    return qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"unknown"_s));
}

bool isRunning(qint64 pid)
{
#ifdef Q_OS_UNIX
    return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH;
#else
    Q_UNUSED(pid)
    return true; // not known: wait until the lease runs out
#endif
}

} // namespace

RunIdentity RunIdentity::current()
{
    const QString host = QSysInfo::machineHostName();
    const qint64 pid = QCoreApplication::applicationPid();
    return { .runId = QUuid::createUuid().toString(QUuid::WithoutBraces),
             .actor = userName() + u'@' + host,
             .host = host,
             .pid = pid,
             .processStart = startTimeOf(pid),
             .machine = machineName() };
}

QString RunIdentity::owner() const
{
    return u"%1:%2:%3:%4"_s.arg(host).arg(pid).arg(processStart).arg(runId);
}

bool isProcessGone(const QString &machine, qint64 pid, qint64 processStart)
{
    if (pid <= 0 || machine.isEmpty() || machine != machineName())
        return false;
    if (!isRunning(pid))
        return true;
    const qint64 start = startTimeOf(pid);
    return start != 0 && processStart != 0 && start != processStart;
}

} // namespace tidemark
