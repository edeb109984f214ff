#include <engine/project/configvalue.h>
#include <engine/project/wranglerconfig.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_WranglerConfig : public QObject
{
    Q_OBJECT

private slots:
    void readsTheSameFromEveryFormat_data();
    void readsTheSameFromEveryFormat();
    void keepsTheOrderOfTheFile();
    void doesNotInheritDatabases();
    void fillsInWranglersDefaults();
    void hashesThePreviewIdFirst();
    void ignoresWhatItDoesNotKnow();
    void looksForJsonEverywhereBeforeToml();
    void followsARedirectOnlyWithoutOwnConfiguration();
    void refusesABrokenRedirect_data();
    void refusesABrokenRedirect();
    void refusesABrokenFileWithItsLine_data();
    void refusesABrokenFileWithItsLine();
    void refusesAFileThatIsNotThere();
    void stripsCommentsAndTrailingCommas_data();
    void stripsCommentsAndTrailingCommas();
    void knowsTheLineOfEveryValue();
    void refusesHostileNesting();
};

namespace {

const QByteArray Toml = R"(name = "shop"
account_id = "top"

[[d1_databases]]
binding = "DB"
database_name = "shop"
database_id = "1"
preview_database_id = "2"
migrations_table = "moves"
migrations_dir = "db/up"
migrations_pattern = "db/up/*.sql"

[env.production]
account_id = "own"

[[env.production.d1_databases]]
binding = "DB"
database_name = "shop-live"

[env.bare]
)";

const QByteArray Jsonc = R"({
  // the Worker
  "name": "shop", /* with a comment
  over two lines */ "account_id": "top",
  "d1_databases": [
    {
      "binding": "DB", "database_name": "shop", "database_id": "1",
      "preview_database_id": "2", "migrations_table": "moves",
      "migrations_dir": "db/up", "migrations_pattern": "db/up/*.sql", // trailing
    },
  ],
  "env": {
    "production": { "account_id": "own", "d1_databases": [{ "binding": "DB", "database_name": "shop-live" }] },
    "bare": {},
  },
}
)";

WranglerConfig read(const ScratchFolder &folder, const QString &name, const QByteArray &content)
{
    const auto config = readWranglerConfig(folder.write(name, content));
    if (!config)
        qFatal("%s", qPrintable(config.error().message));
    return *config;
}

} // namespace

void tst_WranglerConfig::readsTheSameFromEveryFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");

    QTest::newRow("toml") << u"wrangler.toml"_s << Toml;
    QTest::newRow("jsonc") << u"wrangler.jsonc"_s << Jsonc;
    QTest::newRow("json with comments") << u"wrangler.json"_s << Jsonc;
    QTest::newRow("windows line ends")
        << u"wrangler.jsonc"_s << QByteArray(Jsonc).replace("\n", "\r\n");
    QTest::newRow("byte order mark") << u"wrangler.json"_s << "\xEF\xBB\xBF" + Jsonc;
}

void tst_WranglerConfig::readsTheSameFromEveryFormat()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    ScratchFolder folder;

    const WranglerConfig config = read(folder, name, content);

    const D1Binding development{ .binding = u"DB"_s,
                                 .databaseName = u"shop"_s,
                                 .databaseId = u"1"_s,
                                 .previewDatabaseId = u"2"_s,
                                 .migrationsTable = u"moves"_s,
                                 .migrationsDir = u"db/up"_s,
                                 .migrationsPattern = u"db/up/*.sql"_s };
    const D1Binding live{ .binding = u"DB"_s,
                          .databaseName = u"shop-live"_s,
                          .databaseId = {},
                          .previewDatabaseId = {} };
    QCOMPARE(config.file, folder.path(name));
    QCOMPARE(config.name, u"shop"_s);
    QCOMPARE(config.accountId, u"top"_s);
    QVERIFY(config.databases == QList<D1Binding>{ development });
    QVERIFY(config.databasesOf(u"production"_s) == QList<D1Binding>{ live });
    QCOMPARE(config.environmentAccountIds.value(u"production"_s), u"own"_s);
}

