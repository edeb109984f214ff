#include <engine/project/localstate.h>
#include <engine/project/project.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QDir>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Project : public QObject
{
    Q_OBJECT

private slots:
    void isFoundFromBelow();
    void canBeSettingsAlone();
    void startsAtTheDeeperSettings();
    void isMissingWithoutConfiguration();
    void refusesSettingsForStrangers_data();
    void refusesSettingsForStrangers();
    void knowsWhatIsProduction_data();
    void knowsWhatIsProduction();
    void joinsStreamsFromBothFiles();
    void resolvesPathsAtTheirOwnFile();
    void refusesTwoDefaultsOfAFolder();
    void refusesAnUnknownEnvironment();
    void findsLocalFiles();
    void takesTheAccountByPrecedence_data();
    void takesTheAccountByPrecedence();
    void selectsByBindingOrName();
    void refusesAnUnknownDatabase();
    void saysThatDatabasesAreNotInherited();
    void overridesNamesByVariable();
    void seesProductionBehindAnotherName();
    void refusesALocalCopyOfAnUndeclaredDatabase();
    void namesNoTargetWithoutWrangler();
};

namespace {

const QByteArray Wrangler = R"(name = "nanotype"

[[d1_databases]]
binding = "AUTH_DB"
database_name = "nanotype-auth"
database_id = "11111111-1111-1111-1111-111111111111"

[[d1_databases]]
binding = "READ_REPLICA"
database_name = "nanotype-read-replica"
database_id = "22222222-2222-2222-2222-222222222222"

[env.production]
[[env.production.d1_databases]]
binding = "AUTH_DB"
database_name = "nanotype-auth-live"
database_id = "33333333-3333-3333-3333-333333333333"

[env.bare]
)";

Project
opened(const ScratchFolder &folder, const QByteArray &wrangler, const QByteArray &settings = {})
{
    folder.write(u"wrangler.toml"_s, wrangler);
    if (!settings.isNull())
        folder.write(u"tidemark.toml"_s, settings);
    const auto project = openProject(folder.path());
    if (!project)
        qFatal("%s", qPrintable(project.error().message));
    return *project;
}

QList<Target> targets(const Project &project,
                      const TargetSelection &selection,
                      const QProcessEnvironment &variables = {})
{
    const auto found = targetsOf(project, selection, variables);
    if (!found)
        qFatal("%s", qPrintable(found.error().message));
    return *found;
}

QProcessEnvironment with(const QString &variable, const QString &value)
{
    QProcessEnvironment variables;
    variables.insert(variable, value);
    return variables;
}

} // namespace

void tst_Project::isFoundFromBelow()
{
    ScratchFolder folder;
    folder.write(u"wrangler.toml"_s, Wrangler);
    folder.write(u"tidemark.toml"_s, "[policy]\nsafety_points_keep = 4\n");
    folder.write(u"src/deep/x.ts"_s, "");

    const auto project = openProject(folder.path(u"src/deep"_s));

    QVERIFY(project);
    QCOMPARE(project->directory, folder.path());
    QCOMPARE(project->name, u"nanotype"_s);
    QCOMPARE(project->settings.policy.safetyPointsKeep, 4);
    QCOMPARE(project->environments(), (QStringList{ QString(), u"production"_s, u"bare"_s }));
}

void tst_Project::canBeSettingsAlone()
{
    ScratchFolder folder;
    folder.write(u"tidemark.toml"_s,
                 "[streams.notes]\nlayout = \"plain\"\n[streams.archive]\ndir = \"old\"\n");

    const auto project = openProject(folder.path());

    QVERIFY(project);
    QVERIFY(!project->wrangler);
    const auto streams = project->streams(QString());
    QVERIFY(streams);
    QCOMPARE(streams->size(), 2);
    QCOMPARE(streams->at(0).name, u"notes"_s);
    QCOMPARE(streams->at(0).directory, folder.path(u"migrations"_s));
    QCOMPARE(streams->at(0).layout, std::optional(LayoutKind::Plain));
    QCOMPARE(streams->at(1).directory, folder.path(u"old"_s));
    QVERIFY(!project->streams(u"production"_s));
}

void tst_Project::startsAtTheDeeperSettings()
{
    ScratchFolder folder;
    folder.write(u"wrangler.toml"_s, Wrangler);
    folder.write(u"tools/tidemark.toml"_s, "[project]\nname = \"tools\"\n");

    const auto project = openProject(folder.path(u"tools"_s));

    QVERIFY(project);
    QCOMPARE(project->name, u"tools"_s);
    QCOMPARE(project->directory, folder.path(u"tools"_s));
    QVERIFY(!project->wrangler);
}

