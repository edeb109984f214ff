#include "yard.h"

#include <engine/base/files.h>
#include <engine/sql/identifier.h>

#include <QCoreApplication>
#include <QDirIterator>
#include <QRegularExpression>

#include <filesystem>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int LongestRun = 120'000;

std::filesystem::path pathFrom(const QString &path)
{
    return { path.toStdString() };
}

void copyContent(const QString &from, const QString &to)
{
    std::filesystem::copy(pathFrom(from), pathFrom(to), std::filesystem::copy_options::recursive);
}

void replaceContent(const QString &folder, const QString &from)
{
    for (const auto &entry : std::filesystem::directory_iterator(pathFrom(folder)))
        std::filesystem::remove_all(entry);
    copyContent(from, folder);
}

// In pages of memory, which is what a disk in memory counts.
qint64 occupied(const QString &folder)
{
    constexpr qint64 Page = 4096;
    qint64 sum = 0;
    QDirIterator entries(folder,
                         QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        entries.next();
        const QFileInfo entry = entries.fileInfo();
        sum += entry.isFile() ? (entry.size() + Page - 1) / Page * Page : Page;
    }
    return sum;
}

QString program()
{
    return QCoreApplication::applicationDirPath() + u"/tidemark-cli"_s;
}

QList<Row> rowsOf(SqliteConnection &connection, const QByteArray &sql)
{
    auto result = connection.query({ sql });
    if (!result)
        qFatal("%s: %s", sql.constData(), qPrintable(result.error().message));
    return result->rows;
}

// What two runs that come to the same end have in common. Seqs, times, durations, run ids and safety points are not.
bool isCompared(const QString &table, const QString &column)
{
    static const QStringList ledger{ u"stream"_s,
                                     u"id"_s,
                                     u"state"_s,
                                     u"kind"_s,
                                     u"out_of_order"_s,
                                     u"checksum"_s,
                                     u"statements_total"_s,
                                     u"statements_applied"_s };
    if (table == "_tidemark_ledger"_L1)
        return ledger.contains(column);
    return !(table.endsWith("_migrations"_L1) && column.startsWith("applied"_L1));
}

QByteArray selectFor(SqliteConnection &connection, const QString &table)
{
    QByteArrayList columns;
    for (const Row &row : rowsOf(connection, "PRAGMA table_info(" + quoted(table) + ')')) {
        if (isCompared(table, row.at(1).toString()))
            columns.append("quote(" + quoted(row.at(1).toString()) + ')');
    }
    return "SELECT " + columns.join("||','||") + " FROM " + quoted(table) + " ORDER BY 1";
}

// A journal that is empty, or whose header was never completed, is none to SQLite (pager.c, hasHotJournal); it goes with
// the next write.
bool isHot(const QString &journal)
{
    QFile file(journal);
    char first = 0;
    return file.open(QIODevice::ReadOnly) && file.getChar(&first) && first != 0;
}

} // namespace

Yard::Yard(const QString &sample)
    : cli(sample)
{
    const QString xdg = cli.folder().path(u"xdg"_s);
    cli.engine->paths = { .data = xdg + u"/data/tidemark"_s,
                          .state = xdg + u"/state/tidemark"_s,
                          .cache = xdg + u"/cache/tidemark"_s };
    cli.engine->journal = Journal(cli.engine->paths.journal());
    QDir().mkpath(cli.folder().path(u"tmp"_s));
}

void Yard::keep()
{
    QDir(m_aside.path(u"kept"_s)).removeRecursively();
    QDir().mkpath(m_aside.path(u"kept"_s));
    copyContent(cli.folder().path(), m_aside.path(u"kept"_s));
    m_keptBackups.clear();
    for (const Backup &backup : backups())
        m_keptBackups.append(backup.path);
}

void Yard::reset() const
{
    replaceContent(cli.folder().path(), m_aside.path(u"kept"_s));
}

