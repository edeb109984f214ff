#include "plans.h"

#include <support/testprogram.h>

#include <QFile>
#include <QRegularExpression>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Shop = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT "
                        "DEFAULT 'x', tier TEXT);"
                        "CREATE INDEX users_name ON users(name);"
                        "CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT NOT NULL);"
                        "CREATE TRIGGER tasks_log AFTER INSERT ON tasks BEGIN UPDATE tasks SET "
                        "title = new.title; END;"
                        "CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT CHECK (a <> ''));"
                        "CREATE VIEW names AS SELECT id, name FROM users;"
                        "CREATE TABLE api_keys (id INTEGER PRIMARY KEY, token TEXT);"
                        "CREATE TABLE coupons (id INTEGER PRIMARY KEY, code TEXT UNIQUE, a TEXT, b "
                        "TEXT, UNIQUE (a, b));";

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

} // namespace

class tst_Rules : public QObject
{
    Q_OBJECT

private slots:
    void findsTheRule_data();
    void findsTheRule();
    void warnsOfWholeTables_data();
    void warnsOfWholeTables();
    void namesNewThingsLikeOldOnes_data();
    void namesNewThingsLikeOldOnes();
    void contractsNotTooSoon_data();
    void contractsNotTooSoon();
    void allowsTheSofterRules_data();
    void allowsTheSofterRules();
    void findsTheRuleInAFile_data();
    void findsTheRuleInAFile();
    void t30_addColumnIfNotExists();
    void t33_aRebuildThatForgets();
    void t34_aViewBrokenByDropTable();
    void t35_foreignKeysPragma();
    void t36_transactionInTheFile();
    void reportsOwners();
    void theDocumentListsTheSameRules();
    void everyRuleIsFound();
};

