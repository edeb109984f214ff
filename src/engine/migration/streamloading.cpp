#include "streamchecks.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Streams whose folder is the same.
using Sharers = QList<StreamConfig>;

Error historyProblem(const QString &message, const QString &remedy, const QString &file = {})
{
    return { .kind = Error::Kind::History,
             .message = message,
             .remedy = remedy,
             .where = { .file = file } };
}

bool leavesOpen(const StreamConfig &config)
{
    return config.match.isEmpty() && !config.takesTheRest;
}

QStringList explicitTakers(const Sharers &sharers, const MigrationFile &file)
{
    QStringList takers;
    for (const StreamConfig &config : sharers) {
        if (matchesOne(config.match, file))
            takers.append(config.name);
    }
    return takers;
}

bool takes(const StreamConfig &config, const Sharers &sharers, const MigrationFile &file)
{
    const QStringList takers = explicitTakers(sharers, file);
    if (!takers.isEmpty())
        return takers.contains(config.name);
    // Streams that say nothing are shown what is left; sharingProblems() forbids them to write if there are several.
    return config.match.isEmpty() || config.takesTheRest;
}

bool isInitScript(const Sharers &sharers, const MigrationFile &file)
{
    return std::any_of(sharers.cbegin(), sharers.cend(), [&file](const StreamConfig &config) {
        return !config.initScript.isEmpty()
               && QDir::cleanPath(config.initScript) == QDir::cleanPath(file.path);
    });
}

/// What forbids a stream to write because of how the folder is shared.
QList<Error>
sharingProblems(const StreamConfig &config, const Sharers &sharers, const FolderListing &listing)
{
    QList<Error> problems;
    const QString remedy
        = u"Say in tidemark.toml which files belong to which stream: match = [\"…\"] "
          "under [streams.%1], and default = true for the one that takes the rest."_s.arg(
              config.name);
    QStringList takersOfTheRest;
    for (const StreamConfig &other : sharers) {
        if (leavesOpen(other) || other.takesTheRest)
            takersOfTheRest.append(other.name);
    }
    if (takersOfTheRest.size() > 1 && takersOfTheRest.contains(config.name))
        problems.append(
            historyProblem(u"%1 share the folder %2, and nothing says which files are whose."_s.arg(
                               takersOfTheRest.join(u" and "_s), listing.directory),
                           remedy));
    for (const MigrationFile &file : listing.ups) {
        if (isInitScript(sharers, file))
            continue;
        const QStringList takers = explicitTakers(sharers, file);
        if (takers.size() > 1 && takers.contains(config.name))
            problems.append(
                historyProblem(u"%1 is matched by the streams %2."_s.arg(
                                   QFileInfo(file.path).fileName(), takers.join(u" and "_s)),
                               u"Make the match patterns in tidemark.toml exclusive."_s,
                               file.path));
        else if (takers.isEmpty() && takersOfTheRest.isEmpty() && sharers.size() > 1)
            problems.append(
                historyProblem(u"%1 belongs to no stream."_s.arg(QFileInfo(file.path).fileName()),
                               remedy,
                               file.path));
    }
    return problems;
}

Result<Migration> readInit(const QString &file)
{
    auto script = readScript(file);
    if (!script && script.error().kind == Error::Kind::MissingInput)
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"The init script %1 is not there."_s.arg(file),
                      .remedy = u"Restore it, or correct `init` in tidemark.toml."_s,
                      .where = { .file = file } };
    if (!script)
        return script.error();
    const QString id = QFileInfo(file).completeBaseName();
    return Migration{ .id = id,
                      .version = u"0"_s,
                      .number = 0,
                      .name = id,
                      .up = *std::move(script),
                      .down = std::nullopt,
                      .isInit = true };
}

Result<Migration> readMigration(const MigrationFile &up, const MigrationFile *down)
{
    auto script = readScript(up.path);
    if (!script)
        return script.error();
    Migration migration{ .id = up.id,
                         .version = up.version,
                         .number = up.number,
                         .name = up.name,
                         .up = *std::move(script) };
    if (down) {
        auto downScript = readScript(down->path);
        if (!downScript)
            return downScript.error();
        migration.down = *std::move(downScript);
    }
    return migration;
}

/// The down scripts of a folder by what they share with their up scripts.
class DownScripts
{
public:
    DownScripts(const QList<MigrationFile> &files, const Layout &layout)
        : m_layout(layout)
    {
        for (const MigrationFile &file : files)
            m_byStem[file.stem].append(&file);
    }

    /// The layout's own spelling first, if there are several; nullptr if there is none.
    [[nodiscard]] const MigrationFile *of(const MigrationFile &up) const
    {
        const auto candidates = m_byStem.constFind(up.stem);
        if (candidates == m_byStem.constEnd())
            return nullptr;
        const QString usual = m_layout.downFileName(up.id + u".sql"_s);
        const auto found = std::find_if(
            candidates->cbegin(), candidates->cend(), [&usual](const MigrationFile *down) {
                return QString(down->id + u".sql"_s) == usual;
            });
        return found == candidates->cend() ? candidates->first() : *found;
    }

private:
    const Layout &m_layout;
    QHash<QString, QList<const MigrationFile *>> m_byStem;
};

/// The files of @p config, its init script and those of others left out.
struct Share {
    QList<MigrationFile> ups;
    QList<MigrationFile> downs;
    QStringList remarks;
};