// In a mount namespace of its own, so that nobody else sees the disk; what is on it in the end is copied back.
Harmed Yard::runOnSmallDisk(const QStringList &line, qint64 spareBytes) const
{
    static const QString script = uR"sh(
set -e
mount -t tmpfs -o size=$1 tidemark "$2"
cp -a "$3/." "$2"
shift 3
set +e
"$@"
code=$?
cp -a "$TIDEMARK_DISK/." "$TIDEMARK_AFTER"
exit $code
)sh"_s;
    const QString disk = cli.folder().path();
    const QString after = m_aside.path(u"after"_s);
    QDir(after).removeRecursively();
    QDir().mkpath(after);
    QProcess process;
    QProcessEnvironment environment = environmentFor({});
    environment.remove(u"LD_PRELOAD"_s);
    environment.insert(u"TIDEMARK_DISK"_s, disk);
    environment.insert(u"TIDEMARK_AFTER"_s, after);
    process.setProcessEnvironment(environment);
    const QString size = QString::number(occupied(m_aside.path(u"kept"_s)) + spareBytes);
    process.start(u"unshare"_s,
                  QStringList{ u"--map-root-user"_s,
                               u"--mount"_s,
                               u"sh"_s,
                               u"-c"_s,
                               script,
                               u"sh"_s,
                               size,
                               disk,
                               m_aside.path(u"kept"_s),
                               program() }
                      + wholeLine(line));
    Harmed harmed = outcomeOf(process);
    replaceContent(disk, after);
    return harmed;
}

CliResult Yard::succeed(const QStringList &line) const
{
    CliResult result = run(line);
    if (result.exit != 0)
        qFatal("%s: exit %d\n%s%s",
               qPrintable(line.join(u' ')),
               result.exit,
               result.out.constData(),
               result.err.constData());
    return result;
}

QStringList Yard::wholeLine(const QStringList &line) const
{
    return QStringList{ u"--json"_s, u"--quiet"_s, u"--project"_s, cli.project() } + line;
}

QProcessEnvironment Yard::environmentFor(const Fault &fault) const
{
    auto environment = QProcessEnvironment::systemEnvironment();
    const QString xdg = cli.folder().path(u"xdg"_s);
    environment.insert(u"XDG_DATA_HOME"_s, xdg + u"/data"_s);
    environment.insert(u"XDG_STATE_HOME"_s, xdg + u"/state"_s);
    environment.insert(u"XDG_CACHE_HOME"_s, xdg + u"/cache"_s);
    environment.insert(u"TMPDIR"_s, cli.folder().path(u"tmp"_s));
    environment.insert(u"LD_PRELOAD"_s,
                       QCoreApplication::applicationDirPath() + u"/libtidemarkfaults.so"_s);
    // The sanitizer would rather be the first library itself.
    environment.insert(u"ASAN_OPTIONS"_s, u"verify_asan_link_order=0"_s);
    environment.insert(u"TIDEMARK_FAULT_NOSYNC"_s, u"1"_s);
    environment.insert(u"TIDEMARK_FAULT_ROOT"_s,
                       QFileInfo(cli.folder().path(fault.below)).canonicalFilePath());
    environment.insert(u"TIDEMARK_FAULT_LOG"_s, logFile());
    environment.insert(u"TIDEMARK_FAULT_KIND"_s, fault.kind);
    environment.insert(u"TIDEMARK_FAULT_AT"_s, QString::number(fault.at));
    environment.insert(u"TIDEMARK_FAULT_CLOCK"_s, QString::number(fault.clockOffset));
    return environment;
}

void Yard::start(QProcess &process, const QStringList &line, const Fault &fault) const
{
    process.setProcessEnvironment(environmentFor(fault));
    process.start(program(), wholeLine(line));
}