void tst_Rules::findsTheRule_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("rules");
    const auto row = [](const char *name, const QByteArray &script, const QStringList &rules) {
        QTest::newRow(name) << script << rules;
    };
    row("nothing to say", "ALTER TABLE users ADD COLUMN age INTEGER;", {});
    row("drop a table", "DROP TABLE old;", { u"S101"_s });
    row("drop a column", "ALTER TABLE users DROP COLUMN tier;", { u"S102"_s });
    row("rebuild without a column",
        "CREATE TABLE n (id INTEGER PRIMARY KEY); INSERT INTO n SELECT id FROM old; DROP TABLE old;"
        "ALTER TABLE n RENAME TO old;",
        { u"S103"_s, u"S106"_s });
    row("rebuild without UNIQUE",
        "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT, a TEXT, b TEXT);"
        "INSERT INTO n SELECT id, code, a, b FROM coupons; DROP TABLE coupons;"
        "ALTER TABLE n RENAME TO coupons;",
        { u"S106"_s });
    row("rebuild with an index for UNIQUE",
        "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT, a TEXT, b TEXT, UNIQUE (b, a));"
        "INSERT INTO n SELECT id, code, a, b FROM coupons; DROP TABLE coupons;"
        "ALTER TABLE n RENAME TO coupons; CREATE UNIQUE INDEX coupons_code ON coupons(code);",
        {});
    row("rebuild with a partial index for UNIQUE",
        "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT, a TEXT, b TEXT, UNIQUE (a, b));"
        "INSERT INTO n SELECT id, code, a, b FROM coupons; DROP TABLE coupons;"
        "ALTER TABLE n RENAME TO coupons;"
        "CREATE UNIQUE INDEX coupons_code ON coupons(code) WHERE id > 9;",
        { u"S106"_s });
    row("rebuild with another key",
        "CREATE TABLE n (id INTEGER, code TEXT UNIQUE, a TEXT, b TEXT, UNIQUE (a, b),"
        "PRIMARY KEY (id, code)); INSERT INTO n SELECT id, code, a, b FROM coupons;"
        "DROP TABLE coupons; ALTER TABLE n RENAME TO coupons;",
        { u"S106"_s });
    row("rebuild that copies nothing",
        "DROP TABLE old; CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT CHECK (a <> ''));",
        { u"S103"_s });
    row("delete everything", "DELETE FROM old;", { u"S104"_s });
    row("delete with where", "DELETE FROM old WHERE id = 1;", {});
    row("update everything", "UPDATE users SET tier = 'free';", { u"S105"_s });
    row("fill a new column",
        "ALTER TABLE tasks ADD COLUMN done INTEGER; UPDATE tasks SET done = 0;",
        { u"G019"_s });
    row("unique column", "ALTER TABLE users ADD COLUMN x TEXT UNIQUE;", { u"S203"_s });
    row("rename a table", "ALTER TABLE old RENAME TO older;", { u"S301"_s });
    row("rename a column", "ALTER TABLE old RENAME COLUMN a TO b;", { u"S302"_s });
    row("another type and default, not null",
        "CREATE TABLE n (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT 0 CHECK (a <> ''));"
        "INSERT INTO n (id, a) SELECT id, coalesce(a, 1) FROM old; DROP TABLE old;"
        "ALTER TABLE n RENAME TO old;",
        { u"S303"_s, u"S304"_s, u"S305"_s });
    row("view with other columns",
        "DROP VIEW names; CREATE VIEW names AS SELECT id, email FROM users;",
        { u"S306"_s });
    row("serial", "CREATE TABLE t (id SERIAL PRIMARY KEY);", { u"S402"_s, u"S404"_s });
    row("timestamptz", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TIMESTAMPTZ);", { u"S402"_s });
    row("double quoted string", "DELETE FROM old WHERE a = \"yes\";", { u"S403"_s });
    row("double quoted name", "DELETE FROM \"old\" WHERE \"a\" = 'yes';", {});
    row("key admits null", "CREATE TABLE t (id TEXT PRIMARY KEY);", { u"S404"_s });
    row("int primary key", "CREATE TABLE t (id INT PRIMARY KEY);", { u"S404"_s });
    row("reference without index",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, u INTEGER REFERENCES users(id));",
        { u"S405"_s });
    row("reference with index",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, u INTEGER REFERENCES users(id));"
        "CREATE INDEX t_u ON t(u, id);",
        {});
    row("parent that is no key",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, u TEXT UNIQUE REFERENCES users(name));",
        { u"S406"_s });
    row("index on a unique column", "CREATE INDEX users_email ON users(email);", { u"S407"_s });
    row("index that begins another", "CREATE INDEX users_nt ON users(name, tier);", {});
    row("create as select", "CREATE TABLE t AS SELECT * FROM old;", { u"S408"_s, u"S413"_s });
    row("insert select star",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t SELECT * FROM old;",
        { u"S409"_s });
    row("reserved name", "CREATE TABLE _cf_x (id INTEGER PRIMARY KEY);", { u"S412"_s });
    row("our name", "CREATE TABLE _tidemark_x (id INTEGER PRIMARY KEY);", { u"S412"_s });
    row("no primary key", "CREATE TABLE t (a TEXT);", { u"S413"_s });
    row("autoincrement", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);", { u"S414"_s });
    row("masked by if not exists",
        "CREATE TABLE IF NOT EXISTS old (id INTEGER PRIMARY KEY, b TEXT);",
        { u"G016"_s });
    row("masked index", "CREATE INDEX IF NOT EXISTS users_name ON users(tier);", { u"G016"_s });
    row("the same again",
        "create table if not exists OLD (id INTEGER PRIMARY KEY, a TEXT CHECK (a <> '')); -- same",
        {});
    row("dangling reference",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER REFERENCES nowhere(id));"
        "CREATE INDEX t_n ON t(n);",
        { u"S109"_s });
    row("random rows", "INSERT INTO old VALUES (1, hex(randomblob(4)));", { u"G021"_s });
    row("the current time", "UPDATE old SET a = datetime('now') WHERE id = 1;", { u"G021"_s });
    row("the ledger", "DELETE FROM d1_migrations WHERE id = 3;", { u"G022"_s });
    row("our ledger", "DROP TABLE _tidemark_ledger;", { u"G022"_s });
    row("trigger",
        "CREATE TRIGGER x AFTER DELETE ON old BEGIN DELETE FROM tasks WHERE id = old.id; END;",
        { u"D114"_s });
    row("trigger that a copy sets off",
        "INSERT INTO tasks (title) SELECT token FROM api_keys WHERE token IS NOT NULL;",
        { u"S410"_s });
    row("trigger that one row sets off", "INSERT INTO tasks (title) VALUES ('x');", {});
    row("trigger dropped around a copy",
        "DROP TRIGGER tasks_log;"
        "INSERT INTO tasks (title) SELECT token FROM api_keys WHERE token IS NOT NULL;",
        {});
    row("broken trigger",
        "CREATE TRIGGER x AFTER DELETE ON old BEGIN INSERT INTO missing VALUES (1); END;",
        { u"D114"_s, u"S111"_s });
    row("syntax error", "CREATE TABEL t (id);", { u"S100"_s });
    row("no such table", "ALTER TABLE missing ADD COLUMN a;", { u"S100"_s });
    row("already there", "CREATE TABLE old (id INTEGER PRIMARY KEY);", { u"S100"_s });
    row("no such function", "UPDATE old SET a = frobnicate(a) WHERE id = 1;", { u"S100"_s });
    row("empty", "-- nothing here\n", { u"G024"_s });
}

