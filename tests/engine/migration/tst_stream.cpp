#include <engine/migration/stream.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

QStringList ids(const Stream &stream)
{
    QStringList all;
    for (const Migration &migration : stream.migrations)
        all.append(migration.id);
    return all;
}

/// A folder "migrations" and a configuration for it.
struct Files {
    ScratchFolder folder;
    StreamConfig config{ .name = u"DB"_s, .directory = folder.path(u"migrations"_s) };

    explicit Files(const QStringList &names = {})
    {
        for (const QString &name : names)
            write(name);
    }
    void write(const QString &name, const QByteArray &content = "SELECT 1;\n") const
    {
        folder.write(u"migrations/"_s + name, content);
    }
};

Stream loaded(const StreamConfig &config)
{
    auto stream = loadStream(config);
    if (!stream)
        qFatal("%s", qPrintable(stream.error().message));
    return *std::move(stream);
}

QString joined(const Stream &stream)
{
    QStringList all = stream.remarks;
    for (const Error &problem : stream.problems)
        all.append(problem.message + u' ' + problem.remedy);
    return all.join(u'\n');
}

const QByteArray TwoBindings = R"([[d1_databases]]
binding = "AUTH_DB"
database_name = "auth"
database_id = "a"

[[d1_databases]]
binding = "READ_REPLICA"
database_name = "replica"
database_id = "b"
)";

const QStringList SharedFiles{ u"0001_read_replica_schema.sql"_s, u"0002_api_keys.sql"_s,
                               u"0002_api_keys.rollback.sql"_s,   u"0003_add_vector_status.sql"_s,
                               u"0004_rooms_table.sql"_s,         u"0006_add_task_user_id.sql"_s };

Result<QList<Stream>> sharedStreams(const Files &files, const QByteArray &settings)
{
    files.folder.write(u"wrangler.toml"_s, TwoBindings);
    files.folder.write(u"tidemark.toml"_s, settings);
    for (const QString &name : SharedFiles)
        files.write(name);
    const auto project = openProject(files.folder.path());
    if (!project)
        return project.error();
    return loadStreams(*project, {});
}

} // namespace

class tst_Stream : public QObject
{
    Q_OBJECT

private slots:
    void recognisesTheLayout_data();
    void recognisesTheLayout();
    void takesADeclaredLayout();
    void saysWhereDrizzleIsRead();
    void knowsEverySpellingOfADownScript_data();
    void knowsEverySpellingOfADownScript();
    void pairsUpAndDownWhateverTheLayout_data();
    void pairsUpAndDownWhateverTheLayout();
    void reportsAnOrphanedDownScript();
    void reportsTwoDownScriptsOfOneMigration();
    void ordersByNumberThenByBytes();
    void putsInitFirst();
    void reportsAMissingInitScript();
    void refusesUndeclaredDuplicates();
    void takesADeclaredPairInItsOrder();
    void refusesAThirdBesideAPair();
    void readsWhatALinkLeadsTo();
    void readsAMissingFolderAsEmpty();
    void failsWithTheScriptThatCannotBeRead();
    void remarksGapsAndWidths();
    void leavesUnnumberedFilesOutOfNumberedLayouts();
    void runsUnnumberedFilesLastForWrangler();
    void namesMigrationsOfAPatternByPath();
    void sharesAFolderOutByMatch();
    void reportsAFileOfTwoStreams();
    void reportsAFileOfNoStream();
    void asksForMatchWhenAFolderIsShared();
    void proposesRoutingByKeyword();
};

void tst_Stream::recognisesTheLayout_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QString>("mirror");

    QTest::newRow("no file") << QStringList() << u"wrangler"_s << u"d1_migrations"_s;
    QTest::newRow("four digits alone")
        << QStringList{ u"0001_a.sql"_s } << u"wrangler"_s << u"d1_migrations"_s;
    QTest::newRow("three digits alone")
        << QStringList{ u"001_a.sql"_s } << u"wrangler"_s << u"d1_migrations"_s;
    QTest::newRow("one .rollback.sql")
        << QStringList{ u"0001_a.sql"_s, u"0002_b.sql"_s, u"0002_b.rollback.sql"_s }
        << u"numbered"_s << u"_migrations"_s;
    QTest::newRow("one _rollback.sql")
        << QStringList{ u"001_a.sql"_s, u"001_a_rollback.sql"_s } << u"plain"_s << QString();
    QTest::newRow("Drizzle's files, which wrangler applies")
        << QStringList{ u"0000_first.sql"_s, u"meta/_journal.json"_s } << u"wrangler"_s
        << u"d1_migrations"_s;
}

