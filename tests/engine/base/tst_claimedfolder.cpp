#include <engine/base/claimedfolder.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_ClaimedFolder : public QObject
{
    Q_OBJECT

private slots:
    void goesWithItsObject();
    void staysUnderTheNameItIsKeptAs();
    void refusesAFolderThatIsThere();
    void saysWhyItCannotBeMade();
    void leavesWhatARunningProcessClaims();
    void removesWhatAKilledProcessLeft();
    void leavesFoldersOfOtherNames();
    void makesScratchFoldersOfTheirOwn();
    void takesFoldersWithinFolders();
    void isHeldByOneAtATime();
    void isNotHeldOnceItIsGone();
};

namespace {

QString write(const QString &folder)
{
    const QString file = folder + u"/half.sqlite"_s;
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write("half") != 4)
        qFatal("%s", qPrintable(out.errorString()));
    return file;
}

} // namespace

void tst_ClaimedFolder::goesWithItsObject()
{
    const ScratchFolder scratch;
    const QString path = scratch.path(u"deep/down/one.part"_s);

    {
        const auto folder = ClaimedFolder::make(path);
        QVERIFY(folder);
        QCOMPARE(folder->path(), path);
        write(path);
        QCOMPARE(QFileInfo(path).permissions() & QFile::ReadOther, QFile::Permissions());
    }

    QVERIFY(!QFileInfo::exists(path));
}

void tst_ClaimedFolder::staysUnderTheNameItIsKeptAs()
{
    const ScratchFolder scratch;
    {
        auto folder = ClaimedFolder::make(scratch.path(u"one.part"_s));
        QVERIFY(folder);
        write(folder->path());

        QVERIFY(folder->keepAs(scratch.path(u"one"_s)));
    }

    QVERIFY(QFileInfo::exists(scratch.path(u"one/half.sqlite"_s)));
    QVERIFY(!QFileInfo::exists(scratch.path(u"one.part"_s)));
}

void tst_ClaimedFolder::refusesAFolderThatIsThere()
{
    const ScratchFolder scratch;
    const auto first = ClaimedFolder::make(scratch.path(u"one.part"_s));
    QVERIFY(first);

    const auto second = ClaimedFolder::make(scratch.path(u"one.part"_s));

    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Kind::Safety);
}

void tst_ClaimedFolder::saysWhyItCannotBeMade()
{
    const ScratchFolder scratch;
    scratch.write(u"file"_s, "not a folder");

    const auto folder = ClaimedFolder::make(scratch.path(u"file/one.part"_s));

    QVERIFY(!folder);
    QCOMPARE(folder.error().kind, Error::Kind::Safety);
    QVERIFY(!folder.error().remedy.isEmpty());
}

void tst_ClaimedFolder::leavesWhatARunningProcessClaims()
{
    const ScratchFolder scratch;
    const auto folder = ClaimedFolder::make(scratch.path(u"one.part"_s));
    QVERIFY(folder);
    const QString file = write(folder->path());

    ClaimedFolder::removeAbandoned(scratch.path());

    QVERIFY(QFileInfo::exists(file));
}

void tst_ClaimedFolder::removesWhatAKilledProcessLeft()
{
    const ScratchFolder scratch;
    const pid_t child = ::fork();
    if (child == 0) {
        const auto folder = ClaimedFolder::make(scratch.path(u"one.part"_s));
        if (folder)
            write(folder->path());
        ::_exit(0); // nothing is destroyed
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(QFileInfo::exists(scratch.path(u"one.part/half.sqlite"_s)));

    ClaimedFolder::removeAbandoned(scratch.path());

    QVERIFY(!QFileInfo::exists(scratch.path(u"one.part"_s)));
}

void tst_ClaimedFolder::leavesFoldersOfOtherNames()
{
    const ScratchFolder scratch;
    scratch.write(u"backup/manifest.json"_s, "{}");
    scratch.write(u"notes.part"_s, "a file");

    ClaimedFolder::removeAbandoned(scratch.path());
    ClaimedFolder::removeAbandoned(scratch.path(u"not there"_s));

    QVERIFY(QFileInfo::exists(scratch.path(u"backup/manifest.json"_s)));
    QVERIFY(QFileInfo::exists(scratch.path(u"notes.part"_s)));
}

void tst_ClaimedFolder::makesScratchFoldersOfTheirOwn()
{
    const ScratchFolder scratch;

    const auto first = ClaimedFolder::makeScratch(scratch.path(u"cache"_s));
    const auto second = ClaimedFolder::makeScratch(scratch.path(u"cache"_s));

    QVERIFY(first);
    QVERIFY(second);
    QVERIFY(first->path() != second->path());
    QVERIFY(QFileInfo(first->path()).isDir());
    QVERIFY(QFileInfo(second->path()).isDir());
}

// A restore makes a backup in its scratch folder.
void tst_ClaimedFolder::takesFoldersWithinFolders()
{
    const ScratchFolder scratch;
    const auto outer = ClaimedFolder::makeScratch(scratch.path());
    QVERIFY(outer);

    ClaimedFolder::removeAbandoned(outer->path());
    const auto inner = ClaimedFolder::make(outer->path() + u"/inner.part"_s);
    QVERIFY(inner);
    ClaimedFolder::removeAbandoned(scratch.path());

    QVERIFY(QFileInfo(inner->path()).isDir());
}

void tst_ClaimedFolder::isHeldByOneAtATime()
{
    const ScratchFolder scratch;

    {
        const auto first = FolderHold::take(scratch.path());
        QVERIFY(first);
        QVERIFY(!FolderHold::take(scratch.path()));
    }

    QVERIFY(FolderHold::take(scratch.path()));
}

void tst_ClaimedFolder::isNotHeldOnceItIsGone()
{
    const ScratchFolder scratch;

    QVERIFY(!FolderHold::take(scratch.path(u"nowhere"_s)));
}

TIDEMARK_TEST(tst_ClaimedFolder)
#include "tst_claimedfolder.moc"
