#include <engine/migration/replay.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

Q_DECLARE_METATYPE(tidemark::MigrationTemplate)

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QDateTime Now(QDate(2026, 11, 21), QTime(3, 14, 2, 123), Qt::UTC);

/// A stream whose folder has @p names.
struct Files {
    ScratchFolder folder;
    StreamConfig config{ .name = u"DB"_s, .directory = folder.path(u"migrations"_s) };

    explicit Files(const QStringList &names = {})
    {
        for (const QString &name : names)
            folder.write(u"migrations/"_s + name, "SELECT '" + name.toUtf8() + "';");
    }
    [[nodiscard]] Stream stream() const
    {
        auto loaded = loadStream(config);
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().message));
        return *std::move(loaded);
    }
    [[nodiscard]] QString relative(const QString &path) const
    {
        return path.isEmpty() ? path : QDir(config.directory).relativeFilePath(path);
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList all;
        QDirIterator found(config.directory, QDir::Files, QDirIterator::Subdirectories);
        while (found.hasNext())
            all.append(relative(found.next()));
        all.sort();
        return all;
    }
};

Result<NewMigration> made(const Files &files,
                          const QString &description,
                          MigrationTemplate kind = MigrationTemplate::Empty)
{
    return newMigration(files.stream(), description, kind, true, Now);
}

/// The statements that a template shows, as a user would make them real.
QByteArray uncommented(const QByteArray &text)
{
    QByteArray sql;
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith("--     "))
            sql += line.sliced(2) + '\n';
    }
    return sql;
}

} // namespace

class tst_NewMigration : public QObject
{
    Q_OBJECT

private slots:
    void namesTheFilesAsTheirNeighbours_data();
    void namesTheFilesAsTheirNeighbours();
    void refusesADescription_data();
    void refusesADescription();
    void writesWranglersOwnTitle();
    void leavesTheDownScriptOutOnDemand();
    void followsAPattern();
    void givesNoDownScriptThatAPatternRuns();
    void refusesANameThatAnotherStreamTakes();
    void templatesChangeNothingByThemselves_data();
    void templatesChangeNothingByThemselves();
    void templatesWorkOnceCompleted_data();
    void templatesWorkOnceCompleted();
    void rebuildKeepsTheChildren();
    void renumbersBothFiles();
    void goesOnWhereARenumberingWasCutShort();
    void renumbersADownScriptInItsFolder();
    void undoesARenameIfTheSecondFails();
    void refusesToRenumber_data();
    void refusesToRenumber();
};

void tst_NewMigration::namesTheFilesAsTheirNeighbours_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("description");
    QTest::addColumn<QString>("up");
    QTest::addColumn<QString>("down");

    QTest::newRow("empty folder") << QStringList() << u"Add users"_s << u"0001_add_users.sql"_s
                                  << u"down/0001_add_users.sql"_s;
    QTest::newRow("wrangler") << QStringList{ u"0009_a.sql"_s, u"0010_b.sql"_s } << u"add  Users!"_s
                              << u"0011_add_users.sql"_s << u"down/0011_add_users.sql"_s;
    QTest::newRow("numbered") << QStringList{ u"0002_a.sql"_s, u"0002_a.rollback.sql"_s }
                              << u"add users"_s << u"0003_add_users.sql"_s
                              << u"0003_add_users.rollback.sql"_s;
    QTest::newRow("plain") << QStringList{ u"005_a.sql"_s, u"005_a_rollback.sql"_s }
                           << u"add users"_s << u"006_add_users.sql"_s
                           << u"006_add_users_rollback.sql"_s;
    QTest::newRow("wider than usual")
        << QStringList{ u"00009_a.sql"_s } << u"x"_s << u"00010_x.sql"_s << u"down/00010_x.sql"_s;
    QTest::newRow("one digit more")
        << QStringList{ u"9_a.sql"_s } << u"x"_s << u"10_x.sql"_s << u"down/10_x.sql"_s;
    QTest::newRow("time stamps") << QStringList{ u"20260101120000_a.sql"_s } << u"x"_s
                                 << u"20261121031402_x.sql"_s << u"down/20261121031402_x.sql"_s;
    QTest::newRow("time stamp of the future")
        << QStringList{ u"20270101120000_a.sql"_s } << u"x"_s << u"20270101120001_x.sql"_s
        << u"down/20270101120001_x.sql"_s;
    QTest::newRow("path separators and quotes")
        << QStringList() << u"../../etc/'x'; DROP"_s << u"0001_etc_x_drop.sql"_s
        << u"down/0001_etc_x_drop.sql"_s;
    QTest::newRow("accents") << QStringList() << u"Größe café"_s << u"0001_gro_e_cafe.sql"_s
                             << u"down/0001_gro_e_cafe.sql"_s;
}

void tst_NewMigration::namesTheFilesAsTheirNeighbours()
{
    QFETCH(QStringList, names);
    QFETCH(QString, description);
    const Files files(names);

    const auto migration = made(files, description);

    QVERIFY(migration);
    QTEST(files.relative(migration->upFile), "up");
    QTEST(files.relative(migration->downFile), "down");
    QCOMPARE(files.names().size(), names.size()); // nothing is written yet
}