void tst_Stream::recognisesTheLayout()
{
    QFETCH(QStringList, names);
    const Files files(names);

    const Stream stream = loaded(files.config);

    QTEST(stream.layout.name(), "layout");
    QTEST(stream.layout.mirrorTable(files.config), "mirror");
    QVERIFY(!stream.layout.declared);
}

void tst_Stream::takesADeclaredLayout()
{
    Files files({ u"0001_a.sql"_s, u"0001_a.rollback.sql"_s });
    files.config.layout = LayoutKind::Wrangler;
    files.config.mirrorTable = u"my_migrations"_s;

    const Stream stream = loaded(files.config);

    QCOMPARE(stream.layout.kind, LayoutKind::Wrangler);
    QVERIFY(stream.layout.declared);
    QCOMPARE(stream.layout.mirrorTable(files.config), u"my_migrations"_s);
    QCOMPARE(ids(stream), QStringList{ u"0001_a"_s }); // the other never runs forward
    QVERIFY(stream.migrations.first().down);
}

void tst_Stream::saysWhereDrizzleIsRead()
{
    Files files({ u"0000_first.sql"_s });
    files.config.layout = LayoutKind::Drizzle;

    const auto stream = loadStream(files.config);

    QVERIFY(!stream);
    QCOMPARE(stream.error().kind, Error::Kind::Config);
    QVERIFY(stream.error().message.contains(u"PostgreSQL"_s));
    QVERIFY(stream.error().remedy.contains(u"wrangler"_s));
}

void tst_Stream::knowsEverySpellingOfADownScript_data()
{
    QTest::addColumn<bool>("down");

    for (const char *name : { "0001_x.rollback.sql",
                              "0001_x_rollback.sql",
                              "0001_x-rollback.sql",
                              "0001_x.down.sql",
                              "0001_x_down.sql",
                              "0001_x.undo.sql",
                              "0001_x_undo.sql",
                              "0001_x.revert.sql",
                              "0001_x_revert.sql",
                              "0001_x.Rollback.sql",
                              "down/0001_x.sql",
                              "20260101_x/down.sql",
                              "down.sql",
                              "U1__x.sql",
                              "0001_x.down.SQL" })
        QTest::newRow(name) << true;
    for (const char *name : { "0001_x.sql",
                              "0001_x.up.sql",
                              "0001_rollback_table.sql",
                              "0001_shutdown.sql",
                              "0001_downloads.sql",
                              "20260101_x/migration.sql",
                              "V1__x.sql",
                              "0001_undone.sql" })
        QTest::newRow(name) << false;
}

void tst_Stream::knowsEverySpellingOfADownScript()
{
    QFETCH(bool, down);

    QCOMPARE(isDownScript(QString::fromLatin1(QTest::currentDataTag())), down);
}

void tst_Stream::pairsUpAndDownWhateverTheLayout_data()
{
    QTest::addColumn<QString>("up");
    QTest::addColumn<QString>("down");

    QTest::newRow("numbered") << u"0006_x.sql"_s << u"0006_x.rollback.sql"_s;
    QTest::newRow("plain") << u"006_x.sql"_s << u"006_x_rollback.sql"_s;
    QTest::newRow("plain's style, four digits") << u"0006_x.sql"_s << u"0006_x_rollback.sql"_s;
    QTest::newRow("up and down") << u"0006_x.up.sql"_s << u"0006_x.down.sql"_s;
    QTest::newRow("folder of down scripts") << u"0006_x.sql"_s << u"down/0006_x.sql"_s;
    QTest::newRow("Flyway") << u"V6__x.sql"_s << u"U6__x.sql"_s;
}

void tst_Stream::pairsUpAndDownWhateverTheLayout()
{
    QFETCH(QString, up);
    QFETCH(QString, down);
    const Files files;
    files.write(up, "SELECT 'up';");
    files.write(down, "SELECT 'down';");

    const Stream stream = loaded(files.config);

    QCOMPARE(ids(stream), QStringList{ up.chopped(4) });
    const Migration &migration = stream.migrations.first();
    QVERIFY(migration.down);
    QCOMPARE(migration.up.text, QByteArray("SELECT 'up';"));
    QCOMPARE(migration.down->text, QByteArray("SELECT 'down';"));
    QCOMPARE(migration.number, 6);
    QCOMPARE(migration.name, u"x"_s);
    QVERIFY(stream.problems.isEmpty());
}

