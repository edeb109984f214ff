#include <engine/base/files.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QFileInfo>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;

} // namespace

class tst_Files : public QObject
{
    Q_OBJECT

private slots:
    void readsAWholeFile_data();
    void readsAWholeFile();
    void tellsAMissingFileFromAnUnreadableOne();
    void writesForItsOwnerOnly();
    void makesMissingFoldersForTheirOwnerOnly();
    void keepsAFileThatMayNotBeOverwritten();
    void replacesAFileThatMayBeOverwritten();
    void leavesNothingBehindWhenItCannotWrite();
    void refusesAFolderBelowAFile();
    void hashesBytesAndFilesAlike();
    void hashesNeitherFoldersNorMissingFiles();
    void cannotSyncWhatIsNotThere();
};

void tst_Files::readsAWholeFile_data()
{
    constexpr qsizetype Small = 1 << 14; // up to there in one piece
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("of any bytes") << QByteArray("a\0b\r\n", 5);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("nearly too large for one piece") << QByteArray(Small - 1, 'x') + 'y';
    QTest::newRow("too large by a byte") << QByteArray(Small, 'x') + 'y';
    QTest::newRow("large") << QByteArray(1'000'000, 'x') + 'y';
}

void tst_Files::readsAWholeFile()
{
    QFETCH(const QByteArray, content);
    const ScratchFolder folder;

    const auto read = readFile(folder.write(u"file"_s, content));

    QVERIFY(read);
    QCOMPARE(*read, content);
}

void tst_Files::tellsAMissingFileFromAnUnreadableOne()
{
    const ScratchFolder folder;

    const auto missing = readFile(folder.path(u"nowhere"_s));
    const auto isFolder = readFile(folder.path());

    QVERIFY(!missing);
    QCOMPARE(missing.error().kind, Error::Kind::MissingInput);
    QCOMPARE(missing.error().where.file, folder.path(u"nowhere"_s));
    QVERIFY(!isFolder);
    QCOMPARE(isFolder.error().kind, Error::Kind::BadInput);
}

void tst_Files::writesForItsOwnerOnly()
{
    const ScratchFolder folder;
    const QString file = folder.path(u"file"_s);

    QVERIFY(writeFileAtomically(file, "content"));

    QCOMPARE(folder.read(u"file"_s), QByteArray("content"));
    QCOMPARE(QFileInfo(file).permissions(), Owner);
}

void tst_Files::makesMissingFoldersForTheirOwnerOnly()
{
    const ScratchFolder folder;

    QVERIFY(writeFileAtomically(folder.path(u"a/b/file"_s), "content"));

    QCOMPARE(QFileInfo(folder.path(u"a"_s)).permissions(),
             Owner | QFile::ExeOwner | QFile::ExeUser);
    QCOMPARE(QFileInfo(folder.path(u"a/b"_s)).permissions(),
             Owner | QFile::ExeOwner | QFile::ExeUser);
    QVERIFY(makePrivateDirectory(folder.path(u"a/b"_s)));
}

void tst_Files::keepsAFileThatMayNotBeOverwritten()
{
    const ScratchFolder folder;
    const QString file = folder.write(u"file"_s, "old");

    const auto written = writeFileAtomically(file, "new", Overwrite::No);

    QVERIFY(!written);
    QCOMPARE(written.error().kind, Error::Kind::Usage);
    QCOMPARE(folder.read(u"file"_s), QByteArray("old"));
}

void tst_Files::replacesAFileThatMayBeOverwritten()
{
    const ScratchFolder folder;
    const QString file = folder.write(u"file"_s, "a longer old content");

    QVERIFY(writeFileAtomically(file, ""));

    QVERIFY(QFileInfo::exists(file));
    QCOMPARE(folder.read(u"file"_s), QByteArray());
    QCOMPARE(QFileInfo(file).permissions(), Owner);
}

void tst_Files::leavesNothingBehindWhenItCannotWrite()
{
    const ScratchFolder folder;
    QVERIFY(QDir(folder.path()).mkdir(u"taken"_s));

    const auto written = writeFileAtomically(folder.path(u"taken"_s), "content");

    QVERIFY(!written);
    QCOMPARE(written.error().kind, Error::Kind::Safety);
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList{ u"taken"_s });
}

void tst_Files::refusesAFolderBelowAFile()
{
    const ScratchFolder folder;
    folder.write(u"file"_s, {});

    const auto made = makePrivateDirectory(folder.path(u"file/folder"_s));

    QVERIFY(!made);
    QCOMPARE(made.error().kind, Error::Kind::Safety);
}

void tst_Files::hashesBytesAndFilesAlike()
{
    const ScratchFolder folder;
    const QString known
        = u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s; // FIPS 180-2, B.1

    const auto ofFile = sha256OfFile(folder.write(u"file"_s, "abc"));

    QVERIFY(ofFile);
    QCOMPARE(*ofFile, known);
    QCOMPARE(sha256("abc"), known);
}

void tst_Files::hashesNeitherFoldersNorMissingFiles()
{
    const ScratchFolder folder;

    const auto ofFolder = sha256OfFile(folder.path());
    const auto ofNothing = sha256OfFile(folder.path(u"nowhere"_s));

    QVERIFY(!ofFolder);
    QCOMPARE(ofFolder.error().kind, Error::Kind::BadInput);
    QVERIFY(!ofNothing);
    QCOMPARE(ofNothing.error().kind, Error::Kind::MissingInput);
}

void tst_Files::cannotSyncWhatIsNotThere()
{
    const ScratchFolder folder;

    const auto synced = syncToDisk(folder.path(u"nowhere"_s));

    QVERIFY(!synced);
    QCOMPARE(synced.error().kind, Error::Kind::Safety);
    QVERIFY(syncToDisk(folder.write(u"file"_s, "content")));
}

TIDEMARK_TEST(tst_Files)
#include "tst_files.moc"
