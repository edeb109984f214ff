#include "randomdatabase.h"

#include <engine/recovery/backup.h>
#include <engine/sql/schemadiff.h>
#include <engine/sql/script.h>
#include <engine/transfer/sqldump.h>
#include <support/exactcontent.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QBuffer>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype LongestStatement = 100'000; // that D1 takes

SqliteConnection opened(const QString &file)
{
    auto connection = SqliteConnection::open(
        file, { .access = SqliteOptions::Access::Create, .foreignKeys = false });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

/// Everything that a copy of a database must have in common with it.
struct State {
    Schema schema;
    QMap<QString, QList<QByteArray>> content;
};

State stateOf(SqliteConnection &connection, Rowids rowids)
{
    const auto schema = connection.schema();
    const auto content = exactContent(connection, rowids);
    if (!schema || !content)
        qFatal("%s", qPrintable(schema ? content.error().message : schema.error().message));
    return { *schema, *content };
}

QString difference(const State &expected, const State &found)
{
    for (const SchemaDifference &each : schemaDifferences(expected.schema, found.schema))
        return u"schema: %1 expected %2, found %3"_s.arg(each.name, each.expected, each.found);
    if (fingerprint(expected.schema) != fingerprint(found.schema))
        return u"another fingerprint"_s;
    return contentDifference(expected.content, found.content);
}

BackupRequest requestFor(const QString &folder)
{
    Target target;
    target.stream = u"DB"_s;
    target.name = u"db"_s;
    return { .target = target,
             .folder = folder,
             .reason = u"asked for"_s,
             .now = QDateTime(QDate(2026, 11, 21), QTime(3, 14), Qt::UTC) };
}

void addSeeds(int few, int many)
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : seeds(few, many))
        QTest::addRow("seed %u", seed) << seed;
}

/// What went wrong; empty if nothing did.
template<typename T>
QString failureOf(const Result<T> &result)
{
    return result ? QString() : result.error().message;
}

} // namespace

/// What holds for every content, tried on random ones. A row's name is its seed.
class tst_DataProperties : public QObject
{
    Q_OBJECT

private slots:
    void aBackupGivesEverythingBack_data();
    void aBackupGivesEverythingBack();
    void anExportGivesEveryRowBack_data();
    void anExportGivesEveryRowBack();
};

void tst_DataProperties::aBackupGivesEverythingBack_data()
{
    addSeeds(20, 3000);
}

void tst_DataProperties::aBackupGivesEverythingBack()
{
    QFETCH(quint32, seed);
    const ScratchFolder folder;
    auto source = opened(folder.path(u"live.sqlite"_s));
    RandomDatabase random(source, seed, RandomDatabase::Contents::Everything);
    random.makeSchema();
    random.fill();
    const State before = stateOf(source, Rowids::Compared);

    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));

    QCOMPARE(failureOf(backup), QString());
    QVERIFY(backup->manifest.verified);
    const auto verified = verifyBackup(*backup);
    QCOMPARE(failureOf(verified), QString());
    QCOMPARE(*verified, QStringList());

    // Into the same database after others have changed it, and into a new one.
    for (int i = 0; i < 3; ++i)
        static_cast<void>(random.change());
    random.fill();
    QCOMPARE(failureOf(restoreInto(source, *backup)), QString());
    QCOMPARE(difference(before, stateOf(source, Rowids::Compared)), QString());

    QCOMPARE(failureOf(restoreAsNew(folder.path(u"new.sqlite"_s), *backup)), QString());
    auto fresh = opened(folder.path(u"new.sqlite"_s));
    QCOMPARE(difference(before, stateOf(fresh, Rowids::Compared)), QString());
}

void tst_DataProperties::anExportGivesEveryRowBack_data()
{
    addSeeds(100, 5000);
}

void tst_DataProperties::anExportGivesEveryRowBack()
{
    QFETCH(quint32, seed);
    auto source = opened(u":memory:"_s);
    RandomDatabase random(source, seed, RandomDatabase::Contents::Everything);
    random.makeSchema();
    random.fill();
    const State before = stateOf(source, Rowids::Ignored);
    QBuffer dump;
    QVERIFY(dump.open(QIODevice::ReadWrite));

    QCOMPARE(failureOf(exportSql(source, dump, {})), QString());

    for (const Statement &statement : splitScript(dump.data()))
        QVERIFY2(statement.length <= LongestStatement,
                 qPrintable(QString::number(statement.length)));
    auto destination = opened(u":memory:"_s);
    dump.seek(0);
    const auto imported = importSql(destination, dump);
    QCOMPARE(failureOf(imported), QString());
    QCOMPARE(imported->doubts, QStringList());
    QCOMPARE(difference(before, stateOf(destination, Rowids::Ignored)), QString());
    QBuffer again;
    QVERIFY(again.open(QIODevice::WriteOnly));
    QCOMPARE(failureOf(exportSql(destination, again, {})), QString());
    QVERIFY(again.data() == dump.data());
}

TIDEMARK_TEST(tst_DataProperties)
#include "tst_dataproperties.moc"
