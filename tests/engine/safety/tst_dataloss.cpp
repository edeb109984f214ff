#include "family.h"
#include "plans.h"

#include <support/testprogram.h>
using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_DataLoss : public QObject
{
    Q_OBJECT

private slots:
    void t32_aGeneratedRebuildIsRefused();
    void t32_itsRewriteRehearsesClean();
    void t32_aRewriteIsOfferedBesideANewCheck();
    void t32_noRewriteHidesRowsBehindANewCheck();
    void t32_rebuildByRenamingTheOldTable();
    void t32_everyForeignKeyActionIsSeen_data();
    void t32_everyForeignKeyActionIsSeen();
    void t32_aFileMaySwitchForeignKeysOff();
    void findsOrphansAFileLeaves();
    void droppingAWholeFamilyIsNoCascade();
    void t39_aDownScriptMayNotDropWhatItsUpDidNotMake();
    void theSafeColumnSwapIsClean();
    void demotesLossesOfEmptyTables();
    void replaceThatCascadesIsALoss();
    void tellsLostRowsFromNamedOnes();
    void exemptsWhatTheRunMade();
};

void tst_DataLoss::t32_aGeneratedRebuildIsRefused()
{
    auto request = requestFor(Family, GeneratedRebuild);
    request.liveCounts = { { u"session"_s, 4321 } };

    const auto report = rehearsed(request);

    QVERIFY(report.blocks());
    const Finding loss = findingOf(report.findings, u"S107"_s);
    QCOMPARE(loss.severity, Severity::Error);
    QCOMPARE(loss.object, u"user"_s);
    QCOMPARE(loss.statement, 4);
    QCOMPARE(loss.line, 4);
    for (const QString &child : { u"session"_s, u"setting"_s, u"event"_s, u"4321"_s, u"CASCADE"_s })
        QVERIFY2(loss.message.contains(child), qPrintable(loss.message));
    QVERIFY(rulesIn(report.findings).contains(u"D120"_s));
    QVERIFY(report.rowChanges.first().lost);
    QStringList lost;
    for (const RowChange &change : report.rowChanges) {
        if (change.lost)
            lost << change.table;
    }
    QCOMPARE(lost, (QStringList{ u"event"_s, u"session"_s }));
    QCOMPARE(report.rowChanges.at(1).liveBefore, std::optional<qint64>(4321));
}

void tst_DataLoss::t32_itsRewriteRehearsesClean()
{
    const auto refused = rehearsed(requestFor(Family, GeneratedRebuild));
    const QByteArray rewrite = findingOf(refused.findings, u"S107"_s).rewrite.toUtf8();
    QVERIFY(!rewrite.isEmpty());

    const auto report = rehearsed(requestFor(Family, rewrite));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QVERIFY2(!rulesIn(report.findings).contains(u"S107"_s), qPrintable(messages(report.findings)));
    QVERIFY(report.rowChanges.isEmpty());
    QCOMPARE(report.schemaChanges.size(), 1); // user.tier and nothing else
    QCOMPARE(report.schemaChanges.first().name, u"user.tier"_s);
}

namespace {

QByteArray checkedRebuild(const QByteArray &filter)
{
    return "CREATE TABLE user_next (id TEXT PRIMARY KEY NOT NULL, email TEXT NOT NULL, name TEXT,"
           " CHECK (email || name LIKE '%@example.com-%'));"
           "INSERT INTO user_next (id, email, name) SELECT id, email, name FROM user"
           + filter
           + "; DROP TABLE user; ALTER TABLE user_next RENAME TO user;"
             "CREATE UNIQUE INDEX user_email_unique ON user(email);";
}

} // namespace

void tst_DataLoss::t32_aRewriteIsOfferedBesideANewCheck()
{
    const auto refused = rehearsed(requestFor(Family, checkedRebuild({})));

    const QString rewrite = findingOf(refused.findings, u"S107"_s).rewrite;
    QVERIFY2(rewrite.startsWith(u"-- Rehearsed without its CHECK"_s),
             qPrintable(messages(refused.findings)));
    const auto report = rehearsed(requestFor(Family, rewrite.toUtf8()));
    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(report.probes.size(), 1); // S207 is the real rows' to decide
}

