#include "behaviour.h"
#include "d1profile.h"

#include <engine/base/files.h>

#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>
#include <vector>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Access = SqliteOptions::Access;

constexpr QByteArrayView Magic("SQLite format 3\0", 16); // "Database File Format", 1.3
constexpr int HeaderBytes = 100;
constexpr int WriteVersionAt = 18; // 2 for a WAL

const QString InMemory = u":memory:"_s;

/// SQLite counts the bytes of every allocation under one mutex of the whole process, on which connections wait for each
/// other; nobody asks for the sum. Has to be said before SQLite is used for the first time.
void leaveAllocationsUncounted()
{
    static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(said);
}

Error notADatabase(const QString &path, const QString &why)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"%1 is not a SQLite database: %2."_s.arg(path, why),
             .remedy = u"Check the path. An encrypted database cannot be opened."_s,
             .where = { .file = path } };
}

/// A file as SQLite's own layer opens it. A descriptor of ours would not do: closing it drops every lock that this process
/// holds on the file (POSIX; sqlite.org/howtocorrupt.html, 2.2), those of other connections included. SQLite puts the
/// closing off until nobody holds one.
class LowLevelFile
{
public:
    explicit LowLevelFile(const QString &path)
        : m_name(sqlite3_create_filename(QFile::encodeName(path).constData(), "", "", 0, nullptr),
                 sqlite3_free_filename)
    {
        sqlite3_vfs *const vfs = sqlite3_vfs_find(nullptr);
        m_memory.resize(static_cast<size_t>(vfs->szOsFile));
        m_code = vfs->xOpen(
            vfs, m_name.get(), file(), SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
        if (m_code != SQLITE_OK)
            m_why = qt_error_string();
    }
    ~LowLevelFile()
    {
        if (file()->pMethods)
            file()->pMethods->xClose(file());
    }
    LowLevelFile(const LowLevelFile &) = delete;
    LowLevelFile &operator=(const LowLevelFile &) = delete;

    [[nodiscard]] bool isOpen() const { return m_code == SQLITE_OK; }
    [[nodiscard]] QString why() const { return m_why; }
    [[nodiscard]] QByteArray start(int bytes)
    {
        sqlite3_int64 size = 0;
        if (file()->pMethods->xFileSize(file(), &size) != SQLITE_OK)
            return {};
        QByteArray content(std::min<qsizetype>(bytes, size), '\0');
        const auto wanted = static_cast<int>(content.size());
        return file()->pMethods->xRead(file(), content.data(), wanted, 0) == SQLITE_OK
                   ? content
                   : QByteArray();
    }

private:
    [[nodiscard]] sqlite3_file *file()
    {
        return static_cast<sqlite3_file *>(static_cast<void *>(m_memory.data()));
    }

    std::unique_ptr<const char, decltype(&sqlite3_free_filename)> m_name;
    std::vector<char> m_memory; // szOsFile bytes, as a VFS wants it; zeroed
    int m_code = SQLITE_OK;
    QString m_why;
};

/// The first bytes of the file, empty for an empty one; fails if they are not a database's.
Result<QByteArray> readHeader(const QString &path)
{
    if (!QFileInfo(path).isFile())
        return notADatabase(path, u"it is not a file"_s);
    LowLevelFile file(path);
    if (!file.isOpen()) {
        return Error{ .kind = Error::Kind::Database,
                      .message = u"%1 cannot be opened: %2."_s.arg(path, file.why()),
                      .remedy = u"Check that you may read the file."_s,
                      .where = { .file = path } };
    }
    const QByteArray header = file.start(HeaderBytes);
    if (!header.isEmpty() && !header.startsWith(Magic))
        return notADatabase(path, u"it does not start like one"_s);
    return header;
}

/// Made before SQLite does it, which would let everybody read it; -wal and -shm take the mode over.
Result<> createPrivateFile(const QString &path)
{
    if (auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
        return made.error();
    const int descriptor
        = ::open(QFile::encodeName(path).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return Error{ .kind = Error::Kind::Database,
                      .message = u"%1 cannot be made: %2."_s.arg(path, qt_error_string()),
                      .remedy = u"Check that you may write to the folder."_s,
                      .where = { .file = path } };
    }
    ::close(descriptor);
    return Ok{};
}

/// The header of a file that is there and may be opened.
Result<QByteArray> checkedHeader(const QString &path, Access access)
{
    if (path == InMemory)
        return QByteArray();
    if (path.isEmpty() || (!QFileInfo::exists(path) && access != Access::Create)) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = path.isEmpty() ? u"No database file was named."_s
                                                : u"There is no database %1."_s.arg(path),
                      .remedy = u"Check the path."_s,
                      .where = { .file = path } };
    }
    if (!QFileInfo::exists(path)) {
        if (auto created = createPrivateFile(path); !created)
            return created.error();
    }
    return readHeader(path);
}