void tst_NewMigration::refusesADescription_data()
{
    QTest::addColumn<QString>("description");

    QTest::newRow("empty") << u""_s;
    QTest::newRow("blanks") << u" \t\n"_s;
    QTest::newRow("no letter that a name could have") << u"数据 !?"_s;
    QTest::newRow("reads as a down script") << u"add undo"_s;
    QTest::newRow("is a down script's whole name") << u"Rollback"_s;
}

void tst_NewMigration::refusesADescription()
{
    QFETCH(QString, description);

    const auto migration = made(Files(), description);

    QVERIFY(!migration);
    QCOMPARE(migration.error().kind, Error::Kind::Usage);
    QVERIFY(!migration.error().remedy.isEmpty());
}

void tst_NewMigration::writesWranglersOwnTitle()
{
    const auto wrangler = made(Files({ u"0006_a.sql"_s }), u"Add users"_s);
    const auto numbered
        = made(Files({ u"0006_a.sql"_s, u"0006_a.rollback.sql"_s }), u"Add users"_s);

    QVERIFY(wrangler && numbered);
    QCOMPARE(wrangler->upText,
             QByteArray("-- Migration number: 0007 \t 2026-11-21T03:14:02.123Z\n"));
    QCOMPARE(numbered->upText, QByteArray("-- Add users\n"));
    QCOMPARE(numbered->downText, QByteArray("-- Undoes 0007_add_users\n"));
}

void tst_NewMigration::leavesTheDownScriptOutOnDemand()
{
    const Files files;

    const auto migration
        = newMigration(files.stream(), u"x"_s, MigrationTemplate::AddColumn, false, Now);

    QVERIFY(migration);
    QVERIFY(migration->downFile.isEmpty());
    QVERIFY(migration->downText.isEmpty());
}

void tst_NewMigration::followsAPattern()
{
    Files files({ u"20260101120000_a/migration.sql"_s });
    files.config.pattern = u"migrations/*/migration.sql"_s;

    const auto migration = made(files, u"x"_s);

    QVERIFY(migration);
    QCOMPARE(files.relative(migration->upFile), u"20261121031402_x/migration.sql"_s);
    QCOMPARE(files.relative(migration->downFile), u"20261121031402_x/down.sql"_s);
}

void tst_NewMigration::givesNoDownScriptThatAPatternRuns()
{
    Files files({ u"0001_a.sql"_s });
    files.config.pattern = u"migrations/**/*.sql"_s;

    const auto migration = made(files, u"x"_s);

    QVERIFY(migration);
    QCOMPARE(files.relative(migration->upFile), u"0002_x.sql"_s);
    QVERIFY(migration->downFile.isEmpty());
}

void tst_NewMigration::refusesANameThatAnotherStreamTakes()
{
    Files files({ u"0001_api_keys.sql"_s });
    files.config.match = { u"*api_keys*"_s };

    const auto other = made(files, u"add tasks"_s);
    const auto own = made(files, u"widen api keys"_s);

    QVERIFY(!other);
    QCOMPARE(other.error().kind, Error::Kind::Usage);
    QVERIFY(other.error().message.contains(u"*api_keys*"_s));
    QVERIFY(own);
}

void tst_NewMigration::templatesChangeNothingByThemselves_data()
{
    QTest::addColumn<MigrationTemplate>("kind");

    QTest::newRow("empty") << MigrationTemplate::Empty;
    QTest::newRow("add column") << MigrationTemplate::AddColumn;
    QTest::newRow("add index") << MigrationTemplate::AddIndex;
    QTest::newRow("child table") << MigrationTemplate::ChildTable;
    QTest::newRow("rebuild") << MigrationTemplate::Rebuild;
}

void tst_NewMigration::templatesChangeNothingByThemselves()
{
    QFETCH(MigrationTemplate, kind);

    const auto migration = made(Files(), u"x"_s, kind);

    QVERIFY(migration);
    const auto up = parseScript(u"up"_s, migration->upText);
    const auto down = parseScript(u"down"_s, migration->downText);
    QVERIFY(up && down);
    QVERIFY(up->statements.isEmpty());
    QVERIFY(down->statements.isEmpty());
}

void tst_NewMigration::templatesWorkOnceCompleted_data()
{
    QTest::addColumn<MigrationTemplate>("kind");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<bool>("returns");

    const QByteArray parent = "CREATE TABLE parent_table (id TEXT PRIMARY KEY, column_name TEXT);"
                              "INSERT INTO parent_table VALUES ('p', '7');";
    QTest::newRow("add column") << MigrationTemplate::AddColumn << parent << true;
    QTest::newRow("add index") << MigrationTemplate::AddIndex << parent << true;
    QTest::newRow("child table") << MigrationTemplate::ChildTable << parent << true;
}

