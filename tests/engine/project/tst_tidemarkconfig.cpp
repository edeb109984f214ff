#include <engine/project/configreader.h>
#include <engine/project/tidemarkconfig.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_TidemarkConfig : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryKey();
    void takesEveryDefault();
    void refusesAMistakeWithItsLine_data();
    void refusesAMistakeWithItsLine();
    void namesTheNearestKnownKey_data();
    void namesTheNearestKnownKey();
    void reportsTheFirstMistakeOfTheFile();
    void refusesAFileThatIsNotThere();
};

namespace {

const QByteArray Everything = R"([project]
name = "nanotype"

[environments.production]
production = true
colour = "red"
account_id = "acc"

[environments.""]
production = false
colour = "#4B5B66"

[streams.AUTH_DB]
dir = "db/migrations"
layout = "numbered"
init = "auth_init.sql"
match = ["*api_keys*", "*rooms*"]
duplicates = [["0004_add_user_tier", "0004_rooms_table"]]
name_env = "AUTH_D1_DATABASE_NAME"

[streams.READ_REPLICA]
default = true

[expect.AUTH_DB]
tables = ["user", "rooms"]
columns = { api_keys = ["id", "user_id"] }
rows = { user = ">= 1", rooms = "= before" }

[owners]
api_keys = "auth"

[policy]
lock_timeout_s = 5
safety_points_keep = 3
)";

Result<TidemarkConfig> read(const QByteArray &content)
{
    const ScratchFolder folder;
    return readTidemarkConfig(folder.write(u"tidemark.toml"_s, content));
}

} // namespace

void tst_TidemarkConfig::readsEveryKey()
{
    const auto config = read(Everything);

    QVERIFY2(config, qPrintable(config ? QString() : config.error().message));
    QCOMPARE(config->projectName, u"nanotype"_s);
    QCOMPARE(config->environments.value(u"production"_s).production, std::optional(true));
    QCOMPARE(config->environments.value(u"production"_s).colour, u"red"_s);
    QCOMPARE(config->environments.value(u"production"_s).accountId, u"acc"_s);
    QCOMPARE(config->environments.value(QString()).production, std::optional(false));
    const StreamSettings auth = config->streams.value(u"AUTH_DB"_s);
    QCOMPARE(auth.dir, u"db/migrations"_s);
    QCOMPARE(auth.layout, u"numbered"_s);
    QCOMPARE(auth.init, u"auth_init.sql"_s);
    QCOMPARE(auth.match, (QStringList{ u"*api_keys*"_s, u"*rooms*"_s }));
    QCOMPARE(auth.duplicates,
             (QList<QStringList>{ { u"0004_add_user_tier"_s, u"0004_rooms_table"_s } }));
    QCOMPARE(auth.nameEnvironmentVariable, u"AUTH_D1_DATABASE_NAME"_s);
    QVERIFY(!auth.takesTheRest);
    QVERIFY(config->streams.value(u"READ_REPLICA"_s).takesTheRest);
    const ExpectationSettings expected = config->expectations.value(u"AUTH_DB"_s);
    QCOMPARE(expected.tables, (QStringList{ u"user"_s, u"rooms"_s }));
    QCOMPARE(expected.columns.value(u"api_keys"_s), (QStringList{ u"id"_s, u"user_id"_s }));
    QCOMPARE(expected.rows.value(u"user"_s), u">= 1"_s);
    QCOMPARE(config->owners.value(u"api_keys"_s), u"auth"_s);
    QCOMPARE(config->policy.lockTimeout, std::chrono::seconds(5));
    QCOMPARE(config->policy.safetyPointsKeep, 3);
}

void tst_TidemarkConfig::takesEveryDefault()
{
    const auto config = read("# nothing\n");

    QVERIFY(config);
    QVERIFY(config->file.endsWith("/tidemark.toml"_L1));
    QVERIFY(config->streams.isEmpty());
    QCOMPARE(config->policy.lockTimeout, std::chrono::seconds(75));
    QCOMPARE(config->policy.safetyPointsKeep, 20);
}

