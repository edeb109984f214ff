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

/// A lock on a folder (flock(2)), which belongs to the open file: a process that is gone holds none. Whoever uses a folder, or
/// makes something in it, shares its lock; whoever removes what was left in it needs it alone, and does not wait.
class FolderLock
{
public:
    enum class Kind { Shared, Alone };

    FolderLock(const QString &path, Kind kind)
        : m_descriptor(openFolder(path))
    {
        if (m_descriptor < 0)
            return;
        const int operation = kind == Kind::Shared ? LOCK_SH : LOCK_EX | LOCK_NB;
        int code = 0;
        do {
            code = ::flock(m_descriptor, operation);
        } while (code != 0 && errno == EINTR);
        m_isHeld = code == 0;
        m_isInUse = code != 0 && errno == EWOULDBLOCK;
    }
    ~FolderLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    /// By others. Neither held nor in use: this file system has no locks.
    [[nodiscard]] bool isInUse() const { return m_isInUse; }
    /// The open file, with the lock on it; the caller closes it.
    [[nodiscard]] int take() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
    bool m_isHeld = false;
    bool m_isInUse = false;
};

bool isAbandoned(const QFileInfo &folder)
{
    const FolderLock lock(folder.filePath(), FolderLock::Kind::Alone);
    if (lock.isHeld() || lock.isInUse())
        return lock.isHeld();
    return folder.lastModified().secsTo(QDateTime::currentDateTime()) > SecondsPerDay;
}

} // namespace

Result<ClaimedFolder> ClaimedFolder::make(const QString &path)
{
    const QString parent = QFileInfo(path).absolutePath();
    if (auto made = makePrivateDirectory(parent); !made)
        return made.error();
    // Held until the claim is: nobody sees the new folder unclaimed.
    const FolderLock lock(parent, FolderLock::Kind::Shared);
    if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) != 0) {
        return Error{ .kind = Error::Kind::Safety,
                      .message
                      = u"The folder %1 cannot be made: %2."_s.arg(path, qt_error_string()),
                      .remedy = u"Check the permissions and the free space of the disk."_s,
                      .where = { .file = path } };
    }
    FolderLock claim(path, FolderLock::Kind::Shared);
    return ClaimedFolder(path, claim.take());
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
    const FolderLock lock(parent, FolderLock::Kind::Alone);
    if (lock.isInUse())
        return; // somebody makes a folder in it right now, or it is a claimed one itself
    for (const QFileInfo &entry :
         QDir(parent).entryInfoList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot)) {
        if (entry.fileName().endsWith(".part"_L1) && isAbandoned(entry))
            QDir(entry.filePath()).removeRecursively();
    }
}

std::optional<FolderHold> FolderHold::take(const QString &path)
{
    FolderLock lock(path, FolderLock::Kind::Alone);
    if (lock.isInUse())
        return std::nullopt;
    FolderHold hold(lock.take());
    struct stat facts = {};
    const bool isThere = ::fstat(hold.m_lock, &facts) == 0 && facts.st_nlink > 0;
    return isThere ? std::optional<FolderHold>(std::move(hold)) : std::nullopt;
}

FolderHold::FolderHold(FolderHold &&other) noexcept
    : m_lock(std::exchange(other.m_lock, -1))
{}

FolderHold::~FolderHold()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

} // namespace tidemark
