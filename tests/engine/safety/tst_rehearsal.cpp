#include "family.h"
#include "plans.h"

#include <engine/safety/canaries.h>
#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Rehearsal : public QObject
{
    Q_OBJECT

private slots:
    void t31_addNotNullIsAskedOfTheTarget();
    void t31_addNotNullIsAnErrorWhereRowsAreKnown();
    void t40_aDownScriptThatLeavesAnIndexIsNoticed();
    void changesNothingInThePlan();
    void aCleanChangeHasNoFindings();
    void putsProbesThatTheTargetUnderstands_data();
    void putsProbesThatTheTargetUnderstands();
    void putsNoProbeAboutWhatTheRunChangedItself();
    void aTableCleanedFirstNeedsNoProbe();
    void goesOnAfterACanaryStoodInTheWay();
    void stopsAtAStatementThatFails();
    void readsOnAfterAStatementThatFails();
    void pointsAtTheMistake();
    void whatD1KnowsAndWeDoNotIsAWarning_data();
    void whatD1KnowsAndWeDoNotIsAWarning();
    void rehearsesWithRealRows();
    void seedsCanaries_data();
    void seedsCanaries();
    void namesTablesThatTakeNoCanary();
    void rehearsesAFullTextTable();
    void tracksFingerprintsStepByStep();
    void rollsBackItsOwnTables();
    void allowsWithAReason();
    void reportsAnUnusedAllowance();
    void checksExpectations();
    void stopsWhenAsked();
};

void tst_Rehearsal::t31_addNotNullIsAskedOfTheTarget()
{
    const auto report
        = rehearsed(requestFor("CREATE TABLE tasks (id INTEGER PRIMARY KEY)",
                               QByteArray("ALTER TABLE tasks ADD COLUMN status TEXT NOT NULL;")));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(report.probes.size(), 1);
    QCOMPARE(report.probes.first().finding.rule, u"S201"_s);
    QCOMPARE(report.probes.first().finding.severity, Severity::Error);
    QCOMPARE(report.probes.first().sql, QByteArray("SELECT 1 FROM \"tasks\" LIMIT 1"));
    QCOMPARE(report.schemaChanges.size(), 1);
}

void tst_Rehearsal::t31_addNotNullIsAnErrorWhereRowsAreKnown()
{
    auto request = requestFor("CREATE TABLE tasks (id INTEGER PRIMARY KEY)",
                              QByteArray("ALTER TABLE tasks ADD COLUMN status TEXT NOT NULL;"));
    request.liveCounts = { { u"tasks"_s, 12 } };

    const auto report = rehearsed(request);

    QVERIFY(report.blocks());
    QVERIFY(report.probes.isEmpty());
    QVERIFY(findingOf(report.findings, u"S201"_s).message.contains(u"12 rows"_s));
}

void tst_Rehearsal::t40_aDownScriptThatLeavesAnIndexIsNoticed()
{
    const QByteArray live = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)";
    const Migration init = migrationOf(u"0001_t"_s, live);
    const Migration sloppy
        = migrationOf(u"0002_b"_s,
                      "ALTER TABLE t ADD COLUMN b TEXT; CREATE INDEX t_a ON t(a);",
                      "ALTER TABLE t DROP COLUMN b;");

    const auto upward = rehearsed(requestFor(live, QList<Migration>{ sloppy }));
    const auto down
        = rehearsed(rollingBack("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
                                "CREATE INDEX t_a ON t(a)",
                                { init, sloppy },
                                sloppy.id));

    for (const auto &report : { upward, down }) {
        const Finding finding = findingOf(report.findings, u"G010"_s);
        QCOMPARE(finding.severity, Severity::Warning);
        QVERIFY2(finding.message.contains(u"t_a"_s), qPrintable(messages(report.findings)));
        QVERIFY(!report.blocks());
    }
}

void tst_Rehearsal::changesNothingInThePlan()
{
    const auto report
        = rehearsed(requestFor("CREATE TABLE t (id INTEGER PRIMARY KEY)", QList<Migration>{}));

    QVERIFY(report.findings.isEmpty());
    QVERIFY(report.rowChanges.isEmpty());
    QVERIFY(report.schemaChanges.isEmpty());
    QVERIFY(!report.blocks());
}