void tst_Project::isMissingWithoutConfiguration()
{
    const ScratchFolder folder;

    const auto project = openProject(folder.path());

    QVERIFY(!project);
    QCOMPARE(project.error().kind, Error::Kind::MissingInput);
    QVERIFY(project.error().message.contains(folder.path()));
}

void tst_Project::refusesSettingsForStrangers_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("remedy");

    QTest::newRow("environment") << QByteArray("\n[environments.prodution]\nproduction = true\n")
                                 << 2 << u"Did you mean production?"_s;
    QTest::newRow("stream") << QByteArray("[streams.AUTHDB]\n") << 1 << u"Did you mean AUTH_DB?"_s;
    QTest::newRow("expectation") << QByteArray("[expect.orders]\ntables = []\n") << 1
                                 << u"Known here: AUTH_DB or READ_REPLICA."_s;
}

void tst_Project::refusesSettingsForStrangers()
{
    QFETCH(const QByteArray, settings);
    ScratchFolder folder;
    folder.write(u"wrangler.toml"_s, Wrangler);
    folder.write(u"tidemark.toml"_s, settings);

    const auto project = openProject(folder.path());

    QVERIFY(!project);
    QCOMPARE(project.error().kind, Error::Kind::Config);
    QTEST(project.error().where.line, "line");
    QTEST(project.error().remedy, "remedy");
}

void tst_Project::knowsWhatIsProduction_data()
{
    QTest::addColumn<QByteArray>("wrangler");
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<bool>("production");

    const QByteArray none;
    const QString top;
    QTest::newRow("by name") << QByteArray("[env.prod]") << none << u"prod"_s << true;
    QTest::newRow("by name in capitals") << QByteArray("[env.LIVE]") << none << u"LIVE"_s << true;
    QTest::newRow("another name") << QByteArray("[env.staging]") << none << u"staging"_s << false;
    QTest::newRow("declared") << QByteArray("[env.eu]")
                              << QByteArray("[environments.eu]\nproduction = true") << u"eu"_s
                              << true;
    QTest::newRow("declared not to be")
        << QByteArray("[env.live]") << QByteArray("[environments.live]\nproduction = false")
        << u"live"_s << false;
    QTest::newRow("top level alone") << none << none << top << true;
    QTest::newRow("top level beside staging") << QByteArray("[env.staging]") << none << top << true;
    QTest::newRow("top level beside production")
        << QByteArray("[env.production]") << none << top << false;
    QTest::newRow("top level beside a declared production")
        << QByteArray("[env.eu]") << QByteArray("[environments.eu]\nproduction = true") << top
        << false;
    QTest::newRow("top level declared")
        << QByteArray("[env.production]") << QByteArray("[environments.\"\"]\nproduction = true")
        << top << true;
    QTest::newRow("top level declared not to be")
        << none << QByteArray("[environments.\"\"]\nproduction = false") << top << false;
}

void tst_Project::knowsWhatIsProduction()
{
    QFETCH(const QByteArray, wrangler);
    QFETCH(const QByteArray, settings);
    QFETCH(const QString, environment);
    const ScratchFolder folder;

    const Project project = opened(folder, wrangler, settings);

    QTEST(project.isProduction(environment, PlaceOfTarget::Remote), "production");
    QVERIFY(!project.isProduction(environment, PlaceOfTarget::Local));
}

void tst_Project::joinsStreamsFromBothFiles()
{
    const ScratchFolder folder;
    const Project project = opened(folder, Wrangler, R"([streams.AUTH_DB]
layout = "numbered"
init = "auth_init.sql"
match = ["*rooms*"]
duplicates = [["0004_a", "0004_b"]]
[streams.READ_REPLICA]
default = true
)");

    const auto streams = project.streams(QString());

    QVERIFY(streams);
    QCOMPARE(streams->size(), 2);
    const StreamConfig auth = streams->at(0);
    QCOMPARE(auth.name, u"AUTH_DB"_s);
    QCOMPARE(auth.directory, folder.path(u"migrations"_s));
    QCOMPARE(auth.layout, std::optional(LayoutKind::Numbered));
    QCOMPARE(auth.initScript, folder.path(u"auth_init.sql"_s));
    QCOMPARE(auth.match, QStringList{ u"*rooms*"_s });
    QCOMPARE(auth.duplicates.size(), 1);
    QCOMPARE(auth.mirrorTable, u"d1_migrations"_s);
    QVERIFY(!auth.takesTheRest);
    QVERIFY(streams->at(1).takesTheRest);
    QVERIFY(!streams->at(1).layout);
    QCOMPARE(project.streams(u"production"_s)->size(), 1);
    QVERIFY(project.streams(u"bare"_s)->isEmpty());
}

