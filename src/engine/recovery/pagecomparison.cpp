#include "pagecomparison.h"

#include <engine/base/digest.h>

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype BlockBytes = 1 << 20;

/// Places of the header that a copy has its own of (sqlite.org/fileformat2.html, 1.3): the versions that say "write-ahead log",
/// the change counter, the schema cookie, and the last writer's version with the counter it is valid for.
struct Range {
    qsizetype from;
    qsizetype to;
};
constexpr std::array<Range, 4> OwnBytes = { { { 18, 20 }, { 24, 28 }, { 40, 44 }, { 92, 100 } } };

void blankOwnBytes(QByteArray &block)
{
    for (const Range &range : OwnBytes) {
        for (qsizetype at = range.from; at < range.to && at < block.size(); ++at)
            block[at] = 0;
    }
}

bool isWholeDatabase(const QString &file)
{
    return !file.isEmpty() && QFileInfo(file + "-wal"_L1).size() == 0;
}

/// Fills @p block; it is shorter at the end of the file. False on an error.
bool readBlock(QFile &file, QByteArray &block)
{
    block.resize(BlockBytes);
    qsizetype filled = 0;
    while (filled < BlockBytes) {
        const qint64 got = file.read(block.data() + filled, BlockBytes - filled);
        if (got < 0)
            return false;
        if (got == 0)
            break;
        filled += got;
    }
    block.truncate(filled);
    return true;
}

/// The main file of a connection, as SQLite itself reads it.
class ConnectionFile
{
public:
    explicit ConnectionFile(const SqliteConnection &connection)
    {
        sqlite3_file_control(
            connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void *>(&m_file));
        sqlite3_int64 size = 0;
        if (m_file && m_file->pMethods && m_file->pMethods->xFileSize(m_file, &size) == SQLITE_OK)
            m_size = size;
    }

    [[nodiscard]] bool isThere() const { return m_size > 0; }
    /// Like readBlock(), from where the last one ended.
    [[nodiscard]] bool read(QByteArray &block)
    {
        block.resize(std::min<qint64>(BlockBytes, m_size - m_offset));
        const auto wanted = static_cast<int>(block.size());
        const sqlite3_int64 from = m_offset;
        m_offset += wanted;
        return wanted == 0
               || m_file->pMethods->xRead(m_file, block.data(), wanted, from) == SQLITE_OK;
    }

private:
    sqlite3_file *m_file = nullptr; // the connection's
    qint64 m_size = 0;
    qint64 m_offset = 0;
};

Error unreadable(const QFile &file)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"%1 cannot be read: %2."_s.arg(file.fileName(), file.errorString()),
             .where = { .file = file.fileName() } };
}

} // namespace

Result<PageComparison>
comparePages(const SqliteConnection &source, const QString &copy, const Conduct &conduct)
{
    constexpr auto Mode = QIODevice::ReadOnly | QIODevice::Unbuffered;
    ConnectionFile original(source);
    QFile made(copy);
    if (!made.open(Mode))
        return unreadable(made);
    PageComparison found;
    found.same = isWholeDatabase(source.path()) && original.isThere();
    Sha256 hash;
    QByteArray mine;
    QByteArray other;
    for (bool first = true;; first = false) {
        if (conduct.stop.stop_requested())
            return cancelled();
        if (!readBlock(made, mine))
            return unreadable(made);
        hash.add(mine);
        found.same = found.same && original.read(other);
        if (found.same && first) {
            blankOwnBytes(mine);
            blankOwnBytes(other);
        }
        found.same = found.same && mine == other;
        if (mine.size() < BlockBytes)
            break;
    }
    found.same = found.same && isWholeDatabase(source.path());
    found.sha256 = hash.hex();
    return found;
}

} // namespace tidemark