Share shareOf(const StreamConfig &config,
              const Sharers &sharers,
              const FolderListing &listing,
              LayoutKind layout)
{
    Share share;
    const bool needsNumber = layout == LayoutKind::Numbered || layout == LayoutKind::Plain;
    QStringList initStems;
    for (const StreamConfig &other : sharers) {
        if (!other.initScript.isEmpty())
            initStems.append(QFileInfo(other.initScript).completeBaseName());
    }
    share.ups.reserve(listing.ups.size());
    for (const MigrationFile &file : listing.ups) {
        if (isInitScript(sharers, file) || !takes(config, sharers, file))
            continue;
        if (needsNumber && file.version.isEmpty())
            share.remarks.append(u"%1 has no number and is left out. If it makes the first tables, "
                                 "declare it: init = \"…\" under [streams.%2]."_s.arg(
                                     QFileInfo(file.path).fileName(), config.name));
        else
            share.ups.append(file);
    }
    for (const MigrationFile &file : listing.downs) {
        const MigrationFile up = migrationFile(listing.directory, file.stem + u".sql"_s);
        if (initStems.contains(file.stem))
            share.remarks.append(u"%1 is left out: an init script is not rolled back."_s.arg(
                QFileInfo(file.path).fileName()));
        else if (takes(config, sharers, up))
            share.downs.append(file);
    }
    return share;
}

Layout layoutOf(const StreamConfig &config, const FolderListing &listing)
{
    if (config.layout)
        return { .kind = *config.layout, .declared = true };
    return { .kind = recognisedLayout(listing), .declared = false };
}

QStringList folderRemarks(const FolderListing &listing, const Layout &layout)
{
    if (!listing.exists)
        return { u"The folder %1 does not exist."_s.arg(listing.directory) };
    if (listing.hasDrizzleJournal && !layout.declared)
        return { u"The folder has Drizzle's journal; its files are read in the layout \"%1\", as "
                 "wrangler applies them."_s.arg(layout.name()) };
    return {};
}

Result<> readMigrations(Stream &stream, const Share &share)
{
    if (!stream.config.initScript.isEmpty()) {
        auto init = readInit(stream.config.initScript);
        if (!init)
            return init.error();
        stream.migrations.append(*std::move(init));
    }
    const DownScripts downs(share.downs, stream.layout);
    stream.migrations.reserve(stream.migrations.size() + share.ups.size());
    for (const MigrationFile &up : share.ups) {
        auto migration = readMigration(up, downs.of(up));
        if (!migration)
            return migration.error();
        stream.migrations.append(*std::move(migration));
    }
    sortMigrations(stream.migrations, stream.config.duplicates);
    return Ok{};
}

Result<Stream> loadShare(const StreamConfig &config, const Sharers &sharers)
{
    if (config.layout == LayoutKind::Drizzle)
        return Error{ .kind = Error::Kind::Config,
                      .message
                      = u"[streams.%1] declares layout = \"drizzle\"; folders that Drizzle's "
                        "own migrator applies are read from PostgreSQL support on."_s.arg(
                            config.name),
                      .remedy = u"If wrangler applies the files, declare layout = \"wrangler\": it "
                                "runs Drizzle's .sql files as they are."_s,
                      .where = { .file = config.directory } };
    const FolderListing listing = listFolder(config.directory, config.pattern);
    Stream stream{ .config = config, .layout = layoutOf(config, listing) };
    const Share share = shareOf(config, sharers, listing, stream.layout.kind);
    if (auto read = readMigrations(stream, share); !read)
        return read.error();
    stream.problems = sharingProblems(config, sharers, listing) + duplicateProblems(stream)
                      + downScriptProblems(share.ups, share.downs);
    stream.remarks
        = folderRemarks(listing, stream.layout) + share.remarks + streamRemarks(stream, listing);
    return stream;
}

void remarkSameNumber(Stream &stream, const Migration &migration, const Stream &other)
{
    for (const Migration *same : other.withNumber(migration.number)) {
        if (migration.isInit || same->isInit || migration.version.isEmpty()
            || same->id == migration.id)
            continue;
        stream.remarks.append(u"%1 has the number of %2 in the stream %3."_s.arg(
            migration.id, same->id, other.config.name));
    }
}

/// Numbers are one series for all streams of a folder; the same one twice is allowed there, and said.
void compareNeighbours(QList<Stream> &streams)
{
    for (Stream &stream : streams) {
        for (const Stream &other : std::as_const(streams)) {
            if (other.config.name == stream.config.name
                || other.config.directory != stream.config.directory)
                continue;
            for (const Migration &migration : other.migrations)
                stream.neighbouringNumbers.insert(migration.number);
            for (const Migration &migration : std::as_const(stream.migrations))
                remarkSameNumber(stream, migration, other);
        }
    }
}

} // namespace

Result<Stream> loadStream(const StreamConfig &config)
{
    return loadShare(config, { config });
}

Result<QList<Stream>> loadStreams(const Project &project, const QString &environment)
{
    const auto configs = project.streams(environment);
    if (!configs)
        return configs.error();
    QList<Stream> streams;
    for (const StreamConfig &config : *configs) {
        Sharers sharers;
        for (const StreamConfig &other : *configs) {
            if (QDir::cleanPath(other.directory) == QDir::cleanPath(config.directory)
                && other.pattern == config.pattern)
                sharers.append(other);
        }
        auto stream = loadShare(config, sharers);
        if (!stream)
            return stream.error();
        streams.append(*std::move(stream));
    }
    compareNeighbours(streams);
    return streams;
}

} // namespace tidemark