void tst_Rules::findsTheRule()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QStringList, rules);

    const auto report = rehearsed(requestFor(Shop, script));

    QVERIFY2(rulesIn(report.findings) == sorted(rules), qPrintable(messages(report.findings)));
    for (const Finding &finding : report.findings) {
        QVERIFY2(finding.line > 0, qPrintable(finding.rule));
        QVERIFY(finding.file.endsWith(u"0007_change.sql"_s));
        QVERIFY(!finding.title.isEmpty());
        QVERIFY(!finding.remedy.isEmpty());
    }
}

void tst_Rules::warnsOfWholeTables_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<bool>("found");
    QTest::newRow("fill") << QByteArray("UPDATE users SET tier = 'x' WHERE tier IS NULL;") << true;
    QTest::newRow("fill by key") << QByteArray("UPDATE users SET tier = 'x' WHERE id < 5;")
                                 << false;
    QTest::newRow("copy") << QByteArray("INSERT INTO old (a) SELECT name FROM users;") << true;
    QTest::newRow("copy of a small table")
        << QByteArray("INSERT INTO old (a) SELECT title FROM tasks;") << false;
    QTest::newRow("index") << QByteArray("CREATE INDEX users_tier ON users(tier);") << true;
    QTest::newRow("dropped column") << QByteArray("ALTER TABLE users DROP COLUMN tier;") << true;
    QTest::newRow("new column") << QByteArray("ALTER TABLE users ADD COLUMN age INTEGER;") << false;
    QTest::newRow("clearing") << QByteArray("DELETE FROM users;") << true;
    QTest::newRow("one row") << QByteArray("INSERT INTO users (name) VALUES ('x');") << false;
    QTest::newRow("a table of the run")
        << QByteArray("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); UPDATE t SET a = 'x';")
        << false;
}

void tst_Rules::warnsOfWholeTables()
{
    QFETCH(const QByteArray, script);
    QFETCH(const bool, found);
    auto request = requestFor(Shop, script);
    request.liveCounts = { { u"users"_s, 100'000 }, { u"tasks"_s, 99'999 } };

    const auto report = rehearsed(request);

    QVERIFY2(rulesIn(report.findings).contains(u"S415"_s) == found,
             qPrintable(messages(report.findings)));
    QVERIFY(!found || findingOf(report.findings, u"S415"_s).message.contains(u"100000 rows"_s));
}

void tst_Rules::namesNewThingsLikeOldOnes_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("objects");
    QTest::newRow("a column") << QByteArray("ALTER TABLE task_tags ADD COLUMN madeOn TEXT;")
                              << QStringList{ u"task_tags.madeOn"_s };
    QTest::newRow("a column of the same style")
        << QByteArray("ALTER TABLE task_tags ADD COLUMN made_on TEXT;") << QStringList();
    QTest::newRow("one word") << QByteArray("ALTER TABLE task_tags ADD COLUMN note TEXT;")
                              << QStringList();
    QTest::newRow("where styles are mixed already")
        << QByteArray("ALTER TABLE api_keys ADD COLUMN madeOn TEXT;") << QStringList();
    QTest::newRow("a table") << QByteArray("CREATE TABLE apiTokens (id INTEGER PRIMARY KEY);")
                             << QStringList{ u"apiTokens"_s };
    QTest::newRow("beside a single name")
        << QByteArray("ALTER TABLE notes ADD COLUMN madeOn TEXT;") << QStringList();
    QTest::newRow("a table with a style of its own")
        << QByteArray("CREATE TABLE t (id INTEGER PRIMARY KEY, madeAt TEXT, madeBy TEXT);")
        << QStringList();
}

