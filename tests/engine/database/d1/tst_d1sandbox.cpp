#include "fixtures.h"

#include <engine/database/d1/d1account.h>
#include <engine/database/d1/d1transfer.h>
#include <engine/sql/script.h>
#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QTest>

#include <limits>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Script = R"(
CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE child(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id) ON DELETE CASCADE);
CREATE INDEX child_parent ON child(parent);
CREATE VIEW pairs AS SELECT p.name, c.id FROM parent p JOIN child c ON c.parent = p.id;
INSERT INTO parent VALUES (1, 'one'), (2, 'two');
INSERT INTO child VALUES (10, 1), (20, 2);
)";

/// A new database of the sandbox, and a client whose pauses take no time.
struct Sandboxed {
    SandboxProcess &sandbox;
    QString name;
    QString id = sandbox.createDatabase(name, Script);
    std::shared_ptr<StillTime> time = std::make_shared<StillTime>();
    D1ClientPointer client = make(sandbox.token());
    D1Account account{ client, sandbox.account() };
    D1DatabasePointer database = account.open(id);

    [[nodiscard]] D1ClientPointer make(const QByteArray &token) const
    {
        D1ClientOptions options;
        options.baseUrl = sandbox.baseUrl().toString();
        options.token = Secret(token);
        options.timing = StillTime::timing(time);
        return *D1Client::create(options);
    }
    [[nodiscard]] qint64 number(const QByteArray &sql) const
    {
        const auto result = await(database->query({ sql }));
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return result->rows.first().first().toInteger();
    }
};

QList<BoundStatement> statementsOf(const QByteArray &script)
{
    QList<BoundStatement> statements;
    for (const Statement &statement : splitScript(script))
        statements.append({ statement.text });
    return statements;
}

template<typename T>
QByteArray failureOf(const Result<T> &result)
{
    return result ? QByteArray() : result.error().message.toUtf8();
}

} // namespace

