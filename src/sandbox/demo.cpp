#include "demo.h"

#include <engine/base/clock.h>
#include <engine/sql/script.h>

#include <QFile>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 DayMs = 86'400'000;
constexpr int DaysOfHistory = 20;

/// One of the sample project's databases, as its tidemark.toml has it.
struct DemoDatabase {
    QString name;
    QString staging; ///< id
    QString production;
    QStringList scripts; ///< in the order they run
    QString rows;
};

const QString StagingAccount = u"5d1f0c7ab2e94638a0c4e7129f3b6d58"_s;
const QString ProductionAccount = u"b80e6a4f21d7495cb3f86d02c97e15a4"_s;

QList<DemoDatabase> demoDatabases()
{
    return { { u"nanotype-auth"_s,
               u"2b94e0d7-61c8-4f3a-8e52-d07a9c15b3f6"_s,
               u"8f3c21aa-5b0e-4c1d-9a77-2f6d0c4e1b90"_s,
               { u"auth_init"_s,
                 u"migrations/0002_api_keys"_s,
                 u"migrations/0004_add_user_tier"_s,
                 u"migrations/0004_rooms_table"_s,
                 u"migrations/0005_add_permissions_table"_s },
               u"rows/auth_rows"_s },
             { u"nanotype-read-replica"_s,
               u"d6a8137c-04bf-4e29-b1f5-73c2e89a604d"_s,
               u"c17d95e2-a83f-4b60-9d24-6e01f7b8530c"_s,
               { u"migrations/0001_read_replica_schema"_s,
                 u"migrations/0003_add_vector_status"_s,
                 u"migrations/0006_add_task_user_id"_s },
               u"rows/read_replica_rows"_s } };
}

Error failed(const QString &script, const QString &why)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"The demo's %1 failed: %2."_s.arg(script, why) };
}

/// Runs scripts as requests of their own, some time apart.
class Seeder
{
public:
    Seeder(SandboxState &state, DatabasePointer database)
        : m_state(state)
        , m_database(std::move(database))
    {}

    Result<> run(const QString &script, const QByteArray &more = {})
    {
        QFile file(u":/nanotype/"_s + script + u".sql"_s);
        if (!file.open(QIODevice::ReadOnly))
            return failed(script, file.errorString());
        Batch batch;
        for (const QByteArray &text : { file.readAll(), more }) {
            for (const Statement &statement : splitScript(text))
                batch.calls.append({ statement.text });
        }
        const auto done = m_database->now(
            [&batch](DatabaseFile &content) { return content.execute(batch, {}); });
        m_state.clock->advance(2 * DayMs);
        return done ? Result<>(Ok{}) : failed(script, done.error().message);
    }

    /// A migration and its row in the table that the project's former runner kept.
    Result<> migrate(const QString &script)
    {
        const QString id = script.section(u'/', -1);
        const QByteArray number = id.left(4).toLatin1();
        const bool isNumbered = number.front() == '0';
        const QByteArray record = "INSERT OR IGNORE INTO _migrations VALUES ("
                                  + QByteArray::number(number.toInt()) + ", '" + id.toLatin1()
                                  + "', unixepoch())";
        return run(script, isNumbered ? CreateLedger + record : CreateLedger);
    }

    /// Takes the last migration back, so that there is one to apply.
    Result<> rollBack(const QString &script)
    {
        const QByteArray number = QByteArray::number(script.section(u'/', -1).left(4).toInt());
        return run(script + u".rollback"_s, "DELETE FROM _migrations WHERE version = " + number);
    }

private:
    static inline const QByteArray CreateLedger
        = "CREATE TABLE IF NOT EXISTS _migrations(version INTEGER PRIMARY KEY, "
          "name TEXT NOT NULL, applied_at INTEGER NOT NULL);";

    SandboxState &m_state;
    DatabasePointer m_database;
};

Result<> fill(SandboxState &state,
              const DatabasePointer &database,
              const DemoDatabase &demo,
              bool isProduction)
{
    Seeder seeder(state, database);
    for (const QString &script : demo.scripts) {
        if (auto done = seeder.migrate(script); !done)
            return done.error();
    }
    if (auto done = seeder.run(demo.rows); !done)
        return done.error();
    return isProduction ? seeder.rollBack(demo.scripts.last()) : Result<>(Ok{});
}

Result<> seed(SandboxState &state, const DemoDatabase &demo, bool isProduction)
{
    const QString account = isProduction ? ProductionAccount : StagingAccount;
    if (state.databases.find(account, demo.name))
        return Ok{};
    state.clock->advance(-DaysOfHistory * DayMs);
    const auto database = state.addDatabase({ .uuid = isProduction ? demo.production : demo.staging,
                                              .name = demo.name,
                                              .account = account,
                                              .createdAt = rfc3339(state.clock->now()),
                                              .locationHint = u"weur"_s });
    const Result<> filled
        = database ? fill(state, *database, demo, isProduction) : Result<>(database.error());
    state.clock->reset();
    return filled;
}

} // namespace

Result<> seedDemo(SandboxState &state)
{
    const bool isKnown = state.accounts.findAccount(StagingAccount) != nullptr;
    if (!isKnown) {
        for (const auto &[id, name] : { std::pair(StagingAccount, u"NanoType staging"_s),
                                        std::pair(ProductionAccount, u"NanoType production"_s) }) {
            const QJsonObject account{ { u"id"_s, id }, { u"name"_s, name } };
            if (auto put = state.accounts.putAccount(account); !put)
                return failed(name, put.error().message);
        }
    }
    for (const DemoDatabase &demo : demoDatabases()) {
        for (const bool isProduction : { false, true }) {
            if (auto seeded = seed(state, demo, isProduction); !seeded)
                return seeded.error();
        }
    }
    return Ok{};
}

} // namespace tidemark::sandbox
