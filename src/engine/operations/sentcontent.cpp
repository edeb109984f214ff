#include "sentcontent.h"

#include "conducts.h"

#include <engine/recovery/description.h>
#include <engine/recovery/querycopy.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Result<Description> describedFile(const QString &file, const Conduct &conduct)
{
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::ReadOnly });
    if (!connection)
        return connection.error();
    return describe(*connection, conduct);
}

// A full text index that was made again holds the same words in other pages: its rows are counted, not its pages compared.
void blankIndexes(Description &description, const QStringList &virtualTables)
{
    for (TableManifest &table : description.tables) {
        if (virtualTables.contains(table.name))
            table.contentHash.clear();
    }
}

Result<QStringList> differencesBetween(const QString &wanted,
                                       const QString &found,
                                       const QStringList &virtualTables,
                                       const Conduct &conduct)
{
    auto expected = describedFile(wanted, conduct);
    auto sent = describedFile(found, conduct);
    if (!expected || !sent)
        return expected ? sent.error() : expected.error();
    blankIndexes(*expected, virtualTables);
    blankIndexes(*sent, virtualTables);
    return differences(*expected, *sent);
}

} // namespace

QCoro::Task<Result<SentContent>>
prepareContent(EnginePointer engine, QString source, Target target, Conduct conduct)
{
    auto folder = ClaimedFolder::makeScratch(engine->paths.scratch());
    if (!folder)
        co_return folder.error();
    const auto scratch = std::make_shared<ClaimedFolder>(std::move(*folder));
    const Conduct forWorker = fromWorker(conduct);
    const auto now = engine->clock();
    const auto reading = [source, scratch, target, now, forWorker]() -> Result<SentContent> {
        const auto read = readRestoreSource(source, scratch->path(), target, now, forWorker);
        if (!read)
            return read.error();
        auto feed = ContentFeed::open(read->backup.databaseFile());
        if (!feed)
            return feed.error();
        return SentContent{ scratch, *read, std::make_shared<ContentFeed>(std::move(*feed)) };
    };
    co_return co_await engine->worker->run(reading);
}

QCoro::Task<Result<QStringList>> differencesFrom(EnginePointer engine,
                                                 SentContent content,
                                                 DatabasePointer database,
                                                 Conduct conduct)
{
    const Progress progress{ .text = u"Reading everything back"_s };
    report(conduct.progress, progress);
    const QString copy = content.scratch->path() + u"/back.sqlite"_s;
    const auto copied = co_await copyByQueries(database, copy, conduct);
    if (!copied)
        co_return copied.error();
    const QString wanted = content.source.backup.databaseFile();
    const QStringList virtualTables = content.feed->virtualTables();
    const Conduct quiet{ .progress = {}, .stop = conduct.stop };
    const auto comparing = [wanted, copy, virtualTables, quiet] {
        return differencesBetween(wanted, copy, virtualTables, quiet);
    };
    co_return co_await engine->worker->run(comparing);
}

} // namespace tidemark
