#include "remotescenario.h"

#include <engine/database/sqlite/connection.h>
#include <support/patience.h>
#include <support/testprogram.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// A backup put back over a remote D1 database: what is there afterwards, and what is said if something goes wrong.
class tst_remotereplace : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void replacesTheWholeContent();
    void takesItBack();
    void previewsWithoutWriting();
    void needsTheNameTyped();
    void tellsTheTruthWhateverIsLost_data();
    void tellsTheTruthWhateverIsLost();
    void leavesEverythingIfTheImportFails();
    void namesTheWayBackIfAHalfStays();
    void replacesNothingOnceTheLeaseIsLost();
    void saysIfSomebodyWroteMeanwhile();
    void refusesARowThatIsTooLong();
    void explainsARestoreThatWasCutOff();

private:
    std::unique_ptr<RemoteScenario> m_scenario;
    QString m_backup;

    CliResult run(const QStringList &line) const { return m_scenario->run(line); }
    QStringList restore(const QString &source) const
    {
        return { u"restore"_s, source, u"--replace"_s, u"DB"_s };
    }
    /// Everything that can be asked for, as one text.
    QString content() const;
    /// A SQLite file with a row that its own CHECK does not allow.
    QString fileThatCannotBeImported() const;
    CliResult loud(const QStringList &line) const ///< run() would be quiet
    {
        return m_scenario->cli(QStringList{ u"--json"_s, u"--remote"_s, u"--confirm"_s, u"shop"_s }
                               + line);
    }
};

namespace {

constexpr auto FirstMigration = R"(
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, big INTEGER, boss INTEGER REFERENCES people(id));
CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id), text TEXT, raw BLOB);
CREATE INDEX notes_person ON notes (person);
CREATE VIEW named AS SELECT name FROM people;
CREATE TRIGGER noted AFTER DELETE ON notes BEGIN
 UPDATE people SET big = CASE WHEN big IS NULL THEN 0 ELSE big END;
END;
CREATE VIRTUAL TABLE words USING fts5(text);
)";

constexpr auto Mess = R"(
DROP VIEW named; DROP INDEX notes_person; DELETE FROM notes WHERE id = 2;
UPDATE people SET name = 'nobody'; INSERT INTO people (name) VALUES ('Eve');
CREATE TABLE stray (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people(id) ON DELETE CASCADE);
INSERT INTO stray VALUES (1, 1); DELETE FROM words;
)";

} // namespace

void tst_remotereplace::init()
{
    m_scenario = std::make_unique<RemoteScenario>();
    m_scenario->migration(u"0001_a"_s, FirstMigration);
    m_scenario->succeed({ u"up"_s });
    m_scenario->sql(
        "INSERT INTO people VALUES (1, 'An''n; -- no', 9007199254740993, 2), (2, NULL, -1, NULL)");
    m_scenario->sql("INSERT INTO notes VALUES (1, 1, 'a' || char(0) || 'b', x'00ff'), "
                    "(2, 2, 0.1 + 0.2, NULL)");
    m_scenario->sql("INSERT INTO words VALUES ('one two'), ('three')");
    m_backup = m_scenario->succeed({ u"backup"_s })
                   .target(u"DB"_s)
                   .value(u"backup"_s)[u"path"_s]
                   .toString();
}

QString tst_remotereplace::content() const
{
    QStringList answers;
    for (const QByteArray &question :
         { QByteArray("SELECT group_concat(quote(id) || quote(name) || quote(CAST(big AS TEXT)) || "
                      "quote(boss)) FROM people"),
           QByteArray("SELECT group_concat(quote(id) || quote(hex(text)) || typeof(text) || "
                      "quote(raw)) FROM notes"),
           QByteArray("SELECT count(*) FROM words WHERE words MATCH 'two'"),
           QByteArray("SELECT group_concat(id || checksum || seq) FROM _tidemark_ledger"),
           QByteArray("SELECT group_concat(name || seq) FROM sqlite_sequence"),
           QByteArray("SELECT group_concat(type || name || sql) FROM (SELECT type, name, "
                      "coalesce(sql, '') AS sql FROM sqlite_master ORDER BY 1, 2)") })
        answers.append(m_scenario->value(question));
    return answers.join(u'\n');
}

QString tst_remotereplace::fileThatCannotBeImported() const
{
    const QString file = m_scenario->cli.folder().path(u"unfit.sqlite"_s);
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    const bool made = connection
                      && connection->run("CREATE TABLE people (id INTEGER PRIMARY KEY, "
                                         "name TEXT CHECK (name <> 'x'));"
                                         "PRAGMA ignore_check_constraints = ON;"
                                         "INSERT INTO people VALUES (1, 'y'), (2, 'x');");
    if (!made)
        qFatal("The file could not be made.");
    return file;
}

