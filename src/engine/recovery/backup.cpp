#include "backup.h"

#include "description.h"
#include "manifest.h"
#include "pagecomparison.h"

#include <engine/base/claimedfolder.h>
#include <engine/base/files.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <functional>
#include <future>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 SpareBytes = 16LL << 20; // left for others on the disk

Error asSafety(Error error)
{
    if (error.kind == Error::Kind::Cancelled)
        return error;
    error.kind = Error::Kind::Safety;
    error.message = u"The backup could not be made. "_s + error.message;
    error.databaseState = DatabaseState::Unchanged;
    return error;
}

QString folderName(const BackupRequest &request)
{
    QString stream = request.target.stream;
    for (QChar &c : stream) {
        const bool isSafe
            = (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'-' || c == u'_' || c == u'.';
        if (!isSafe)
            c = u'_';
    }
    return request.now.toUTC().toString(u"yyyyMMdd-HHmmss-zzz"_s) + u'-' + stream;
}

/// Under a name that neither a backup nor another run has.
Result<ClaimedFolder> claimFolder(const BackupRequest &request)
{
    const QString base = request.folder + u'/' + folderName(request);
    QString name = base;
    for (int number = 2;; ++number) {
        const bool isTaken = QFileInfo::exists(name) || QFileInfo::exists(name + ".part"_L1);
        if (!isTaken) {
            auto folder = ClaimedFolder::make(name + ".part"_L1);
            if (folder || !QFileInfo::exists(name + ".part"_L1))
                return folder;
        }
        name = base + u'-' + QString::number(number);
    }
}

/// The finished backup gets its own name, and is on the disk with it.
Result<QString> finish(ClaimedFolder &part)
{
    QString name = part.path().chopped(QLatin1StringView(".part").size());
    if (auto kept = part.keepAs(name); !kept)
        return kept.error();
    if (auto synced = syncToDisk(manifestFile(name)); !synced)
        return synced.error();
    if (auto synced = syncToDisk(name); !synced) // and its own entry in the folder above
        return synced.error();
    return name;
}

Result<> requireSpace(SqliteConnection &source, const QString &folder)
{
    const auto size = source.query(
        { "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size" });
    const QStorageInfo disk(folder);
    if (!size || !disk.isValid())
        return Ok{}; // the copy itself will tell
    const qint64 needed = size->rows.first().first().toInteger() + SpareBytes;
    if (disk.bytesAvailable() >= needed)
        return Ok{};
    return Error{ .kind = Error::Kind::Safety,
                  .message = u"The disk of %1 has %2 MB left; %3 MB are needed."_s.arg(folder)
                                 .arg(disk.bytesAvailable() >> 20)
                                 .arg((needed >> 20) + 1),
                  .remedy = u"Free some space, or choose another folder with --output."_s };
}

/// A snapshot that ends with this object; nothing is written in it.
class Snapshot
{
public:
    [[nodiscard]] static Result<Snapshot> begin(SqliteConnection &source)
    {
        // BEGIN alone takes no snapshot: the first read does (SQLite, "Transactions", deferred).
        if (auto begun = source.run("BEGIN; SELECT count(*) FROM sqlite_schema"); !begun)
            return begun.error();
        return Snapshot(source);
    }
    Snapshot(Snapshot &&other) noexcept
        : m_source(std::exchange(other.m_source, nullptr))
    {}
    Snapshot &operator=(Snapshot &&) = delete;
    ~Snapshot()
    {
        if (m_source)
            static_cast<void>(m_source->run("COMMIT"));
    }

private:
    explicit Snapshot(SqliteConnection &source)
        : m_source(&source)
    {}

    SqliteConnection *m_source;
};

struct Copied {
    Description description;
    QString sha256;
    QStringList problems; ///< what keeps it from being verified
};

// Reports nothing: progress belongs to the thread that was called.
Conduct quietly(const Conduct &conduct)
{
    return { .progress = {}, .stop = conduct.stop };
}

Result<Copied> verifySmall(SqliteConnection &source, const QString &file, const Conduct &conduct)
{
    auto hashing = std::async(std::launch::async, sha256OfFile, file);
    auto examining = std::async(std::launch::async, examineCopy, file, quietly(conduct));
    auto description = describe(source, conduct);
    auto hash = hashing.get();
    const auto examined = examining.get();
    if (!description)
        return description.error();
    if (!hash)
        return hash.error();
    auto problems = verdict(*description, examined);
    if (!problems)
        return problems.error();
    return Copied{ std::move(*description), std::move(*hash), std::move(*problems) };
}

// What one thread learns of a large copy while another one describes it.
struct Pages {
    Result<PageComparison> comparison;
    Result<QStringList> problems;
};

Pages lookAtPages(const SqliteConnection &source, const QString &file, const Conduct &conduct)
{
    auto comparison = comparePages(source, file, conduct);
    return { std::move(comparison), quickCheckFile(file, conduct) };
}

Result<Description> describeFile(const QString &file, const Conduct &conduct)
{
    auto copy = SqliteConnection::open(file, { .access = SqliteOptions::Access::ReadOnly });
    if (!copy)
        return copy.error();
    return describe(*copy, conduct);
}

// Equal pages are equal rows: then one reading describes both.
Result<Copied> verifyLarge(SqliteConnection &source, const QString &file, const Conduct &conduct)
{
    auto looking
        = std::async(std::launch::async, lookAtPages, std::cref(source), file, quietly(conduct));
    const auto found = describeFile(file, conduct);
    const Pages pages = looking.get();
    if (!pages.comparison)
        return pages.comparison.error();
    if (!found && found.error().kind == Error::Kind::Cancelled)
        return found.error();
    const bool isTold = found && pages.comparison->same;
    const auto expected = isTold ? found : describe(source, conduct);
    if (!expected)
        return expected.error();
    Result<CopyState> examined = CopyState{};
    if (!pages.problems)
        examined = pages.problems.error();
    else if (pages.problems->isEmpty() && !found)
        examined = found.error();
    else
        examined = CopyState{ *pages.problems, found.valueOr({}) };
    auto problems = verdict(*expected, examined);
    if (!problems)
        return problems.error();
    return Copied{ *expected, pages.comparison->sha256, std::move(*problems) };
}

// Copy and description come from one snapshot. Meanwhile the copy is hashed and examined on threads and by connections of
// its own.
Result<Copied> copyAndVerify(SqliteConnection &source, const QString &file, const Conduct &conduct)
{
    const auto snapshot = Snapshot::begin(source);
    if (!snapshot)
        return snapshot.error();
    if (auto copied = copyDatabase(source, file, conduct); !copied)
        return copied.error();
    report(conduct.progress, { .text = u"Verifying the backup"_s });
    return QFileInfo(file).size() > GreatestScratchBytes ? verifyLarge(source, file, conduct)
                                                         : verifySmall(source, file, conduct);
}

QString placeName(PlaceOfTarget place)
{
    return place == PlaceOfTarget::Local ? u"local"_s : u"remote"_s;
}

BackupManifest manifestOf(const BackupRequest &request, const Copied &copied, qint64 bytes)
{
    BackupManifest manifest;
    manifest.format = ManifestFormat;
    manifest.tidemark = QStringLiteral(TIDEMARK_VERSION);
    manifest.stream = request.target.stream;
    manifest.database = request.target.name;
    manifest.databaseId = request.target.id;
    manifest.environment = request.target.environment;
    manifest.place = placeName(request.target.place);
    manifest.takenAt = request.now.toUTC();
    manifest.reason = request.reason;
    manifest.fingerprint = copied.description.fingerprint;
    manifest.ledgerHead = request.ledgerHead;
    manifest.bookmarkBefore = request.bookmarkBefore;
    manifest.bookmarkAfter = request.bookmarkAfter;
    manifest.sha256 = copied.sha256;
    manifest.bytes = bytes;
    manifest.tables = copied.description.tables;
    manifest.foreignKeyViolations = copied.description.foreignKeyViolations;
    return manifest;
}

Result<Backup>
makeBackup(SqliteConnection &source, const BackupRequest &request, const Conduct &conduct)
{
    ClaimedFolder::removeAbandoned(request.folder);
    auto folder = claimFolder(request);
    if (!folder)
        return folder.error();
    if (auto enough = requireSpace(source, folder->path()); !enough)
        return enough.error();
    const QString file = Backup{ .path = folder->path(), .manifest = {} }.databaseFile();
    const auto copied = copyAndVerify(source, file, conduct);
    if (!copied)
        return copied.error();

    Backup backup{ .path = {}, .manifest = manifestOf(request, *copied, QFileInfo(file).size()) };
    backup.manifest.verified = copied->problems.isEmpty();
    if (backup.manifest.verified)
        backup.manifest.verifiedAt = backup.manifest.takenAt;
    if (conduct.stop.stop_requested())
        return cancelled();
    if (auto written = writeFileAtomically(manifestFile(folder->path()), toJson(backup.manifest));
        !written)
        return written.error();
    auto path = finish(*folder);
    if (!path)
        return path.error();
    backup.path = std::move(*path);
    return backup;
}

} // namespace

