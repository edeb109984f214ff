#include "recoverybench.h"

#include <engine/database/sqlite/connection.h>
#include <engine/operations/backups.h>
#include <support/await.h>
#include <support/patience.h>
#include <support/scratchengine.h>

#include <QTest>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Retries wait for nothing: what is tested is what they do.
QCoro::Task<> noPause(std::chrono::milliseconds, std::stop_token)
{
    co_return;
}

void withoutPauses(D1ClientOptions &options)
{
    options.timing.pause = noPause;
}

SqliteConnection connectionTo(const QString &file)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    auto connection = SqliteConnection::open(file, options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

} // namespace

RecoveryBench::RecoveryBench(Place place, const QByteArray &settings)
    : m_place(place)
    , m_engine(std::make_shared<Engine>(*scratchEngine(m_folder)))
{
    if (place == Place::File)
        return;
    m_sandbox = std::make_unique<SandboxProcess>();
    m_id = m_sandbox->createDatabase(u"shop"_s);
    m_folder.write(u"wrangler.toml"_s,
                   "name = \"shop\"\naccount_id = \"" + m_sandbox->account().toUtf8()
                       + "\"\n[[d1_databases]]\nbinding = \"DB\"\ndatabase_name = \"shop\"\n"
                         "database_id = \""
                       + m_id.toUtf8() + "\"\n");
    m_folder.write(u"tidemark.toml"_s,
                   settings.isEmpty() ? "[streams.DB]\nlayout = \"numbered\"\n" : settings);
    m_engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromUtf8(m_sandbox->token()));
    m_engine->environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, m_sandbox->baseUrl().toString());
    CloudflareRequest request;
    request.token.environment = m_engine->environment;
    m_engine->cloudflare = std::make_shared<Cloudflare>(request, TokenVault(), withoutPauses);
}

EnginePointer RecoveryBench::crashedEngine() const
{
    auto engine = std::make_shared<Engine>(*m_engine);
    engine->identity = [] {
        RunIdentity gone = RunIdentity::current();
        gone.pid = 1;
        gone.processStart = -1; // no process began then
        return gone;
    };
    return engine;
}

void RecoveryBench::sql(const QByteArray &script)
{
    if (m_place == Place::Remote) {
        m_sandbox->rows(m_id, script);
        return;
    }
    auto connection = connectionTo(file());
    if (const auto ran = connection.run(script); !ran)
        qFatal("%s", qPrintable(ran.error().message));
}

QString RecoveryBench::value(const QByteArray &query)
{
    if (m_place == Place::Remote)
        return m_sandbox->rows(m_id, query).first().toArray().first().toVariant().toString();
    auto connection = connectionTo(file());
    const auto result = connection.query({ .sql = query });
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return result->rows.isEmpty() ? QString() : result->rows.first().first().toString();
}

QString RecoveryBench::backUp()
{
    const RecoveryTarget of = target();
    const Backups backups(m_engine, of.selection);
    const auto taken = await(backups.take(of.selection.targets.first(), {}, {}));
    if (!taken || !taken->manifest.verified)
        qFatal("No verified backup: %s", taken ? "differs" : qPrintable(taken.error().message));
    return taken->path;
}

void RecoveryBench::breakIt()
{
    sql("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)");
    sql("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
    sql("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid')");
    sql("INSERT INTO notes VALUES (1, 'hello'), (2, 'world')");
    backUp();
    sql("DELETE FROM people");
    sql("INSERT INTO notes VALUES (3, 'written since')");
}

RecoveryTarget RecoveryBench::target() const
{
    if (m_place == Place::File)
        return bareTarget();
    SelectionRequest origin{ .projectDirectory = project() };
    origin.place = PlaceOfTarget::Remote;
    const auto selection = select(m_engine, origin, Purpose::Write);
    if (!selection)
        qFatal("%s", qPrintable(selection.error().message));
    RecoveryTarget target{ .note
                           = { .target = selection->targets.first().target, .origin = origin },
                           .selection = *selection };
    return target;
}

RecoveryTarget RecoveryBench::bareTarget() const
{
    Target target{ .stream = u"shop"_s, .name = u"shop"_s };
    if (m_place == Place::File) {
        target.name = u"shop.sqlite"_s;
        target.kind = DatabaseKind::Sqlite;
        target.file = file();
    } else {
        target.id = m_id;
        target.place = PlaceOfTarget::Remote;
        target.accountId = m_sandbox->account();
    }
    return { .note = { .target = target }, .selection = RecoveryNotes::bareSelection(target) };
}

std::unique_ptr<RecoverySession> RecoveryBench::begin(const RecoveryTarget &target,
                                                      const EnginePointer &engine)
{
    using namespace std::chrono_literals;
    auto session = std::make_unique<RecoverySession>(
        engine,
        target.note,
        target.selection,
        RecoverySession::Patience{ .resolveAfter = 0ms, .retryAfter = 1ms });
    session->start();
    return session;
}

bool goesOn(RecoverySession &session)
{
    const auto before = session.step();
    if (!QTest::qWaitFor([&session] { return session.whyNotOn().isEmpty(); }, PatienceMs))
        return false;
    session.goOn();
    return session.step() != before;
}

bool reachesPreview(RecoverySession &session)
{
    while (session.step() < RecoverySession::Step::Preview) {
        if (!goesOn(session))
            return false;
    }
    return QTest::qWaitFor([&session] { return session.whyNotOn().isEmpty(); }, PatienceMs)
           && rests(session);
}

bool rests(RecoverySession &session)
{
    return QTest::qWaitFor(
        [&session] {
            return !session.photographing()->isRunning() && !session.looking()->isRunning()
                   && !session.acting()->isRunning();
        },
        PatienceMs);
}

bool recovers(RecoverySession &session)
{
    if (!reachesPreview(session))
        return false;
    session.recover();
    return rests(session);
}

} // namespace tidemark