void tst_remotereplace::replacesTheWholeContent()
{
    const QString before = content();
    m_scenario->sql(Mess);
    m_scenario->table(u"0002_b"_s);
    m_scenario->succeed({ u"up"_s });

    const auto restored = run(restore(m_backup));

    QVERIFY2(restored.exit == 0, shown(restored));
    QCOMPARE(content(), before);
    QVERIFY(!m_scenario->hasTable(u"stray"_s));
    QCOMPARE(m_scenario->states().value(u"0002_b"_s), u"pending"_s);
    QCOMPARE(restored.target(u"DB"_s).value(u"state"_s).toString(), u"behind"_s);
    QVERIFY(QFileInfo::exists(restored.target(u"DB"_s).value(u"backup_of_before"_s).toString()
                              + u"/database.sqlite"_s));
    QCOMPARE(m_scenario->value("SELECT count(owner) FROM _tidemark_lock"), u"0"_s);
    QCOMPARE(m_scenario->value("SELECT count(*) FROM _tidemark_guard"), u"0"_s);
    QCOMPARE(m_scenario->value("PRAGMA foreign_keys"), u"1"_s);
}

void tst_remotereplace::takesItBack()
{
    m_scenario->sql(Mess);
    const QString mess = content();
    m_scenario->succeed(restore(m_backup));
    QVERIFY(content() != mess);

    const auto undone = run({ u"time-travel"_s, u"restore"_s, u"--undo"_s });

    QVERIFY2(undone.exit == 0, shown(undone));
    QCOMPARE(content(), mess);
}

void tst_remotereplace::previewsWithoutWriting()
{
    m_scenario->sql(Mess);
    const QString mess = content();
    m_scenario->sandbox.clearLog();

    const auto previewed = run(restore(m_backup) + QStringList{ u"--dry-run"_s });

    QVERIFY2(previewed.exit == 0, shown(previewed));
    QCOMPARE(content(), mess);
    for (const QJsonValue &row : previewed.target(u"DB"_s).value(u"preview"_s).toArray()) {
        if (row[u"table"_s] == "people"_L1)
            QCOMPARE(row[u"now"_s].toInt() * 10 + row[u"then"_s].toInt(), 32);
    }
    for (const QJsonValue &request : m_scenario->sandbox.requests())
        QVERIFY(!request[u"path"_s].toString().contains(u"/import"_s));
}

void tst_remotereplace::needsTheNameTyped()
{
    m_scenario->sql(Mess);
    const QString mess = content();

    const auto refused
        = m_scenario->cli.json(QStringList{ u"--remote"_s, u"--yes"_s } + restore(m_backup));

    QVERIFY2(refused.exit == 64, shown(refused));
    QCOMPARE(content(), mess);
}

void tst_remotereplace::tellsTheTruthWhateverIsLost_data()
{
    QTest::addColumn<QString>("drop");
    QTest::addColumn<bool>("done");

    QTest::newRow("the request was lost") << u"before"_s << false;
    QTest::newRow("the answer was lost") << u"after"_s << true;
}

void tst_remotereplace::tellsTheTruthWhateverIsLost()
{
    QFETCH(const QString, drop);
    QFETCH(const bool, done);
    const QString before = content();
    m_scenario->sql(Mess);
    const QString mess = content();
    m_scenario->sandbox.addFault(
        { { u"path"_s, u"/import"_s }, { u"body"_s, u"ingest"_s }, { u"drop"_s, drop } });

    const auto restored = run(restore(m_backup));

    QVERIFY2(restored.exit == (done ? 0 : 6), shown(restored));
    QCOMPARE(content(), done ? before : mess);
}

void tst_remotereplace::leavesEverythingIfTheImportFails()
{
    const QString before = content();

    const auto failed = run(restore(fileThatCannotBeImported()));

    QVERIFY2(failed.exit == 6, shown(failed));
    QCOMPARE(errorOf(failed).value(u"database_state"_s).toString(), u"unchanged"_s);
    QCOMPARE(content(), before);
}

// Cloudflare promises that this does not happen.
void tst_remotereplace::namesTheWayBackIfAHalfStays()
{
    const QString before = content();
    m_scenario->sandbox.setQuirk(u"import-half"_s);

    const auto failed = run(restore(fileThatCannotBeImported()));
    const auto undone = run({ u"time-travel"_s, u"restore"_s, u"--undo"_s });

    QVERIFY2(failed.exit == 7, shown(failed));
    QCOMPARE(errorOf(failed).value(u"database_state"_s).toString(), u"changed"_s);
    QVERIFY(errorOf(failed)
                .value(u"remedy"_s)
                .toString()
                .contains(u"time-travel restore --bookmark 0"_s));
    QVERIFY2(undone.exit == 0, shown(undone));
    QCOMPARE(content(), before);
}

