#include "scenario.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// A schema that somebody changed past the migrations, seen through the command line. The numbers are those of
/// docs/scenarios.md.
class tst_driftscenarios : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatSomebodyChangedByHand();
    void absorbsWhatWasMadeAnotherWay();
    void seesAnyChangeMadeByHand_data();
    void seesAnyChangeMadeByHand();
    void toleratesDriftThatThePlanDoesNotTouch();
    void refusesDriftInWhatThePlanTouches();
};

// T57
void tst_driftscenarios::showsWhatSomebodyChangedByHand()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    QCOMPARE(scenario.run({ u"drift"_s }).exit, 0);
    scenario.sql("ALTER TABLE t_0001_a ADD COLUMN note TEXT;");

    QCOMPARE(scenario.state(), u"drifted"_s);
    const auto drift = scenario.run({ u"drift"_s });
    QVERIFY2(drift.exit == 2, shown(drift));
    const QJsonArray differences = drift.target(u"DB"_s).value(u"differences"_s).toArray();
    QCOMPARE(differences.size(), 1);
    QVERIFY2(differences.at(0)[u"object"_s].toString().contains(u"note"_s), shown(drift));

    // Absorbed as a migration, it is drift no longer.
    const auto written = scenario.run({ u"drift"_s, u"--write-migration"_s });
    QVERIFY2(written.exit == 2, shown(written));
    QVERIFY(scenario.read(u"migrations/0002_absorb_drift.sql"_s).contains("note"));
    scenario.succeed({ u"adopt"_s, u"--yes"_s });
    QCOMPARE(scenario.run({ u"drift"_s }).exit, 0);
    QCOMPARE(scenario.run({ u"status"_s, u"--check"_s }).exit, 0);
}

// T57: an object that changed has to go and come again; neither alone brings the migrations nearer to what is live.
void tst_driftscenarios::absorbsWhatWasMadeAnotherWay()
{
    const Scenario scenario;
    scenario.migration(u"0001_a"_s,
                       "CREATE TABLE t(a, b); CREATE INDEX i ON t(a);\n"
                       "CREATE VIEW v AS SELECT a FROM t;\n"
                       "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;");
    scenario.succeed({ u"up"_s });
    scenario.sql("DROP INDEX i; DROP VIEW v; DROP TRIGGER r; CREATE TABLE u(c);"
                 "CREATE INDEX i ON u(c); CREATE VIEW v AS SELECT c FROM u;"
                 "CREATE TRIGGER r AFTER INSERT ON u BEGIN SELECT 2; END;");

    const auto written = scenario.run({ u"drift"_s, u"--write-migration"_s });

    QVERIFY2(written.exit == 2, shown(written));
    scenario.succeed({ u"adopt"_s, u"--yes"_s });
    QCOMPARE(scenario.run({ u"drift"_s }).exit, 0);
}

// T57: `status` reads statements only, as long as they prove that nothing changed.
void tst_driftscenarios::seesAnyChangeMadeByHand_data()
{
    QTest::addColumn<QByteArray>("change");
    const auto row
        = [](const char *name, const char *change) { QTest::newRow(name) << QByteArray(change); };
    row("a column's name, as long as before", "ALTER TABLE t RENAME COLUMN a TO c");
    row("a default, as long as before",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'free', 'paid') "
        "WHERE name = 't'; PRAGMA writable_schema = OFF");
    row("a string that now is a column's name", "ALTER TABLE u ADD COLUMN free");
    row("an index on another column", "DROP INDEX i; CREATE INDEX i ON t(b)");
    row("an index that is gone", "DROP INDEX i");
    row("a trigger that came", "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END");
    row("a view of another column", "DROP VIEW v; CREATE VIEW v AS SELECT b FROM t");
    row("a table that was replaced", "DROP TABLE u; CREATE TABLE u(b)");
    row("a virtual table that came", "CREATE VIRTUAL TABLE f USING fts5(body)");
}

void tst_driftscenarios::seesAnyChangeMadeByHand()
{
    QFETCH(const QByteArray, change);
    const Scenario scenario;
    scenario.migration(u"0001_a"_s,
                       "CREATE TABLE t(a, b DEFAULT \"free\"); CREATE INDEX i ON t(a);\n"
                       "CREATE VIEW v AS SELECT a FROM t; CREATE TABLE u(a);");
    scenario.succeed({ u"up"_s });
    QCOMPARE(scenario.state(), u"up-to-date"_s);

    scenario.sql(change);

    QCOMPARE(scenario.state(), u"drifted"_s);
    QCOMPARE(scenario.run({ u"status"_s, u"--check"_s }).exit, 2);
}

// T58
void tst_driftscenarios::toleratesDriftThatThePlanDoesNotTouch()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("ALTER TABLE t_0001_a ADD COLUMN note TEXT;");
    scenario.table(u"0002_b"_s);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.state(), u"drifted"_s); // still said afterwards
}

// T58
void tst_driftscenarios::refusesDriftInWhatThePlanTouches()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("ALTER TABLE t_0001_a ADD COLUMN note TEXT;");
    scenario.migration(u"0002_b"_s, "ALTER TABLE t_0001_a ADD COLUMN more TEXT;\n");
    const auto before = scenario.content();

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 4, shown(up));
    QVERIFY2(errorOf(up).value(u"remedy"_s).toString().contains(u"drift"_s), shown(up));
    QCOMPARE(scenario.content(), before);
}

TIDEMARK_TEST(tst_driftscenarios)
#include "tst_driftscenarios.moc"
