#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QRegularExpression>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr double Day = 86'400;

QJsonArray oneRow(const QJsonValue &value)
{
    return QJsonArray{ QJsonArray{ value } };
}

} // namespace

/// Every state a database has been in can be had again.
class tst_sandboxtimetravel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_sandbox = std::make_unique<SandboxProcess>();
        m_database = m_sandbox->createDatabase(u"main"_s,
                                               "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)");
    }

    void cleanup() { m_sandbox.reset(); }

    void bookmarksLookAsTheServiceMakesThem()
    {
        static const QRegularExpression shape(
            u"^[0-9a-f]{8}-[0-9a-f]{8}-([0-9a-f]{8})-[0-9a-f]{32}$"_s);
        m_sandbox->configure(
            { { u"clock"_s,
                QJsonObject{ { u"now"_s, u"2026-12-24T23:59:00Z"_s }, { u"frozen"_s, true } } } });
        run("INSERT INTO t VALUES (1, 'a')");

        const auto match = shape.match(bookmark());

        QVERIFY(match.hasMatch());
        QCOMPARE(match.captured(1).toInt(nullptr, 16),
                 int(QDate(2026, 12, 24).toJulianDay() - QDate(1970, 1, 1).toJulianDay()));
    }

    void bookmarksGrowWithWritesAlone()
    {
        const QString before = bookmark();
        static_cast<void>(m_sandbox->rows(m_database, "SELECT * FROM t; UPDATE t SET v = 1"));
        QCOMPARE(bookmark(), before);

        run("INSERT INTO t VALUES (1, 'a')");
        const QString after = bookmark();
        QVERIFY(after > before);
        const QJsonObject failing{ { u"sql"_s,
                                     u"INSERT INTO t VALUES (2, 'b'); SELECT nothing"_s } };
        QCOMPARE(m_sandbox->d1("POST", u"/main/query"_s, failing).status, 400);
        QCOMPARE(bookmark(), after);
    }

    void restoresContentAndSchema()
    {
        run("INSERT INTO t VALUES (1, 'first')");
        const QString first = bookmark();
        run("ALTER TABLE t ADD COLUMN more; CREATE INDEX i ON t (v); UPDATE t SET v = 'second'; "
            "CREATE TABLE u (a)");
        const QString second = bookmark();

        const SandboxReply restored = restore(u"bookmark="_s + first);

        QCOMPARE(restored.status, 200);
        QCOMPARE(restored.result()[u"bookmark"_s].toString(), first);
        QCOMPARE(restored.result()[u"previous_bookmark"_s].toString(), second);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT * FROM t"),
                 QJsonArray{ QJsonArray({ 1, u"first"_s }) });
        QCOMPARE(m_sandbox->rows(m_database,
                                 "SELECT count(*) FROM sqlite_master WHERE name IN ('i', 'u')"),
                 oneRow(0));
        QCOMPARE(m_sandbox->rows(m_database, "PRAGMA quick_check"), oneRow(u"ok"_s));
        QVERIFY(bookmark() > second);

        // Forward again, to the state that was undone, and on from there.
        QCOMPARE(restore(u"bookmark="_s + second).status, 200);
        run("INSERT INTO u VALUES (1)");
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v, more FROM t"),
                 QJsonArray{ QJsonArray({ u"second"_s, QJsonValue::Null }) });
        QCOMPARE(restore(u"bookmark="_s + first).status, 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"first"_s));
    }

    void restoresByTime()
    {
        for (const QByteArray day : { "1", "2", "3" }) {
            m_sandbox->advanceClock(Day);
            run("REPLACE INTO t VALUES (1, 'day " + day + "')");
        }
        const QDateTime now = QDateTime::currentDateTimeUtc().addDays(3);
        const auto at = [&now](int hoursAgo) -> QString {
            return u"timestamp="_s
                   + now.addSecs(-3600 * hoursAgo).toString(Qt::ISODate).replace(u':', u"%3A"_s);
        };

        QCOMPARE(m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s + at(12)).result(),
                 m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s + at(1)).result());
        QCOMPARE(restore(at(36)).status, 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"day 1"_s));
        QCOMPARE(restore(at(12)).status, 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"day 2"_s));
    }

    void refusesWhatItCannotReach_data()
    {
        QTest::addColumn<QString>("query");

        QTest::newRow("nothing") << QString();
        QTest::newRow("no bookmark") << u"bookmark=yesterday"_s;
        QTest::newRow("an unknown bookmark")
            << u"bookmark=00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683"_s;
        QTest::newRow("no time") << u"timestamp=soon"_s;
        QTest::newRow("the future") << u"timestamp=2999-01-01T00:00:00Z"_s;
        QTest::newRow("before the database was") << u"timestamp=2020-01-01T00:00:00Z"_s;
    }

    void refusesWhatItCannotReach()
    {
        QFETCH(QString, query);
        run("INSERT INTO t VALUES (1, 'a')");

        const SandboxReply reply = restore(query);

        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.code(), 7400);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"a"_s));
    }

    void forgetsAfterThirtyDays()
    {
        run("INSERT INTO t VALUES (1, 'old')");
        const QString old = bookmark();
        run("DELETE FROM t");
        m_sandbox->advanceClock(29 * Day);
        QCOMPARE(restore(u"bookmark="_s + old).status, 200);
        m_sandbox->advanceClock(2 * Day);

        QCOMPARE(restore(u"bookmark="_s + old).code(), 7400);
        const QJsonObject account{ { u"id"_s, m_sandbox->account() }, { u"plan"_s, u"free"_s } };
        run("DELETE FROM t");
        const QString recent = bookmark();
        run("INSERT INTO t VALUES (2, 'new')");
        m_sandbox->advanceClock(8 * Day);
        QCOMPARE(restore(u"bookmark="_s + recent).status, 200);
        m_sandbox->configure({ { u"accounts"_s, QJsonArray{ account } } }); // seven days only
        QCOMPARE(restore(u"bookmark="_s + recent).code(), 7400);
    }

    void restoresTenTimesInTenMinutes()
    {
        const QString target = u"bookmark="_s + bookmark();
        for (int time = 0; time < 10; ++time)
            QCOMPARE(restore(target).status, 200);

        QCOMPARE(restore(target).status, 429);
        m_sandbox->advanceClock(601);
        QCOMPARE(restore(target).status, 200);
    }

    void aClockThatGoesBackKeepsTheOrder()
    {
        run("INSERT INTO t VALUES (1, 'a')");
        const QString before = bookmark();
        m_sandbox->advanceClock(-10 * Day);

        run("DELETE FROM t");

        QVERIFY(bookmark() > before);
        QCOMPARE(restore(u"bookmark="_s + before).status, 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"a"_s));
    }

    void historySurvivesTheServer_data()
    {
        QTest::addColumn<bool>("crashes");

        QTest::newRow("that is ended") << false;
        QTest::newRow("that crashes") << true;
    }

    void historySurvivesTheServer()
    {
        QFETCH(bool, crashes);
        run("INSERT INTO t VALUES (1, 'a')");
        const QString first = bookmark();
        run("UPDATE t SET v = 'b'");
        const QString head = bookmark();

        if (crashes)
            m_sandbox->kill();
        else
            QCOMPARE(m_sandbox->stop(), 0);
        m_sandbox->start();

        QCOMPARE(bookmark(), head);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"b"_s));
        QCOMPARE(restore(u"bookmark="_s + first).status, 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"a"_s));
    }

    void aTornHistoryGoesOnFromWhatIsThere()
    {
        run("INSERT INTO t VALUES (1, 'a')");
        const QString first = bookmark();
        run("UPDATE t SET v = 'b'");
        const QString torn = bookmark();
        const QString folder = m_sandbox->announcement().value(u"state_dir"_s).toString()
                               + u"/databases/"_s + m_database;
        QCOMPARE(m_sandbox->stop(), 0);
        QFile lines(folder + u"/commits.jsonl"_s);
        QVERIFY(lines.resize(lines.size() - 20));

        m_sandbox->start();

        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"b"_s));
        const QJsonArray commits
            = m_sandbox->control("GET", u"databases/%1/timeline"_s.arg(m_database))
                  .json()
                  .value(u"commits"_s)
                  .toArray();
        QCOMPARE(commits.last()[u"what"_s].toString(), u"found"_s);
        QVERIFY(bookmark() > first);
        QVERIFY(bookmark() != torn);
        QCOMPARE(restore(u"bookmark="_s + first).status, 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT v FROM t"), oneRow(u"a"_s));
    }

    void aSmallerStateHasTheSmallerSize()
    {
        const QString small = bookmark();
        const int size = m_sandbox->d1("GET", u"/main"_s).result()[u"file_size"_s].toInt();
        run("INSERT INTO t VALUES (1, hex(zeroblob(200000)))");

        QCOMPARE(restore(u"bookmark="_s + small).status, 200);

        QCOMPARE(m_sandbox->d1("GET", u"/main"_s).result()[u"file_size"_s].toInt(), size);
        QCOMPARE(m_sandbox->stop(), 0);
        m_sandbox->start();
        QCOMPARE(m_sandbox->d1("GET", u"/main"_s).result()[u"file_size"_s].toInt(), size);
    }

    void manyLargeWritesAreKept()
    {
        // Each fills more of the write-ahead log than is left in it before it is emptied.
        QStringList bookmarks;
        for (int write = 0; write < 6; ++write) {
            run("INSERT INTO t (v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                "WHERE i < 500) "
                "SELECT hex(zeroblob(1000)) FROM n");
            bookmarks.append(bookmark());
        }
        run("DELETE FROM t WHERE id % 2");

        for (const int write : { 0, 5, 2 }) {
            QCOMPARE(restore(u"bookmark="_s + bookmarks.at(write)).status, 200);
            QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*), sum(length(v)) FROM t"),
                     QJsonArray{ QJsonArray({ 500 * (write + 1), 1'000'000 * (write + 1) }) });
            QCOMPARE(m_sandbox->rows(m_database, "PRAGMA quick_check"), oneRow(u"ok"_s));
        }
    }

private:
    void run(const QByteArray &sql) { static_cast<void>(m_sandbox->rows(m_database, sql)); }
    QString bookmark()
    {
        return m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s)
            .result()[u"bookmark"_s]
            .toString();
    }
    SandboxReply restore(const QString &query)
    {
        return m_sandbox->d1("POST", u"/main/time_travel/restore?"_s + query);
    }

    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_database;
};

TIDEMARK_TEST(tst_sandboxtimetravel)
#include "tst_sandboxtimetravel.moc"