void tst_Stream::reportsAnOrphanedDownScript()
{
    const Files files({ u"0001_a.sql"_s, u"0002_b.rollback.sql"_s });

    const Stream stream = loaded(files.config);

    QCOMPARE(ids(stream), QStringList{ u"0001_a"_s });
    QCOMPARE(stream.problems.size(), 1);
    QCOMPARE(stream.problems.first().kind, Error::Kind::History);
    QVERIFY(stream.problems.first().message.contains(u"0002_b.rollback.sql"_s));
    QVERIFY(!stream.problems.first().remedy.isEmpty());
}

void tst_Stream::reportsTwoDownScriptsOfOneMigration()
{
    const Files files;
    files.write(u"0001_a.sql"_s);
    files.write(u"0001_a_rollback.sql"_s, "SELECT 'plain';");
    files.write(u"0001_a.rollback.sql"_s, "SELECT 'numbered';");

    const Stream stream = loaded(files.config);

    QCOMPARE(stream.problems.size(), 1);
    QVERIFY(stream.problems.first().message.contains(u"0001_a.rollback.sql"_s));
    QCOMPARE(stream.migrations.first().down->text, QByteArray("SELECT 'numbered';"));
}

void tst_Stream::ordersByNumberThenByBytes()
{
    const Files files(
        { u"10_j.sql"_s, u"9_i.sql"_s, u"0011_B.sql"_s, u"0011_a.sql"_s, u"2.sql"_s });

    const Stream stream = loaded(files.config);

    const QStringList expected{ u"2"_s, u"9_i"_s, u"10_j"_s, u"0011_B"_s, u"0011_a"_s };
    QCOMPARE(ids(stream), expected);
    QCOMPARE(stream.migrations.at(2).version, u"10"_s);
    QCOMPARE(stream.withNumber(11).size(), 2);
}

void tst_Stream::putsInitFirst()
{
    Files files({ u"0000_zero.sql"_s, u"0001_a.sql"_s, u"0001_a.rollback.sql"_s });
    files.write(u"auth_init.sql"_s, "CREATE TABLE user (id TEXT);");
    files.config.initScript = files.folder.path(u"migrations/auth_init.sql"_s);

    const Stream stream = loaded(files.config);

    const QStringList expected{ u"auth_init"_s, u"0000_zero"_s, u"0001_a"_s };
    QCOMPARE(ids(stream), expected);
    QVERIFY(stream.migrations.first().isInit);
    QCOMPARE(stream.migrations.first().version, u"0"_s);
    QVERIFY(!stream.migrations.first().down);
    QVERIFY(stream.problems.isEmpty());
}

void tst_Stream::reportsAMissingInitScript()
{
    Files files({ u"0001_a.sql"_s });
    files.config.initScript = files.folder.path(u"auth_init.sql"_s);

    const auto stream = loadStream(files.config);

    QVERIFY(!stream);
    QCOMPARE(stream.error().kind, Error::Kind::MissingInput);
    QCOMPARE(stream.error().where.file, files.config.initScript);
}

void tst_Stream::refusesUndeclaredDuplicates()
{
    const Files files({ u"0004_add_user_tier.sql"_s, u"0004_rooms_table.sql"_s });

    const Stream stream = loaded(files.config);

    QCOMPARE(stream.migrations.size(), 2);
    QCOMPARE(stream.problems.size(), 1);
    const Error &problem = stream.problems.first();
    QCOMPARE(problem.kind, Error::Kind::History);
    QVERIFY(problem.message.contains(u"0004_add_user_tier.sql"_s));
    QVERIFY(problem.message.contains(u"0004_rooms_table.sql"_s));
    QVERIFY(problem.remedy.contains(u"tidemark-cli renumber 0004_rooms_table"_s));
    QVERIFY(problem.remedy.contains(
        u"duplicates = [[\"0004_add_user_tier\", \"0004_rooms_table\"]]"_s));
}