Harmed Yard::outcomeOf(QProcess &process)
{
    if (!process.waitForFinished(LongestRun))
        qFatal("The program did not end: %s", qPrintable(process.arguments().join(u' ')));
    Harmed harmed;
    harmed.crashed = process.exitStatus() == QProcess::CrashExit;
    harmed.result = { .exit = process.exitCode(),
                      .out = process.readAllStandardOutput(),
                      .err = process.readAllStandardError() };
    return harmed;
}

Harmed Yard::harm(const QStringList &line, const Fault &fault) const
{
    QFile::remove(logFile());
    QProcess process;
    start(process, line, fault);
    Harmed harmed = outcomeOf(process);
    QFile log(logFile());
    if (log.open(QIODevice::ReadOnly))
        harmed.calls = log.readAll().trimmed().split('\n');
    return harmed;
}

QByteArray Yard::pictureOf(const QString &databaseFile)
{
    if (!QFile::exists(databaseFile))
        return "no file";
    auto connection = SqliteConnection::open(databaseFile);
    if (!connection)
        return "unreadable: " + connection.error().message.toUtf8();
    QByteArray picture;
    const QByteArray own = "name NOT IN ('_tidemark_lock', '_tidemark_guard') AND tbl_name NOT IN "
                           "('_tidemark_lock', '_tidemark_guard') AND name NOT GLOB 'sqlite_*'";
    for (const Row &row :
         rowsOf(*connection, "SELECT name, sql FROM sqlite_schema WHERE " + own + " ORDER BY name"))
        picture += row.at(1).toString().toUtf8() + '\n';
    for (const Row &table : rowsOf(*connection,
                                   "SELECT name FROM sqlite_schema WHERE type = 'table' AND " + own
                                       + " ORDER BY name")) {
        const QString name = table.at(0).toString();
        picture += name.toUtf8() + ":\n";
        for (const Row &row : rowsOf(*connection, selectFor(*connection, name)))
            picture += row.at(0).toString().toUtf8() + '\n';
    }
    for (const Row &row : rowsOf(*connection, "PRAGMA quick_check"))
        picture += row.at(0).toString().toUtf8() + '\n';
    return picture;
}

Pictures Yard::pictures() const
{
    Pictures pictures;
    for (auto file = m_files.begin(); file != m_files.end(); ++file)
        pictures.insert(file.key(), pictureOf(file.value()));
    QByteArray files;
    const QDir migrations(cli.project() + u"/migrations"_s);
    for (const QFileInfo &file : migrations.entryInfoList(QDir::Files | QDir::Hidden, QDir::Name)) {
        QFile in(file.filePath());
        files += file.fileName().toUtf8() + ' '
                 + (in.open(QIODevice::ReadOnly) ? sha256(in.readAll()).toUtf8() : "unreadable")
                 + '\n';
    }
    pictures.insert(u"files"_s, files);
    return pictures;
}

QStringList Yard::leftovers() const
{
    // A working name, a hot journal, what QSaveFile and QTemporaryDir add to a name.
    static const QRegularExpression working(
        u"(\\.part(/|-|$)|-journal$|\\.(?!sqlite$)[A-Za-z]{6}$|^tmp/|/#[0-9]+$)"_s);
    const QString root = cli.folder().path();
    QStringList found;
    QDirIterator entries(
        root, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString relative = QDir(root).relativeFilePath(entries.next());
        const bool isNothing = relative.endsWith("-journal"_L1) && !isHot(entries.filePath());
        if (working.match(relative).hasMatch() && !isNothing)
            found.append(relative);
    }
    return found;
}

QList<Backup> Yard::backups() const
{
    const Paths &paths = cli.engine->paths;
    return listBackups(paths.safetyPoints()) + listBackups(paths.backups());
}

bool isSoak()
{
    return qEnvironmentVariableIsSet("TIDEMARK_SOAK");
}

void prepareForAccidents()
{
    if (QFileInfo(u"/dev/shm"_s).isWritable())
        qputenv("TMPDIR", "/dev/shm");
    constexpr int Minute = 60'000;
    qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(isSoak() ? 240 * Minute : 4 * Minute));
}

} // namespace tidemark