bool isWal(const QByteArray &header)
{
    return header.size() > WriteVersionAt && header.at(WriteVersionAt) == 2;
}

/// To read a database in WAL mode SQLite makes a -shm beside it. Where nothing may be written, and nobody has the database open
/// (both files would be there), it is read as it lies.
bool mayBeReadAsItLies(const QString &path, const QByteArray &header, Access access)
{
    return access != Access::Create && isWal(header) && !QFileInfo::exists(path + u"-wal"_s)
           && !QFileInfo::exists(path + u"-shm"_s);
}

QByteArray fileName(const QString &path, int flags)
{
    if ((flags & SQLITE_OPEN_URI) == 0)
        return QFile::encodeName(path);
    return QUrl::fromLocalFile(path).toEncoded(QUrl::FullyEncoded) + "?immutable=1";
}

/// The ways to open the file, the preferred one first.
QList<int> openFlags(const QByteArray &header, Access access)
{
    constexpr int Write = SQLITE_OPEN_READWRITE;
    if (access == Access::Create)
        return { Write | SQLITE_OPEN_CREATE };
    if (access == Access::ReadWrite)
        return { Write };
    // Without write access to the -shm file a WAL's newest rows are not seen (miniflare#781), and a hot journal cannot
    // be rolled back: PRAGMA query_only keeps the promise instead.
    return isWal(header) ? QList<int>{ Write, SQLITE_OPEN_READONLY }
                         : QList<int>{ SQLITE_OPEN_READONLY, Write };
}

void setConfig(sqlite3 *handle, int option, bool on)
{
    sqlite3_db_config(handle, option, int(on), nullptr);
}

} // namespace

SqliteConnection::SqliteConnection(const SqliteOptions &options)
    : m_behaviour(std::make_shared<SqliteBehaviour>(SqliteBehaviour{ .options = options }))
{}

Result<SqliteConnection> SqliteConnection::open(const QString &name, const SqliteOptions &options)
{
    leaveAllocationsUncounted();
    // Absolute, because SQLite may be built to take a name that begins with file: for a URI.
    const bool isFile = !name.isEmpty() && name != InMemory;
    const QString path = isFile ? QFileInfo(name).absoluteFilePath() : name;
    const auto header = checkedHeader(path, options.access);
    if (!header)
        return header.error();
    const QList<int> ways = openFlags(*header, options.access);
    auto connection = openAs(path, options, ways.first());
    if (!connection && ways.size() > 1) {
        if (auto other = openAs(path, options, ways.last()))
            return other;
    }
    if (!connection && mayBeReadAsItLies(path, *header, options.access)) {
        if (auto other = openAs(path, options, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI))
            return other;
    }
    return connection;
}

Result<SqliteConnection>
SqliteConnection::openAs(const QString &path, const SqliteOptions &options, int flags)
{
    SqliteConnection connection(options);
    // A crashed program's WAL stays for it to recover if we only read.
    const bool keepWal
        = options.access == Access::ReadOnly && QFileInfo(path + u"-wal"_s).size() > 0;
    sqlite3 *handle = nullptr;
    // A connection belongs to one thread at a time, so it needs no mutex; interrupting it from another does not take one.
    const int code = sqlite3_open_v2(
        fileName(path, flags).constData(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    connection.m_handle.reset(handle);
    const auto failed = [&connection, &path] {
        Error error = connection.lastError(u"%1 cannot be opened"_s.arg(path));
        error.where.file = path;
        return error;
    };
    if (code != SQLITE_OK)
        return failed();
    setConfig(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keepWal);
    if (!connection.configure())
        return failed();
    return connection;
}

Result<> SqliteConnection::configure()
{
    sqlite3 *const handle = m_handle.get();
    const SqliteOptions &options = m_behaviour->options;
    sqlite3_extended_result_codes(handle, 1);
    setConfig(handle, SQLITE_DBCONFIG_ENABLE_FKEY, options.foreignKeys);
    if (options.profile == SqliteOptions::Profile::D1) {
        setConfig(handle, SQLITE_DBCONFIG_DEFENSIVE, true);
        setConfig(handle, SQLITE_DBCONFIG_DQS_DDL, true);
        setConfig(handle, SQLITE_DBCONFIG_DQS_DML, true);
        d1profile::applyLimits(handle);
        d1profile::registerShims(handle);
    }
    installCallbacks(handle, *m_behaviour);
    if (options.access == Access::ReadOnly) {
        if (auto only = control("PRAGMA query_only=ON"); !only)
            return only.error();
    }
    auto readable = control("PRAGMA schema_version"); // reads the file for the first time
    if (!readable
        && readable.error().kind != Error::Kind::Lock) // who uses it will wait for the lock
        return readable.error();
    return Ok{};
}

} // namespace tidemark