void tst_Rehearsal::aCleanChangeHasNoFindings()
{
    const auto report = rehearsed(requestFor(
        Family,
        QList<Migration>{ migrationOf(u"0007_tier"_s,
                                      "ALTER TABLE user ADD COLUMN tier TEXT DEFAULT 'free';"
                                      "CREATE INDEX user_tier ON user(tier);",
                                      "DROP INDEX user_tier;"
                                      "ALTER TABLE user DROP COLUMN tier;") }));

    QCOMPARE(rulesIn(report.findings), QStringList());
    QVERIFY(report.probes.isEmpty());
    QVERIFY(report.notRehearsed.isEmpty());
    QCOMPARE(report.schemaChanges.size(), 2);
}

void tst_Rehearsal::putsProbesThatTheTargetUnderstands_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("harmless"); // rows with which the script runs
    QTest::addColumn<QByteArray>("harmful"); // rows with which it fails

    const QByteArray two = "INSERT INTO t(id, a, b) VALUES (1, 'x', 1), (2, 'y', 2);";
    QTest::newRow("not null") << QByteArray("ALTER TABLE t ADD COLUMN c TEXT NOT NULL") << u"S201"_s
                              << QByteArray() << two;
    QTest::newRow("changing default")
        << QByteArray("ALTER TABLE t ADD COLUMN c TEXT DEFAULT CURRENT_TIMESTAMP") << u"S202"_s
        << QByteArray() << two;
    QTest::newRow("reference with a default")
        << QByteArray("ALTER TABLE t ADD COLUMN c INTEGER REFERENCES p(id) DEFAULT 1") << u"S204"_s
        << QByteArray() << two;
    QTest::newRow("unique index") << QByteArray("CREATE UNIQUE INDEX t_a ON t (a DESC)")
                                  << u"S205"_s << two
                                  << QByteArray("INSERT INTO t(a) VALUES ('x'), ('x')");
    QTest::newRow("unique index, partial, by expression")
        << QByteArray("CREATE UNIQUE INDEX t_a ON t (lower(a), b COLLATE NOCASE ASC) WHERE b = 1")
        << u"S205"_s << QByteArray("INSERT INTO t(a, b) VALUES ('x', 2), ('X', 2), ('y', 1)")
        << QByteArray("INSERT INTO t(a, b) VALUES ('x', 1), ('X', 1)");
    QTest::newRow("check on a new column")
        << QByteArray("ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 3 CHECK (c > 5)") << u"S207"_s
        << QByteArray() << two;
    const QByteArray copy = "INSERT INTO n (id, a, b) SELECT id, a, b FROM t; DROP TABLE t;"
                            "ALTER TABLE n RENAME TO t";
    QTest::newRow("check in a rebuild") << QByteArray(
        "CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT CHECK (length(a) < 2), b INTEGER);" + copy)
                                        << u"S207"_s << two
                                        << QByteArray("INSERT INTO t(a) VALUES ('long')");
    QTest::newRow("not null in a rebuild")
        << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER);" + copy)
        << u"S206"_s << two << QByteArray("INSERT INTO t(a) VALUES (NULL)");
    QTest::newRow("unique in a rebuild")
        << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INTEGER);" + copy)
        << u"S205"_s << two << QByteArray("INSERT INTO t(a) VALUES ('x'), ('x')");
    QTest::newRow("reference in a rebuild")
        << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT, b INTEGER REFERENCES p(id));"
                      "CREATE INDEX n_b ON n(b);"
                      + copy)
        << u"S208"_s << QByteArray("INSERT INTO p VALUES (1); INSERT INTO t(b) VALUES (1), (NULL)")
        << two;
}

void tst_Rehearsal::putsProbesThatTheTargetUnderstands()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QString, rule);
    QFETCH(const QByteArray, harmless);
    QFETCH(const QByteArray, harmful);
    const QByteArray live = "CREATE TABLE p (id INTEGER PRIMARY KEY);"
                            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);";

    const auto report = rehearsed(requestFor(live, script));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QVERIFY2(!report.probes.isEmpty(), qPrintable(messages(report.findings)));
    const Probe probe = report.probes.first();
    QCOMPARE(probe.finding.rule, rule);
    QVERIFY(probe.line > 0);
    const ScratchDatabase good(live + harmless);
    QCOMPARE(good.rows(probe.sql).size(), 0);
    good.run(script);
    const ScratchDatabase bad(live + harmful);
    QCOMPARE(bad.rows(probe.sql).size(), 1);
    const auto failed = await(bad.database()->with(
        [script](SqliteConnection &connection) { return connection.run(script); }));
    QVERIFY(!failed); // the probe told the truth
}

