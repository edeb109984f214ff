#include "remotescenario.h"

#include <support/testprogram.h>

#include <QFileInfo>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Backups, Time Travel and the red button on a remote D1 database.
class tst_remoterecovery : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void backsUpExactlyAndVerifies();
    void exportsWhatIsThere();
    void travelsToAMomentAndBack();
    void undoesNoRestoreThatNeverHappened();
    void previewsWithoutWriting();
    void goesBackToTheBookmarkOfARun();
    void refusesAMomentOutOfReach_data();
    void refusesAMomentOutOfReach();
    void needsTheNameTyped();
    void tellsOfARestoreWhoseAnswerWasLost();
    void recoversFromABadMigration();
    void listsTheMomentsThereAre();
    void putsLostRowsBack();
    void restoresIntoANewDatabase();
    void leavesNoDatabaseThatCouldNotBeFilled_data();
    void leavesNoDatabaseThatCouldNotBeFilled();
    void createsListsAndDeletesDatabases();
    void writesTheBindingOfANewDatabase();
    void keepsADatabaseThatCannotBeSaved();

private:
    std::unique_ptr<RemoteScenario> m_scenario;
    CliResult run(const QStringList &line) const { return m_scenario->run(line); }
    CliResult succeed(const QStringList &line) const { return m_scenario->succeed(line); }
    QString value(const QByteArray &query) const { return m_scenario->value(query); }
};

void tst_remoterecovery::init()
{
    m_scenario = std::make_unique<RemoteScenario>();
    m_scenario->migration(u"0001_a"_s,
                          "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, big INTEGER);\n"
                          "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER NOT NULL "
                          "REFERENCES people(id) ON DELETE CASCADE, text TEXT);\n"
                          "CREATE VIRTUAL TABLE words USING fts5(text);\n",
                          "DROP TABLE words; DROP TABLE notes; DROP TABLE people;\n");
    succeed({ u"up"_s });
    m_scenario->sql("INSERT INTO people VALUES (1, 'Ann', 9007199254740993), (2, 'Bob', -1)");
    m_scenario->sql("INSERT INTO notes VALUES (1, 1, 'hello'), (2, 2, 'world')");
    m_scenario->sql("INSERT INTO words VALUES ('one two'), ('three')");
}

void tst_remoterecovery::backsUpExactlyAndVerifies()
{
    const auto result = succeed({ u"backup"_s });

    const auto backup = result.target(u"DB"_s).value(u"backup"_s).toObject();
    QCOMPARE(backup.value(u"verified"_s).toBool(), true);
    const QString file = backup.value(u"path"_s).toString() + u"/database.sqlite"_s;
    const auto big = m_scenario->cli.json(
        { u"--sqlite"_s, file, u"query"_s, u"SELECT big FROM people WHERE id = 1"_s });
    QVERIFY(big.out.contains("9007199254740993"));
    const auto found
        = m_scenario->cli.json({ u"--sqlite"_s,
                                 file,
                                 u"query"_s,
                                 u"SELECT count(*) FROM words WHERE words MATCH 'two'"_s });
    const auto matches = found.json().value(u"targets"_s)[0][u"results"_s][0][u"rows"_s][0][0];
    QCOMPARE(matches.toInt(), 1);
}

void tst_remoterecovery::exportsWhatIsThere()
{
    const QString file = m_scenario->cli.folder().path(u"people.csv"_s);

    succeed({ u"export"_s, u"people"_s, u"--format"_s, u"csv"_s, u"--output"_s, file });

    const QByteArray content = m_scenario->cli.folder().read(u"people.csv"_s);
    QVERIFY(content.contains("9007199254740993"));
    const auto streamed = m_scenario->cli(
        { u"--remote"_s, u"--quiet"_s, u"export"_s, u"people"_s, u"--format"_s, u"csv"_s });
    QCOMPARE(streamed.exit, 0);
    QCOMPARE(streamed.out, content);
}

void tst_remoterecovery::travelsToAMomentAndBack()
{
    const auto info = succeed({ u"time-travel"_s, u"info"_s }).target(u"DB"_s);
    const QString bookmark = info.value(u"bookmark"_s).toString();
    m_scenario->sql("DELETE FROM people");

    const auto restored = run({ u"time-travel"_s, u"restore"_s, u"--bookmark"_s, bookmark });
    QVERIFY2(restored.exit == 0, shown(restored));
    QCOMPARE(value("SELECT count(*) FROM people"), u"2"_s);

    const auto undone = run({ u"time-travel"_s, u"restore"_s, u"--undo"_s });
    QVERIFY2(undone.exit == 0, shown(undone));
    QCOMPARE(value("SELECT count(*) FROM people"), u"0"_s);
}

