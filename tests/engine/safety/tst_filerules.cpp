#include "plans.h"

#include <engine/safety/filerules.h>
#include <support/testprogram.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

Stream streamOf(const QList<Migration> &migrations, LayoutKind kind = LayoutKind::Numbered)
{
    Stream stream;
    stream.layout.kind = kind;
    stream.migrations = migrations;
    return stream;
}

} // namespace

class tst_FileRules : public QObject
{
    Q_OBJECT

private slots:
    void lintsNames_data();
    void lintsNames();
    void lintsTexts_data();
    void lintsTexts();
    void wantsGuardsWithoutATransaction_data();
    void wantsGuardsWithoutATransaction();
    void wantsAFinalSemicolonForWrangler_data();
    void wantsAFinalSemicolonForWrangler();
    void neverRepeatsASecret();
};

void tst_FileRules::lintsNames_data()
{
    QTest::addColumn<QStringList>("ids");
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("well named") << QStringList{ u"0001_a"_s, u"0002_b"_s, u"0010_c"_s }
                                << QStringList();
    QTest::newRow("an undo that would run")
        << QStringList{ u"0006_feature"_s, u"0006_feature_undo"_s } << QStringList{ u"G006"_s };
    QTest::newRow("a feature called undo")
        << QStringList{ u"0006_add_undo_log"_s } << QStringList();
    QTest::newRow("no number") << QStringList{ u"0001_a"_s, u"final"_s }
                               << QStringList{ u"G007"_s };
    QTest::newRow("mixed widths") << QStringList{ u"2_a"_s, u"0010_b"_s }
                                  << QStringList{ u"G007"_s };
    QTest::newRow("numbers and dates")
        << QStringList{ u"0001_a"_s, u"20260102030405_b"_s } << QStringList{ u"G007"_s };
}

void tst_FileRules::lintsNames()
{
    QFETCH(const QStringList, ids);
    QFETCH(const QStringList, rules);
    QList<Migration> migrations;
    for (const QString &id : ids) {
        migrations << migrationOf(id, "SELECT 1;");
        if (!id.at(0).isDigit())
            migrations.last().version.clear();
    }

    const auto findings = lintFiles(streamOf(migrations), migrations);

    QVERIFY2(rulesIn(findings) == rules, qPrintable(messages(findings)));
}

void tst_FileRules::lintsTexts_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("down");
    QTest::addColumn<QStringList>("rules");
    const QByteArray fine = "SELECT 1;";
    QTest::newRow("well") << fine << fine << QStringList();
    QTest::newRow("transaction in the down script")
        << fine << QByteArray("BEGIN; COMMIT;") << QStringList{ u"G012"_s };
    QTest::newRow("word begin in a trigger")
        << QByteArray("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;") << fine
        << QStringList();
    QTest::newRow("client command")
        << QByteArray(".read other.sql\n") << fine << QStringList{ u"G013"_s };
    QTest::newRow("backslash command")
        << QByteArray("\\i other.sql\n") << fine << QStringList{ u"G013"_s };
    QTest::newRow("token") << QByteArray(
        "INSERT INTO api_tokens VALUES ('a8f5f167f44f4964e6c998dee827110c');")
                           << fine << QStringList{ u"G018"_s };
    QTest::newRow("known prefix") << QByteArray(
        "INSERT INTO t VALUES ('sk_live_51HqLyjWDarjtT1zdp7dc');")
                                  << fine << QStringList{ u"G018"_s };
    QTest::newRow("uuid in a table of tokens")
        << QByteArray("INSERT INTO tokens VALUES ('8f3c21aa-0f5e-4c4e-9a1e-0123456789ab');") << fine
        << QStringList();
    QTest::newRow("a sentence about passwords")
        << QByteArray("INSERT INTO password_hints VALUES ('the name of your 1st pet, please');")
        << fine << QStringList();
    QTest::newRow("placeholder") << QByteArray("DELETE FROM ${table} WHERE id = 1;") << fine
                                 << QStringList{ u"G020"_s };
    QTest::newRow("comments only") << QByteArray("-- later\n") << fine << QStringList{ u"G024"_s };
    QTest::newRow("no way back") << fine << QByteArray() << QStringList{ u"G009"_s };
    QTest::newRow("encoded twice") << QByteArray("INSERT INTO t VALUES ('\xc3\x83\xc2\xa9');")
                                   << fine << QStringList{ u"G008"_s };
}

