#include "observation.h"

#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

SqliteOptions::Profile profileOf(const Target &target)
{
    return target.kind == DatabaseKind::D1 ? SqliteOptions::Profile::D1
                                           : SqliteOptions::Profile::Sqlite;
}

Error notLocal(const Target &target)
{
    return { .kind = Error::Kind::Usage,
             .message
             = u"%1 is at Cloudflare; this version acts on local databases."_s.arg(target.name),
             .remedy = u"Use --local, or wrangler for the remote database."_s };
}

QCoro::Task<Result<Observation>> completed(EnginePointer engine, Observation observation)
{
    if (needsReplay(observation.input)) {
        const auto migrations = observation.input.stream.migrations;
        const auto profile = observation.profile();
        const auto replaying = [migrations, profile] { return replay(migrations, profile); };
        const auto replayed = co_await engine->worker->run(replaying);
        if (replayed)
            observation.input.replay = *replayed;
        else
            observation.input.stream.remarks.append(replayed.error().message);
    }
    observation.status = evaluateStatus(observation.input);
    co_return observation;
}

} // namespace

SqliteOptions::Profile Observation::profile() const
{
    return profileOf(target());
}

Error missingDatabase(const Target &target)
{
    return { .kind = Error::Kind::MissingInput,
             .message = u"The local database of %1 does not exist yet."_s.arg(target.stream),
             .remedy = u"Make it with `tidemark-cli up --local`."_s,
             .where = { .file = target.file } };
}

SqliteOptions optionsFor(const Target &target, SqliteOptions::Access access)
{
    SqliteOptions options;
    options.access = access;
    options.profile = profileOf(target);
    return options;
}

QCoro::Task<Result<Observation>> observe(EnginePointer engine, SelectedTarget selected)
{
    const Target target = selected.target;
    Observation observation{ .selected = selected,
                             .database = {},
                             .input = { .stream = selected.stream, .ledger = {}, .live = {} },
                             .status = {} };
    if (target.place == PlaceOfTarget::Remote)
        co_return notLocal(target);
    // A database that was never used has no file yet; looking at it must not make one.
    if (target.kind == DatabaseKind::D1 && !QFileInfo::exists(target.file))
        co_return co_await completed(engine, observation);

    auto opened = co_await SqliteDatabase::open(
        target.file, optionsFor(target, SqliteOptions::Access::ReadWrite));
    if (!opened)
        co_return opened.error();
    observation.database = *opened;
    co_return co_await observeAgain(engine, observation);
}

QCoro::Task<Result<Observation>> observeAgain(EnginePointer engine, Observation before)
{
    Observation now = before;
    now.input.replay.reset();
    const auto schema = co_await now.database->schema();
    if (!schema)
        co_return schema.error();
    now.input.live = *schema;
    const LedgerNames names = ledgerNames(now.input.stream);
    const auto ledger = co_await readLedger(now.database, names, *schema);
    if (!ledger)
        co_return ledger.error();
    now.input.ledger = *ledger;
    co_return co_await completed(engine, now);
}

QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>> openForWriting(Target target)
{
    if (target.place == PlaceOfTarget::Remote)
        co_return notLocal(target);
    const SqliteOptions options = optionsFor(target, SqliteOptions::Access::Create);
    co_return co_await SqliteDatabase::open(target.file, options);
}

} // namespace tidemark