void tst_DataLoss::t32_noRewriteHidesRowsBehindANewCheck()
{
    const auto refused = rehearsed(requestFor(Family, checkedRebuild(" WHERE 0 = length(name)")));

    QVERIFY(findingOf(refused.findings, u"S107"_s).rewrite.isEmpty());
}

void tst_DataLoss::t32_rebuildByRenamingTheOldTable()
{
    const QByteArray script
        = "ALTER TABLE user RENAME TO user_old;"
          "CREATE TABLE user (id TEXT PRIMARY KEY NOT NULL, email TEXT NOT NULL, name TEXT, tier "
          "TEXT);"
          "INSERT INTO user (id, email, name) SELECT id, email, name FROM user_old;"
          "DROP TABLE user_old;"
          "CREATE UNIQUE INDEX user_email_unique ON user(email);";

    const auto refused = rehearsed(requestFor(Family, script));
    const QByteArray rewrite = findingOf(refused.findings, u"S107"_s).rewrite.toUtf8();
    QVERIFY(refused.blocks());
    QVERIFY(!rewrite.isEmpty());
    const auto report = rehearsed(requestFor(Family, rewrite));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QVERIFY(report.rowChanges.isEmpty());
}

void tst_DataLoss::t32_everyForeignKeyActionIsSeen_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("pragma");
    for (const char *action : { "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION" }) {
        QTest::addRow("%s", action) << QByteArray(action) << QByteArray();
        QTest::addRow("%s deferred", action)
            << QByteArray(action) << QByteArray("PRAGMA defer_foreign_keys=ON;");
    }
}

void tst_DataLoss::t32_everyForeignKeyActionIsSeen()
{
    QFETCH(const QByteArray, action);
    QFETCH(const QByteArray, pragma);
    const QByteArray live
        = "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);"
          "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id) ON DELETE "
          + action + "); CREATE INDEX c_p ON c(p)";
    const QByteArray script
        = pragma
          + "CREATE TABLE p2 (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '');"
            "INSERT INTO p2 SELECT id, coalesce(a, '') FROM p;"
            "DROP TABLE p; ALTER TABLE p2 RENAME TO p;";

    const auto refused = rehearsed(requestFor(live, script));
    const Finding loss = findingOf(refused.findings, u"S107"_s);
    QVERIFY2(loss.blocks(), qPrintable(messages(refused.findings)));
    QVERIFY2(loss.message.contains(u" c"_s), qPrintable(loss.message));
    const auto report = rehearsed(requestFor(live, loss.rewrite.toUtf8()));

    QVERIFY(!loss.rewrite.isEmpty());
    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
}

void tst_DataLoss::t32_aFileMaySwitchForeignKeysOff()
{
    auto request = requestFor(Family, "-- tidemark: transaction none\n" + GeneratedRebuild);
    request.profile = SqliteOptions::Profile::Sqlite;

    const auto report = rehearsed(request);

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QVERIFY(!rulesIn(report.findings).contains(u"S107"_s));
    QVERIFY(report.rowChanges.isEmpty());
}

