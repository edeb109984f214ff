#include "managedatabases.h"

#include "runjournal.h"

#include <QUuid>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Result<D1DatabaseInfo>> found(D1Account account, QString nameOrId, std::stop_token stop)
{
    const bool isId = !QUuid::fromString(nameOrId).isNull();
    if (isId)
        co_return co_await account.info(nameOrId, stop);
    const auto named = co_await account.find(nameOrId, stop);
    if (!named)
        co_return named.error();
    const QString id = named->id;
    co_return co_await account.info(id, stop); // the list does not tell size and region
}

// Not enough of a way back to delete anything.
std::optional<Error> notEnough(const Backup &backup)
{
    const bool isWhole = backup.manifest.verified && backup.manifest.isOfOneMoment();
    if (isWhole)
        return std::nullopt;
    return Error{
        .kind = Error::Kind::Safety,
        .message
        = backup.manifest.verified
              ? u"The database was written to while it was backed up, so it was not deleted."_s
              : u"The backup could not be verified, so the database was not deleted."_s,
        .remedy = u"Stop what writes to it (Workers that are bound to it), then try again."_s,
        .databaseState = DatabaseState::Unchanged
    };
}

} // namespace

Target ManageDatabases::targetOf(const D1DatabaseInfo &database, const QString &account)
{
    return { .stream = database.name,
             .name = database.name,
             .id = database.id,
             .place = PlaceOfTarget::Remote,
             .kind = DatabaseKind::D1,
             .accountId = account };
}

QCoro::Task<Result<QList<D1DatabaseInfo>>> ManageDatabases::list(Conduct conduct) const
{
    const auto account = co_await m_engine->cloudflare->account(m_account, conduct.stop);
    if (!account)
        co_return account.error();
    co_return co_await account->databases(conduct.stop);
}

QCoro::Task<Result<D1DatabasePage>>
ManageDatabases::page(QString namePart, int number, Conduct conduct) const
{
    const auto account = co_await m_engine->cloudflare->account(m_account, conduct.stop);
    if (!account)
        co_return account.error();
    const D1Account &at = *account;
    co_return co_await at.databasePage(namePart, number, conduct.stop);
}

QCoro::Task<Result<QList<Target>>> ManageDatabases::targets(Conduct conduct) const
{
    const auto account = co_await m_engine->cloudflare->account(m_account, conduct.stop);
    if (!account)
        co_return account.error();
    const D1Account &at = *account;
    const auto databases = co_await at.databases(conduct.stop);
    if (!databases)
        co_return databases.error();
    QList<Target> targets;
    for (const D1DatabaseInfo &database : *databases)
        targets.append(targetOf(database, at.id()));
    co_return targets;
}

QCoro::Task<Result<D1DatabaseInfo>> ManageDatabases::info(QString nameOrId, Conduct conduct) const
{
    const auto account = co_await m_engine->cloudflare->account(m_account, conduct.stop);
    if (!account)
        co_return account.error();
    co_return co_await found(*account, nameOrId, conduct.stop);
}

QCoro::Task<Result<D1DatabaseInfo>> ManageDatabases::create(D1NewDatabase wish) const
{
    const auto engine = m_engine;
    const auto account = co_await engine->cloudflare->account(m_account);
    if (!account)
        co_return account.error();
    const auto created = co_await account->create(wish);
    if (!created)
        co_return created.error();
    const Target target = targetOf(*created, account->id());
    const RunJournal journal(engine, engine->identity(), target);
    const QJsonObject details{ { u"name"_s, created->name }, { u"id"_s, created->id } };
    if (const auto noted = journal.note(u"database-created"_s, details); !noted)
        co_return afterTheFact(noted.error());
    co_return created;
}

QCoro::Task<Result<ManageDatabases::Removal>> ManageDatabases::remove(QString nameOrId,
                                                                      Conduct conduct) const
{
    const auto engine = m_engine;
    const auto account = co_await engine->cloudflare->account(m_account, conduct.stop);
    if (!account)
        co_return account.error();
    const D1Account &at = *account;
    const auto database = co_await found(at, nameOrId, conduct.stop);
    if (!database)
        co_return database.error();
    const SelectedTarget selected{ .target = targetOf(*database, at.id()), .stream = {} };
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    const BackupRequest request{ .target = selected.target,
                                 .folder = engine->paths.backups(),
                                 .reason = u"before the database was deleted"_s,
                                 .now = engine->clock() };
    const auto backup = co_await backUpRemote(engine, *observed, request, conduct);
    if (!backup)
        co_return backup.error();
    if (auto refusal = notEnough(*backup))
        co_return *refusal;
    const RunJournal journal(engine, engine->identity(), selected.target);
    const QJsonObject details{ { u"backup"_s, backup->path } };
    if (const auto noted = journal.note(u"database-deleting"_s, details); !noted)
        co_return noted.error();
    const QString id = database->id;
    const auto removed = co_await at.remove(id);
    if (!removed)
        co_return removed.error();
    if (const auto noted = journal.note(u"database-deleted"_s, details); !noted)
        co_return afterTheFact(noted.error());
    Removal removal{ .database = *database, .backup = *backup };
    co_return removal;
}

} // namespace tidemark
