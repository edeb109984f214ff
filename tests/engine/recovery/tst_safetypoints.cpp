#include "backupbench.h"

#include <support/scratch.h>
#include <support/testprogram.h>

#include <QDirIterator>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_SafetyPoints : public QObject
{
    Q_OBJECT

private slots:
    void takesASafetyPointForTheTarget();
    void needsNoSafetyPointForAnEmptyDatabase();
    void refusesASafetyPointThatIsNotVerified();
};

void tst_SafetyPoints::takesASafetyPointForTheTarget()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    BackupRequest elsewhere = requestFor(folder.path(u"points"_s), 1);
    elsewhere.target.file = u"/nowhere/other.sqlite"_s;
    QVERIFY(takeSafetyPoint(source, elsewhere, 1));

    for (const int second : { 1, 2, 3 }) {
        const auto point = takeSafetyPoint(source, requestFor(folder.path(u"points"_s), second), 2);

        QVERIFY2(point, point ? "" : qPrintable(point.error().message));
        QCOMPARE(point->kind, SafetyPoint::Kind::Backup);
        QVERIFY(openBackup(point->value));
    }
    QCOMPARE(entriesOf(folder.path(u"points"_s)).size(), 2);
    QCOMPARE(listBackups(folder.path(u"points"_s)).size(), 3);
}

void tst_SafetyPoints::needsNoSafetyPointForAnEmptyDatabase()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s),
                                     "CREATE TABLE _cf_METADATA(k); CREATE TABLE "
                                     "_tidemark_lock(id); CREATE TABLE _tidemark_guard(ok)");

    const auto point = takeSafetyPoint(source, requestFor(folder.path(u"points"_s)), 2);

    QVERIFY(point);
    QCOMPARE(point->kind, SafetyPoint::Kind::None);
    QCOMPARE(point->value, QString());
    QVERIFY(!QFileInfo::exists(folder.path(u"points"_s)));
}

void tst_SafetyPoints::refusesASafetyPointThatIsNotVerified()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    const auto tamper = [&](const Progress &progress) {
        QDirIterator parts(folder.path(u"points"_s),
                           { u"database.sqlite"_s },
                           QDir::Files,
                           QDirIterator::Subdirectories);
        if (progress.text.startsWith("Verifying"_L1))
            opened(parts.next(), "DELETE FROM child");
    };

    const auto point
        = takeSafetyPoint(source, requestFor(folder.path(u"points"_s)), 2, { .progress = tamper });

    QVERIFY(!point);
    QCOMPARE(point.error().kind, Error::Kind::Safety);
    QVERIFY(point.error().message.contains(u"could not be verified"_s));
}

TIDEMARK_TEST(tst_SafetyPoints)
#include "tst_safetypoints.moc"
