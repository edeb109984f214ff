#include <engine/project/settingswriter.h>
#include <engine/project/tidemarkconfig.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QFileInfo>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Changes of tidemark.toml that leave everything else in it alone.
class tst_SettingsWriter : public QObject
{
    Q_OBJECT

private slots:
    void declaresAPairAndNothingElse_data();
    void declaresAPairAndNothingElse();
    void expectsRowsAndNothingElse_data();
    void expectsRowsAndNothingElse();
    void refusesWhatCannotBeAdded_data();
    void refusesWhatCannotBeAdded();
    void makesAFileAndTakesItAway();
    void takesBackWhatItWrote();
    void leavesAFileAloneThatWasChangedMeanwhile();
};

void tst_SettingsWriter::declaresAPairAndNothingElse_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");

    QTest::newRow("a section without any")
        << QByteArray("# ours\n[streams.DB] # one\ndir = \"m\" # here\n\n# later\n[policy]\n")
        << QByteArray("# ours\n[streams.DB] # one\ndir = \"m\" # here\n"
                      "duplicates = [[\"0004_b\", \"0004_a\"]]\n\n# later\n[policy]\n");
    QTest::newRow("an empty section at an end without a line break")
        << QByteArray("[streams.DB]")
        << QByteArray("[streams.DB]\nduplicates = [[\"0004_b\", \"0004_a\"]]\n");
    QTest::newRow("no section") << QByteArray("[policy]\nsafety_points_keep = 5")
                                << QByteArray("[policy]\nsafety_points_keep = 5\n\n[streams.DB]\n"
                                              "duplicates = [[\"0004_b\", \"0004_a\"]]\n");
    QTest::newRow("a list in one line")
        << QByteArray(
               "[streams.DB]\nduplicates = [[\"0002_a\", \"0002_b\"]] # , ]\nlayout = \"plain\"\n")
        << QByteArray("[streams.DB]\nduplicates = [[\"0002_a\", \"0002_b\"], [\"0004_b\", "
                      "\"0004_a\"]] # , ]\nlayout = \"plain\"\n");
    QTest::newRow("an empty list")
        << QByteArray("[streams.DB]\nduplicates = []\n")
        << QByteArray("[streams.DB]\nduplicates = [[\"0004_b\", \"0004_a\"]]\n");
    QTest::newRow("a list over lines, with comments")
        << QByteArray(
               "[streams.DB]\nduplicates = [ # ]\n\t[\"0002_a\", \"0002_b\"] # both, live\n]\n")
        << QByteArray("[streams.DB]\nduplicates = [ # ]\n\t[\"0002_a\", \"0002_b\"], # both, live\n"
                      "\t[\"0004_b\", \"0004_a\"]\n]\n");
    QTest::newRow("a list over lines, with a comma at its end")
        << QByteArray("[streams.DB]\nduplicates = [\n  [\"0002_a\", \"0002_b\"], # both, live\n]\n")
        << QByteArray("[streams.DB]\nduplicates = [\n  [\"0002_a\", \"0002_b\"], # both, live\n"
                      "  [\"0004_b\", \"0004_a\"],\n]\n");
    QTest::newRow("a list over lines that closes on the last one")
        << QByteArray("[streams.DB]\nduplicates = [\n  [\"0002_a\", \"0002_b\"]]\n")
        << QByteArray("[streams.DB]\nduplicates = [\n  [\"0002_a\", \"0002_b\"],\n"
                      "  [\"0004_b\", \"0004_a\"]]\n");
    QTest::newRow("with CRLF")
        << QByteArray("[streams.DB]\r\nduplicates = [\r\n  [\"0002_a\", \"0002_b\"],\r\n]\r\n")
        << QByteArray("[streams.DB]\r\nduplicates = [\r\n  [\"0002_a\", \"0002_b\"],\r\n"
                      "  [\"0004_b\", \"0004_a\"],\r\n]\r\n");
    QTest::newRow("a section with its name in quotes, behind texts that look like sections")
        << QByteArray("[project]\nname = '''\n[streams.DB]\n'''\n[streams.\"DB\"]\ndir = \"[x]\"\n")
        << QByteArray("[project]\nname = '''\n[streams.DB]\n'''\n[streams.\"DB\"]\ndir = \"[x]\"\n"
                      "duplicates = [[\"0004_b\", \"0004_a\"]]\n");
}

void tst_SettingsWriter::declaresAPairAndNothingElse()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const ScratchFolder folder;
    const QString file = folder.write(u"tidemark.toml"_s, before);

    const auto edit = declarePair(file, u"DB"_s, { u"0004_b"_s, u"0004_a"_s });

    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    QCOMPARE(edit->after, after);
    QCOMPARE(edit->added, QByteArray("[streams.DB]\nduplicates = [[\"0004_b\", \"0004_a\"]]\n"));
    QCOMPARE(folder.read(u"tidemark.toml"_s), before);
    QVERIFY(writeSettings(*edit));
    const auto config = readTidemarkConfig(file);
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->streams.value(u"DB"_s).duplicates.last(),
             QStringList({ u"0004_b"_s, u"0004_a"_s }));
}

