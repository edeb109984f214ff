#include "projectbench.h"

#include <support/testprogram.h>

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

using Phase = DatabaseSession::Phase;

/// A session on a real copied project, from the first look to the roll back.
class tst_DatabaseSession : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void looksAtTheDatabase();
    void seesFilesThatCameLater();
    void rehearsesWithoutWriting();
    void runsWhatWasRehearsed();
    void runsNothingThatWasNotRehearsed();
    void runsNothingThatIsForbidden();
    void knowsWhenTheRehearsalIsOutdated();
    void refusesARunWhenTheDatabaseMoved();
    void rollsBack();
    void refusesToRollBackWithoutADownScript();
    void verifies();
    void stopsARehearsal();
    void doesOneThingAtATime();
    void showsAnErrorAndForgetsItAfterwards();
    void mayGoWhileSomethingRuns();

private:
    std::unique_ptr<ProjectBench> m_bench;
};

void tst_DatabaseSession::init()
{
    m_bench = std::make_unique<ProjectBench>();
    m_bench->project().open(m_bench->path());
    QVERIFY(m_bench->settles());
}

void tst_DatabaseSession::looksAtTheDatabase()
{
    const DatabaseSession &session = m_bench->session();

    QVERIFY(session.isKnown());
    QCOMPARE(session.status().state, TargetState::Empty);
    QCOMPARE(session.status().pending(), 5);
    QVERIFY(session.checkedAt().isValid());
    QVERIFY(!session.error());
    QVERIFY(!session.mayRun());
}

void tst_DatabaseSession::seesFilesThatCameLater()
{
    m_bench->writeBlockedMigration();

    m_bench->session().refresh();
    QVERIFY(m_bench->settles());

    QCOMPARE(m_bench->session().status().pending(), 6);
}

void tst_DatabaseSession::rehearsesWithoutWriting()
{
    DatabaseSession &session = m_bench->session();
    const QSignalSpy rehearsed(&session, &DatabaseSession::rehearsed);

    session.rehearse({});
    QCOMPARE(session.phase(), Phase::Rehearsing);
    QVERIFY(m_bench->settles());

    QCOMPARE(rehearsed.size(), 1);
    QVERIFY(session.mayRun());
    QCOMPARE(session.prepared()->plan.steps.size(), 5);
    QVERIFY(!QFile::exists(session.target().file));
    QVERIFY(session.schemaChanges()->rowCount() > 0);
}

void tst_DatabaseSession::runsWhatWasRehearsed()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs({ .up = { .upTo = u"0002_api_keys"_s } }));
    const QSignalSpy finished(&session, &DatabaseSession::runFinished);
    session.rehearse({ .up = { .upTo = u"0004_add_user_tier"_s } });
    QVERIFY(m_bench->settles());

    session.execute();
    QCOMPARE(session.phase(), Phase::Running);
    QVERIFY(m_bench->settles());

    QCOMPARE(finished.size(), 1);
    QVERIFY(session.completed());
    QVERIFY(!session.completed()->error);
    QVERIFY(!session.prepared());
    QVERIFY(!session.completed()->safetyPoint.value.isEmpty());
    QCOMPARE(session.status().applied(), 3);
    QCOMPARE(session.status().pending(), 2);
    QCOMPARE(m_bench->value("SELECT count(*) FROM pragma_table_info('user') WHERE name = 'tier'"),
             u"1"_s);
}

void tst_DatabaseSession::runsNothingThatWasNotRehearsed()
{
    m_bench->session().execute();

    QCOMPARE(m_bench->session().phase(), Phase::Idle);
    QVERIFY(!m_bench->session().completed());
}

void tst_DatabaseSession::runsNothingThatIsForbidden()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());
    m_bench->writeBlockedMigration();
    session.rehearse({});
    QVERIFY(m_bench->settles());
    QVERIFY(session.prepared()->rehearsal.blocks());

    session.execute();

    QVERIFY(!session.mayRun());
    QCOMPARE(session.phase(), Phase::Idle);
    QCOMPARE(session.status().pending(), 1);
}

