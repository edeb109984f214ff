#include <engine/project/localstate.h>
#include <engine/project/target.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QFile>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_LocalState : public QObject
{
    Q_OBJECT

private slots:
    void namesFilesAsMiniflareDoes_data();
    void namesFilesAsMiniflareDoes();
    void tellsStateFilesFromOthers_data();
    void tellsStateFilesFromOthers();
    void keepsStateBelowItsFolder();
    void labelsATarget_data();
    void labelsATarget();
    void recognisesAFileBehindALink();
    void knowsRemoteDatabasesByAccountAndId();
};

void tst_LocalState::namesFilesAsMiniflareDoes_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("stem");

    QTest::newRow("uuid") << u"11111111-1111-1111-1111-111111111111"_s
                          << u"c917712ba74c5102d69ecf1555a42fe4d03ba423fee62c633ac82b645ae953eb"_s;
    QTest::newRow("another uuid")
        << u"22222222-2222-2222-2222-222222222222"_s
        << u"b7c63e09c49f45a5d332d82e39967645a29c947b4f31ed8f4661adf2ec763ff8"_s;
    QTest::newRow("binding")
        << u"DB"_s << u"e7352547963de7050bd7d94658afc4fe78b61811b7815da12d90be8e863abf4d"_s;
}

void tst_LocalState::namesFilesAsMiniflareDoes()
{
    QFETCH(const QString, id);
    QFETCH(const QString, stem);

    QCOMPARE(localDatabaseFileName(id), stem + ".sqlite"_L1);
}

void tst_LocalState::tellsStateFilesFromOthers_data()
{
    QTest::addColumn<QString>("fileName");
    QTest::addColumn<bool>("isState");

    const QString real = localDatabaseFileName(u"DB"_s);
    QString forged = real;
    forged[40] = forged.at(40) == u'0' ? u'1' : u'0';
    QTest::newRow("a database") << real << true;
    QTest::newRow("one digit changed") << forged << false;
    QTest::newRow("capitals") << real.chopped(7).toUpper() + u".sqlite"_s << false;
    QTest::newRow("write-ahead log") << real + u"-wal"_s << false;
    QTest::newRow("miniflare's own") << u"metadata.sqlite"_s << false;
    QTest::newRow("too short") << real.mid(2) << false;
    QTest::newRow("with a blank that hex reading skips") << u' ' + real << false;
    QTest::newRow("empty") << QString() << false;
}

void tst_LocalState::tellsStateFilesFromOthers()
{
    QFETCH(const QString, fileName);
    QFETCH(const bool, isState);

    QCOMPARE(isLocalDatabaseFileName(fileName), isState);
}

void tst_LocalState::keepsStateBelowItsFolder()
{
    QCOMPARE(localDatabaseFolder(u"/project/.wrangler/state"_s),
             u"/project/.wrangler/state/v3/d1/miniflare-D1DatabaseObject"_s);
}

void tst_LocalState::labelsATarget_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<bool>("remote");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("label");

    const QString id = u"8f3c21aa-0000-4000-8000-000000000001"_s;
    QTest::newRow("remote environment")
        << u"production"_s << true << id << u"production · remote · nanotype-auth · 8f3c21aa"_s;
    QTest::newRow("remote top level")
        << QString() << true << id << u"top level · remote · nanotype-auth · 8f3c21aa"_s;
    QTest::newRow("local") << QString() << false << id << u"local · nanotype-auth · 8f3c21aa"_s;
    QTest::newRow("local copy of an environment")
        << u"production"_s << false << id << u"local · production · nanotype-auth · 8f3c21aa"_s;
    QTest::newRow("no id yet") << QString() << false << QString() << u"local · nanotype-auth"_s;
    QTest::newRow("id shorter than what is shown")
        << QString() << false << u"abc"_s << u"local · nanotype-auth · abc"_s;
}

void tst_LocalState::labelsATarget()
{
    QFETCH(const QString, environment);
    QFETCH(const bool, remote);
    QFETCH(const QString, id);
    const Target target{ .stream = u"AUTH_DB"_s,
                         .name = u"nanotype-auth"_s,
                         .id = id,
                         .environment = environment,
                         .place = remote ? PlaceOfTarget::Remote : PlaceOfTarget::Local };

    QTEST(target.label(), "label");
}

void tst_LocalState::recognisesAFileBehindALink()
{
    ScratchFolder folder;
    folder.write(u"real/inner/keep.txt"_s, "x");
    QVERIFY(QFile::link(folder.path(u"real"_s), folder.path(u"link"_s)));
    const auto keyOf = [&folder](const QString &file) {
        return Target{
            .stream = {}, .name = {}, .id = {}, .environment = {}, .file = folder.path(file)
        }
            .key();
    };

    QCOMPARE(keyOf(u"link/inner/keep.txt"_s), keyOf(u"real/inner/keep.txt"_s));
    QCOMPARE(keyOf(u"link/inner/later.sqlite"_s), keyOf(u"real/inner/later.sqlite"_s));
    QCOMPARE(keyOf(u"link/none/later.sqlite"_s), keyOf(u"real/./none/later.sqlite"_s));
    QVERIFY(keyOf(u"real/a.sqlite"_s) != keyOf(u"real/b.sqlite"_s));
}

void tst_LocalState::knowsRemoteDatabasesByAccountAndId()
{
    Target first{ .stream = u"DB"_s, .name = u"shop"_s, .id = u"1"_s, .environment = {} };
    first.place = PlaceOfTarget::Remote;
    first.accountId = u"a"_s;
    Target otherStream = first;
    otherStream.stream = u"SAME_DB"_s;
    Target otherAccount = first;
    otherAccount.accountId = u"b"_s;
    Target byName = first;
    byName.id.clear();

    QCOMPARE(otherStream.key(), first.key());
    QVERIFY(otherAccount.key() != first.key());
    QVERIFY(byName.key() != first.key());
}

TIDEMARK_TEST(tst_LocalState)
#include "tst_localstate.moc"