void tst_Rules::namesNewThingsLikeOldOnes()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QStringList, objects);
    const QByteArray live
        = "CREATE TABLE task_tags (id INTEGER PRIMARY KEY, made_at TEXT, made_by TEXT);"
          "CREATE TABLE api_keys (id INTEGER PRIMARY KEY, madeAt TEXT, made_by TEXT, owner_id "
          "TEXT);"
          "CREATE TABLE notes (id INTEGER PRIMARY KEY, made_at TEXT);";

    const auto report = rehearsed(requestFor(live, script));

    QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
    QStringList found;
    for (const Finding &finding : report.findings) {
        if (finding.rule == u"G023"_s)
            found << finding.object;
    }
    QCOMPARE(found, objects);
}

void tst_Rules::contractsNotTooSoon_data()
{
    QTest::addColumn<QByteArray>("contract");
    QTest::addColumn<bool>("sameRun");
    QTest::addColumn<int>("hours");
    QTest::addColumn<bool>("found");
    const QByteArray drop = "-- tidemark: phase contract\nALTER TABLE users DROP COLUMN tier;";
    QTest::newRow("in one run") << drop << true << 0 << true;
    QTest::newRow("an hour later") << drop << false << 1 << true;
    QTest::newRow("a day later") << drop << false << 24 << false;
    QTest::newRow("never recorded") << drop << false << -1 << false;
    QTest::newRow("of another table")
        << QByteArray("-- tidemark: phase contract\nALTER TABLE old DROP COLUMN a;") << true << 0
        << false;
    QTest::newRow("without a phase")
        << QByteArray("ALTER TABLE users DROP COLUMN tier;") << true << 0 << false;
}

void tst_Rules::contractsNotTooSoon()
{
    QFETCH(const QByteArray, contract);
    QFETCH(const bool, sameRun);
    QFETCH(const int, hours);
    QFETCH(const bool, found);
    const Migration expand = migrationOf(
        u"0001_plan"_s, "-- tidemark: phase expand\nALTER TABLE users ADD COLUMN plan TEXT;");
    const Migration last = migrationOf(u"0002_tier"_s, contract);
    auto request
        = requestFor("CREATE TABLE users (id INTEGER PRIMARY KEY, tier TEXT);"
                     "CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT, b TEXT);",
                     sameRun ? QList<Migration>{ expand, last } : QList<Migration>{ last });
    request.stream.migrations = { expand, last };
    request.now = QDateTime(QDate(2026, 3, 2), QTime(12, 0), Qt::UTC);
    if (!sameRun && hours >= 0)
        request.appliedAt = { { expand.id, request.now.addSecs(-3600 * hours) } };

    const auto report = rehearsed(request);

    const Finding finding = findingOf(report.findings, u"G025"_s);
    QCOMPARE(!finding.rule.isEmpty(), found);
    QVERIFY(!found || (finding.migration == last.id && finding.object == expand.id));
}

void tst_Rules::allowsTheSofterRules_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("rule");
    QTest::newRow("triggers-fire")
        << QByteArray("-- tidemark: allow S410 tasks_log -- titles are meant to be logged\n"
                      "INSERT INTO tasks (title) SELECT name FROM users WHERE name IS NOT NULL;")
        << u"S410"_s;
    QTest::newRow("whole-table") << QByteArray("-- tidemark: allow S415 users -- two minutes\n"
                                               "CREATE INDEX users_tier ON users(tier);")
                                 << u"S415"_s;
    QTest::newRow("mixed-naming") << QByteArray("-- tidemark: allow G023 -- as the API has it\n"
                                                "ALTER TABLE mixed ADD COLUMN madeOn TEXT;")
                                  << u"G023"_s;
}