// The way back stays that of the last restore that happened.
void tst_remoterecovery::undoesNoRestoreThatNeverHappened()
{
    const auto info = succeed({ u"time-travel"_s, u"info"_s }).target(u"DB"_s);
    const QStringList back{
        u"time-travel"_s, u"restore"_s, u"--bookmark"_s, info.value(u"bookmark"_s).toString()
    };
    m_scenario->sql("DELETE FROM people");
    QCOMPARE(run(back).exit, 0);
    m_scenario->sql("DELETE FROM notes");
    m_scenario->sandbox.addFault(
        { { u"path"_s, u"time_travel/restore"_s }, { u"drop"_s, u"before"_s } });

    const auto lost = run(back);
    const QString notes = value("SELECT count(*) FROM notes");
    const auto undone = run({ u"time-travel"_s, u"restore"_s, u"--undo"_s });

    QVERIFY2(lost.exit != 0, shown(lost));
    QCOMPARE(errorOf(lost).value(u"database_state"_s).toString(), u"unchanged"_s);
    QCOMPARE(notes, u"0"_s);
    QVERIFY2(undone.exit == 0, shown(undone));
    QCOMPARE(value("SELECT count(*) FROM people"), u"0"_s);
}

void tst_remoterecovery::previewsWithoutWriting()
{
    const QString bookmark
        = succeed({ u"time-travel"_s, u"info"_s }).target(u"DB"_s).value(u"bookmark"_s).toString();
    succeed({ u"backup"_s });
    m_scenario->sql("DELETE FROM notes WHERE id = 1");

    const auto preview
        = run({ u"time-travel"_s, u"restore"_s, u"--bookmark"_s, bookmark, u"--dry-run"_s });

    QVERIFY2(preview.exit == 0, shown(preview));
    QCOMPARE(value("SELECT count(*) FROM notes"), u"1"_s);
    const auto rows
        = preview.target(u"DB"_s).value(u"preview"_s).toObject().value(u"rows"_s).toArray();
    QVERIFY(std::any_of(rows.begin(), rows.end(), [](const QJsonValue &row) {
        return row[u"table"_s] == u"notes"_s && row[u"now"_s].toInt() == 1;
    }));
}

void tst_remoterecovery::goesBackToTheBookmarkOfARun()
{
    m_scenario->table(u"0002_b"_s);
    const auto up = succeed({ u"up"_s });
    const QString bookmark
        = up.target(u"DB"_s).value(u"safety_point"_s).toObject().value(u"value"_s).toString();

    const auto restored = succeed({ u"time-travel"_s, u"restore"_s, u"--bookmark"_s, bookmark });

    QVERIFY(!m_scenario->hasTable(u"t_0002_b"_s));
    QCOMPARE(restored.target(u"DB"_s)
                 .value(u"preview"_s)
                 .toObject()
                 .value(u"migrations_undone"_s)
                 .toArray()
                 .first()
                 .toString(),
             u"0002_b"_s);
    QCOMPARE(m_scenario->states().value(u"0002_b"_s), u"pending"_s);
}

void tst_remoterecovery::refusesAMomentOutOfReach_data()
{
    QTest::addColumn<QStringList>("moment");
    QTest::addColumn<int>("exit");
    QTest::newRow("in the future") << QStringList{ u"--at"_s, u"2099-01-01T00:00:00Z"_s } << 64;
    QTest::newRow("long ago") << QStringList{ u"--at"_s, u"2020-01-01T00:00:00Z"_s } << 64;
    QTest::newRow("no time") << QStringList{ u"--at"_s, u"yesterday"_s } << 64;
    QTest::newRow("no bookmark") << QStringList{ u"--bookmark"_s, u"abc"_s } << 64;
    QTest::newRow("two moments") << QStringList{ u"--undo"_s, u"--at"_s, u"2026-01-01T00:00:00Z"_s }
                                 << 64;
    QTest::newRow("nothing to undo") << QStringList{ u"--undo"_s } << 66;
}

void tst_remoterecovery::refusesAMomentOutOfReach()
{
    QFETCH(QStringList, moment);
    QFETCH(int, exit);

    const auto refused = run(QStringList{ u"time-travel"_s, u"restore"_s } + moment);

    QVERIFY2(refused.exit == exit, shown(refused));
    QCOMPARE(value("SELECT count(*) FROM people"), u"2"_s);
}