void tst_WranglerConfig::keepsTheOrderOfTheFile()
{
    ScratchFolder folder;
    const QByteArray toml = "[env.staging]\n[env.production]\n[env.alpha]\n";
    const QByteArray json = R"({"env": {"staging": {}, "production": {}, "alpha": {}}})";

    const QStringList expected{ u"staging"_s, u"production"_s, u"alpha"_s };
    QCOMPARE(read(folder, u"wrangler.toml"_s, toml).environmentNames, expected);
    QCOMPARE(read(folder, u"wrangler.json"_s, json).environmentNames, expected);
}

void tst_WranglerConfig::doesNotInheritDatabases()
{
    ScratchFolder folder;
    const WranglerConfig config = read(folder, u"wrangler.toml"_s, Toml);

    QVERIFY(config.databasesOf(u"bare"_s)->isEmpty());
    QVERIFY(!config.databasesOf(u"unknown"_s));
    QCOMPARE(config.databasesOf(QString())->size(), 1);
}

void tst_WranglerConfig::fillsInWranglersDefaults()
{
    ScratchFolder folder;
    const WranglerConfig config = read(
        folder, u"wrangler.toml"_s, "[[d1_databases]]\nbinding = \"DB\"\ndatabase_id = \"\"\n");

    QCOMPARE(config.databases.first().migrationsTable, u"d1_migrations"_s);
    QCOMPARE(config.databases.first().migrationsDir, u"migrations"_s);
    QVERIFY(config.databases.first().migrationsPattern.isEmpty());
}

void tst_WranglerConfig::hashesThePreviewIdFirst()
{
    D1Binding binding{ .binding = u"DB"_s,
                       .databaseName = u"shop"_s,
                       .databaseId = u"real"_s,
                       .previewDatabaseId = u"preview"_s };

    QCOMPARE(binding.localId(), u"preview"_s);
    binding.previewDatabaseId.clear();
    QCOMPARE(binding.localId(), u"real"_s);
    binding.databaseId.clear();
    QCOMPARE(binding.localId(), u"DB"_s);
}

void tst_WranglerConfig::ignoresWhatItDoesNotKnow()
{
    ScratchFolder folder;

    const WranglerConfig config
        = read(folder,
               u"wrangler.toml"_s,
               "main = \"x.ts\"\ncompatibility_date = 2026-01-01\n[vars]\nA = 1.5\n"
               "[[d1_databases]]\nbinding = \"DB\"\nremote = true\nfresh = [1]\n");

    QCOMPARE(config.databases.size(), 1);
}

void tst_WranglerConfig::looksForJsonEverywhereBeforeToml()
{
    ScratchFolder folder;
    const QString deep = folder.path(u"a/b"_s);

    folder.write(u"a/b/wrangler.toml"_s, "");
    QCOMPARE(findWranglerConfig(deep)->file, folder.path(u"a/b/wrangler.toml"_s));
    folder.write(u"a/wrangler.jsonc"_s, "{}");
    QCOMPARE(findWranglerConfig(deep)->file, folder.path(u"a/wrangler.jsonc"_s));
    folder.write(u"wrangler.json"_s, "{}");
    QCOMPARE(findWranglerConfig(deep)->file, folder.path(u"wrangler.json"_s));
    QCOMPARE(findWranglerConfig(folder.path(u"a/b/not/there"_s))->root, folder.path());
}

void tst_WranglerConfig::followsARedirectOnlyWithoutOwnConfiguration()
{
    ScratchFolder folder;
    folder.write(u".wrangler/deploy/config.json"_s,
                 R"({"configPath": "../../dist/wrangler.json",})");
    folder.write(u"dist/wrangler.json"_s, "{}");

    const auto redirected = findWranglerConfig(folder.path(u"src"_s));
    folder.write(u"wrangler.toml"_s, "");
    const auto own = findWranglerConfig(folder.path(u"src"_s));

    QCOMPARE(redirected->file, folder.path(u"dist/wrangler.json"_s));
    QCOMPARE(redirected->root, folder.path());
    QCOMPARE(own->file, folder.path(u"wrangler.toml"_s));
}