void tst_remotereplace::replacesNothingOnceTheLeaseIsLost()
{
    m_scenario->sql(Mess);
    const QString mess = content();
    bool stolen = false;
    m_scenario->cli.onLog = [&](const QByteArray &line) {
        if (!stolen && line.contains("D1 imports the backup")) {
            stolen = true;
            m_scenario->sql("UPDATE _tidemark_lock SET token = token + 1, owner = 'elsewhere'");
        }
    };

    const auto failed = loud(restore(m_backup));

    QVERIFY2(stolen, shown(failed));
    QVERIFY2(failed.exit == 5, shown(failed));
    QCOMPARE(content(), mess);
}

void tst_remotereplace::saysIfSomebodyWroteMeanwhile()
{
    bool wrote = false;
    m_scenario->cli.onLog = [&](const QByteArray &line) {
        if (!wrote && line.contains("Reading everything back")) {
            wrote = true;
            m_scenario->sql("INSERT INTO people (name) VALUES ('Zoe')");
        }
    };

    const auto restored = loud(restore(m_backup));

    QVERIFY2(wrote, shown(restored));
    QVERIFY2(restored.exit == 7, shown(restored));
    QVERIFY(errorOf(restored).value(u"message"_s).toString().contains(u"people"_s));
    QVERIFY(errorOf(restored).value(u"remedy"_s).toString().contains(u"--bookmark"_s));
}

void tst_remotereplace::refusesARowThatIsTooLong()
{
    m_scenario->sql("INSERT INTO notes VALUES (3, 1, replace(hex(zeroblob(60000)), '0', 'y'), 1)");
    const auto backup = m_scenario->succeed({ u"backup"_s }).target(u"DB"_s);
    const QString path = backup.value(u"backup"_s)[u"path"_s].toString();
    m_scenario->sandbox.clearLog();

    const auto refused = run(restore(path));

    QVERIFY2(refused.exit == 3, shown(refused));
    QVERIFY(errorOf(refused).value(u"message"_s).toString().contains(u"notes"_s));
    QVERIFY(errorOf(refused).value(u"remedy"_s).toString().contains(u"--into-new"_s));
    QCOMPARE(m_scenario->requests(), 0);
}

void tst_remotereplace::explainsARestoreThatWasCutOff()
{
    m_scenario->sql(Mess);
    m_scenario->sandbox.setQuirk(u"slow-import"_s, 1'000);
    QProcess process;
    // Both write the same journal.
    const auto engine = m_scenario->cli.engine;
    auto environment = engine->environment;
    for (const QString &name : { u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s })
        environment.insert(name, m_scenario->cli.folder().path(u"shared"_s));
    engine->paths.state = m_scenario->cli.folder().path(u"shared/tidemark"_s);
    engine->journal = Journal(engine->paths.journal());
    process.setProcessEnvironment(environment);
    m_scenario->sandbox.clearLog();
    process.start(
        QCoreApplication::applicationDirPath() + u"/tidemark-cli"_s,
        QStringList{
            u"--project"_s, m_scenario->cli.project(), u"--remote"_s, u"--confirm"_s, u"shop"_s }
            + restore(m_backup));
    const auto isPolled = [this] {
        for (const QJsonValue &request : m_scenario->sandbox.requests()) {
            if (request[u"body"_s].toString().contains(u"\"poll\""_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(isPolled());

    process.kill();
    QVERIFY(process.waitForFinished());
    m_scenario->sandbox.configure({ { u"quirks"_s, QJsonObject{ { u"slow-import"_s, false } } } });
    m_scenario->sandbox.advanceClock(80); // nobody polls any more, and the lease has run out
    m_scenario->table(u"0002_b"_s);
    m_scenario->succeed({ u"up"_s });
    const auto events = m_scenario->cli.json({ u"events"_s });

    QVERIFY2(events.out.contains("restore-interrupted"), shown(events));
    for (const QJsonValue &event : events.json().value(u"events"_s).toArray()) {
        if (event[u"event"_s] != "restore-interrupted"_L1)
            continue;
        QVERIFY2(event[u"details"_s][u"safety_point"_s].toString().size() == 59
                     || event[u"safety_point"_s].toString().size() == 59,
                 shown(events));
    }
}

TIDEMARK_TEST(tst_remotereplace)
#include "tst_remotereplace.moc"
