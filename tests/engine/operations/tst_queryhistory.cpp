#include <engine/operations/queryhistory.h>
#include <support/await.h>
#include <support/scratch.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

QueryEntry entry(const QByteArray &statement)
{
    return { .at = QDateTime({ 2026, 11, 21 }, { 3, 14, 2, 120 }, Qt::UTC),
             .targetKey = u"key"_s,
             .target = u"production · remote · shop"_s,
             .statement = statement,
             .duration = std::chrono::microseconds(1'200),
             .rowsRead = 7,
             .outcome = QueryEntry::Outcome::Failed,
             .message = u"no such table: x"_s };
}

QList<QByteArray> statementsOf(const Result<QList<QueryEntry>> &found)
{
    QList<QByteArray> statements;
    for (const QueryEntry &one : *found)
        statements.append(one.statement);
    return statements;
}

} // namespace

class tst_QueryHistory : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatItWasGiven();
    void findsWordsAndTheirBeginnings_data();
    void findsWordsAndTheirBeginnings();
    void showsTheNewestFirst();
    void isMadeByMigrations();
    void staysWhenItIsOpenedAgain();
    void isForItsOwnerAlone();
    void keepsNoToken();
    void keepsTheStartOfAGiant();
    void dropsTheOldest();
    void forgets();
    void saysWhenTheFileIsNoDatabase();

private:
    [[nodiscard]] QueryHistory open(const ScratchFolder &folder) const
    {
        auto history = await(QueryHistory::open(scratchEngine(folder)));
        if (!history)
            qFatal("%s", qPrintable(history.error().message));
        return *history;
    }
};

void tst_QueryHistory::givesBackWhatItWasGiven()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);
    QueryEntry unknown = entry("SELECT 2");
    unknown.rowsRead = -1;

    QVERIFY(await(history.add({ entry("SELECT 1"), unknown, entry("  ") })));
    const auto found = await(history.search({}));

    QVERIFY(found);
    QCOMPARE(found->size(), 2);
    QueryEntry expected = entry("SELECT 1");
    expected.id = found->at(1).id;
    QCOMPARE(found->at(1), expected);
    QCOMPARE(found->at(0).rowsRead, -1);
}

void tst_QueryHistory::findsWordsAndTheirBeginnings_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("found");
    QTest::newRow("word") << u"session"_s << 1;
    QTest::newRow("its beginning") << u"sess"_s << 1;
    QTest::newRow("another case") << u"SESS"_s << 1;
    QTest::newRow("name with underscore") << u"api_keys"_s << 1;
    QTest::newRow("two words, both") << u"select session"_s << 1;
    QTest::newRow("two words, one") << u"delete session"_s << 0;
    QTest::newRow("the target") << u"production"_s << 2;
    QTest::newRow("an operator is a text") << u"NOT session"_s << 0;
    QTest::newRow("quotes and stars") << u"\"sess* ( )"_s << 1;
    QTest::newRow("only signs") << u"* ( \""_s << 2;
}

void tst_QueryHistory::findsWordsAndTheirBeginnings()
{
    QFETCH(QString, words);
    QFETCH(int, found);
    const ScratchFolder folder;
    const QueryHistory history = open(folder);
    QVERIFY(await(history.add({ entry("SELECT * FROM session"), entry("DELETE FROM api_keys") })));

    const auto entries = await(history.search(words));

    QVERIFY2(entries, entries ? "" : qPrintable(entries.error().message));
    QCOMPARE(entries->size(), found);
}

void tst_QueryHistory::showsTheNewestFirst()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);

    QVERIFY(await(history.add({ entry("SELECT 1"), entry("SELECT 2") })));
    QVERIFY(await(history.add({ entry("SELECT 3") })));

    QCOMPARE(statementsOf(await(history.search({}, 2))),
             (QList<QByteArray>{ "SELECT 3", "SELECT 2" }));
}