void tst_Rehearsal::putsNoProbeAboutWhatTheRunChangedItself()
{
    const QByteArray live = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER)";

    const auto asked = rehearsed(requestFor(
        live, QByteArray("UPDATE t SET b = 0 WHERE b IS NULL; CREATE UNIQUE INDEX t_a ON t(a);")));
    const auto doubted = rehearsed(requestFor(
        live,
        QByteArray("UPDATE t SET a = lower(a) WHERE id > 0; CREATE UNIQUE INDEX t_a ON t(a);")));

    QCOMPARE(asked.probes.size(), 1);
    QVERIFY(doubted.probes.isEmpty());
    QCOMPARE(findingOf(doubted.findings, u"S205"_s).severity, Severity::Warning);
}

void tst_Rehearsal::aTableCleanedFirstNeedsNoProbe()
{
    const auto report = rehearsed(
        requestFor("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
                   QByteArray("DELETE FROM t WHERE id NOT IN (SELECT min(id) FROM t GROUP BY a);"
                              "CREATE UNIQUE INDEX t_a ON t(a);")));

    QCOMPARE(rulesIn(report.findings), QStringList());
    QVERIFY(report.probes.isEmpty());
    QCOMPARE(report.rowChanges, (QList<RowChange>{ { .table = u"t"_s, .before = 2, .after = 1 } }));
}

void tst_Rehearsal::goesOnAfterACanaryStoodInTheWay()
{
    const auto report = rehearsed(
        requestFor(Family,
                   { migrationOf(u"0001_a"_s, "ALTER TABLE user ADD COLUMN a TEXT NOT NULL;"),
                     migrationOf(u"0002_b"_s, "CREATE UNIQUE INDEX setting_one ON setting(uid);"),
                     migrationOf(u"0003_c"_s, "DROP TABLE event;") }));

    QCOMPARE(report.steps.size(), 3);
    QCOMPARE(report.probes.size(), 1); // user was emptied, and with it what references it
    QVERIFY(rulesIn(report.findings).contains(u"S101"_s));
    for (const RowChange &change : report.rowChanges)
        QVERIFY(!change.lost);
}

void tst_Rehearsal::stopsAtAStatementThatFails()
{
    const auto report
        = rehearsed(requestFor(Family,
                               { migrationOf(u"0001_a"_s,
                                             "CREATE TABLE x (id INTEGER PRIMARY KEY);\n"
                                             "INSERT INTO nowhere VALUES (1);"),
                                 migrationOf(u"0002_b"_s, "DROP TABLE event;") }));

    QVERIFY(report.blocks());
    QVERIFY(report.steps.isEmpty());
    const Finding finding = findingOf(report.findings, u"S100"_s);
    QCOMPARE(finding.line, 2);
    QCOMPARE(finding.statement, 2);
    QVERIFY(finding.message.contains(u"nowhere"_s));
    QVERIFY(report.schemaChanges.isEmpty());
}

void tst_Rehearsal::readsOnAfterAStatementThatFails()
{
    const auto report = rehearsed(requestFor(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
        QList<Migration>{
            migrationOf(u"0001_bad"_s, "ALTER TABLE missing ADD COLUMN a TEXT;\nDELETE FROM t;\n"),
            migrationOf(u"0002_later"_s,
                        "ALTER TABLE t ADD COLUMN IF NOT EXISTS b TEXT;\n"
                        "CREATE TABLE _cf_x (id INTEGER PRIMARY KEY);\n"
                        "UPDATE t SET nowhere = 1 WHERE id = 1;\n") }));

    QCOMPARE(rulesIn(report.findings), (QStringList{ u"S100"_s, u"S104"_s, u"S401"_s, u"S412"_s }));
    QCOMPARE(findingOf(report.findings, u"S104"_s).line, 2);
    QCOMPARE(findingOf(report.findings, u"S412"_s).migration, u"0002_later"_s);
    QVERIFY(report.steps.isEmpty());
}