void tst_Project::resolvesPathsAtTheirOwnFile()
{
    const ScratchFolder folder;
    folder.write(u".wrangler/deploy/config.json"_s,
                 R"({"configPath": "../../dist/wrangler.json"})");
    folder.write(
        u"dist/wrangler.json"_s,
        R"({"d1_databases": [{"binding": "A", "migrations_dir": "../up"}, {"binding": "B"}]})");
    folder.write(u"tidemark.toml"_s, "[streams.B]\ndir = \"down/../other\"\n");

    const auto project = openProject(folder.path());

    QVERIFY(project);
    QCOMPARE(project->directory, folder.path());
    const auto streams = project->streams(QString());
    QCOMPARE(streams->at(0).directory, folder.path(u"up"_s));
    QCOMPARE(streams->at(1).directory, folder.path(u"other"_s));
}

void tst_Project::refusesTwoDefaultsOfAFolder()
{
    const ScratchFolder folder;
    const Project project = opened(folder,
                                   Wrangler,
                                   "[streams.AUTH_DB]\ndefault = true\n"
                                   "[streams.READ_REPLICA]\ndefault = true\n");

    const auto streams = project.streams(QString());

    QVERIFY(!streams);
    QCOMPARE(streams.error().kind, Error::Kind::Config);
    QCOMPARE(streams.error().where.line, 3);
}

void tst_Project::refusesAnUnknownEnvironment()
{
    const ScratchFolder folder;
    const Project project = opened(folder, Wrangler);

    const auto streams = project.streams(u"prduction"_s);
    const auto found = targetsOf(project, { .environment = u"prduction"_s }, {});

    QVERIFY(!streams);
    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::Usage);
    QCOMPARE(streams.error(), found.error());
    QCOMPARE(found.error().remedy,
             u"Did you mean production? The project has production, bare, and the top level."_s);
}

void tst_Project::findsLocalFiles()
{
    const ScratchFolder folder;
    const Project project = opened(folder, Wrangler);

    const auto beside = targets(project, {});
    const auto elsewhere = targets(project, { .persistTo = u"state"_s });

    const QString file = localDatabaseFileName(u"11111111-1111-1111-1111-111111111111"_s);
    QCOMPARE(beside.size(), 2);
    QCOMPARE(beside.first().file,
             folder.path(u".wrangler/state/v3/d1/miniflare-D1DatabaseObject/"_s + file));
    QCOMPARE(elsewhere.first().file,
             QDir::current().filePath(u"state/v3/d1/miniflare-D1DatabaseObject/"_s + file));
    QCOMPARE(beside.first().stream, u"AUTH_DB"_s);
    QCOMPARE(beside.first().name, u"nanotype-auth"_s);
    QVERIFY(beside.first().accountId.isEmpty());
    QVERIFY(!beside.first().production);
}

void tst_Project::takesTheAccountByPrecedence_data()
{
    QTest::addColumn<QByteArray>("wrangler");
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("account");

    const QByteArray plain = "[env.live]\n[[env.live.d1_databases]]\nbinding = \"DB\"\n";
    const QByteArray own
        = "[env.live]\naccount_id = \"own\"\n[[env.live.d1_databases]]\nbinding = \"DB\"\n";
    const QByteArray top = "account_id = \"top\"\n";
    const QByteArray ours = "[environments.live]\naccount_id = \"ours\"\n";
    QTest::newRow("variable") << plain << QByteArray() << u"variable"_s;
    QTest::newRow("top level beats variable") << top + plain << QByteArray() << u"top"_s;
    QTest::newRow("environment beats top level") << top + own << QByteArray() << u"own"_s;
    QTest::newRow("tidemark.toml beats all") << top + own << ours << u"ours"_s;
}

void tst_Project::takesTheAccountByPrecedence()
{
    QFETCH(const QByteArray, wrangler);
    QFETCH(const QByteArray, settings);
    const ScratchFolder folder;
    const Project project = opened(folder, wrangler, settings);

    const auto found = targets(project,
                               { .environment = u"live"_s, .place = PlaceOfTarget::Remote },
                               with(u"CLOUDFLARE_ACCOUNT_ID"_s, u"variable"_s));

    QTEST(found.first().accountId, "account");
    QVERIFY(found.first().file.isEmpty());
    QVERIFY(found.first().production);
}

void tst_Project::selectsByBindingOrName()
{
    const ScratchFolder folder;
    const Project project = opened(folder, Wrangler);

    const auto byName = targets(project, { .databases = { u"nanotype-read-replica"_s } });
    const auto both = targets(
        project, { .databases = { u"READ_REPLICA"_s, u"nanotype-auth"_s, u"AUTH_DB"_s } });

    QCOMPARE(byName.size(), 1);
    QCOMPARE(byName.first().stream, u"READ_REPLICA"_s);
    QCOMPARE(both.size(), 2);
    QCOMPARE(both.first().stream, u"AUTH_DB"_s);
}