void tst_Rules::allowsTheSofterRules()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QString, rule);
    auto request = requestFor(
        Shop + "CREATE TABLE mixed (id INTEGER PRIMARY KEY, made_at TEXT, made_by TEXT);", script);
    request.liveCounts = { { u"users"_s, 100'000 } };

    const auto report = rehearsed(request);

    QVERIFY2(!findingOf(report.findings, rule).allowedBecause.isEmpty(),
             qPrintable(messages(report.findings)));
    QVERIFY(!rulesIn(report.findings).contains(u"G026"_s));
}

void tst_Rules::findsTheRuleInAFile_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("foreign keys pragma")
        << QByteArray("PRAGMA foreign_keys = OFF;") << QStringList{ u"S108"_s };
    QTest::newRow("foreign keys pragma outside a transaction")
        << QByteArray("-- tidemark: transaction none\nPRAGMA foreign_keys = OFF;") << QStringList();
    QTest::newRow("vacuum") << QByteArray("VACUUM;") << QStringList{ u"S411"_s };
    QTest::newRow("vacuum outside a transaction")
        << QByteArray("-- tidemark: transaction none\nVACUUM;") << QStringList();
    QTest::newRow("vacuum in a transaction of its own")
        << QByteArray("-- tidemark: transaction none\nBEGIN; VACUUM; COMMIT;")
        << QStringList{ u"S411"_s };
    QTest::newRow("vacuum into another file")
        << QByteArray("-- tidemark: transaction none\nVACUUM INTO 'copy.db';")
        << QStringList{ u"S411"_s };
    QTest::newRow("journal mode outside a transaction")
        << QByteArray("-- tidemark: transaction none\nPRAGMA journal_mode = WAL;") << QStringList();
    QTest::newRow("attach outside a transaction")
        << QByteArray("-- tidemark: transaction none\nATTACH 'x' AS y;")
        << QStringList{ u"S411"_s };
    QTest::newRow("attach") << QByteArray("ATTACH 'x' AS y;") << QStringList{ u"S411"_s };
    QTest::newRow("writable schema")
        << QByteArray("PRAGMA writable_schema=ON;") << QStringList{ u"S411"_s };
    QTest::newRow("own transaction")
        << QByteArray("-- tidemark: transaction none\nBEGIN; ALTER TABLE old ADD COLUMN b; COMMIT;")
        << QStringList();
    QTest::newRow("transaction left open")
        << QByteArray("-- tidemark: transaction none\nBEGIN; ALTER TABLE old ADD COLUMN b;")
        << QStringList{ u"G012"_s };
    QTest::newRow("temporary table")
        << QByteArray("CREATE TEMP TABLE t (id INTEGER PRIMARY KEY);") << QStringList();
}

void tst_Rules::findsTheRuleInAFile()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QStringList, rules);
    auto request = requestFor(Shop, script);
    request.profile = SqliteOptions::Profile::Sqlite;

    const auto report = rehearsed(request);

    QVERIFY2(rulesIn(report.findings) == sorted(rules), qPrintable(messages(report.findings)));
}

void tst_Rules::t30_addColumnIfNotExists()
{
    const auto report = rehearsed(
        requestFor(Shop,
                   QByteArray("ALTER TABLE tasks ADD COLUMN IF NOT EXISTS status TEXT;\n"
                              "UPDATE tasks SET status = 'x' WHERE id = 1;\n"
                              "ALTER TABLE old DROP COLUMN IF EXISTS a;")));

    const Finding finding = findingOf(report.findings, u"S401"_s);
    QVERIFY(finding.blocks());
    QCOMPARE(finding.line, 1);
    QCOMPARE(finding.rewrite, u"ALTER TABLE tasks ADD COLUMN status TEXT;"_s);
    QVERIFY2(finding.message.endsWith(u"STATUS TEXT\n                               ^"_s)
                 || finding.message.endsWith(u'^'),
             qPrintable(finding.message));
    QCOMPARE(std::ranges::count(report.findings, u"S401"_s, &Finding::rule), 2);
    QVERIFY(
        !rulesIn(report.findings).contains(u"S100"_s)); // the rest was rehearsed with the rewrite
}