/// The client and the sandbox were written apart, from the same facts.
class tst_D1Sandbox : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_sandbox = std::make_unique<SandboxProcess>(); }
    void cleanupTestCase() { m_sandbox.reset(); }
    void cleanup() { m_sandbox->setQuirk(u"naive-splitter"_s, false); }

    void readsExactValues()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        const Row row{ Value::integer(std::numeric_limits<qint64>::min()),
                       Value::integer(9007199254740993),
                       Value::real(1.0),
                       Value::real(0.1 + 0.2),
                       Value::real(std::numeric_limits<double>::infinity()),
                       Value::text(QByteArray("a\0b", 3)),
                       Value::text(QByteArray("x\xff")),
                       Value::text(QByteArray("\xf0\x9f\x8c\x8a '\"")),
                       Value::blob(QByteArray("\0\xff", 2)),
                       Value::blob(QByteArray(1'000'000, '\x80')),
                       Value() };

        const QList<BoundStatement> batch{ { "CREATE TABLE v(a, b, c, d, e, f, g, h, i, j, k)" },
                                           { "INSERT INTO v VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                                             row } };
        const auto written = await(d1.database->execute(batch));
        QVERIFY2(written, failureOf(written).constData());
        const auto read = await(d1.database->query({ "SELECT * FROM v" }));

        QVERIFY2(read, failureOf(read).constData());
        QCOMPARE(read->columns.join(u' '), u"a b c d e f g h i j k"_s);
        QVERIFY(read->rows.first() == row);
    }

    void readsTheSchemaInOneRequest()
    {
        Sandboxed d1{ *m_sandbox, nextName() };

        const auto schema = await(d1.database->schema());

        QVERIFY2(schema, failureOf(schema).constData());
        QCOMPARE(d1.client->cost().requests, 1);
        const Schema user = schema->userPart();
        QCOMPARE(user.tables.size(), 2);
        QCOMPARE(user.indexes.size(), 1);
        QCOMPARE(user.views.first().columns.join(u' '), u"name id"_s);
        QCOMPARE(user.table(u"child"_s)->foreignKeys.first().onDelete, u"CASCADE"_s);
    }

    void writesAllOrNothing()
    {
        Sandboxed d1{ *m_sandbox, nextName() };

        const auto failed
            = await(d1.database->execute({ { "INSERT INTO parent VALUES (3, 'three')" },
                                           { "INSERT INTO parent VALUES (1, 'again')" } }));

        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, Error::Kind::Database);
        QCOMPARE(failed.error().databaseState, DatabaseState::Unchanged);
        QCOMPARE(d1.number("SELECT count(*) FROM parent"), 2);
    }

    void carriesTriggersInAnySpelling()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        d1.sandbox.setQuirk(u"naive-splitter"_s);
        const auto batch
            = statementsOf("create table log(what); -- it's; here\r\n"
                           "create trigger noted after insert on parent\r\nbegin\r\n"
                           "  insert into log values (case new.id when 3 then 'three' end);\r\n"
                           "end;\r\ninsert into parent values (3, 'x');");

        const auto written = await(d1.database->execute(batch));

        QVERIFY2(written, failureOf(written).constData());
        QCOMPARE(d1.number("SELECT count(*) FROM log WHERE what = 'three'"), 1);
    }

    void placesAnError()
    {
        Sandboxed d1{ *m_sandbox, nextName() };

        const auto read = await(d1.database->query({ "SELECT id, nosuch FROM parent" }));

        QVERIFY(!read);
        QCOMPARE(exitCode(read.error()), 6);
        QCOMPARE(read.error().where.offset, 11);
    }

    void survivesThrottling()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        d1.sandbox.setQuirk(u"throttled"_s, 2);

        const auto written = await(d1.database->execute({ { "DELETE FROM child WHERE id = 10" } }));

        QVERIFY2(written, failureOf(written).constData());
        QCOMPARE(d1.client->cost().retries, 2);
        QCOMPARE(d1.number("SELECT count(*) FROM child"), 1);
    }

    void tellsTheTruthAboutALostAnswer()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        d1.sandbox.setQuirk(u"answer-lost"_s, 1);

        const auto written
            = await(d1.database->execute({ { "INSERT INTO parent VALUES (3, 'three')" } }));

        QVERIFY(!written);
        QCOMPARE(written.error().databaseState, DatabaseState::Unknown);
        QCOMPARE(d1.number("SELECT count(*) FROM parent"), 3); // once
    }

    void knowsAnAccountsDatabases()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        d1.sandbox.createDatabase(QString(d1.name + u"-archive"_s));

        const auto created = await(d1.account.create({ .name = u"fresh"_s }));
        const auto found = await(d1.account.find(d1.name));
        const auto all = await(d1.account.databases());
        const auto missing = await(d1.account.find(u"sho"_s));
        const auto info = await(d1.account.info(d1.id));
        const auto removed = created ? await(d1.account.remove(created->id)) : Result<>(Ok{});
        const auto again = created ? await(d1.account.remove(created->id)) : Result<>(Ok{});
        const auto twice = await(d1.account.create({ .name = d1.name }));

        QVERIFY2(created, failureOf(created).constData());
        QVERIFY2(found, failureOf(found).constData());
        QCOMPARE(found->id, d1.id);
        QVERIFY(all->size() >= 3);
        QCOMPARE(missing.error().kind, Error::Kind::MissingInput);
        QCOMPARE(info->name, d1.name);
        QVERIFY2(removed, failureOf(removed).constData());
        QVERIFY2(again, failureOf(again).constData());
        QCOMPARE(exitCode(twice.error()), 64);
    }

    void travelsInTime()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        const auto before = await(d1.account.bookmark(d1.id));
        QVERIFY2(before, failureOf(before).constData());
        QVERIFY(isBookmark(*before));
        QVERIFY(await(d1.database->execute({ { "DELETE FROM parent" } })));
        QCOMPARE(d1.number("SELECT count(*) FROM child"), 0);

        const auto back = await(d1.account.restore(d1.id, *before));
        QVERIFY2(back, failureOf(back).constData());
        QCOMPARE(d1.number("SELECT count(*) FROM child"), 2);
        const auto undone = await(d1.account.restore(d1.id, back->previousBookmark));

        QVERIFY2(undone, failureOf(undone).constData());
        QCOMPARE(d1.number("SELECT count(*) FROM child"), 0);
    }

    void checksTokens()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        const D1Account stranger(d1.make("not-a-token-of-anybody"), d1.sandbox.account());

        const auto good = await(d1.account.checkToken());
        const auto bad = await(stranger.checkToken());
        const auto refused = await(stranger.databases());

        QVERIFY2(good, failureOf(good).constData());
        QVERIFY2(good->lists, qPrintable(good->problem));
        QVERIFY2(bad, failureOf(bad).constData());
        QVERIFY(!bad->lists);
        QVERIFY(!bad->problem.isEmpty());
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
    }

    void saysThatADatabaseIsGone()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        QVERIFY(await(d1.account.remove(d1.id)));

        const auto read = await(d1.database->query({ "SELECT 1" }));

        QCOMPARE(exitCode(read.error()), 69);
        QVERIFY(read.error().remedy.contains("databases list"_L1));
    }

    void exports_data()
    {
        QTest::addColumn<QString>("quirk");
        for (const char *quirk :
             { "", "export-without-status", "export-flat-url", "export-delivered-once" })
            QTest::newRow(*quirk ? quirk : "as documented") << QString::fromLatin1(quirk);
        QTest::newRow("export-gone") << u"export-gone"_s;
        QTest::newRow("slow-export") << u"slow-export"_s;
        QTest::newRow("bad-gateway") << u"bad-gateway"_s;
    }
    void exports()
    {
        QFETCH(QString, quirk);
        Sandboxed d1{ *m_sandbox, nextName() };
        const ScratchFolder folder;
        if (!quirk.isEmpty())
            d1.sandbox.setQuirk(quirk, 1);

        const auto bytes = await(exportDatabase(d1.database, {}, folder.path(u"dump.sql"_s)));

        QVERIFY2(bytes, failureOf(bytes).constData());
        const QByteArray dump = folder.read(u"dump.sql"_s);
        QCOMPARE(dump.size(), *bytes);
        QVERIFY(dump.contains("CREATE TABLE parent"));
        QVERIFY(dump.contains("'two'"));
    }

    void doesNotExportVirtualTables()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        const ScratchFolder folder;
        QVERIFY(await(d1.database->execute({ { "CREATE VIRTUAL TABLE notes USING fts5(body)" } })));

        const auto bytes = await(exportDatabase(d1.database, {}, folder.path(u"dump.sql"_s)));

        QCOMPARE(exitCode(bytes.error()), 3);
        QCOMPARE(d1.number("SELECT count(*) FROM parent"), 2); // nothing is blocked
    }

    void imports_data()
    {
        QTest::addColumn<QString>("quirk");
        for (const char *quirk : { "",
                                   "slow-import",
                                   "import-gone",
                                   "import-auth-flake",
                                   "account-flake",
                                   "bad-gateway" })
            QTest::newRow(*quirk ? quirk : "as documented") << QString::fromLatin1(quirk);
    }
    void imports()
    {
        QFETCH(QString, quirk);
        Sandboxed d1{ *m_sandbox, nextName() };
        const ScratchFolder folder;
        const QString file = folder.write(u"more.sql"_s,
                                          "PRAGMA foreign_keys=OFF;\n"
                                          "INSERT INTO parent VALUES (3, 'three');\n"
                                          "PRAGMA foreign_keys=ON;\n");
        const BoundStatement proof{ "SELECT count(*) FROM parent WHERE id = 3" };
        if (!quirk.isEmpty())
            d1.sandbox.setQuirk(quirk, 1);

        const auto imported = await(importFile(d1.database, { .file = file, .proof = proof }));

        QVERIFY2(imported, failureOf(imported).constData());
        QCOMPARE(d1.number("SELECT count(*) FROM parent"), 3);
    }

    void leavesNothingOfAFailedImport_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("with a reason") << false;
        QTest::newRow("with a reset") << true;
    }
    void leavesNothingOfAFailedImport()
    {
        QFETCH(bool, reset);
        Sandboxed d1{ *m_sandbox, nextName() };
        const ScratchFolder folder;
        const QString file = folder.write(u"more.sql"_s,
                                          "INSERT INTO parent VALUES (3, 'three');\n"
                                          "INSERT INTO parent VALUES (1, 'again');\n");
        const BoundStatement proof{ "SELECT count(*) FROM parent WHERE id = 3" };
        if (reset)
            d1.sandbox.setQuirk(u"import-reset"_s, 1);

        const auto imported = await(importFile(d1.database, { .file = file, .proof = proof }));

        QVERIFY(!imported);
        QCOMPARE(imported.error().kind, Error::Kind::Database);
        QCOMPARE(imported.error().databaseState, DatabaseState::Unchanged);
        QCOMPARE(d1.number("SELECT count(*) FROM parent"), 2);
    }

    void keepsTheTokenOutOfEveryError()
    {
        Sandboxed d1{ *m_sandbox, nextName() };
        const QString token = QString::fromLatin1(d1.sandbox.token());
        const QList<QJsonObject> faults{ { { u"status"_s, 502 },
                                           { u"text"_s, QString(u"Bearer "_s + token) } },
                                         { { u"status"_s, 403 }, { u"code"_s, 10000 } },
                                         { { u"status"_s, 400 }, { u"message"_s, token } },
                                         { { u"drop"_s, u"before"_s } },
                                         { { u"truncate"_s, 20 } } };
        for (QJsonObject fault : faults) {
            fault.insert(u"path"_s, u"/raw"_s);
            fault.insert(u"times"_s, 1);
            d1.sandbox.addFault(fault);

            const auto written
                = await(d1.database->execute({ { "DELETE FROM child WHERE id = 0" } }));

            QVERIFY(!written);
            QVERIFY2(!textOf(written.error()).contains(token), failureOf(written).constData());
            d1.sandbox.clearFaults();
        }
    }

private:
    [[nodiscard]] QString nextName() { return u"shop-%1"_s.arg(++m_count); }

    std::unique_ptr<SandboxProcess> m_sandbox;
    int m_count = 0;
};

TIDEMARK_TEST(tst_D1Sandbox)
#include "tst_d1sandbox.moc"