void tst_remoterecovery::needsTheNameTyped()
{
    const auto refused = m_scenario->cli.json(
        { u"--remote"_s, u"--yes"_s, u"time-travel"_s, u"restore"_s, u"--at"_s, u"1"_s });

    QCOMPARE(refused.exit, 64);
}

void tst_remoterecovery::tellsOfARestoreWhoseAnswerWasLost()
{
    const QString bookmark
        = succeed({ u"time-travel"_s, u"info"_s }).target(u"DB"_s).value(u"bookmark"_s).toString();
    m_scenario->sql("DELETE FROM people");
    m_scenario->sandbox.addFault(
        { { u"path"_s, u"time_travel/restore"_s }, { u"drop"_s, u"after"_s } });

    const auto restored = run({ u"time-travel"_s, u"restore"_s, u"--bookmark"_s, bookmark });

    QCOMPARE(restored.exit, 7);
    QVERIFY(errorOf(restored).value(u"remedy"_s).toString().contains(u"--bookmark"_s));
    QVERIFY(run({ u"time-travel"_s, u"restore"_s, u"--undo"_s }).exit == 0);
    QCOMPARE(value("SELECT count(*) FROM people"), u"0"_s);
}

void tst_remoterecovery::recoversFromABadMigration()
{
    m_scenario->migration(u"0002_bad"_s, "UPDATE notes SET text = 'gone' WHERE id > 0;\n");
    succeed({ u"up"_s });

    const auto recovered = run({ u"recover"_s, u"--before"_s, u"0002_bad"_s });

    QVERIFY2(recovered.exit == 0, shown(recovered));
    QCOMPARE(value("SELECT text FROM notes WHERE id = 1"), u"hello"_s);
    const auto recovery = recovered.target(u"DB"_s).value(u"recovery"_s);
    QCOMPARE(recovery[u"photograph"_s][u"rows"_s][u"notes"_s].toInt(), 2);
    QVERIFY(recovery[u"photograph"_s][u"backup"_s][u"verified"_s].toBool());
    QVERIFY(QFileInfo::exists(recovery[u"report"_s].toString()));
}

void tst_remoterecovery::listsTheMomentsThereAre()
{
    m_scenario->table(u"0002_b"_s);
    succeed({ u"up"_s });

    const auto dry = succeed({ u"recover"_s, u"--dry-run"_s });

    const auto recovery = dry.target(u"DB"_s).value(u"recovery"_s).toObject();
    QCOMPARE(recovery.value(u"candidates"_s).toArray().size(), 2);
    QVERIFY(!recovery.value(u"photograph"_s).toObject().contains(u"backup"_s));
}