void tst_Rehearsal::pointsAtTheMistake()
{
    const auto report = rehearsed(requestFor(
        "", QByteArray("CREATE TABLE t (\n  id INTEGER PRIMARY KEY,\n  größe TEXT NOT KEY\n);")));

    const Finding finding = findingOf(report.findings, u"S100"_s);
    QCOMPARE(finding.line, 3);
    QVERIFY2(finding.message.contains(u"\n    größe TEXT NOT KEY\n"_s),
             qPrintable(finding.message));
    QVERIFY(finding.message.endsWith(u'^'));
}

void tst_Rehearsal::whatD1KnowsAndWeDoNotIsAWarning_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::newRow("constraint") << QByteArray("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1)");
    QTest::newRow("column constraint") << QByteArray("ALTER TABLE t ALTER COLUMN a SET NOT NULL");
    QTest::newRow("ordered aggregate")
        << QByteArray("CREATE TABLE u AS SELECT group_concat(a ORDER BY a) AS x FROM t");
    QTest::newRow("number with underscores") << QByteArray("UPDATE t SET a = 1_000 WHERE id = 1");
}

void tst_Rehearsal::whatD1KnowsAndWeDoNotIsAWarning()
{
    QFETCH(const QByteArray, statement);
    const QByteArray live = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)";

    const auto report = rehearsed(requestFor(live, statement));
    auto local = requestFor(live, statement);
    local.profile = SqliteOptions::Profile::Sqlite;

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QCOMPARE(findingOf(report.findings, u"D121"_s).severity, Severity::Warning);
    QVERIFY(rehearsed(local).blocks()); // a file is opened by this SQLite
}

void tst_Rehearsal::rehearsesWithRealRows()
{
    const QByteArray live = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, g TEXT AS (upper(a)))";
    auto request = requestFor(
        live, QByteArray("CREATE UNIQUE INDEX t_a ON t(a); DELETE FROM t WHERE id = 1;"));
    QList<Row> rows{ { Value::integer(1), Value::text(QByteArray("x")) },
                     { Value::integer(2), Value::text(QByteArray("y")) } };
    request.rows = [&rows](const Table &, const auto &insert) -> Result<> {
        for (const Row &row : rows) {
            if (const auto inserted = insert(row); !inserted)
                return inserted;
        }
        return Ok{};
    };

    const auto clean = rehearsed(request);
    rows << Row{ Value::integer(3), Value::text(QByteArray("y")) };
    const auto duplicates = rehearsed(request);

    QVERIFY(clean.withData);
    QVERIFY2(!clean.blocks(), qPrintable(messages(clean.findings)));
    QCOMPARE(clean.rowChanges.first(), (RowChange{ .table = u"t"_s, .before = 2, .after = 1 }));
    QVERIFY(duplicates.blocks());
    QVERIFY(duplicates.probes.isEmpty());
    QCOMPARE(findingOf(duplicates.findings, u"S205"_s).severity, Severity::Error);
}

