#include "files.h"

#include "digest.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <array>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto OwnerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr qsizetype HashBlockBytes = 1 << 16;
constexpr size_t SmallFileBytes = 1 << 14; // nearly every migration

Error unreadable(const QFile &file)
{
    const QString path = file.fileName();
    if (!QFileInfo::exists(path)) {
        return { .kind = Error::Kind::MissingInput,
                 .message = u"There is no file %1."_s.arg(path),
                 .remedy = u"Check the path."_s,
                 .where = { .file = path } };
    }
    return { .kind = Error::Kind::BadInput,
             .message = u"%1 cannot be read: %2."_s.arg(path, file.errorString()),
             .remedy = u"Check that it is a file and that you may read it."_s,
             .where = { .file = path } };
}

Error unwritable(const QString &path, const QString &why)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2."_s.arg(path, why),
             .remedy = u"Check the permissions and the free space of the disk."_s,
             .where = { .file = path } };
}

// fsync of one file or folder by its path.
bool syncPath(const QString &path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced;
}

/// The content of a small file, in an open and two reads; nothing if it is larger, or if anything is in the way. QFile asks for
/// the state of a file three times as well, which counts where a thousand migrations are read.
std::optional<QByteArray> readSmallFile(const QString &path)
{
    if (path.contains(QChar::Null))
        return std::nullopt;
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return std::nullopt;
    // Filled below. NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
    std::array<char, SmallFileBytes> content;
    size_t filled = 0;
    ssize_t got = 0;
    do {
        got = ::read(descriptor, content.data() + filled, content.size() - filled);
        filled += got > 0 ? size_t(got) : 0;
    } while (got > 0 && filled < content.size());
    ::close(descriptor);
    if (got != 0 || filled == content.size())
        return std::nullopt;
    return QByteArray(content.data(), qsizetype(filled));
}

} // namespace

Result<QByteArray> readFile(const QString &path)
{
    if (auto content = readSmallFile(path))
        return *std::move(content);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) // a folder does not open
        return unreadable(file);
    QByteArray content = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return unreadable(file);
    return content;
}

Result<> writeFileAtomically(const QString &path, const QByteArray &content, Overwrite overwrite)
{
    if (overwrite == Overwrite::No && QFileInfo::exists(path)) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"%1 exists already."_s.arg(path),
                      .remedy = u"Choose another name, or add --overwrite."_s,
                      .where = { .file = path } };
    }
    const QString folder = QFileInfo(path).absolutePath();
    if (auto made = makePrivateDirectory(folder); !made)
        return made.error();

    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(OwnerOnly)
        || file.write(content) != content.size() || !file.flush() || ::fsync(file.handle()) != 0
        || !file.commit())
        return unwritable(path, file.errorString());
    if (!syncPath(folder, O_RDONLY | O_DIRECTORY))
        return unwritable(folder, u"the folder could not be synced"_s);
    return Ok{};
}

Result<> syncToDisk(const QString &path)
{
    if (!syncPath(path, O_RDONLY)
        || !syncPath(QFileInfo(path).absolutePath(), O_RDONLY | O_DIRECTORY))
        return unwritable(path, u"it could not be synced to the disk"_s);
    return Ok{};
}

Result<> makePrivateDirectory(const QString &path)
{
    if (QFileInfo(path).isDir())
        return Ok{};
    if (path.isEmpty())
        return unwritable(path, u"it has no name"_s);
    if (auto parent = makePrivateDirectory(QFileInfo(path).absolutePath()); !parent)
        return parent.error();
    if (!QDir().mkdir(path, OwnerOnly | QFile::ExeOwner) && !QFileInfo(path).isDir())
        return unwritable(path, u"the folder could not be made"_s);
    return Ok{};
}

Result<QString> sha256OfFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return unreadable(file);
    Sha256 hash;
    QByteArray block(HashBlockBytes, Qt::Uninitialized);
    while (true) {
        const qint64 got = file.read(block.data(), block.size());
        if (got < 0)
            return unreadable(file);
        if (got == 0)
            return hash.hex();
        hash.add(QByteArrayView(block).first(got));
    }
}

QString sha256(const QByteArray &bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

} // namespace tidemark
