#include "acts.h"

#include <support/testprogram.h>

#include <QTest>
#include <QTimer>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Surroundings that are against the program: a disk that is too small, files that may not be written, another program that
/// keeps the database locked.
class tst_hardships : public QObject
{
    Q_OBJECT

private slots:
    void survivesASmallDisk_data();
    void survivesASmallDisk();
    void changesNothingThatMayNotBeWritten_data();
    void changesNothingThatMayNotBeWritten();
    void readsWhatMayNotBeWritten_data();
    void readsWhatMayNotBeWritten();
    void waitsForAnotherWriter_data();
    void waitsForAnotherWriter();
    void namesAWriterThatDoesNotEnd();
};

namespace {

const QString Auth = u"AUTH_DB"_s;

/// Another program's write transaction, open for as long as this object lives.
class Writer
{
public:
    explicit Writer(const QString &file)
        : m_connection(*SqliteConnection::open(file))
    {
        if (auto begun = m_connection.run("BEGIN IMMEDIATE"); !begun)
            qFatal("%s", qPrintable(begun.error().message));
    }

private:
    SqliteConnection m_connection;
};

Harmed started(const Yard &yard, const QStringList &line, const std::function<void()> &meanwhile)
{
    QProcess process;
    yard.start(process, line);
    meanwhile();
    return Yard::outcomeOf(process);
}

Act withoutSafetyPoint(Act act)
{
    act.line.append(u"--no-safety-point"_s);
    return act;
}

Act upUnsecuredAct(Yard &yard)
{
    return withoutSafetyPoint(upAct(yard));
}

Act downUnsecuredAct(Yard &yard)
{
    return withoutSafetyPoint(downAct(yard));
}

bool mayMount()
{
    QProcess process;
    process.start(u"unshare"_s,
                  { u"--map-root-user"_s,
                    u"--mount"_s,
                    u"mount"_s,
                    u"-t"_s,
                    u"tmpfs"_s,
                    u"probe"_s,
                    u"/mnt"_s });
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
           && process.exitCode() == 0;
}

} // namespace

void tst_hardships::survivesASmallDisk_data()
{
    QTest::addColumn<MakeAct>("make");
    QTest::addColumn<QList<int>>("spareKilobytes");
    // A safety point is not begun with less than 16 MB to spare; without one the disk is full in the middle of things.
    const QList<int> around{ 64, 1024, 15'000, 32'000 };
    QTest::newRow("up") << MakeAct(upAct) << around;
    QTest::newRow("backup") << MakeAct(backupAct) << around;
    QTest::newRow("restore") << MakeAct(restoreAct) << around;
    QTest::newRow("restore of a dump") << MakeAct(restoreDumpAct) << around;
    QList<int> narrow;
    for (int spare = 8; spare < 520; spare += isSoak() ? 4 : 64)
        narrow.append(spare);
    QTest::newRow("up without a safety point") << MakeAct(upUnsecuredAct) << narrow;
    QTest::newRow("down without a safety point") << MakeAct(downUnsecuredAct) << narrow;
}

// A real file system in memory, from too small for anything to large enough. Where nobody may mount one, the preloaded library
// refuses to write.
void tst_hardships::survivesASmallDisk()
{
    QFETCH(const MakeAct, make);
    QFETCH(const QList<int>, spareKilobytes);
    const auto yard = filledYard(JournalMode::WriteAhead);
    const Act act = make(*yard);
    const bool isReal = mayMount();

    int failed = 0;
    for (const int spare : spareKilobytes) {
        const Harmed harmed = isReal ? yard->runOnSmallDisk(act.line, qint64(spare) * 1024)
                                     : yard->harm(act.line, { .kind = u"full"_s, .at = spare / 4 });
        const QString complaint = complaintAfter(*yard, act, harmed);
        QVERIFY2(
            complaint.isEmpty(),
            qPrintable(u"%1 kB, exit %2: %3"_s.arg(spare).arg(harmed.result.exit).arg(complaint)));
        failed += harmed.result.exit == 0 ? 0 : 1;
        yard->reset();
    }

    qInfo("%d of %lld disks were too small, %s",
          failed,
          qlonglong(spareKilobytes.size()),
          isReal ? "real ones" : "made up");
    QVERIFY(failed > 0);
    QVERIFY(failed < spareKilobytes.size());
}

