#include "restoreremotely.h"

#include "runjournal.h"
#include "sentcontent.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Result<>>
sendAll(EnginePointer engine, SentContent what, DatabasePointer database, Conduct conduct)
{
    const auto feed = what.feed;
    const qint64 total = what.source.backup.manifest.rows();
    const auto reading = [feed] { return feed->next(); };
    while (true) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        const auto batch = co_await engine->worker->run(reading);
        if (!batch)
            co_return batch.error();
        if (batch->isEmpty())
            co_return Ok{};
        const Progress progress{ .text = u"Sending rows"_s,
                                 .done = std::min(feed->rows(), total),
                                 .total = total };
        report(conduct.progress, progress);
        const auto sent = co_await database->execute(*batch, conduct.stop);
        if (!sent)
            co_return sent.error();
    }
}

QCoro::Task<Result<>>
compareBack(EnginePointer engine, SentContent what, DatabasePointer database, Conduct conduct)
{
    const auto wrong = co_await differencesFrom(engine, what, database, conduct);
    if (!wrong)
        co_return wrong.error();
    if (wrong->isEmpty())
        co_return Ok{};
    co_return Error{ .kind = Error::Kind::Database,
                     .message = u"What arrived is not what the backup holds: %1."_s.arg(
                         wrong->join(u"; "_s)),
                     .remedy = u"Restore it into a new file and look at it there."_s };
}

QCoro::Task<Result<>> fill(EnginePointer engine, SentContent what, Target target, Conduct conduct)
{
    const auto access = accessTo(engine, target);
    const auto database = co_await access->openForWriting();
    if (!database)
        co_return database.error();
    const DatabasePointer &opened = *database;
    const auto sent = co_await sendAll(engine, what, opened, conduct);
    if (!sent)
        co_return sent.error();
    co_return co_await compareBack(engine, what, opened, conduct);
}

// What is left of a restore that failed: nothing, or what the error says.
QCoro::Task<Error> cleanedUp(EnginePointer engine, Target target, Error error, bool keep)
{
    error.databaseState = DatabaseState::Changed;
    if (keep) {
        error.message
            += u" The new database %1 (%2) was kept as it is."_s.arg(target.name, target.id);
        co_return error;
    }
    const auto account = co_await engine->cloudflare->account(target.accountId);
    Result<> removed = account ? Result<>(Ok{}) : Result<>(account.error());
    if (account) {
        const D1Account &at = *account;
        removed = co_await at.remove(target.id);
    }
    if (!removed) {
        error.message += u" The new database %1 (%2) is still there: %3"_s.arg(
            target.name, target.id, removed.error().message);
        co_return error;
    }
    const RunJournal journal(engine, engine->identity(), target);
    const auto noted = journal.note(u"database-deleted"_s, { { u"reason"_s, error.message } });
    Q_UNUSED(noted) // the failure itself is what has to be told
    error.databaseState = DatabaseState::Unchanged;
    error.message += u" The new database was deleted again."_s;
    co_return error;
}

} // namespace

QCoro::Task<Result<RestoreRemotely::Outcome>> RestoreRemotely::run(Wish wish, Conduct conduct) const
{
    const auto engine = m_engine;
    const QString wanted = m_account;
    const auto what = co_await prepareContent(engine, wish.source, {}, conduct);
    if (!what)
        co_return what.error();
    const auto account = co_await engine->cloudflare->account(wanted, conduct.stop);
    if (!account)
        co_return account.error();
    const QString accountId = account->id();
    const ManageDatabases databases(engine, accountId);
    const D1NewDatabase request{ .name = wish.name };
    const auto created = co_await databases.create(request);
    if (!created)
        co_return created.error();
    const Target target = ManageDatabases::targetOf(*created, accountId);
    const auto filled = co_await fill(engine, *what, target, conduct);
    if (!filled) {
        const Error &error = filled.error();
        co_return co_await cleanedUp(engine, target, error, wish.keepWhenFailed);
    }
    Outcome outcome{ .database = *created,
                     .rows = what->feed->rows(),
                     .notes = what->source.notes };
    co_return outcome;
}

} // namespace tidemark