void tst_Rehearsal::seedsCanaries_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::newRow("types") << QByteArray(
        "CREATE TABLE t (a INTEGER, b TEXT, c REAL, d BLOB, e NUMERIC, f)");
    QTest::newRow("no columns to fill") << QByteArray("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    QTest::newRow("strict") << QByteArray(
        "CREATE TABLE t (a INT NOT NULL, b TEXT NOT NULL, c REAL NOT NULL,"
        " d BLOB NOT NULL, e ANY NOT NULL) STRICT");
    QTest::newRow("without rowid")
        << QByteArray("CREATE TABLE t (a TEXT, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID");
    QTest::newRow("generated") << QByteArray(
        "CREATE TABLE t (a INTEGER NOT NULL, b AS (a + 1) STORED,"
        " c AS (a * 2))");
    QTest::newRow("in list") << QByteArray(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT NOT NULL CHECK (s IN ('new', 'done')))");
    QTest::newRow("key in list") << QByteArray(
        "CREATE TABLE t (s TEXT PRIMARY KEY CHECK (s IN ('new', 'done')))");
    QTest::newRow("comparisons") << QByteArray(
        "CREATE TABLE t (a INTEGER CHECK (a > 10 AND a <= 12), b REAL CHECK (0.5 < b), c INTEGER "
        "CHECK "
        "(c BETWEEN 100 AND 200), d INTEGER CHECK (d < -5))");
    QTest::newRow("length") << QByteArray(
        "CREATE TABLE t (a TEXT NOT NULL UNIQUE CHECK (length(a) = 26), "
        "b BLOB CHECK (length(b) >= 32))");
    QTest::newRow("patterns") << QByteArray(
        "CREATE TABLE t (a TEXT CHECK (a LIKE '%@%.%'), b TEXT CHECK (b GLOB '[0-9][a-f]*'))");
    QTest::newRow("json and dates")
        << QByteArray("CREATE TABLE t (a TEXT NOT NULL CHECK (json_valid(a)), b TEXT NOT NULL "
                      "CHECK (date(b) IS NOT NULL))");
    QTest::newRow("typeof") << QByteArray("CREATE TABLE t (a CHECK (typeof(a) = 'integer'))");
    QTest::newRow("default") << QByteArray(
        "CREATE TABLE t (s TEXT NOT NULL DEFAULT 'active' CHECK (s = 'active' OR s = 'closed'))");
    QTest::newRow("many columns, check on the last")
        << QByteArray("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT, g TEXT, h "
                      "TEXT, i TEXT, j TEXT,"
                      " k TEXT, l TEXT NOT NULL CHECK (l IN ('x')))");
    QTest::newRow("references") << QByteArray(
        "CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT NOT NULL REFERENCES t(k));"
        "CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL CHECK (k IN ('a', 'b')))");
    QTest::newRow("reference to itself") << QByteArray(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER NOT NULL REFERENCES t(id))");
    QTest::newRow("join table") << QByteArray(
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY);"
        "CREATE TABLE t (a REFERENCES a, b REFERENCES b(id), PRIMARY KEY (a, b))");
    QTest::newRow("unique expression") << QByteArray(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, e TEXT); CREATE UNIQUE INDEX t_e ON t(lower(e))");
}

void tst_Rehearsal::seedsCanaries()
{
    QFETCH(const QByteArray, schema);
    auto substitute = Substitute::create(SqliteOptions::Profile::D1);
    QVERIFY(substitute);
    QVERIFY(substitute->run(schema));
    substitute->setForeignKeys(false);
    const Schema found = *substitute->userSchema();

    const QStringList refused = seedCanaries(*substitute, found);

    QCOMPARE(refused, QStringList());
    for (const Table &table : found.tables)
        QCOMPARE(substitute->count(table.name), 2);
    QVERIFY(substitute->rows("PRAGMA foreign_key_check")->isEmpty());
}

void tst_Rehearsal::namesTablesThatTakeNoCanary()
{
    const auto report = rehearsed(requestFor(
        "CREATE TABLE odd (id INTEGER PRIMARY KEY, a TEXT NOT NULL CHECK (hex(a) = '4B' || id));"
        "CREATE TABLE child (id INTEGER PRIMARY KEY, odd INTEGER NOT NULL REFERENCES odd(id));",
        QByteArray("DROP TABLE odd;")));

    QVERIFY(report.notRehearsed.contains(u"odd"_s));
    QVERIFY(rulesIn(report.findings).contains(u"S101"_s));
    QVERIFY2(findingOf(report.findings, u"S109"_s).blocks(), qPrintable(messages(report.findings)));
}

void tst_Rehearsal::rehearsesAFullTextTable()
{
    const QByteArray live
        = "CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT);"
          "CREATE VIRTUAL TABLE docs_fts USING fts5(title, content='docs', content_rowid='id');"
          "CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN"
          " INSERT INTO docs_fts(rowid, title) VALUES (new.id, new.title); END;"
          "CREATE TRIGGER docs_au AFTER UPDATE ON docs BEGIN"
          " INSERT INTO docs_fts(docs_fts, rowid, title) VALUES ('delete', old.id, old.title);"
          " INSERT INTO docs_fts(rowid, title) VALUES (new.id, new.title); END;";

    const auto report
        = rehearsed(requestFor(live,
                               QByteArray("UPDATE docs SET title = 'new' WHERE id > 0;"
                                          "INSERT INTO docs(title) VALUES ('third');")));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QVERIFY2(report.notRehearsed.isEmpty(), qPrintable(report.notRehearsed.join(u' ')));
}