void tst_DatabaseSession::knowsWhenTheRehearsalIsOutdated()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs({ .up = { .upTo = u"0004_rooms_table"_s } }));
    session.rehearse({});
    QVERIFY(m_bench->settles());
    session.refresh();
    QVERIFY(m_bench->settles());
    QVERIFY(!session.isOutdated());
    QVERIFY(session.mayRun());

    m_bench->sql("CREATE TABLE surprise (id INTEGER PRIMARY KEY)");
    session.refresh();
    QVERIFY(m_bench->settles());

    QVERIFY(session.isOutdated());
    QVERIFY(!session.mayRun());
    QVERIFY(session.prepared());
}

void tst_DatabaseSession::refusesARunWhenTheDatabaseMoved()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs({ .up = { .upTo = u"0004_rooms_table"_s } }));
    session.rehearse({});
    QVERIFY(m_bench->settles());
    m_bench->sql("CREATE TABLE surprise (id INTEGER PRIMARY KEY)");

    session.execute();
    QVERIFY(m_bench->settles());

    QVERIFY(session.error());
    QVERIFY(!session.error()->message.isEmpty());
    QCOMPARE(m_bench->value("SELECT count(*) FROM sqlite_schema WHERE name = 'permissions'"),
             u"0"_s);
}

void tst_DatabaseSession::rollsBack()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());

    QVERIFY(
        m_bench->runs({ .direction = PlanStep::Action::RollBack, .downTo = u"0002_api_keys"_s }));

    QCOMPARE(session.status().applied(), 2);
    QCOMPARE(m_bench->value("SELECT count(*) FROM sqlite_schema WHERE name = 'rooms'"), u"0"_s);
    QCOMPARE(m_bench->value("SELECT count(*) FROM sqlite_schema WHERE name = 'api_keys'"), u"1"_s);
}

void tst_DatabaseSession::refusesToRollBackWithoutADownScript()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());
    const QString down = u"project/migrations/0004_rooms_table.rollback.sql"_s;
    QVERIFY(QFile::remove(m_bench->folder().path(down)));

    session.rehearse({ .direction = PlanStep::Action::RollBack, .downTo = u"0002_api_keys"_s });
    QVERIFY(m_bench->settles());

    QVERIFY(session.error());
    QCOMPARE(session.error()->kind, Error::Kind::History);
    QVERIFY(!session.prepared());
    QCOMPARE(session.status().applied(), 5);
}

void tst_DatabaseSession::verifies()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());
    const QSignalSpy verified(&session, &DatabaseSession::verified);

    session.verify(true);
    QCOMPARE(session.phase(), Phase::Verifying);
    QVERIFY(m_bench->settles());

    QCOMPARE(verified.size(), 1);
    QVERIFY(session.checks()->rowCount() > 0);
}

void tst_DatabaseSession::stopsARehearsal()
{
    DatabaseSession &session = m_bench->session();
    const QSignalSpy rehearsed(&session, &DatabaseSession::rehearsed);

    session.rehearse({});
    session.cancel();
    QVERIFY(m_bench->settles());

    QVERIFY(session.error());
    QCOMPARE(session.error()->kind, Error::Kind::Cancelled);
    QVERIFY(rehearsed.isEmpty());
    QVERIFY(!session.mayRun());
}

void tst_DatabaseSession::doesOneThingAtATime()
{
    DatabaseSession &session = m_bench->session();

    session.rehearse({});
    session.verify(true);
    session.refresh();

    QCOMPARE(session.phase(), Phase::Rehearsing);
    QVERIFY(m_bench->settles());
    QVERIFY(session.mayRun());
    QCOMPARE(session.checks()->rowCount(), 0);
}

void tst_DatabaseSession::showsAnErrorAndForgetsItAfterwards()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());
    QFile file(session.target().file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    file.close();
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();

    session.refresh();
    QVERIFY(m_bench->settles());
    QVERIFY(session.error());
    QVERIFY(!session.error()->message.isEmpty());
    QCOMPARE(session.status().applied(), 5); // the last known state stays

    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    session.refresh();
    QVERIFY(m_bench->settles());
    QVERIFY(!session.error());
}

void tst_DatabaseSession::mayGoWhileSomethingRuns()
{
    m_bench->session().rehearse({});
    const QSignalSpy gone(&m_bench->session(), &QObject::destroyed);

    m_bench->project().open(m_bench->path());

    QTRY_COMPARE(gone.size(), 1);
    QVERIFY(m_bench->settles());
    QVERIFY(m_bench->session().isKnown());
}

TIDEMARK_TEST(tst_DatabaseSession)
#include "tst_databasesession.moc"
