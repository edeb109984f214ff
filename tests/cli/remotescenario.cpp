#include "remotescenario.h"

#include <engine/base/files.h>

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

RemoteScenario::RemoteScenario(const QByteArray &settings)
    : database(sandbox.createDatabase(u"shop"_s))
{
    const QByteArray wrangler = "name = \"shop\"\naccount_id = \"" + sandbox.account().toUtf8()
                                + "\"\n[[d1_databases]]\nbinding = \"DB\"\ndatabase_name = "
                                  "\"shop\"\ndatabase_id = \""
                                + database.toUtf8() + "\"\n";
    write(u"wrangler.toml"_s, wrangler);
    write(u"tidemark.toml"_s,
          settings.isEmpty() ? "[streams.DB]\nlayout = \"numbered\"\n" : settings);
    cli.engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromUtf8(sandbox.token()));
    cli.engine->environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, sandbox.baseUrl().toString());
    cli.engine->cloudflare
        = std::make_shared<Cloudflare>(CloudflareRequest{}, TokenVault(), withoutPauses);
    sandbox.clearLog();
}

void RemoteScenario::write(const QString &relative, const QByteArray &content) const
{
    const QString path = cli.folder().path(relative);
    if (const auto written = writeFileAtomically(path, content); !written)
        qFatal("%s", qPrintable(written.error().message));
}

QString
RemoteScenario::migration(const QString &id, const QByteArray &up, const QByteArray &down) const
{
    if (!down.isEmpty())
        write(u"migrations/%1.rollback.sql"_s.arg(id), down);
    const QString file = u"migrations/%1.sql"_s.arg(id);
    write(file, up);
    return cli.folder().path(file);
}

void RemoteScenario::table(const QString &id) const
{
    const QByteArray name = "t_" + id.toUtf8();
    migration(id,
              "CREATE TABLE " + name + " (id INTEGER PRIMARY KEY, name TEXT);\n",
              "DROP TABLE " + name + ";\n");
}

CliResult RemoteScenario::run(const QStringList &line) const
{
    return cli.json(QStringList{ u"--remote"_s, u"--confirm"_s, u"shop"_s } + line);
}

CliResult RemoteScenario::succeed(const QStringList &line) const
{
    const auto result = run(line);
    if (result.exit != 0)
        qFatal("%s: exit %d\n%s\n%s",
               qPrintable(line.join(u' ')),
               result.exit,
               result.out.constData(),
               result.err.constData());
    return result;
}

QMap<QString, QString> RemoteScenario::states() const
{
    return succeed({ u"status"_s }).states(u"DB"_s);
}

QString RemoteScenario::state() const
{
    return succeed({ u"status"_s }).target(u"DB"_s).value(u"state"_s).toString();
}

void RemoteScenario::sql(const QByteArray &script)
{
    sandbox.rows(database, script);
}

QString RemoteScenario::value(const QByteArray &query)
{
    return sandbox.rows(database, query).first().toArray().first().toVariant().toString();
}

bool RemoteScenario::hasTable(const QString &name)
{
    return value("SELECT count(*) FROM sqlite_master WHERE name = '" + name.toUtf8() + "'")
           == "1"_L1;
}

qsizetype RemoteScenario::requests()
{
    const qsizetype count = sandbox.requests().size();
    sandbox.clearLog();
    return count;
}

} // namespace tidemark