void tst_FileRules::lintsTexts()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QByteArray, down);
    QFETCH(const QStringList, rules);
    const Migration other = migrationOf(u"0001_a"_s, "SELECT 1;", "SELECT 1;");
    const Migration migration = migrationOf(u"0002_b"_s, up, down);

    const auto findings = lintFiles(streamOf({ other, migration }), { migration });

    QVERIFY2(rulesIn(findings) == rules, qPrintable(messages(findings)));
    for (const Finding &finding : findings)
        QVERIFY(finding.line > 0 && finding.file.contains(u"0002_b"_s));
}

void tst_FileRules::wantsGuardsWithoutATransaction_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QList<int>>("statements");
    QTest::newRow("in a transaction") << QByteArray("CREATE TABLE t (a);") << QList<int>();
    QTest::newRow("without one") << QByteArray(
        "-- tidemark: transaction none\nCREATE TABLE t (a); DROP INDEX i; VACUUM;")
                                 << QList<int>{ 1, 2 };
    QTest::newRow("guarded") << QByteArray("-- tidemark: transaction none\n"
                                           "CREATE TABLE IF NOT EXISTS t (a);"
                                           "DROP INDEX IF EXISTS i;")
                             << QList<int>();
    QTest::newRow("in a transaction of its own")
        << QByteArray("-- tidemark: transaction none\n"
                      "BEGIN; CREATE TABLE t (a); COMMIT; CREATE VIEW v AS SELECT 1;")
        << QList<int>{ 4 };
    QTest::newRow("allowed") << QByteArray("-- tidemark: transaction none\n"
                                           "-- tidemark: allow G017 -- never run twice\n"
                                           "CREATE TABLE t (a);")
                             << QList<int>{ -1 };
}

void tst_FileRules::wantsGuardsWithoutATransaction()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QList<int>, statements);
    const Migration migration = migrationOf(u"0001_a"_s, script);

    const auto findings = lintFiles(streamOf({ migration }), { migration });

    QList<int> found;
    for (const Finding &finding : findings) {
        QCOMPARE(finding.rule, u"G017"_s);
        found << (finding.allowedBecause.isEmpty() ? finding.statement : -finding.statement);
    }
    QCOMPARE(found, statements);
}

void tst_FileRules::wantsAFinalSemicolonForWrangler_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<bool>("found");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("none") << QByteArray("SELECT 1;\nSELECT 2 -- the end") << true << false;
    QTest::newRow("one before a comment") << QByteArray("SELECT 2; -- the end") << false << false;
    QTest::newRow("a trigger") << QByteArray(
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END")
                               << true << false;
    QTest::newRow("allowed") << QByteArray(
        "-- tidemark: allow D115 -- wrangler is not used\nSELECT 1")
                             << true << true;
}

void tst_FileRules::wantsAFinalSemicolonForWrangler()
{
    QFETCH(const QByteArray, script);
    QFETCH(const bool, found);
    QFETCH(const bool, allowed);
    const Migration migration = migrationOf(u"0001_a"_s, script);

    const auto wrangler = lintFiles(streamOf({ migration }, LayoutKind::Wrangler), { migration });
    const auto numbered = lintFiles(streamOf({ migration }), { migration });

    const Finding finding = findingOf(wrangler, u"D115"_s);
    QCOMPARE(!finding.rule.isEmpty(), found);
    QCOMPARE(!finding.allowedBecause.isEmpty(), allowed);
    QVERIFY(numbered.isEmpty());
}

void tst_FileRules::neverRepeatsASecret()
{
    const Migration migration = migrationOf(
        u"0001_a"_s, "INSERT INTO t VALUES ('ghp_0123456789abcdefABCDEF0123456789abcd');");

    const auto findings = lintFiles(streamOf({ migration }), { migration });

    QCOMPARE(rulesIn(findings), QStringList{ u"G018"_s });
    QVERIFY(!findings.first().message.contains(u"ghp_"_s));
    QVERIFY(!findings.first().object.contains(u"ghp_"_s));
}

TIDEMARK_TEST(tst_FileRules)
#include "tst_filerules.moc"