void tst_Stream::takesADeclaredPairInItsOrder()
{
    Files files({ u"0004_add_user_tier.sql"_s, u"0004_rooms_table.sql"_s });
    files.config.duplicates = { { u"0004_rooms_table"_s, u"0004_add_user_tier"_s } };

    const Stream stream = loaded(files.config);

    const QStringList expected{ u"0004_rooms_table"_s, u"0004_add_user_tier"_s };
    QCOMPARE(ids(stream), expected);
    QVERIFY(stream.problems.isEmpty());
    QVERIFY(stream.isDeclaredDuplicate(u"0004_rooms_table"_s));
    QVERIFY(!stream.isDeclaredDuplicate(u"0004"_s));
}

void tst_Stream::refusesAThirdBesideAPair()
{
    Files files({ u"0004_a.sql"_s, u"0004_b.sql"_s, u"0004_c.sql"_s });
    files.config.duplicates = { { u"0004_a"_s, u"0004_c"_s } };

    const Stream stream = loaded(files.config);

    QCOMPARE(stream.problems.size(), 1);
    QVERIFY2(stream.problems.first().remedy.contains(u"renumber 0004_b"_s),
             qPrintable(stream.problems.first().remedy));
}

void tst_Stream::readsWhatALinkLeadsTo()
{
    const Files files({ u"0001_a.sql"_s });
    const QString elsewhere = files.folder.write(u"elsewhere.txt"_s, "SELECT 2;\n");
    QVERIFY(QFile::link(elsewhere, files.folder.path(u"migrations/0002_b.sql"_s)));
    QVERIFY(QFile::link(files.folder.path(), files.folder.path(u"migrations/0003_folder.sql"_s)));
    QVERIFY(QFile::link(u"nowhere"_s, files.folder.path(u"migrations/0004_gone.sql"_s)));
    QVERIFY(QDir(files.config.directory).mkdir(u"0005_folder.sql"_s));

    const Stream stream = loaded(files.config);

    const QStringList expected{ u"0001_a"_s, u"0002_b"_s };
    QCOMPARE(ids(stream), expected);
    QCOMPARE(stream.migrations.last().up.text, QByteArray("SELECT 2;\n"));
}

void tst_Stream::readsAMissingFolderAsEmpty()
{
    const Files files;

    const Stream stream = loaded(files.config);

    QVERIFY(stream.migrations.isEmpty());
    QVERIFY(stream.problems.isEmpty());
    QCOMPARE(stream.remarks.size(), 1);
}

void tst_Stream::failsWithTheScriptThatCannotBeRead()
{
    const Files files({ u"0001_a.sql"_s });
    files.write(u"0001_a.rollback.sql"_s, "SELECT '\xff';");

    const auto stream = loadStream(files.config);

    QVERIFY(!stream);
    QCOMPARE(stream.error().kind, Error::Kind::BadInput);
    QVERIFY(stream.error().where.file.endsWith(u"0001_a.rollback.sql"_s));
}

void tst_Stream::remarksGapsAndWidths()
{
    const Files files({ u"2_a.sql"_s, u"0005_b.sql"_s, u"0006_c.SQL"_s });

    const Stream stream = loaded(files.config);

    const QString said = joined(stream);
    QVERIFY2(said.contains(u"between 2 and 0005"_s), qPrintable(said));
    QVERIFY2(said.contains(u"widths"_s), qPrintable(said));
    QVERIFY2(said.contains(u"0006_c.SQL"_s), qPrintable(said));
    QVERIFY(stream.problems.isEmpty());
}

void tst_Stream::leavesUnnumberedFilesOutOfNumberedLayouts()
{
    const Files files({ u"0001_a.sql"_s, u"0001_a.rollback.sql"_s, u"auth_init.sql"_s });

    const Stream stream = loaded(files.config);

    QCOMPARE(ids(stream), QStringList{ u"0001_a"_s });
    QVERIFY(joined(stream).contains(u"auth_init.sql"_s));
}

void tst_Stream::runsUnnumberedFilesLastForWrangler()
{
    const Files files({ u"aaa.sql"_s, u"0001_a.sql"_s, u"99999999999999999999_x.sql"_s });

    const Stream stream = loaded(files.config);

    const QStringList expected{ u"0001_a"_s, u"99999999999999999999_x"_s, u"aaa"_s };
    QCOMPARE(ids(stream), expected);
    QVERIFY(joined(stream).contains(u"aaa.sql"_s));
}

