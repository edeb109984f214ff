#include "replacementfile.h"

#include <engine/database/d1/d1importscript.h>
#include <engine/recovery/tablescan.h>
#include <engine/safety/canaries.h>
#include <engine/sql/identifier.h>

#include <QFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto ContentName = "content.sql";
constexpr auto WholeName = "import.sql";
constexpr qsizetype BlockBytes = 1'000'000;

Error noRoom(const QFile &file)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2"_s.arg(file.fileName(), file.errorString()),
             .remedy = u"The content as SQL needs room in the cache folder."_s };
}

// What the feed says for batches, which are transactions; here every statement is one.
QList<BoundStatement> withoutPragmas(QList<BoundStatement> batch)
{
    batch.removeIf([](const BoundStatement &statement) {
        return statementKind(statement.sql) == StatementKind::Pragma;
    });
    return batch;
}

Error tooLong(const Error &cause, const QList<BoundStatement> &batch)
{
    const BoundStatement &statement = batch.at(std::max(cause.where.statement - 1, 0));
    return {
        .kind = Error::Kind::Policy,
        .message = u"D1 cannot import \"%1…\": %2"_s.arg(QString::fromUtf8(statement.sql.left(60)),
                                                         cause.message),
        .remedy
        = u"Go back with `tidemark-cli time-travel restore` or `recover`, or make a new database "
          u"with `restore --into-new NAME --remote`, which sends long values apart."_s
    };
}

Result<> writeTo(QFile &file, const QList<BoundStatement> &statements)
{
    const auto script = d1ImportScript(statements);
    if (!script)
        return script.error();
    if (file.write(*script) != script->size())
        return noRoom(file);
    return Ok{};
}

Result<> copyInto(QFile &whole, const QString &part)
{
    QFile source(part);
    if (!source.open(QIODevice::ReadOnly))
        return noRoom(source);
    while (!source.atEnd()) {
        const QByteArray block = source.read(BlockBytes);
        if (block.isEmpty() || whole.write(block) != block.size())
            return noRoom(whole);
    }
    return Ok{};
}

QList<BoundStatement> dropsOf(const Schema &live)
{
    QList<BoundStatement> drops;
    for (const View &view : live.views)
        drops.append({ "DROP VIEW " + quoted(view.name) });
    QList<const Table *> tables = parentsFirst(live);
    std::reverse(tables.begin(), tables.end());
    for (const Table *table : std::as_const(tables)) {
        const bool stays = table->kind == Table::Kind::Shadow || isEngineOwned(table->name)
                           || isLockOrGuard(table->name);
        if (!stays)
            drops.append({ "DROP TABLE " + quoted(table->name) });
    }
    return drops;
}

} // namespace

Result<ReplacementFile> ReplacementFile::write(const SentContent &content, const Conduct &conduct)
{
    const ReplacementFile replacement(content.scratch->path());
    QFile file(replacement.m_folder + u'/' + QLatin1StringView(ContentName));
    if (!file.open(QIODevice::WriteOnly))
        return noRoom(file);
    while (!conduct.stop.stop_requested()) {
        const auto batch = content.feed->next();
        if (!batch)
            return batch.error();
        const auto statements = withoutPragmas(*batch);
        if (batch->isEmpty()) {
            if (!file.flush())
                return noRoom(file);
            return replacement;
        }
        if (const auto written = writeTo(file, statements); !written)
            return written.error().kind == Error::Kind::Safety
                       ? written.error()
                       : tooLong(written.error(), statements);
    }
    return cancelled();
}

Result<QString> ReplacementFile::complete(const Schema &live,
                                          const QList<BoundStatement> &guards,
                                          const Lease &lease) const
{
    QFile whole(m_folder + u'/' + QLatin1StringView(WholeName));
    if (!whole.open(QIODevice::WriteOnly))
        return noRoom(whole);
    const QList<BoundStatement> off{ { "PRAGMA foreign_keys = OFF" } };
    const QList<BoundStatement> end{ { "PRAGMA foreign_keys = ON" },
                                     leasesql::clearGuard(),
                                     handOver(lease) };
    auto written = writeTo(whole, off + guards + dropsOf(live));
    if (written)
        written = copyInto(whole, m_folder + u'/' + QLatin1StringView(ContentName));
    if (written)
        written = writeTo(whole, end);
    if (!written)
        return written.error();
    if (!whole.flush())
        return noRoom(whole);
    return whole.fileName();
}

BoundStatement handOver(const Lease &lease)
{
    return {
        "UPDATE _tidemark_lock SET token = token + 1 WHERE id = 1 AND owner = ?1 AND token = ?2",
        { Value::text(lease.owner), Value::integer(lease.token) }
    };
}

Lease succeeding(Lease lease)
{
    ++lease.token;
    return lease;
}

BoundStatement isHandedOver(const Lease &lease)
{
    return { "SELECT count(*) FROM _tidemark_lock WHERE id = 1 AND owner = ?1 AND token = ?2",
             { Value::text(lease.owner), Value::integer(lease.token + 1) } };
}

} // namespace tidemark