void tst_Rehearsal::tracksFingerprintsStepByStep()
{
    const auto report = rehearsed(
        requestFor(Family,
                   { migrationOf(u"0001_a"_s, "ALTER TABLE user ADD COLUMN a TEXT;"),
                     migrationOf(u"0002_b"_s, "ALTER TABLE user ADD COLUMN b TEXT;") }));

    QCOMPARE(report.steps.size(), 2);
    QCOMPARE(report.steps.first().fingerprintBefore, fingerprint(schemaOf(Family)));
    QCOMPARE(report.steps.first().fingerprintAfter, report.steps.last().fingerprintBefore);
    QCOMPARE(report.steps.last().fingerprintAfter,
             fingerprint(schemaOf(Family
                                  + "ALTER TABLE user ADD COLUMN a TEXT;"
                                    "ALTER TABLE user ADD COLUMN b TEXT;")));
}

void tst_Rehearsal::rollsBackItsOwnTables()
{
    const Migration first
        = migrationOf(u"0001_user"_s, "CREATE TABLE user (id INTEGER PRIMARY KEY);");
    const Migration second = migrationOf(u"0002_posts"_s,
                                         "CREATE TABLE posts (id INTEGER PRIMARY KEY, a TEXT);"
                                         "ALTER TABLE user ADD COLUMN tier TEXT;",
                                         "DROP TABLE posts; ALTER TABLE user DROP COLUMN tier;");

    const auto report
        = rehearsed(rollingBack("CREATE TABLE user (id INTEGER PRIMARY KEY, tier TEXT);"
                                "CREATE TABLE posts (id INTEGER PRIMARY KEY, a TEXT)",
                                { first, second },
                                second.id));

    QCOMPARE(rulesIn(report.findings), QStringList());
    QCOMPARE(report.steps.first().fingerprintAfter,
             fingerprint(schemaOf("CREATE TABLE user (id INTEGER PRIMARY KEY)")));
}

void tst_Rehearsal::allowsWithAReason()
{
    auto request = requestFor(Family,
                              QByteArray("-- tidemark: allow S101 event -- moved to a queue\n"
                                         "DROP TABLE event;\nDROP TABLE setting;"));

    const auto report = rehearsed(request);
    request.allowedRules = { u"S101"_s };
    const auto onTheCommandLine = rehearsed(request);

    QCOMPARE(report.blocking(), 1);
    QCOMPARE(findingOf(report.findings, u"S101"_s).object, u"event"_s);
    QCOMPARE(findingOf(report.findings, u"S101"_s).allowedBecause, u"moved to a queue"_s);
    QVERIFY(!onTheCommandLine.blocks());
}

void tst_Rehearsal::reportsAnUnusedAllowance()
{
    const auto report
        = rehearsed(requestFor(Family,
                               QByteArray("-- tidemark: allow S101 ghost -- there was one once\n"
                                          "ALTER TABLE user ADD COLUMN a TEXT;")));

    const Finding finding = findingOf(report.findings, u"G026"_s);
    QCOMPARE(finding.severity, Severity::Warning);
    QCOMPARE(finding.line, 1);
    QVERIFY(finding.message.contains(u"ghost"_s));
}

void tst_Rehearsal::checksExpectations()
{
    const auto kept = rehearsed(requestFor(Family,
                                           QByteArray("-- tidemark: expect rows(user) = before\n"
                                                      "-- tidemark: expect rows(event) >= 100\n"
                                                      "ALTER TABLE user ADD COLUMN a TEXT;")));
    const auto broken = rehearsed(requestFor(Family,
                                             QByteArray("-- tidemark: expect rows(event) = before\n"
                                                        "DELETE FROM event WHERE id > 0;")));

    QVERIFY2(!kept.blocks(), qPrintable(messages(kept.findings)));
    const Finding finding = findingOf(broken.findings, u"S112"_s);
    QVERIFY(finding.blocks());
    QCOMPARE(finding.line, 1);
    QVERIFY2(finding.message.contains(u"2 before, 0 after"_s), qPrintable(finding.message));
}

void tst_Rehearsal::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();

    const auto report
        = rehearse(requestFor(Family, GeneratedRebuild), Conduct{ .stop = source.get_token() });

    QVERIFY(!report);
    QCOMPARE(report.error().kind, Error::Kind::Cancelled);
}

TIDEMARK_TEST(tst_Rehearsal)
#include "tst_rehearsal.moc"