void tst_Rules::t33_aRebuildThatForgets()
{
    const auto report = rehearsed(
        requestFor(Shop,
                   QByteArray("CREATE INDEX tasks_title ON tasks(title);")
                       + "CREATE TABLE n (id INTEGER PRIMARY KEY, title TEXT NOT NULL, x TEXT);"
                         "INSERT INTO n (id, title) SELECT id, title FROM tasks;"
                         "DROP TABLE tasks; ALTER TABLE n RENAME TO tasks;"));
    const auto indexed = rehearsed(requestFor(
        Shop + "CREATE INDEX tasks_title ON tasks(title);",
        QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, title TEXT NOT NULL, x TEXT);"
                   "INSERT INTO n (id, title) SELECT id, title FROM tasks;"
                   "DROP TABLE tasks; ALTER TABLE n RENAME TO tasks;")));

    QVERIFY(findingOf(report.findings, u"S106"_s).blocks());
    const Finding finding = findingOf(indexed.findings, u"S106"_s);
    QVERIFY(finding.blocks());
    QVERIFY2(finding.message.contains(u"the index tasks_title"_s), qPrintable(finding.message));
    QVERIFY2(finding.message.contains(u"the trigger tasks_log"_s), qPrintable(finding.message));
}

void tst_Rules::t34_aViewBrokenByDropTable()
{
    const auto report = rehearsed(requestFor(Shop, QByteArray("DROP TABLE users;")));

    const Finding finding = findingOf(report.findings, u"S111"_s);
    QVERIFY(finding.blocks());
    QCOMPARE(finding.object, u"names"_s);
    QVERIFY(finding.message.contains(u"users"_s));
}

void tst_Rules::t35_foreignKeysPragma()
{
    const auto report = rehearsed(requestFor(Shop, QByteArray("PRAGMA foreign_keys=OFF;")));

    QCOMPARE(rulesIn(report.findings), QStringList{ u"D120"_s });
    QVERIFY(!report.blocks());
}

void tst_Rules::t36_transactionInTheFile()
{
    const auto report = rehearsed(
        requestFor(Shop, QByteArray("BEGIN TRANSACTION;\nALTER TABLE old ADD COLUMN b;\nCOMMIT;")));

    QCOMPARE(std::ranges::count(report.findings, u"G012"_s, &Finding::rule), 2);
    QVERIFY(report.blocks());
    QCOMPARE(report.schemaChanges.size(), 1); // what stands between them was rehearsed
}

void tst_Rules::reportsOwners()
{
    auto request = requestFor(Shop,
                              QByteArray("ALTER TABLE api_keys ADD COLUMN a TEXT;"
                                         "ALTER TABLE old ADD COLUMN b TEXT;"));
    request.owners = { { u"API_KEYS"_s, u"billing"_s }, { u"old"_s, u"auth"_s } };

    const auto report = rehearsed(request);

    QCOMPARE(rulesIn(report.findings), QStringList{ u"G015"_s });
    QCOMPARE(report.findings.size(), 1); // AUTH_DB is the stream of "auth"
    QCOMPARE(report.findings.first().object, u"API_KEYS"_s);
}

void tst_Rules::theDocumentListsTheSameRules()
{
    QFile file(QStringLiteral(TIDEMARK_SOURCE_DIR "/docs/rules.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString document = QString::fromUtf8(file.readAll());
    QStringList documented;
    const QRegularExpression row(
        u"^\\| ([A-Z]\\d+) \\| ([a-z0-9-]+) \\| (info|warning|error) \\|"_s,
        QRegularExpression::MultilineOption);
    for (auto rows = row.globalMatch(document); rows.hasNext();) {
        const auto match = rows.next();
        documented << match.captured(1) + u' ' + match.captured(2) + u' ' + match.captured(3);
    }

    QStringList known;
    for (const Rule &rule : allRules())
        known << rule.id + u' ' + rule.title + u' ' + severityName(rule.severity);

    QCOMPARE(sorted(documented), sorted(known));
    QVERIFY(known.size() > 60);
}

void tst_Rules::everyRuleIsFound()
{
    QSet<QString> titles;
    for (const Rule &rule : allRules()) {
        QCOMPARE(findRule(rule.id), &rule);
        QCOMPARE(findRule(rule.id.toLower()), &rule);
        QCOMPARE(findRule(rule.title), &rule);
        QVERIFY(!titles.contains(rule.title));
        titles.insert(rule.title);
    }
    QCOMPARE(findRule(u"S999"_s), nullptr);
    QCOMPARE(findRule({}), nullptr);
}

TIDEMARK_TEST(tst_Rules)
#include "tst_rules.moc"
