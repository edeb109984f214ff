#include "claimedfolder.h"

#include "files.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int SecondsPerDay = 24 * 60 * 60;

int openFolder(const QString &path)
{
    return ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/// flock() belongs to the open file, so a process that is gone holds nothing (flock(2)).
bool tryLock(int descriptor)
{
    return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

/// Held while a folder is made and claimed, so that nobody sees it unclaimed in between.
class ParentLock
{
public:
    explicit ParentLock(const QString &path)
        : m_descriptor(openFolder(path))
    {
        while (m_descriptor >= 0 && ::flock(m_descriptor, LOCK_EX) != 0 && errno == EINTR) {}
    }
    ~ParentLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    ParentLock(const ParentLock &) = delete;
    ParentLock &operator=(const ParentLock &) = delete;

private:
    int m_descriptor;
};

bool isAbandoned(const QFileInfo &folder)
{
    const int descriptor = openFolder(folder.filePath());
    if (descriptor < 0)
        return false;
    const bool isFree = tryLock(descriptor);
    const bool isClaimed = !isFree && errno == EWOULDBLOCK;
    ::close(descriptor);
    if (isFree || isClaimed)
        return isFree;
    return folder.lastModified().secsTo(QDateTime::currentDateTime()) > SecondsPerDay;
}

} // namespace

Result<ClaimedFolder> ClaimedFolder::make(const QString &path)
{
    const QString parent = QFileInfo(path).absolutePath();
    if (auto made = makePrivateDirectory(parent); !made)
        return made.error();
    const ParentLock lock(parent);
    if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) != 0) {
        return Error{ .kind = Error::Kind::Safety,
                      .message
                      = u"The folder %1 cannot be made: %2."_s.arg(path, qt_error_string()),
                      .remedy = u"Check the permissions and the free space of the disk."_s,
                      .where = { .file = path } };
    }
    int descriptor = openFolder(path);
    if (descriptor >= 0 && !tryLock(descriptor)) {
        ::close(descriptor);
        descriptor = -1;
    }
    return ClaimedFolder(path, descriptor);
}

Result<ClaimedFolder> ClaimedFolder::makeScratch(const QString &parent)
{
    removeAbandoned(parent);
    return make(parent + u'/' + QUuid::createUuid().toString(QUuid::WithoutBraces) + ".part"_L1);
}

ClaimedFolder::ClaimedFolder(ClaimedFolder &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_lock(std::exchange(other.m_lock, -1))
{}

ClaimedFolder::~ClaimedFolder()
{
    if (!m_path.isEmpty())
        QDir(m_path).removeRecursively();
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<> ClaimedFolder::keepAs(const QString &name)
{
    if (!QDir().rename(m_path, name)) {
        return Error{ .kind = Error::Kind::Safety,
                      .message = u"%1 could not be renamed to %2."_s.arg(m_path, name),
                      .remedy = u"Check the permissions of the folder."_s,
                      .where = { .file = m_path } };
    }
    m_path.clear();
    return Ok{};
}

void ClaimedFolder::removeAbandoned(const QString &parent)
{
    if (!QFileInfo(parent).isDir())
        return;
    const ParentLock lock(parent);
    for (const QFileInfo &entry :
         QDir(parent).entryInfoList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot)) {
        if (entry.fileName().endsWith(".part"_L1) && isAbandoned(entry))
            QDir(entry.filePath()).removeRecursively();
    }
}

} // namespace tidemark