void tst_QueryHistory::isMadeByMigrations()
{
    const ScratchFolder folder;
    {
        const QueryHistory history = open(folder);
        QVERIFY(await(history.search({})));
    }

    auto connection = SqliteConnection::open(QueryHistory::fileOf(scratchEngine(folder)->paths),
                                             { .access = SqliteOptions::Access::ReadOnly });
    QVERIFY(connection);
    const auto ledger
        = connection->query({ "SELECT group_concat(id, ' ') FROM _tidemark_ledger ORDER BY seq" });
    QVERIFY(ledger);
    QCOMPARE(ledger->rows.first().first().toString(), u"0001_entries 0002_search"_s);
}

void tst_QueryHistory::staysWhenItIsOpenedAgain()
{
    const ScratchFolder folder;
    {
        const QueryHistory history = open(folder);
        QVERIFY(await(history.add({ entry("SELECT 1") })));
    }

    const QueryHistory again = open(folder);
    QVERIFY(await(again.add({ entry("SELECT 2") })));

    QCOMPARE(await(again.search(u"select"_s))->size(), 2);
}

void tst_QueryHistory::isForItsOwnerAlone()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);
    QVERIFY(await(history.add({ entry("SELECT 1") })));

    const auto permissions
        = QFileInfo(QueryHistory::fileOf(scratchEngine(folder)->paths)).permissions();

    QCOMPARE(permissions
                 & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
}

void tst_QueryHistory::keepsNoToken()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);
    const QByteArray token = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5jK7m";
    QueryEntry spoiled = entry("INSERT INTO secret VALUES ('" + token + "')");
    spoiled.message = u"near %1"_s.arg(QString::fromUtf8(token));

    QVERIFY(await(
        history.add({ spoiled, entry("SELECT an_index_with_a_very_long_name_of_words_only") })));

    const auto found = await(history.search({}));
    QCOMPARE(found->at(1).statement, "INSERT INTO secret VALUES ('(hidden)')");
    QCOMPARE(found->at(0).statement, "SELECT an_index_with_a_very_long_name_of_words_only");
    QVERIFY(!folder.read(u"state/queries.sqlite"_s).contains(token));
}

void tst_QueryHistory::keepsTheStartOfAGiant()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);

    QVERIFY(await(history.add({ entry("SELECT '" + QByteArray(200'000, 'x') + "'") })));

    const QByteArray kept = await(history.search({}))->first().statement;
    QVERIFY(kept.size() < 3'000);
    QVERIFY(kept.endsWith("-- cut: 200009 bytes"));
}

void tst_QueryHistory::dropsTheOldest()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);
    QList<QueryEntry> many;
    for (int i = 0; i < QueryHistory::MostEntries + 5; ++i)
        many.append(entry("SELECT " + QByteArray::number(i)));

    QVERIFY(await(history.add(many)));

    const auto found = await(history.search({}, 20'000));
    QCOMPARE(found->size(), QueryHistory::MostEntries);
    QCOMPARE(found->last().statement, "SELECT 5");
    QCOMPARE(await(history.search(u"4"_s))->size() > 0, true);
}

void tst_QueryHistory::forgets()
{
    const ScratchFolder folder;
    const QueryHistory history = open(folder);
    QVERIFY(await(history.add({ entry("SELECT 'remember me'") })));

    QVERIFY(await(history.clear()));

    QVERIFY(await(history.search({}))->isEmpty());
    QVERIFY(await(history.search(u"remember"_s))->isEmpty());
    QVERIFY(!folder.read(u"state/queries.sqlite"_s).contains("remember me"));
}

void tst_QueryHistory::saysWhenTheFileIsNoDatabase()
{
    const ScratchFolder folder;
    folder.write(u"state/queries.sqlite"_s,
                 QByteArray("this is no database at all, only text ").repeated(10));

    const auto history = await(QueryHistory::open(scratchEngine(folder)));

    QVERIFY(!history);
    QCOMPARE(history.error().kind, Error::Kind::BadInput);
}

TIDEMARK_TEST(tst_QueryHistory)
#include "tst_queryhistory.moc"
