#include "scenario.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QProcess>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto Wrangler = R"(name = "shop"

[[d1_databases]]
binding = "DB"
database_name = "shop"
database_id = "0b5c5f37-3f0e-4a59-9f5c-6f7d5d2f8c11"
migrations_dir = "migrations"
)";

constexpr auto Numbered = R"([streams.DB]
layout = "numbered"

)";

QJsonObject onlyTarget(const CliResult &result)
{
    return result.json().value(u"targets"_s).toArray().at(0).toObject();
}

} // namespace

Scenario::Scenario(Kind kind, const QByteArray &settings)
    : m_kind(kind)
{
    if (kind == Kind::LocalD1) {
        write(u"wrangler.toml"_s, Wrangler);
        write(u"tidemark.toml"_s, Numbered + settings);
    } else {
        // A project of its own, so that no folder above counts.
        write(u"tidemark.toml"_s,
              "[streams.DB]\ndir = \"migrations\"\nlayout = \"numbered\"\n\n" + settings);
    }
    QDir(cli.project()).mkpath(u"migrations"_s);
    if (kind == Kind::SqliteFile)
        sql({});
}

void Scenario::write(const QString &relative, const QByteArray &content) const
{
    cli.folder().write(relative, content);
}

QByteArray Scenario::read(const QString &relative) const
{
    return cli.folder().read(relative);
}

QString Scenario::migration(const QString &id, const QByteArray &up, const QByteArray &down) const
{
    if (!down.isEmpty())
        write(u"migrations/%1.rollback.sql"_s.arg(id), down);
    return cli.folder().write(u"migrations/%1.sql"_s.arg(id), up);
}

void Scenario::table(const QString &id) const
{
    const QByteArray name = "t_" + id.toUtf8();
    migration(id,
              "CREATE TABLE " + name + "(id INTEGER PRIMARY KEY, n INTEGER);\n",
              "DROP TABLE " + name + ";\n");
}

void Scenario::removeFile(const QString &relative) const
{
    if (!QFile::remove(cli.folder().path(relative)))
        qFatal("%s is not there", qPrintable(relative));
}

void Scenario::start(QProcess &process, const QStringList &line) const
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : { u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s })
        environment.insert(name, cli.folder().path(u"xdg"_s));
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationDirPath() + u"/tidemark-cli"_s,
                  QStringList{ u"--project"_s, cli.project() } + place() + line);
}

QStringList Scenario::place() const
{
    return m_kind == Kind::LocalD1 ? QStringList{ u"--local"_s }
                                   : QStringList{ u"--sqlite"_s, file() };
}

CliResult Scenario::run(const QStringList &line) const
{
    return cli(place() + QStringList{ u"--json"_s } + line);
}

CliResult Scenario::succeed(const QStringList &line) const
{
    const CliResult result = run(line);
    if (result.exit != 0)
        qFatal("%s", static_cast<const char *>(shown(result)));
    return result;
}

QString Scenario::file() const
{
    return m_kind == Kind::LocalD1 ? cli.databaseFile(u"DB"_s)
                                   : cli.folder().path(u"data/shop.db"_s);
}

void Scenario::sql(const QByteArray &script) const
{
    QDir().mkpath(QFileInfo(file()).path());
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    auto connection = SqliteConnection::open(file(), options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    // Also of an empty script: the file is a database from then on.
    if (auto ran = connection->run(QByteArray("PRAGMA user_version = 0;" + script)); !ran)
        qFatal("%s", qPrintable(ran.error().message));
}

QString Scenario::value(const QByteArray &query) const
{
    auto connection = SqliteConnection::open(file());
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    const auto result = connection->query({ query, {} });
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return result->rows.value(0).value(0).toString();
}

bool Scenario::hasTable(const QString &name) const
{
    return QFile::exists(file())
           && value("SELECT count(*) FROM sqlite_master WHERE name = '" + name.toUtf8() + '\'')
                  == "1"_L1;
}

QMap<QString, QString> Scenario::states() const
{
    QMap<QString, QString> states;
    for (const QJsonValue &migration :
         onlyTarget(succeed({ u"status"_s })).value(u"migrations"_s).toArray())
        states.insert(migration[u"id"_s].toString(), migration[u"state"_s].toString());
    return states;
}

QString Scenario::state() const
{
    return onlyTarget(succeed({ u"status"_s })).value(u"state"_s).toString();
}

QMap<QString, QByteArray> Scenario::content() const
{
    QMap<QString, QByteArray> content;
    QDirIterator files(QFileInfo(file()).path(), QDir::Files | QDir::Hidden);
    while (files.hasNext()) {
        QFile in(files.next());
        content.insert(in.fileName(), in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray());
    }
    return content;
}

QJsonObject errorOf(const CliResult &result)
{
    const QJsonObject document = result.json();
    if (document.contains(u"error"_s))
        return document.value(u"error"_s).toObject();
    for (const QJsonValue &target : document.value(u"targets"_s).toArray()) {
        if (target.toObject().contains(u"error"_s))
            return target[u"error"_s].toObject();
    }
    return {};
}

Shown shown(const CliResult &result)
{
    return Shown("exit " + QByteArray::number(result.exit) + '\n' + result.out + result.err);
}

QStringList findingsOf(const CliResult &result)
{
    QStringList list;
    for (const QJsonValue &finding : onlyTarget(result).value(u"findings"_s).toArray())
        list.append(finding[u"rule"_s].toString() + u' ' + finding[u"severity"_s].toString());
    return list;
}

QJsonObject findingOf(const CliResult &result, const QString &rule)
{
    for (const QJsonValue &finding : onlyTarget(result).value(u"findings"_s).toArray()) {
        if (finding[u"rule"_s].toString() == rule)
            return finding.toObject();
    }
    return {};
}

} // namespace tidemark