void tst_SettingsWriter::expectsRowsAndNothingElse_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");

    QTest::newRow("nothing is expected yet")
        << QByteArray("[project] # ours\n")
        << QByteArray(
               "[project] # ours\n\n[expect.DB]\nrows = { tasks = \">= 7\", user = \"= 3\" }\n");
    QTest::newRow("a section without rows")
        << QByteArray("[expect.DB]\ntables = [\n  \"user\", # all of them\n]\n\n[owners]\n")
        << QByteArray("[expect.DB]\ntables = [\n  \"user\", # all of them\n]\n"
                      "rows = { tasks = \">= 7\", user = \"= 3\" }\n\n[owners]\n");
    QTest::newRow("rows of other tables, and one that changes")
        << QByteArray("[expect.DB]\nrows = { rooms = \"!= 0\", user = \">= 1\" } # live\n")
        << QByteArray("[expect.DB]\nrows = { rooms = \"!= 0\", tasks = \">= 7\", user = \"= 3\" } "
                      "# live\n");
    QTest::newRow("a section for the rows")
        << QByteArray("[expect.DB.rows]\n# who\nuser = '>= 1' # at least\n[owners]\n")
        << QByteArray(
               "[expect.DB.rows]\n# who\nuser = \"= 3\" # at least\ntasks = \">= 7\"\n[owners]\n");
}

void tst_SettingsWriter::expectsRowsAndNothingElse()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const ScratchFolder folder;
    const QString file = folder.write(u"tidemark.toml"_s, before);

    const auto edit
        = expectRows(file, u"DB"_s, { { u"user"_s, u"= 3"_s }, { u"tasks"_s, u">= 7"_s } });

    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    QCOMPARE(edit->after, after);
    QVERIFY(writeSettings(*edit));
    const auto config = readTidemarkConfig(file);
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->expectations.value(u"DB"_s).rows.value(u"user"_s), u"= 3"_s);
    QCOMPARE(config->expectations.value(u"DB"_s).rows.value(u"tasks"_s), u">= 7"_s);
}

void tst_SettingsWriter::refusesWhatCannotBeAdded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QString>("remedy");

    const QString lines
        = u"Add this by hand:\n[streams.DB]\nduplicates = [[\"0004_b\", \"0004_a\"]]\n"_s;
    QTest::newRow("one of them is declared")
        << QByteArray("[streams.DB]\nduplicates = [[\"0004_a\", \"0004_c\"]]\n")
        << Error::Kind::Usage << u"Nothing may join a declared pair: renumber the new one."_s;
    QTest::newRow("an inline table")
        << QByteArray("streams = { DB = { dir = \"m\" } }\n") << Error::Kind::Config << lines;
    QTest::newRow("dotted keys") << QByteArray("[streams]\nDB.dir = \"m\"\n") << Error::Kind::Config
                                 << lines;
    QTest::newRow("no TOML") << QByteArray("[streams.DB\n") << Error::Kind::Config << QString();
}

void tst_SettingsWriter::refusesWhatCannotBeAdded()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Error::Kind, kind);
    QFETCH(const QString, remedy);
    const ScratchFolder folder;
    const QString file = folder.write(u"tidemark.toml"_s, text);

    const auto edit = declarePair(file, u"DB"_s, { u"0004_b"_s, u"0004_a"_s });

    QVERIFY(!edit);
    QCOMPARE(edit.error().kind, kind);
    if (!remedy.isEmpty())
        QCOMPARE(edit.error().remedy, remedy);
    QCOMPARE(folder.read(u"tidemark.toml"_s), text);
}

void tst_SettingsWriter::makesAFileAndTakesItAway()
{
    const ScratchFolder folder;
    const QString file = folder.path(u"tidemark.toml"_s);
    const auto edit = declarePair(file, u"DB"_s, { u"0004_b"_s, u"0004_a"_s });
    QVERIFY(edit && edit->isNew);

    QVERIFY(writeSettings(*edit));
    QCOMPARE(folder.read(u"tidemark.toml"_s),
             QByteArray("[streams.DB]\nduplicates = [[\"0004_b\", \"0004_a\"]]\n"));
    QCOMPARE(writeSettings(*edit).error().kind, Error::Kind::Safety); // it is not new any more

    QVERIFY(takeBackSettings(*edit));
    QVERIFY(!QFile::exists(file));
}

void tst_SettingsWriter::takesBackWhatItWrote()
{
    const ScratchFolder folder;
    const QByteArray before = "[streams.DB] # ours\r\n";
    const QString file = folder.write(u"tidemark.toml"_s, before);
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    const auto permissions = QFileInfo(file).permissions();
    const auto edit = declarePair(file, u"DB"_s, { u"0004_b"_s, u"0004_a"_s });

    QVERIFY(edit && writeSettings(*edit) && takeBackSettings(*edit));

    QCOMPARE(folder.read(u"tidemark.toml"_s), before);
    QCOMPARE(QFileInfo(file).permissions(), permissions);
}

void tst_SettingsWriter::leavesAFileAloneThatWasChangedMeanwhile()
{
    const ScratchFolder folder;
    const QString file = folder.write(u"tidemark.toml"_s, "[streams.DB]\n");
    const auto edit = declarePair(file, u"DB"_s, { u"0004_b"_s, u"0004_a"_s });
    QVERIFY(edit);

    folder.write(u"tidemark.toml"_s, "[streams.DB]\n# theirs\n");
    const auto written = writeSettings(*edit);
    const auto takenBack = takeBackSettings(*edit);

    QCOMPARE(written.error().kind, Error::Kind::Safety);
    QVERIFY(written.error().remedy.startsWith(u"Add this by hand:"_s));
    QCOMPARE(takenBack.error().kind, Error::Kind::Safety);
    QVERIFY(takenBack.error().remedy.startsWith(u"Take this out by hand:"_s));
    QCOMPARE(folder.read(u"tidemark.toml"_s), QByteArray("[streams.DB]\n# theirs\n"));
}

TIDEMARK_TEST(tst_SettingsWriter)
#include "tst_settingswriter.moc"