void tst_Stream::namesMigrationsOfAPatternByPath()
{
    Files files({ u"20260102_b/migration.sql"_s,
                  u"20260101_a/migration.sql"_s,
                  u"20260101_a/down.sql"_s,
                  u"20260101_a/notes/seed.sql"_s,
                  u"0001_flat.sql"_s });
    files.config.pattern = u"migrations/*/migration.sql"_s;

    const Stream stream = loaded(files.config);

    const QStringList expected{ u"20260101_a/migration"_s, u"20260102_b/migration"_s };
    QCOMPARE(ids(stream), expected);
    QCOMPARE(stream.migrations.first().version, u"20260101"_s);
    QCOMPARE(stream.migrations.first().name, u"a"_s);
    QVERIFY(stream.migrations.first().down);
    QVERIFY(!stream.migrations.last().down);
}

void tst_Stream::sharesAFolderOutByMatch()
{
    const Files files;

    const auto streams = sharedStreams(files, R"([streams.AUTH_DB]
match = ["*api_keys*", "*rooms*"]
[streams.READ_REPLICA]
default = true
)");

    QVERIFY2(streams, streams ? "" : qPrintable(streams.error().message));
    const QStringList auth{ u"0002_api_keys"_s, u"0004_rooms_table"_s };
    const QStringList replica{ u"0001_read_replica_schema"_s,
                               u"0003_add_vector_status"_s,
                               u"0006_add_task_user_id"_s };
    QCOMPARE(ids(streams->at(0)), auth);
    QCOMPARE(ids(streams->at(1)), replica);
    QVERIFY(streams->at(0).problems.isEmpty());
    QVERIFY(streams->at(1).problems.isEmpty());
    QVERIFY(streams->at(0).find(u"0002_api_keys"_s)->down);
    QCOMPARE(streams->at(1).layout.kind, LayoutKind::Numbered); // the folder's, not the share's
    QVERIFY(!joined(streams->at(0)).contains(u"between 0002 and 0004"_s)); // 0003 is the other's
    QVERIFY(joined(streams->at(0)).contains(u"between 0004 and 0006"_s));
}

void tst_Stream::reportsAFileOfTwoStreams()
{
    const Files files;

    const auto streams = sharedStreams(files, R"([streams.AUTH_DB]
match = ["*api_keys*", "*rooms*"]
[streams.READ_REPLICA]
match = ["*rooms*"]
default = true
)");

    QVERIFY(streams);
    for (const Stream &stream : *streams) {
        QCOMPARE(stream.problems.size(), 1);
        QVERIFY(stream.problems.first().message.contains(u"0004_rooms_table.sql"_s));
        QVERIFY(stream.problems.first().message.contains(u"AUTH_DB and READ_REPLICA"_s));
    }
}

void tst_Stream::reportsAFileOfNoStream()
{
    const Files files;

    const auto streams = sharedStreams(files, R"([streams.AUTH_DB]
match = ["*api_keys*", "*rooms*"]
[streams.READ_REPLICA]
match = ["*read_replica*", "*task*"]
)");

    QVERIFY(streams);
    for (const Stream &stream : *streams) {
        QCOMPARE(stream.problems.size(), 1);
        QVERIFY(stream.problems.first().message.contains(u"0003_add_vector_status.sql"_s));
    }
}

void tst_Stream::asksForMatchWhenAFolderIsShared()
{
    const Files files;

    const auto streams = sharedStreams(files, {});

    QVERIFY(streams);
    for (const Stream &stream : *streams) {
        QCOMPARE(stream.problems.size(), 1);
        QVERIFY(stream.problems.first().remedy.contains(u"match"_s));
        QVERIFY(stream.problems.first().remedy.contains(u"[streams."_s + stream.config.name));
    }
}

void tst_Stream::proposesRoutingByKeyword()
{
    const Files files(SharedFiles);

    const auto proposals
        = proposeRouting(files.config.directory, { u"READ_REPLICA"_s, u"AUTH_DB"_s });

    QCOMPARE(proposals.size(), 5);
    QCOMPARE(proposals.at(0).stream, u"READ_REPLICA"_s);
    QCOMPARE(proposals.at(1).file, u"0002_api_keys.sql"_s);
    QCOMPARE(proposals.at(1).stream, u"AUTH_DB"_s);
    QVERIFY(proposals.at(1).why.contains(u"api_keys"_s));
    QVERIFY(proposeRouting(files.config.directory, { u"DB"_s }).isEmpty());
}

TIDEMARK_TEST(tst_Stream)
#include "tst_stream.moc"