void tst_NewMigration::templatesWorkOnceCompleted()
{
    QFETCH(MigrationTemplate, kind);
    QFETCH(QByteArray, before);
    const auto migration = made(Files(), u"x"_s, kind);
    QVERIFY(migration);
    const ScratchDatabase database(before);
    const auto schema = [&database] {
        return database.value("SELECT group_concat(sql) FROM sqlite_schema ORDER BY name");
    };
    const QString first = schema();

    database.run(uncommented(migration->upText));
    const QString changed = schema();
    database.run(uncommented(migration->downText));

    QVERIFY(changed != first);
    QCOMPARE(schema(), first);
    QCOMPARE(database.value("SELECT count(*) FROM parent_table"), u"1"_s);
}

void tst_NewMigration::rebuildKeepsTheChildren()
{
    const QByteArray text = made(Files(), u"x"_s, MigrationTemplate::Rebuild)->upText;
    const qsizetype second = text.indexOf("-- 2.");
    QVERIFY(second > 0);
    const QByteArray tables
        = "CREATE TABLE parent_table (id TEXT PRIMARY KEY NOT NULL, column_name TEXT);"
          "CREATE TABLE child_table (id TEXT PRIMARY KEY NOT NULL,"
          " parent_id TEXT NOT NULL REFERENCES parent_table(id) ON DELETE CASCADE);"
          "INSERT INTO parent_table VALUES ('p', '7'); INSERT INTO child_table VALUES ('c', 'p');";

    for (const QByteArray &way : { text.first(second), text.sliced(second) }) {
        const ScratchDatabase database(tables);
        QCOMPARE(database.value("PRAGMA foreign_keys"), u"1"_s);

        database.run("BEGIN;" + uncommented(way) + "COMMIT;");

        QCOMPARE(database.value("SELECT count(*) FROM child_table"), u"1"_s);
        QCOMPARE(database.value("SELECT typeof(column_name) FROM parent_table"), u"integer"_s);
        QCOMPARE(database.value("SELECT \"table\" FROM pragma_foreign_key_list('child_table')"),
                 u"parent_table"_s);
        QCOMPARE(database.rows("PRAGMA foreign_key_check").size(), 0);
    }
}

void tst_NewMigration::renumbersBothFiles()
{
    const Files files(
        { u"0004_a.sql"_s, u"0004_b.sql"_s, u"0004_b.rollback.sql"_s, u"0009_c.sql"_s });

    const auto id = renumber(files.stream(), u"0004_b"_s);

    QVERIFY(id);
    QCOMPARE(*id, u"0010_b"_s);
    const QStringList expected{
        u"0004_a.sql"_s, u"0009_c.sql"_s, u"0010_b.rollback.sql"_s, u"0010_b.sql"_s
    };
    QCOMPARE(files.names(), expected);
    QCOMPARE(files.folder.read(u"migrations/0010_b.rollback.sql"_s),
             QByteArray("SELECT '0004_b.rollback.sql';"));
    QVERIFY(files.stream().problems.isEmpty());
}

void tst_NewMigration::goesOnWhereARenumberingWasCutShort()
{
    const Files files({ u"0004_a.sql"_s, u"0004_b.sql"_s, u"0005_b.rollback.sql"_s });

    const auto id = renumber(files.stream(), u"0004_b"_s);

    QVERIFY(id);
    QCOMPARE(*id, u"0005_b"_s);
    const QStringList expected{ u"0004_a.sql"_s, u"0005_b.rollback.sql"_s, u"0005_b.sql"_s };
    QCOMPARE(files.names(), expected);
}

void tst_NewMigration::renumbersADownScriptInItsFolder()
{
    const Files files({ u"0004_a.sql"_s, u"0004_b.sql"_s, u"down/0004_b.sql"_s });

    const auto id = renumber(files.stream(), u"0004_b"_s);

    QVERIFY(id);
    const QStringList expected{ u"0004_a.sql"_s, u"0005_b.sql"_s, u"down/0005_b.sql"_s };
    QCOMPARE(files.names(), expected);
}

void tst_NewMigration::undoesARenameIfTheSecondFails()
{
    const Files files({ u"0004_b.sql"_s, u"0004_b.rollback.sql"_s });
    const Stream stream = files.stream();
    QVERIFY(QFile::remove(files.folder.path(u"migrations/0004_b.rollback.sql"_s)));

    const auto id = renumber(stream, u"0004_b"_s);

    QVERIFY(!id);
    QCOMPARE(id.error().kind, Error::Kind::MissingInput);
    QCOMPARE(files.names(), QStringList{ u"0004_b.sql"_s });
}

void tst_NewMigration::refusesToRenumber_data()
{
    QTest::addColumn<QString>("id");

    QTest::newRow("unknown id") << u"0005_x"_s;
    QTest::newRow("number alone") << u"0004"_s;
    QTest::newRow("no number") << u"seed"_s;
}

void tst_NewMigration::refusesToRenumber()
{
    QFETCH(QString, id);
    const Files files({ u"0004_a.sql"_s, u"seed.sql"_s });

    const auto renumbered = renumber(files.stream(), id);

    QVERIFY(!renumbered);
    QCOMPARE(renumbered.error().kind, Error::Kind::Usage);
    QCOMPARE(files.names().size(), 2);
}

TIDEMARK_TEST(tst_NewMigration)
#include "tst_newmigration.moc"
