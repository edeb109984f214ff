#include "travelbench.h"

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

} // namespace

TravelBench::TravelBench()
    : m_id(m_sandbox.createDatabase(u"shop"_s))
    , m_engine(std::make_shared<Engine>(*scratchEngine(m_folder)))
{
    m_folder.write(u"wrangler.toml"_s,
                   "name = \"shop\"\naccount_id = \"" + m_sandbox.account().toUtf8()
                       + "\"\n[[d1_databases]]\nbinding = \"DB\"\ndatabase_name = \"shop\"\n"
                         "database_id = \""
                       + m_id.toUtf8() + "\"\n");
    m_folder.write(u"tidemark.toml"_s, "[streams.DB]\nlayout = \"numbered\"\n");
    writeMigration(u"0001_people"_s,
                   "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);\n"
                   "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);\n");
    m_engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromUtf8(m_sandbox.token()));
    m_engine->cloudflare = std::make_shared<Cloudflare>(
        CloudflareRequest{ .token = { .account = {}, .environment = m_engine->environment },
                           .apiUrl = m_sandbox.baseUrl().toString() },
        TokenVault(),
        withoutPauses);
    m_engine->clock = [this] { return now(); };
    m_engine->journal = Journal(m_engine->paths.journal(), m_engine->clock);
    SelectionRequest request{ .projectDirectory = m_folder.path() };
    request.place = PlaceOfTarget::Remote;
    const auto selection = select(m_engine, request, Purpose::Write);
    if (!selection)
        qFatal("%s", qPrintable(selection.error().message));
    m_database = std::make_unique<DatabaseSession>(m_engine, *selection, m_safeModes);
    m_travel = std::make_unique<TimeTravelSession>(m_database.get());
}

QDateTime TravelBench::now() const
{
    return QDateTime::currentDateTimeUtc().addMSecs(m_ahead.count());
}

void TravelBench::pass(std::chrono::seconds time)
{
    m_ahead += time;
    m_sandbox.advanceClock(double(time.count()));
}

void TravelBench::sql(const QByteArray &script)
{
    m_sandbox.rows(m_id, script);
}

QString TravelBench::value(const QByteArray &query)
{
    return m_sandbox.rows(m_id, query).first().toArray().first().toVariant().toString();
}

void TravelBench::writeMigration(const QString &id, const QByteArray &up) const
{
    m_folder.write(u"migrations/%1.sql"_s.arg(id), up);
}

void TravelBench::lock()
{
    m_safeModes.choose(m_database->target(), SafeMode::ReadOnly);
}

bool TravelBench::settles()
{
    return QTest::qWaitFor(
        [this] {
            return m_database->phase() == DatabaseSession::Phase::Idle
                   && !m_travel->activity()->isRunning()
                   && m_travel->resolution() != TimeTravelSession::Resolution::Waiting
                   && m_travel->resolution() != TimeTravelSession::Resolution::Resolving;
        },
        PatienceMs);
}

bool TravelBench::looks()
{
    m_database->refresh();
    m_travel->refresh();
    return settles() && m_travel->history() && !m_travel->activity()->error();
}

bool TravelBench::applies()
{
    m_database->rehearse({});
    if (!settles() || !m_database->mayRun())
        return false;
    m_database->execute();
    return settles() && !m_database->error();
}

bool TravelBench::backsUp()
{
    m_travel->takeBackup();
    return settles() && !m_travel->activity()->error();
}

} // namespace tidemark
