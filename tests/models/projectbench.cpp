#include "projectbench.h"

#include <engine/database/sqlite/connection.h>
#include <support/patience.h>
#include <support/scratchengine.h>

#include <QTest>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

SqliteConnection connectionTo(const DatabaseSession &session)
{
    auto connection = SqliteConnection::open(session.target().file);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

} // namespace

ProjectBench::ProjectBench()
    : m_engine(scratchEngine(m_folder))
    , m_path(m_folder.copyFromCheckout(u"migrations/nanotype"_s, u"project"_s))
    , m_project(m_engine)
{}

bool ProjectBench::settles()
{
    return QTest::qWaitFor(
        [this] {
            const auto databases = m_project.databases();
            return std::all_of(databases.begin(), databases.end(), [](const auto *database) {
                return database->phase() == DatabaseSession::Phase::Idle;
            });
        },
        PatienceMs);
}

bool ProjectBench::runs(const RunGoal &goal)
{
    session().rehearse(goal);
    if (!settles() || !session().mayRun())
        return false;
    session().execute();
    return settles() && !session().error();
}

void ProjectBench::sql(const QByteArray &script) const
{
    auto connection = connectionTo(session());
    if (const auto ran = connection.run(script); !ran)
        qFatal("%s", qPrintable(ran.error().message));
}

QString ProjectBench::value(const QByteArray &query) const
{
    auto connection = connectionTo(session());
    const auto result = connection.query({ .sql = query });
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return result->rows.isEmpty() ? QString() : result->rows.first().first().toString();
}

void ProjectBench::writeBlockedMigration() const
{
    m_folder.write(u"project/migrations/0007_user_tier_required.sql"_s,
                   "CREATE TABLE user_next (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL);\n"
                   "INSERT INTO user_next SELECT id, name FROM user;\n"
                   "DROP TABLE user;\n"
                   "ALTER TABLE user_next RENAME TO user;\n");
}

} // namespace tidemark
