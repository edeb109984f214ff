#include <engine/project/bindingwriter.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const D1Binding Added{ .binding = u"AUTH_DB"_s,
                       .databaseName = u"shop-auth"_s,
                       .databaseId = u"8f3c21aa"_s };

} // namespace

class tst_BindingWriter : public QObject
{
    Q_OBJECT

private slots:
    void addsAnEntryAndNothingElse_data();
    void addsAnEntryAndNothingElse();
    void keepsPermissionsAndLinks();
    void refusesWhatCannotBeAdded_data();
    void refusesWhatCannotBeAdded();
    void leavesAFileAloneThatWasChangedMeanwhile();
};

void tst_BindingWriter::addsAnEntryAndNothingElse_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");

    const QByteArray toml = "binding = \"AUTH_DB\"\ndatabase_name = \"shop-auth\"\n"
                            "database_id = \"8f3c21aa\"\n";
    QTest::newRow("toml without any")
        << u"wrangler.toml"_s << QString() << QByteArray("name = \"shop\" # ours")
        << "name = \"shop\" # ours\n\n[[d1_databases]]\n" + toml;
    QTest::newRow("toml with one, and sections behind it")
        << u"wrangler.toml"_s << QString()
        << QByteArray("[[d1_databases]]\nbinding = \"DB\"\n\n[env.live]\n[env.live.vars]\nA = 1\n")
        << "[[d1_databases]]\nbinding = \"DB\"\n\n[env.live]\n[env.live.vars]\nA = 1\n\n"
           "[[d1_databases]]\n"
               + toml;
    QTest::newRow("toml, an environment")
        << u"wrangler.toml"_s << u"live"_s << QByteArray("[env.live]\nname = \"x\"\n")
        << "[env.live]\nname = \"x\"\n\n[[env.live.d1_databases]]\n" + toml;
    QTest::newRow("toml, an environment that needs quotes")
        << u"wrangler.toml"_s << u"live.eu"_s << QByteArray("[env.\"live.eu\"]\nname = \"x\"\n")
        << "[env.\"live.eu\"]\nname = \"x\"\n\n[[env.\"live.eu\".d1_databases]]\n" + toml;
    QTest::newRow("toml with CRLF")
        << u"wrangler.toml"_s << QString() << QByteArray("name = \"shop\"\r\n")
        << "name = \"shop\"\r\n\r\n[[d1_databases]]\r\n" + QByteArray(toml).replace("\n", "\r\n");

    QTest::newRow("json with a list")
        << u"wrangler.json"_s << QString()
        << QByteArray("{\n  \"d1_databases\": [\n    {\n      \"binding\": \"DB\"\n    }\n  ]\n}\n")
        << QByteArray(
               "{\n  \"d1_databases\": [\n    {\n      \"binding\": \"DB\"\n    },\n"
               "    {\n      \"binding\": \"AUTH_DB\",\n      \"database_name\": \"shop-auth\",\n"
               "      \"database_id\": \"8f3c21aa\"\n    }\n  ]\n}\n");
    QTest::newRow("jsonc with comments and trailing commas")
        << u"wrangler.jsonc"_s << QString()
        << QByteArray(
               "// head\n{\n\t\"d1_databases\": [ // ours\n\t\t{ \"binding\": \"D,]B\" }, // , ]\n"
               "\t\t/* none */\n\t], // tail\n}\n")
        << QByteArray(
               "// head\n{\n\t\"d1_databases\": [ // ours\n\t\t{ \"binding\": \"D,]B\" }, // , ]\n"
               "\t\t/* none */\n\t\t{\n\t\t\t\"binding\": \"AUTH_DB\",\n"
               "\t\t\t\"database_name\": \"shop-auth\",\n\t\t\t\"database_id\": "
               "\"8f3c21aa\"\n\t\t}\n"
               "\t], // tail\n}\n");
    QTest::newRow("json, a comment behind the last")
        << u"wrangler.json"_s << QString()
        << QByteArray("{\n  \"d1_databases\": [\n    { \"binding\": \"DB\" } // the shop\n  ]\n}")
        << QByteArray(
               "{\n  \"d1_databases\": [\n    { \"binding\": \"DB\" }, // the shop\n"
               "    {\n      \"binding\": \"AUTH_DB\",\n      \"database_name\": \"shop-auth\",\n"
               "      \"database_id\": \"8f3c21aa\"\n    }\n  ]\n}");
    QTest::newRow("json with an empty list")
        << u"wrangler.json"_s << QString() << QByteArray("{\n  \"d1_databases\": []\n}")
        << QByteArray(
               "{\n  \"d1_databases\": [\n    {\n      \"binding\": \"AUTH_DB\",\n"
               "      \"database_name\": \"shop-auth\",\n      \"database_id\": \"8f3c21aa\"\n"
               "    }\n  ]\n}");
    QTest::newRow("json without a list")
        << u"wrangler.json"_s << QString() << QByteArray("{\n    \"name\": \"shop\"\n}\n")
        << QByteArray("{\n    \"name\": \"shop\",\n    \"d1_databases\": [\n        {\n"
                      "            \"binding\": \"AUTH_DB\",\n            \"database_name\": "
                      "\"shop-auth\",\n"
                      "            \"database_id\": \"8f3c21aa\"\n        }\n    ]\n}\n");
    QTest::newRow("json, an environment without a list")
        << u"wrangler.json"_s << u"live"_s
        << QByteArray("{\n  \"env\": {\n    \"live\": {}\n  }\n}\n")
        << QByteArray(
               "{\n  \"env\": {\n    \"live\": {\n      \"d1_databases\": [\n        {\n"
               "          \"binding\": \"AUTH_DB\",\n          \"database_name\": \"shop-auth\",\n"
               "          \"database_id\": \"8f3c21aa\"\n        }\n      ]\n    }\n  }\n}\n");
    QTest::newRow("json on one line")
        << u"wrangler.json"_s << QString()
        << QByteArray("{\"d1_databases\":[{\"binding\":\"DB\"}]}")
        << QByteArray(
               "{\"d1_databases\":[{\"binding\":\"DB\"},\n  {\n    \"binding\": \"AUTH_DB\",\n"
               "    \"database_name\": \"shop-auth\",\n    \"database_id\": \"8f3c21aa\"\n  }\n]}");
}