void tst_WranglerConfig::refusesABrokenRedirect_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<Error::Kind>("kind");

    QTest::newRow("leads nowhere")
        << QByteArray(R"({"configPath": "nowhere.json"})") << Error::Kind::MissingInput;
    QTest::newRow("no path") << QByteArray("{}") << Error::Kind::Config;
    QTest::newRow("empty path") << QByteArray(R"({"configPath": ""})") << Error::Kind::Config;
    QTest::newRow("path of the wrong type")
        << QByteArray(R"({"configPath": 1})") << Error::Kind::Config;
    QTest::newRow("not json") << QByteArray("configPath") << Error::Kind::Config;
}

void tst_WranglerConfig::refusesABrokenRedirect()
{
    QFETCH(const QByteArray, content);
    QFETCH(const Error::Kind, kind);
    ScratchFolder folder;
    const QString redirect = folder.write(u".wrangler/deploy/config.json"_s, content);

    const auto found = findWranglerConfig(folder.path());

    QVERIFY(!found);
    QCOMPARE(found.error().kind, kind);
    QCOMPARE(found.error().where.file, redirect);
}

void tst_WranglerConfig::refusesABrokenFileWithItsLine_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");

    const QString toml = u"wrangler.toml"_s;
    const QString json = u"wrangler.jsonc"_s;
    QTest::newRow("toml: no value") << toml << QByteArray("name = \"a\"\n\naccount_id =\n") << 3;
    QTest::newRow("toml: key twice") << toml << QByteArray("name = \"a\"\nname = \"b\"\n") << 2;
    QTest::newRow("toml: name is a number") << toml << QByteArray("\nname = 7\n") << 2;
    QTest::newRow("toml: databases are a table")
        << toml << QByteArray("name = \"a\"\n[d1_databases]\nbinding = \"DB\"\n") << 2;
    QTest::newRow("toml: no binding")
        << toml << QByteArray("\n[[d1_databases]]\ndatabase_name = \"a\"\n") << 2;
    QTest::newRow("toml: binding twice")
        << toml
        << QByteArray("[[d1_databases]]\nbinding = \"DB\"\n[[d1_databases]]\nbinding = \"DB\"\n")
        << 3;
    QTest::newRow("toml: pattern outside its folder")
        << toml
        << QByteArray("[[d1_databases]]\nbinding = \"DB\"\nmigrations_dir = \"a\"\n"
                      "migrations_pattern = \"b/*.sql\"\n")
        << 1;
    QTest::newRow("toml: pattern without folder")
        << toml
        << QByteArray(
               "[[d1_databases]]\nbinding = \"DB\"\nmigrations_pattern = \"migrations/*.sql\"\n")
        << 1;
    QTest::newRow("toml: environment is text") << toml << QByteArray("[env]\nlive = \"x\"\n") << 2;
    QTest::newRow("json: comma missing") << json << QByteArray("{\n \"a\": 1\n \"b\": 2\n}") << 3;
    QTest::newRow("json: lone comma") << json << QByteArray("{\n \"a\": [,]\n}") << 2;
    QTest::newRow("json: two commas") << json << QByteArray("{\n \"a\": [1,\n ,]\n}") << 3;
    QTest::newRow("json: ends early") << json << QByteArray("{\n \"a\": [1,\n") << 2;
    QTest::newRow("json: comment left open") << json << QByteArray("{\n \"a\": 1 /* oh\n\n}") << 2;
    QTest::newRow("json: text left open") << json << QByteArray("{\n \"a\": \"b\n}") << 2;
    QTest::newRow("json: not UTF-8") << json << QByteArray("{\n \"a\": \"\xff\"\n}") << 2;
    QTest::newRow("json: something after the end") << json << QByteArray("{}\n\n{}") << 3;
    QTest::newRow("json: something after a NUL byte") << json << QByteArray("{}\n\0{}", 6) << 2;
    QTest::newRow("json: empty") << json << QByteArray() << 1;
    QTest::newRow("json: a list") << json << QByteArray("\n[]") << 2;
    QTest::newRow("json: name is a number")
        << json << QByteArray("{ // a\n \"env\": {},\n \"name\": 7\n}") << 3;
    QTest::newRow("json: an entry is text")
        << json << QByteArray("{\n \"d1_databases\": [\n  \"DB\"\n ]\n}") << 3;
    QTest::newRow("json: null id")
        << json << QByteArray("{\"d1_databases\": [{\"binding\": \"DB\",\n\"database_id\": null}]}")
        << 2;
}

