#include "projectbench.h"

#include <support/testprogram.h>

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

class tst_ProjectSession : public QObject
{
    Q_OBJECT

private slots:
    void opensAProject();
    void opensEveryEnvironmentSideBySide();
    void hidesNoDatabaseBehindAnAccountWithoutToken();
    void tellsWhichEnvironmentCannotBeRead();
    void opensTheProjectAboveAFolder();
    void opensASingleFile();
    void refusesWhatIsNoProject_data();
    void refusesWhatIsNoProject();
    void keepsTheOpenProjectWhenAnotherFails();
    void keepsTheSessionsUntilTheirPagesAreGone();
    void findsADatabaseByItsKey();
    void tellsWhenADatabaseChanges();
};

void tst_ProjectSession::opensAProject()
{
    ProjectBench bench;
    const QSignalSpy opened(&bench.project(), &ProjectSession::opened);

    bench.project().open(bench.path());
    QVERIFY(bench.settles());

    QCOMPARE(opened.size(), 1);
    QVERIFY(bench.project().isOpen());
    QCOMPARE(bench.project().name(), u"nanotype"_s);
    QCOMPARE(bench.project().databases().size(), 6); // here, at the top level, in production
    QCOMPARE(bench.session().target().stream, u"AUTH_DB"_s);
    QVERIFY(!bench.project().error());
}

void tst_ProjectSession::opensEveryEnvironmentSideBySide()
{
    ProjectBench bench;

    bench.project().open(bench.path());
    QVERIFY(bench.settles());

    QStringList places;
    for (const DatabaseSession *database : bench.project().databases())
        places.append(database->target().stream + u' ' + database->target().environmentWord());
    QCOMPARE(places,
             QStringList({ u"AUTH_DB local"_s,
                           u"READ_REPLICA local"_s,
                           u"AUTH_DB top level"_s,
                           u"READ_REPLICA top level"_s,
                           u"AUTH_DB production"_s,
                           u"READ_REPLICA production"_s }));
    QVERIFY(bench.project().databases().last()->target().production);
}

void tst_ProjectSession::hidesNoDatabaseBehindAnAccountWithoutToken()
{
    ProjectBench bench;

    bench.project().open(bench.path());
    QVERIFY(bench.settles());

    const auto databases = bench.project().databases();
    QVERIFY(databases.first()->isKnown());
    QVERIFY(!databases.first()->error());
    for (const DatabaseSession *remote : databases.mid(2)) {
        QVERIFY(!remote->isKnown());
        QVERIFY(remote->error());
        QCOMPARE(remote->error()->kind, Error::Kind::Unauthorized);
    }
}

void tst_ProjectSession::tellsWhichEnvironmentCannotBeRead()
{
    ProjectBench bench;
    QByteArray wrangler = bench.folder().read(u"project/wrangler.toml"_s);
    wrangler
        += "\n[env.staging]\n\n[[env.staging.d1_databases]]\nbinding = \"OTHER\"\n"
           "database_name = \"other\"\ndatabase_id = \"00000000-0000-4000-8000-000000000000\"\n"
           "migrations_dir = \"other\"\n";
    bench.folder().write(u"project/wrangler.toml"_s, wrangler);
    bench.folder().write(u"project/other/0001_x.sql"_s, "-- tidemark: nonsense\nSELECT 1;\n");

    bench.project().open(bench.path());
    QVERIFY(bench.settles());

    QCOMPARE(bench.project().databases().size(), 6);
    QVERIFY(!bench.project().unreadable().isEmpty());
    QCOMPARE(bench.project().unreadable().first().environment, u"staging"_s);
    QVERIFY(!bench.project().unreadable().first().selection.error().message.isEmpty());
}

void tst_ProjectSession::opensTheProjectAboveAFolder()
{
    ProjectBench bench;

    bench.project().open(bench.path() + u"/migrations"_s);
    QVERIFY(bench.settles());

    QCOMPARE(bench.project().name(), u"nanotype"_s);
}

void tst_ProjectSession::opensASingleFile()
{
    ProjectBench bench;
    const ScratchDatabase database("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");

    bench.project().open(database.file());
    QVERIFY(bench.settles());

    QCOMPARE(bench.project().name(), u"scratch.sqlite"_s);
    QCOMPARE(bench.project().databases().size(), 1);
    QVERIFY(bench.session().schema().table(u"notes"_s) != nullptr);
}

void tst_ProjectSession::refusesWhatIsNoProject_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("an empty folder") << QString() << QByteArray();
    QTest::newRow("a configuration that is no TOML")
        << u"wrangler.toml"_s << QByteArray("name = =");
    QTest::newRow("settings with an unknown key")
        << u"tidemark.toml"_s << QByteArray("[project]\nnmae = \"x\"\n");
}

void tst_ProjectSession::refusesWhatIsNoProject()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    ProjectBench bench;
    const ScratchFolder folder;
    if (!file.isEmpty())
        folder.write(file, content);
    const QSignalSpy changed(&bench.project(), &ProjectSession::changed);

    bench.project().open(folder.path());

    QVERIFY(!bench.project().isOpen());
    QVERIFY(bench.project().error());
    QVERIFY(!bench.project().error()->message.isEmpty());
    QCOMPARE(changed.size(), 1);
}

void tst_ProjectSession::keepsTheOpenProjectWhenAnotherFails()
{
    ProjectBench bench;
    bench.project().open(bench.path());
    QVERIFY(bench.settles());
    const ScratchFolder empty;

    bench.project().open(empty.path());

    QCOMPARE(bench.project().name(), u"nanotype"_s);
    QCOMPARE(bench.project().databases().size(), 6);
    QVERIFY(bench.project().error());
    bench.project().open(bench.path());
    QVERIFY(!bench.project().error());
    QVERIFY(bench.settles());
}

void tst_ProjectSession::keepsTheSessionsUntilTheirPagesAreGone()
{
    ProjectBench bench;
    bench.project().open(bench.path());
    QVERIFY(bench.settles());
    const QPointer<DatabaseSession> before = bench.project().databases().first();
    auto *page = new QObject(this); // goes as those of the window do
    bool wasThere = false;
    connect(&bench.project(), &ProjectSession::opened, page, &QObject::deleteLater);
    connect(page, &QObject::destroyed, this, [&before, &wasThere] { wasThere = !before.isNull(); });

    bench.project().open(bench.path());
    QVERIFY(!before.isNull());

    QTRY_VERIFY(before.isNull());
    QVERIFY(wasThere);
    QVERIFY(bench.settles());
}

void tst_ProjectSession::findsADatabaseByItsKey()
{
    ProjectBench bench;
    bench.project().open(bench.path());

    QCOMPARE(bench.project().database(bench.session().target().key()), &bench.session());
    QVERIFY(!bench.project().database(u"file:/nowhere"_s));
    QVERIFY(bench.settles());
}

void tst_ProjectSession::tellsWhenADatabaseChanges()
{
    ProjectBench bench;
    bench.project().open(bench.path());
    QVERIFY(bench.settles());
    const QSignalSpy changed(&bench.project(), &ProjectSession::changed);

    bench.session().verify(false);
    QVERIFY(bench.settles());

    QVERIFY(changed.size() >= 2);
}

TIDEMARK_TEST(tst_ProjectSession)
#include "tst_projectsession.moc"