void tst_hardships::changesNothingThatMayNotBeWritten_data()
{
    QTest::addColumn<QString>("below");
    QTest::addColumn<int>("exit");
    QTest::newRow("the database") << u"project/.wrangler"_s << 6;
    QTest::newRow("the safety points") << u"xdg/data"_s << 8;
    QTest::newRow("the journal") << u"xdg/state"_s << 8;
    QTest::newRow("everything") << QString() << 6;
}

void tst_hardships::changesNothingThatMayNotBeWritten()
{
    QFETCH(const QString, below);
    QFETCH(const int, exit);
    const auto yard = filledYard(JournalMode::Rollback);
    const Act act = upAct(*yard);

    const Harmed harmed = yard->harm(act.line, { .kind = u"readonly"_s, .below = below });

    QVERIFY2(harmed.result.exit == exit, harmed.said().constData());
    for (auto state = act.states.begin(); state != act.states.end(); ++state)
        QVERIFY(yard->pictures().value(state.key()) == state->first());
    const QString complaint = complaintAfter(*yard, act, harmed);
    QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
}

void tst_hardships::readsWhatMayNotBeWritten_data()
{
    QTest::addColumn<JournalMode>("mode");
    QTest::newRow("rollback journal") << JournalMode::Rollback;
    QTest::newRow("write-ahead log") << JournalMode::WriteAhead;
}

void tst_hardships::readsWhatMayNotBeWritten()
{
    QFETCH(const JournalMode, mode);
    const auto yard = filledYard(mode);
    yard->keep();

    for (const QString &command :
         { u"status"_s, u"verify"_s, u"tables"_s, u"plan"_s, u"events"_s }) {
        const Harmed harmed = yard->harm({ u"--local"_s, command }, { .kind = u"readonly"_s });
        QVERIFY2(harmed.result.exit == 0, harmed.said().constData());
    }
}

void tst_hardships::waitsForAnotherWriter_data()
{
    QTest::addColumn<MakeAct>("make");
    QTest::newRow("up") << MakeAct(upAct);
    QTest::newRow("down") << MakeAct(downAct);
    QTest::newRow("backup") << MakeAct(backupAct);
    QTest::newRow("restore") << MakeAct(restoreAct);
    QTest::newRow("adopt") << MakeAct(adoptAct);
}

void tst_hardships::waitsForAnotherWriter()
{
    QFETCH(const MakeAct, make);
    const auto yard = filledYard(JournalMode::WriteAhead);
    const Act act = make(*yard);
    const std::chrono::milliseconds held(isSoak() ? 30'000 : 300);

    const Harmed harmed = started(*yard, act.line, [&] {
        const Writer writer(yard->cli.databaseFile(Auth));
        std::this_thread::sleep_for(held); // how long others write
    });

    QVERIFY2(harmed.result.exit == 0, harmed.said().constData());
    const QString complaint = complaintAfter(*yard, act, harmed);
    QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
}

void tst_hardships::namesAWriterThatDoesNotEnd()
{
    const auto yard = filledYard(JournalMode::WriteAhead);
    const QByteArray settings = yard->cli.folder().read(u"project/tidemark.toml"_s);
    yard->cli.folder().write(
        u"project/tidemark.toml"_s,
        QByteArray(settings).replace("lock_timeout_s = 75", "lock_timeout_s = 0"));
    const Act act = upAct(*yard);
    const Writer writer(yard->cli.databaseFile(Auth));

    const Harmed harmed = yard->harm(act.line);

    QVERIFY2(harmed.result.exit == 5, harmed.said().constData());
    QVERIFY2(harmed.result.out.contains("Another program holds the lock"),
             harmed.said().constData());
}

TIDEMARK_PREPARED_TEST(tst_hardships, tidemark::prepareForAccidents)
#include "tst_hardships.moc"
