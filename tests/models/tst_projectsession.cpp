#include "projectbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

class tst_ProjectSession : public QObject
{
    Q_OBJECT

private slots:
    void opensAProject();
    void opensTheProjectAboveAFolder();
    void opensASingleFile();
    void refusesWhatIsNoProject_data();
    void refusesWhatIsNoProject();
    void keepsTheOpenProjectWhenAnotherFails();
    void keepsTheSessionsUntilTheNextProjectIsShown();
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
    QCOMPARE(bench.project().databases().size(), 2);
    QCOMPARE(bench.session().target().stream, u"AUTH_DB"_s);
    QVERIFY(!bench.project().error());
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
    QCOMPARE(bench.project().databases().size(), 2);
    QVERIFY(bench.project().error());
    bench.project().open(bench.path());
    QVERIFY(!bench.project().error());
    QVERIFY(bench.settles());
}

void tst_ProjectSession::keepsTheSessionsUntilTheNextProjectIsShown()
{
    ProjectBench bench;
    bench.project().open(bench.path());
    QVERIFY(bench.settles());
    const QPointer<DatabaseSession> before = bench.project().databases().first();
    bool wasThere = false;
    connect(&bench.project(), &ProjectSession::opened, this, [&before, &wasThere] {
        wasThere = !before.isNull();
    });

    bench.project().open(bench.path());

    QVERIFY(wasThere);
    QVERIFY(before.isNull());
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

QTEST_GUILESS_MAIN(tst_ProjectSession)
#include "tst_projectsession.moc"
