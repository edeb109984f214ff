#include "journal.h"

#include <engine/base/files.h>

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// An open file that closes itself, and with that gives its lock back.
class Descriptor
{
public:
    Descriptor(const QString &path, int flags)
        : m_number(::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, 0600))
    {}
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

Error notWritten(const QString &file)
{
    return {
        .kind = Error::Kind::Safety,
        .message = u"The journal %1 cannot be written: %2."_s.arg(file, qt_error_string()),
        .remedy
        = u"Check the free space of the disk and the permissions of the folder. Nothing is changed "
          u"without a journal."_s,
        .where = { .file = file }
    };
}

bool lock(int descriptor)
{
    int code = 0;
    do {
        code = ::flock(descriptor, LOCK_EX);
    } while (code != 0 && errno == EINTR);
    return code == 0;
}

/// True if the file ends within a line: its writer crashed.
bool endsTorn(int descriptor)
{
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    char last = '\n';
    return size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1 && last != '\n';
}

/// One write; what a full disk left of it is taken back.
bool writeWhole(int descriptor, const QByteArray &line)
{
    const off_t before = ::lseek(descriptor, 0, SEEK_END);
    ssize_t written = 0;
    do {
        written = ::write(descriptor, line.constData(), static_cast<size_t>(line.size()));
    } while (written < 0 && errno == EINTR);
    if (written == line.size())
        return true;
    const int reason = written < 0 ? errno : ENOSPC;
    if (written > 0)
        static_cast<void>(::ftruncate(descriptor, before)); // a torn line is read over, too
    errno = reason;
    return false;
}

QByteArray lineOf(const JournalEvent &event)
{
    QJsonObject object{ { u"at"_s, rfc3339(event.at) }, { u"event"_s, event.event } };
    if (!event.run.isEmpty())
        object.insert(u"run"_s, event.run);
    if (!event.target.isEmpty())
        object.insert(u"target"_s, event.target);
    if (!event.targetKey.isEmpty())
        object.insert(u"targetKey"_s, event.targetKey);
    if (!event.details.isEmpty())
        object.insert(u"details"_s, event.details);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

/// An event without a time is the mark of a line that is none.
JournalEvent eventOf(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const QString event = object.value("event"_L1).toString();
    if (event.isEmpty())
        return {};
    return { .at = parseTime(object.value("at"_L1).toString()),
             .event = event,
             .run = object.value("run"_L1).toString(),
             .target = object.value("target"_L1).toString(),
             .targetKey = object.value("targetKey"_L1).toString(),
             .details = object.value("details"_L1).toObject() };
}

/// False for most lines, which need not be read as JSON then; the journal of years is read before every run.
bool mayBoundWork(const QByteArray &line)
{
    return line.contains("-started\"") || line.contains("-finished\"")
           || line.contains("-interrupted\"");
}

bool startsWork(const QString &event)
{
    static const QStringList starts{ u"run-started"_s, u"restore-started"_s, u"import-started"_s };
    return starts.contains(event);
}

bool endsWork(const QString &event)
{
    static const QStringList ends{ u"run-finished"_s,     u"run-interrupted"_s,
                                   u"restore-finished"_s, u"restore-interrupted"_s,
                                   u"import-finished"_s,  u"import-interrupted"_s };
    return ends.contains(event);
}

} // namespace

Journal::Journal(QString file, Clock clock)
    : m_file(std::move(file))
    , m_clock(std::move(clock))
{}

Result<> Journal::append(JournalEvent event, Sync sync) const
{
    if (!event.at.isValid())
        event.at = m_clock();
    if (auto made = makePrivateDirectory(QFileInfo(m_file).absolutePath()); !made)
        return made.error();
    const bool isNew = !QFileInfo::exists(m_file);
    const Descriptor file(m_file, O_RDWR | O_CREAT | O_APPEND);
    if (!file.isOpen() || !lock(file.number()))
        return notWritten(m_file);

    QByteArray line = lineOf(event);
    if (endsTorn(file.number()))
        line.prepend('\n');
    if (!writeWhole(file.number(), line))
        return notWritten(m_file);
    if (sync == Sync::WithNext && !isNew)
        return Ok{};
    if (::fsync(file.number()) != 0)
        return notWritten(m_file);
    if (isNew)
        return syncToDisk(m_file); // the folder's entry, too
    return Ok{};
}

Result<QList<JournalEvent>> Journal::events(const QDateTime &since, int *damaged) const
{
    if (damaged)
        *damaged = 0;
    if (!QFileInfo::exists(m_file))
        return QList<JournalEvent>();
    const auto content = readFile(m_file);
    if (!content)
        return content.error();

    QList<JournalEvent> events; // in file order, which a clock that was set back cannot disturb
    const QByteArrayList lines = content->split('\n');
    for (qsizetype index = 0; index < lines.size(); ++index) {
        if (lines.at(index).trimmed().isEmpty())
            continue;
        const JournalEvent event = eventOf(lines.at(index));
        const bool isLast = index + 1 == lines.size(); // no newline follows: perhaps torn
        if (!event.at.isValid()) {
            if (damaged && !isLast)
                ++*damaged;
        } else if (!since.isValid() || event.at >= since) {
            events.append(event);
        }
    }
    return events;
}

Result<QList<JournalEvent>> Journal::unfinishedRuns(const QString &targetKey) const
{
    if (!QFileInfo::exists(m_file))
        return QList<JournalEvent>();
    const auto content = readFile(m_file);
    if (!content)
        return content.error();
    QList<JournalEvent> open;
    for (const QByteArray &line : content->split('\n')) {
        if (!mayBoundWork(line))
            continue;
        const JournalEvent event = eventOf(line);
        if (!event.at.isValid() || event.targetKey != targetKey)
            continue;
        if (startsWork(event.event))
            open.prepend(event);
        else if (endsWork(event.event))
            open.removeIf(
                [&event](const JournalEvent &started) { return started.run == event.run; });
    }
    return open;
}

} // namespace tidemark