void tst_remoterecovery::putsLostRowsBack()
{
    const auto backup = succeed({ u"backup"_s }).target(u"DB"_s).value(u"backup"_s).toObject();
    m_scenario->sql("DELETE FROM people WHERE id = 1"); // and its note, by the cascade
    m_scenario->sql("INSERT INTO people VALUES (3, 'Cid', 0)");
    const QStringList repair{ u"recover"_s, u"--rows-from"_s, backup.value(u"path"_s).toString() };

    const auto looked = run(repair + QStringList{ u"--dry-run"_s });
    QVERIFY2(looked.exit == 0, shown(looked));
    QCOMPARE(value("SELECT count(*) FROM people"), u"2"_s);
    const auto repaired = run(repair);

    QVERIFY2(repaired.exit == 0, shown(repaired));
    QCOMPARE(value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(value("SELECT CAST(big AS TEXT) FROM people WHERE id = 1"), u"9007199254740993"_s);
    QCOMPARE(value("SELECT count(*) FROM notes"), u"2"_s);
}

void tst_remoterecovery::restoresIntoANewDatabase()
{
    const auto backup = succeed({ u"backup"_s }).target(u"DB"_s).value(u"backup"_s).toObject();
    const QString path = backup.value(u"path"_s).toString();

    const auto restored = run({ u"restore"_s, path, u"--into-new"_s, u"shop-copy"_s });

    QVERIFY2(restored.exit == 0, shown(restored));
    const QString id = restored.json().value(u"restored"_s)[u"id"_s].toString();
    const auto valueThere = [&](const QByteArray &sql) {
        return m_scenario->sandbox.rows(id, sql).first().toArray().first().toVariant().toString();
    };
    for (const QByteArray &question :
         { QByteArray("SELECT group_concat(quote(id) || quote(name) || quote(CAST(big AS TEXT))) "
                      "FROM people"),
           QByteArray("SELECT count(*) FROM notes"),
           QByteArray("SELECT count(*) FROM words WHERE words MATCH 'two'"),
           QByteArray("SELECT group_concat(id) FROM _tidemark_ledger"),
           QByteArray(
               "SELECT group_concat(type || name) FROM (SELECT type, name FROM sqlite_master "
               "WHERE name NOT LIKE '%_lock' AND name NOT LIKE '%_guard' ORDER BY 1, 2)") })
        QCOMPARE(valueThere(question), value(question));
}

void tst_remoterecovery::leavesNoDatabaseThatCouldNotBeFilled_data()
{
    QTest::addColumn<bool>("keep");
    QTest::addColumn<int>("databases");

    QTest::newRow("deleted") << false << 1;
    QTest::newRow("kept") << true << 2;
}

void tst_remoterecovery::leavesNoDatabaseThatCouldNotBeFilled()
{
    QFETCH(const bool, keep);
    QFETCH(const int, databases);
    const auto backup = succeed({ u"backup"_s }).target(u"DB"_s).value(u"backup"_s).toObject();
    m_scenario->sandbox.addFault(
        { { u"body"_s, u"INSERT INTO .{0,8}notes"_s }, { u"status"_s, 400 } });

    const auto restored = run(
        QStringList{
            u"restore"_s, backup.value(u"path"_s).toString(), u"--into-new"_s, u"shop-copy"_s }
        + (keep ? QStringList{ u"--keep"_s } : QStringList()));

    m_scenario->sandbox.clearFaults();
    QVERIFY2(restored.exit != 0, shown(restored));
    QCOMPARE(succeed({ u"databases"_s, u"list"_s }).json().value(u"databases"_s).toArray().size(),
             databases);
}

void tst_remoterecovery::createsListsAndDeletesDatabases()
{
    const auto created = succeed({ u"databases"_s, u"create"_s, u"second"_s });
    QVERIFY(created.json().value(u"databases"_s)[0][u"id"_s].toString().size() == 36);
    QCOMPARE(succeed({ u"databases"_s, u"list"_s }).json().value(u"databases"_s).toArray().size(),
             2);

    const auto unconfirmed = run({ u"databases"_s, u"delete"_s, u"second"_s });
    QCOMPARE(unconfirmed.exit, 64);
    const auto deleted
        = run({ u"databases"_s, u"delete"_s, u"second"_s, u"--confirm"_s, u"second"_s });

    QVERIFY2(deleted.exit == 0, shown(deleted));
    QVERIFY(deleted.json().value(u"backup"_s)[u"verified"_s].toBool());
    QCOMPARE(succeed({ u"databases"_s, u"list"_s }).json().value(u"databases"_s).toArray().size(),
             1);
    QCOMPARE(run({ u"databases"_s, u"info"_s, u"second"_s }).exit, 66);
}

void tst_remoterecovery::writesTheBindingOfANewDatabase()
{
    const auto count = [this] {
        return succeed({ u"databases"_s, u"list"_s }).json().value(u"databases"_s).toArray().size();
    };
    const auto before = count();

    const QStringList create{ u"databases"_s, u"create"_s, u"second"_s, u"--binding"_s };
    const auto taken = run(create + QStringList{ u"DB"_s });
    const auto afterTaken = count();
    const auto created = run(create + QStringList{ u"SECOND_DB"_s });

    QCOMPARE(taken.exit, 64);
    QCOMPARE(afterTaken, before); // said before anything was made
    QVERIFY2(created.exit == 0, shown(created));
    const QString id = created.json().value(u"databases"_s)[0][u"id"_s].toString();
    QVERIFY(created.json().value(u"binding"_s)[u"added"_s].toString().contains(id));
    QCOMPARE(succeed({ u"status"_s, u"--database"_s, u"SECOND_DB"_s })
                 .target(u"SECOND_DB"_s)
                 .value(u"id"_s)
                 .toString(),
             id);
}

void tst_remoterecovery::keepsADatabaseThatCannotBeSaved()
{
    m_scenario->sandbox.addFault({ { u"path"_s, u"raw|query"_s },
                                   { u"body"_s, u"people"_s },
                                   { u"status"_s, 400 },
                                   { u"times"_s, -1 } });

    const auto refused = run({ u"databases"_s, u"delete"_s, u"shop"_s });
    m_scenario->sandbox.clearFaults();

    QVERIFY(refused.exit != 0);
    QCOMPARE(value("SELECT count(*) FROM people"), u"2"_s);
}

TIDEMARK_TEST(tst_remoterecovery)
#include "tst_remoterecovery.moc"