void tst_DataLoss::findsOrphansAFileLeaves()
{
    auto request
        = requestFor(Family,
                     { migrationOf(u"0001_a"_s,
                                   "-- tidemark: transaction none\n"
                                   "PRAGMA foreign_keys=OFF; DELETE FROM user WHERE id <> '';"),
                       migrationOf(u"0002_b"_s, "DELETE FROM session WHERE id <> '';") });
    request.profile = SqliteOptions::Profile::Sqlite;

    const auto report = rehearsed(request);

    const Finding finding = findingOf(report.findings, u"S110"_s);
    QVERIFY2(finding.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(finding.migration, u"0001_a"_s);
    // Foreign keys are enforced again in the next step.
    QVERIFY(findingOf(report.findings, u"S107"_s).message.contains(u"event"_s));
}

void tst_DataLoss::droppingAWholeFamilyIsNoCascade()
{
    const auto report = rehearsed(requestFor(
        Family,
        QByteArray("-- tidemark: allow S101 -- replaced by another service\n"
                   "DROP TABLE user; DROP TABLE session; DROP TABLE setting; DROP TABLE event;")));

    QCOMPARE(rulesIn(report.findings), QStringList{ u"S101"_s });
    QVERIFY(!report.blocks());
}

void tst_DataLoss::t39_aDownScriptMayNotDropWhatItsUpDidNotMake()
{
    const QByteArray init = "CREATE TABLE user (id INTEGER PRIMARY KEY);"
                            "CREATE TABLE api_keys (id INTEGER PRIMARY KEY);";
    Migration first = migrationOf(u"auth_init"_s, init);
    first.isInit = true;
    const Migration second
        = migrationOf(u"0002_api_keys"_s,
                      "CREATE TABLE IF NOT EXISTS api_keys (id INTEGER PRIMARY KEY);",
                      "DROP TABLE IF EXISTS api_keys;");

    const auto report = rehearsed(rollingBack(init, { first, second }, second.id));

    const Finding finding = findingOf(report.findings, u"G011"_s);
    QVERIFY2(finding.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(finding.object, u"api_keys"_s);
    QVERIFY(!rulesIn(report.findings).contains(u"S101"_s));
    const auto upward = rehearsed(requestFor(init, QList<Migration>{ second }));
    QCOMPARE(findingOf(upward.findings, u"G011"_s).severity, Severity::Warning);
}

void tst_DataLoss::theSafeColumnSwapIsClean()
{
    const auto report = rehearsed(
        requestFor(Family,
                   QByteArray("ALTER TABLE user ADD COLUMN name2 TEXT NOT NULL DEFAULT '';"
                              "UPDATE user SET name2 = coalesce(name, '');"
                              "ALTER TABLE user DROP COLUMN name;"
                              "ALTER TABLE user RENAME COLUMN name2 TO name;")));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QVERIFY(report.rowChanges.isEmpty());
}

void tst_DataLoss::demotesLossesOfEmptyTables()
{
    auto request = requestFor(Family, QByteArray("DROP TABLE event; DELETE FROM setting;"));
    QVERIFY(rehearsed(request).blocks());
    request.liveCounts = { { u"event"_s, 0 }, { u"setting"_s, 0 } };

    const auto report = rehearsed(request);

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(findingOf(report.findings, u"S101"_s).severity, Severity::Warning);
    QCOMPARE(findingOf(report.findings, u"S104"_s).severity, Severity::Warning);
}

void tst_DataLoss::replaceThatCascadesIsALoss()
{
    const auto report = rehearsed(requestFor(
        Family,
        QByteArray("INSERT OR REPLACE INTO user (id, email) SELECT id, lower(email) FROM user;")));

    const Finding loss = findingOf(report.findings, u"S107"_s);
    QVERIFY2(loss.blocks(), qPrintable(messages(report.findings)));
    QVERIFY(loss.message.contains(u"session"_s));
}

void tst_DataLoss::tellsLostRowsFromNamedOnes()
{
    const auto report = rehearsed(requestFor(
        Family, QByteArray("DELETE FROM event WHERE id > 0; DELETE FROM session WHERE id = '';")));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(report.rowChanges.size(), 1);
    QCOMPARE(report.rowChanges.first(),
             (RowChange{ .table = u"event"_s, .before = 2, .after = 0, .lost = false }));
}

void tst_DataLoss::exemptsWhatTheRunMade()
{
    const auto report = rehearsed(requestFor(
        "",
        { migrationOf(
              u"0001_a"_s,
              "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
              "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id) ON DELETE "
              "CASCADE); CREATE INDEX c_p ON c(p);"
              "INSERT INTO p VALUES (1, '', ''); INSERT INTO c VALUES (1, 1);"),
          migrationOf(u"0002_b"_s,
                      "ALTER TABLE p DROP COLUMN b; ALTER TABLE p RENAME COLUMN a TO d;"
                      "DELETE FROM c; DROP TABLE c; ALTER TABLE p RENAME TO q;") }));

    QCOMPARE(rulesIn(report.findings), QStringList());
}

TIDEMARK_TEST(tst_DataLoss)
#include "tst_dataloss.moc"