qint64 BackupManifest::rows() const
{
    qint64 sum = 0;
    for (const TableManifest &table : tables)
        sum += table.rows;
    return sum;
}

QString Backup::databaseFile() const
{
    return path + "/database.sqlite"_L1;
}

Result<Backup>
takeBackup(SqliteConnection &source, const BackupRequest &request, const Conduct &conduct)
{
    auto backup = makeBackup(source, request, conduct);
    if (!backup)
        return asSafety(backup.error());
    return backup;
}

Result<QStringList> verifyBackup(const Backup &backup, const Conduct &conduct)
{
    auto copy = SqliteConnection::open(backup.databaseFile(),
                                       { .access = SqliteOptions::Access::ReadOnly });
    if (!copy)
        return copy.error();
    auto own = describe(*copy, conduct);
    if (!own && own.error().kind == Error::Kind::Cancelled)
        return own.error();
    if (!own)
        return QStringList{ u"it cannot be read: %1"_s.arg(own.error().message) };
    const Description expected{ backup.manifest.fingerprint,
                                backup.manifest.tables,
                                own->bookkeeping,
                                backup.manifest.foreignKeyViolations };
    report(conduct.progress, { .text = u"Verifying the backup"_s });
    return verdict(expected, examineCopy(backup.databaseFile(), conduct));
}

} // namespace tidemark