void tst_Project::refusesAnUnknownDatabase()
{
    const ScratchFolder folder;
    const Project project = opened(folder, Wrangler);

    const auto found = targetsOf(project, { .databases = { u"AUTH"_s } }, {});

    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::Usage);
    QCOMPARE(found.error().remedy,
             u"It has AUTH_DB (nanotype-auth), READ_REPLICA (nanotype-read-replica)."_s);
}

void tst_Project::saysThatDatabasesAreNotInherited()
{
    const ScratchFolder folder;
    const Project project = opened(folder, Wrangler);

    const auto found = targetsOf(project, { .environment = u"bare"_s }, {});

    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::Usage);
    QVERIFY(found.error().remedy.contains(u"the top level, production"_s));
    QVERIFY(found.error().remedy.contains(u"does not inherit"_s));
}

void tst_Project::overridesNamesByVariable()
{
    const ScratchFolder folder;
    const Project project
        = opened(folder, Wrangler, "[streams.AUTH_DB]\nname_env = \"AUTH_NAME\"\n");
    const TargetSelection remote{ .databases = { u"AUTH_DB"_s }, .place = PlaceOfTarget::Remote };

    const auto stranger = targets(project, remote, with(u"AUTH_NAME"_s, u"my-auth"_s));
    const auto sibling = targets(project, remote, with(u"AUTH_NAME"_s, u"nanotype-read-replica"_s));
    const auto empty = targets(project, remote, with(u"AUTH_NAME"_s, QString()));
    const auto byNewName
        = targets(project,
                  { .databases = { u"my-auth"_s }, .place = PlaceOfTarget::Remote },
                  with(u"AUTH_NAME"_s, u"my-auth"_s));

    QCOMPARE(stranger.first().name, u"my-auth"_s);
    QCOMPARE(stranger.first().id, QString());
    QCOMPARE(stranger.first().stream, u"AUTH_DB"_s);
    QCOMPARE(sibling.first().id, u"22222222-2222-2222-2222-222222222222"_s);
    QCOMPARE(empty.first().name, u"nanotype-auth"_s);
    QCOMPARE(byNewName, stranger);
}

void tst_Project::seesProductionBehindAnotherName()
{
    const ScratchFolder folder;
    const Project project
        = opened(folder,
                 Wrangler
                     + "[env.shared]\n[[env.shared.d1_databases]]\nbinding = \"SAME\"\n"
                       "database_name = \"alias\"\n"
                       "database_id = \"33333333-3333-3333-3333-333333333333\"\n",
                 "[streams.AUTH_DB]\nname_env = \"AUTH_NAME\"\n");
    const auto live = with(u"AUTH_NAME"_s, u"nanotype-auth-live"_s);
    const TargetSelection auth{ .databases = { u"AUTH_DB"_s }, .place = PlaceOfTarget::Remote };

    const auto byVariable = targets(project, auth, live);
    const auto byId
        = targets(project, { .environment = u"shared"_s, .place = PlaceOfTarget::Remote });
    const auto harmless = targets(project, auth);
    const auto local = targets(project, { .databases = { u"AUTH_DB"_s } }, live);

    QVERIFY(byVariable.first().production);
    QVERIFY(byVariable.first().id.isEmpty()); // the other environment may be in another account
    QVERIFY(byId.first().production);
    QVERIFY(!harmless.first().production);
    QVERIFY(!local.first().production);
    QVERIFY(local.first().file.endsWith(
        localDatabaseFileName(u"33333333-3333-3333-3333-333333333333"_s)));
}

void tst_Project::refusesALocalCopyOfAnUndeclaredDatabase()
{
    const ScratchFolder folder;
    const Project project
        = opened(folder, Wrangler, "[streams.AUTH_DB]\nname_env = \"AUTH_NAME\"\n");

    const auto found = targetsOf(project, {}, with(u"AUTH_NAME"_s, u"my-auth"_s));

    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::Usage);
    QVERIFY(found.error().message.contains(u"AUTH_NAME"_s));
}

void tst_Project::namesNoTargetWithoutWrangler()
{
    const ScratchFolder folder;
    folder.write(u"tidemark.toml"_s, "[streams.notes]\n");
    const auto project = openProject(folder.path());

    const auto found = targetsOf(*project, {}, {});

    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Kind::Usage);
    QVERIFY(found.error().remedy.contains(u"--sqlite"_s));
}

TIDEMARK_TEST(tst_Project)
#include "tst_project.moc"