void tst_WranglerConfig::refusesABrokenFileWithItsLine()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    ScratchFolder folder;
    const QString file = folder.write(name, content);

    const auto config = readWranglerConfig(file);

    QVERIFY(!config);
    QCOMPARE(config.error().kind, Error::Kind::Config);
    QCOMPARE(config.error().where.file, file);
    QTEST(config.error().where.line, "line");
    QVERIFY(!config.error().remedy.isEmpty());
}

void tst_WranglerConfig::refusesAFileThatIsNotThere()
{
    const auto config = readWranglerConfig(ScratchFolder().path(u"wrangler.toml"_s));

    QVERIFY(!config);
    QCOMPARE(config.error().kind, Error::Kind::MissingInput);
}

void tst_WranglerConfig::stripsCommentsAndTrailingCommas_data()
{
    QTest::addColumn<QByteArray>("jsonc");
    QTest::addColumn<QByteArray>("json");

    const auto row = [](const char *name, const char *jsonc, const char *json) {
        QTest::newRow(name) << QByteArray(jsonc) << QByteArray(json);
    };
    row("line comment", "1 // x\n2", "1     \n2");
    row("line comment before a carriage return", "1 // x\r2", "1     \r2");
    row("block comment over lines", "1/* a\n b */2", "1    \n     2");
    row("comment marks in text", R"("// /* , ]")", R"("// /* , ]")");
    row("escaped quote in text", R"("\"//",])", R"("\"//" ])");
    row("backslash before the closing quote", R"("\\",/**/])", R"("\\"     ])");
    row("trailing comma", "[1,]", "[1 ]");
    row("trailing comma before a comment", "{1, // x\n}", "{1      \n}");
    row("comma between values", "[1,2]", "[1,2]");
    row("comma without a value", "[,]", "[,]");
    row("comma after a colon", "{\"a\":,}", "{\"a\":,}");
    row("text left open", "\"abc", "\"abc");
    row("text left open at a backslash", "\"abc\\", "\"abc\\");
    row("lone slash", "1 / 2", "1 / 2");
    row("empty", "", "");
}

void tst_WranglerConfig::stripsCommentsAndTrailingCommas()
{
    QFETCH(const QByteArray, jsonc);

    QTEST(withoutComments(jsonc), "json");
}

void tst_WranglerConfig::knowsTheLineOfEveryValue()
{
    const auto json = parseJson("{\n\"a\":\n1\n,\"b\": [\ntrue,\n\"x\"\n]}", u"x.json"_s);
    const auto toml = parseToml("a = 1\n\n[b]\nc = [\n  1,\n  2,\n]\n", u"x.toml"_s);

    QCOMPARE(json->members.first().line, 2);
    QCOMPARE(json->find(u"a"_s)->line, 3);
    QCOMPARE(json->find(u"b"_s)->items.at(0).line, 5);
    QCOMPARE(json->find(u"b"_s)->items.at(1).line, 6);
    QCOMPARE(toml->find(u"a"_s)->line, 1);
    QCOMPARE(toml->find(u"b"_s)->find(u"c"_s)->items.at(1).line, 6);
}

void tst_WranglerConfig::refusesHostileNesting()
{
    const QByteArray deep = QByteArray("{\n\"a\":") + QByteArray(200'000, '[');

    const auto json = parseJson(deep, u"x.json"_s);
    const auto toml = parseToml("a = " + QByteArray(200'000, '['), u"x.toml"_s);

    QVERIFY(!json);
    QCOMPARE(json.error().where.line, 2);
    QVERIFY(!toml);
    QCOMPARE(toml.error().kind, Error::Kind::Config);
}

TIDEMARK_TEST(tst_WranglerConfig)
#include "tst_wranglerconfig.moc"