void tst_BindingWriter::addsAnEntryAndNothingElse()
{
    QFETCH(const QString, name);
    QFETCH(const QString, environment);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    ScratchFolder folder;
    const QString file = folder.write(name, before);

    const auto edit = addBinding(file, Added, environment);
    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    const QByteArray untouched = folder.read(name);
    QVERIFY(writeBinding(*edit));

    QCOMPARE(untouched, before);
    QCOMPARE(folder.read(name), after);
    const auto config = readWranglerConfig(file);
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->databasesOf(environment)->last(), Added);
}

void tst_BindingWriter::keepsPermissionsAndLinks()
{
    ScratchFolder folder;
    const QString file = folder.write(u"real.toml"_s, "name = \"shop\"\n");
    constexpr auto Shared
        = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther;
    QVERIFY(QFile::setPermissions(file, Shared));
    const QString link = folder.path(u"wrangler.toml"_s);
    QVERIFY(QFile::link(file, link));

    const auto edit = addBinding(link, Added, {});
    QVERIFY(edit);
    QVERIFY(writeBinding(*edit));

    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(folder.read(u"real.toml"_s).contains("AUTH_DB"));
    QVERIFY(QFileInfo(file).permissions().testFlag(QFile::ReadOther));
}

void tst_BindingWriter::refusesWhatCannotBeAdded_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("binding");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<Error::Kind>("kind");

    const QByteArray taken = "[[d1_databases]]\nbinding = \"AUTH_DB\"\n";
    QTest::newRow("taken") << taken << u"AUTH_DB"_s << QString() << Error::Kind::Usage;
    QTest::newRow("no name") << taken << u"auth\"db"_s << QString() << Error::Kind::Usage;
    QTest::newRow("no environment") << taken << u"X"_s << u"live"_s << Error::Kind::Usage;
    QTest::newRow("a list in one line") << QByteArray("d1_databases = [ { binding = \"DB\" } ]\n")
                                        << u"X"_s << QString() << Error::Kind::Config;
    QTest::newRow("no configuration")
        << QByteArray("[[d1_databases]\n") << u"X"_s << QString() << Error::Kind::Config;
}

void tst_BindingWriter::refusesWhatCannotBeAdded()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QString, binding);
    QFETCH(const QString, environment);
    QFETCH(const Error::Kind, kind);
    ScratchFolder folder;
    const QString file = folder.write(u"wrangler.toml"_s, before);
    D1Binding wish = Added;
    wish.binding = binding;

    const auto edit = addBinding(file, wish, environment);

    QVERIFY(!edit);
    QCOMPARE(edit.error().kind, kind);
    QCOMPARE(folder.read(u"wrangler.toml"_s), before);
}

void tst_BindingWriter::leavesAFileAloneThatWasChangedMeanwhile()
{
    ScratchFolder folder;
    const QString file = folder.write(u"wrangler.toml"_s, "name = \"shop\"\n");
    const auto edit = addBinding(file, Added, {});
    QVERIFY(edit);
    folder.write(u"wrangler.toml"_s, "name = \"other\"\n");

    const auto written = writeBinding(*edit);

    QVERIFY(!written);
    QCOMPARE(written.error().kind, Error::Kind::Safety);
    QVERIFY(written.error().remedy.contains(u"AUTH_DB"_s));
    QCOMPARE(folder.read(u"wrangler.toml"_s), QByteArray("name = \"other\"\n"));
}

TIDEMARK_TEST(tst_BindingWriter)
#include "tst_bindingwriter.moc"