void tst_TidemarkConfig::refusesAMistakeWithItsLine_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");

    const auto row = [](const char *name, const char *content, int line) {
        QTest::newRow(name) << QByteArray(content) << line;
    };
    row("syntax", "[project]\nname = \n", 2);
    row("unknown section", "\n[polices]\n", 2);
    row("unknown key at the top", "name = \"x\"\n", 1);
    row("unknown key of the project", "[project]\nname = \"x\"\ntitle = \"x\"\n", 3);
    row("unknown key of an environment", "[environments.live]\nprod = true\n", 2);
    row("unknown key of a stream", "[streams.DB]\n\ndirectory = \"x\"\n", 3);
    row("unknown key of expectations", "[expect.DB]\ntable = []\n", 2);
    row("unknown key of the policy", "[policy]\nlock_timeout = 5\n", 2);
    row("section of the wrong type", "policy = 1\n", 1);
    row("stream of the wrong type", "[streams]\nDB = \"x\"\n", 2);
    row("environment of the wrong type", "[environments]\nlive = true\n", 2);
    row("owner of the wrong type", "[owners]\na = \"x\"\nb = 1\n", 3);
    row("empty name", "[project]\nname = \" \"\n", 2);
    row("flag as text", "[environments.live]\nproduction = \"yes\"\n", 2);
    row("flag as number", "[streams.DB]\ndefault = 1\n", 2);
    row("no colour", "[environments.live]\ncolour = \"#12\"\n", 2);
    row("unknown layout", "[streams.DB]\nlayout = \"flyway\"\n", 2);
    row("pattern as text", "[streams.DB]\nmatch = \"*x*\"\n", 2);
    row("number among patterns", "[streams.DB]\nmatch = [\n\"*x*\",\n1]\n", 4);
    row("empty pattern", "[streams.DB]\nmatch = [\"\"]\n", 2);
    row("duplicates as one list", "[streams.DB]\nduplicates = [\"a\", \"b\"]\n", 2);
    row("three duplicates", "[streams.DB]\nduplicates = [[\"a\", \"b\", \"c\"]]\n", 2);
    row("one duplicate", "[streams.DB]\nduplicates = [[\"a\"]]\n", 2);
    row("a duplicate of itself", "[streams.DB]\nduplicates = [[\"a\", \"a\"]]\n", 2);
    row("a duplicate in two pairs",
        "[streams.DB]\nduplicates = [[\"a\", \"b\"],\n[\"b\", \"c\"]]\n",
        3);
    row("variable with a dash", "[streams.DB]\nname_env = \"D1-NAME\"\n", 2);
    row("columns as a list", "[expect.DB]\ncolumns = [\"id\"]\n", 2);
    row("columns of a table as text", "[expect.DB]\ncolumns = { user = \"id\" }\n", 2);
    row("rows as a number", "[expect.DB]\nrows = { user = 1 }\n", 2);
    row("rows without a comparison", "[expect.DB]\nrows = { user = \"1\" }\n", 2);
    row("rows compared with a word", "[expect.DB]\nrows = { user = \">= many\" }\n", 2);
    row("negative time-out", "[policy]\nlock_timeout_s = -1\n", 2);
    row("time-out of days", "[policy]\nlock_timeout_s = 86401\n", 2);
    row("time-out with a fraction", "[policy]\nlock_timeout_s = 1.5\n", 2);
    row("no safety points kept", "[policy]\nsafety_points_keep = 0\n", 2);
}

void tst_TidemarkConfig::refusesAMistakeWithItsLine()
{
    QFETCH(const QByteArray, content);

    const auto config = read(content);

    QVERIFY(!config);
    QCOMPARE(config.error().kind, Error::Kind::Config);
    QVERIFY(config.error().where.file.endsWith("/tidemark.toml"_L1));
    QTEST(config.error().where.line, "line");
    QVERIFY(!config.error().remedy.isEmpty());
}

void tst_TidemarkConfig::namesTheNearestKnownKey_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("remedy");

    QTest::newRow("slip in a key")
        << QByteArray("[streams.DB]\nmacth = []\n") << u"Did you mean match?"_s;
    QTest::newRow("unit left out")
        << QByteArray("[policy]\nlock_timeout = 5\n") << u"Did you mean lock_timeout_s?"_s;
    QTest::newRow("slip in a section") << QByteArray("[stream.DB]\n") << u"Did you mean streams?"_s;
    QTest::newRow("slip in a layout")
        << QByteArray("[streams.DB]\nlayout = \"Numberd\"\n") << u"Did you mean numbered?"_s;
    QTest::newRow("nothing near") << QByteArray("[project]\nwhatever = 1\n")
                                  << u"Known here: name."_s;
}

void tst_TidemarkConfig::namesTheNearestKnownKey()
{
    QFETCH(const QByteArray, content);

    const auto config = read(content);

    QVERIFY(!config);
    QTEST(config.error().remedy, "remedy");
}

void tst_TidemarkConfig::reportsTheFirstMistakeOfTheFile()
{
    const auto config = read("[policy]\nwrong = 1\n\n[project]\nname = 1\n");

    QVERIFY(!config);
    QCOMPARE(config.error().where.line, 2);
    QCOMPARE(config.error().message, u"tidemark.toml, line 2: [policy] has no key \"wrong\"."_s);
}

void tst_TidemarkConfig::refusesAFileThatIsNotThere()
{
    const auto config = readTidemarkConfig(ScratchFolder().path(u"tidemark.toml"_s));

    QVERIFY(!config);
    QCOMPARE(config.error().kind, Error::Kind::MissingInput);
}

TIDEMARK_TEST(tst_TidemarkConfig)
#include "tst_tidemarkconfig.moc"
