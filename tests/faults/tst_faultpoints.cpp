#include "acts.h"

#include <support/testprogram.h>

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Every change of a file that a command makes goes wrong once: the call fails, the disk is full from there on, the process
/// ends before it, or in the middle of it. The next start must put everything in order (inquest.cpp says what that is).
///
/// Without TIDEMARK_SOAK a sample of the accidents is tried, as many as a few seconds hold, always the same ones in the
/// same order. TIDEMARK_FAULT_ONLY="137 torn" repeats a single one.
class tst_faultpoints : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsWholeAfterAnyAccident_data();
    void everythingIsWholeAfterAnyAccident();
    void theAccidentsHappen();
};

namespace {

constexpr int SecondsPerAct = 3;
constexpr int EnoughComplaints = 5;

QList<Fault> allFaults(qsizetype calls)
{
    QList<Fault> faults;
    for (int at = 1; at <= calls; ++at) {
        for (const QString &kind : { u"once"_s, u"full"_s, u"before"_s, u"torn"_s })
            faults.append({ .kind = kind, .at = at });
    }
    if (const QByteArrayList only = qgetenv("TIDEMARK_FAULT_ONLY").split(' '); only.size() == 2)
        return { { .kind = QString::fromLatin1(only.last()), .at = only.first().toInt() } };
    if (!isSoak())
        std::shuffle(faults.begin(), faults.end(), std::mt19937(20'261'121)); // NOLINT(*-msc51-cpp)
    return faults;
}

QString describe(const Fault &fault, const Harmed &harmed)
{
    return u"%1 %2 (%3), exit %4"_s.arg(fault.at)
        .arg(fault.kind, QString::fromUtf8(harmed.calls.value(fault.at - 1)))
        .arg(harmed.result.exit);
}

} // namespace

void tst_faultpoints::everythingIsWholeAfterAnyAccident_data()
{
    QTest::addColumn<MakeAct>("make");
    QTest::addColumn<JournalMode>("mode");
    const auto both = [](const char *name, MakeAct make) {
        QTest::addRow("%s, rollback journal", name) << make << JournalMode::Rollback;
        QTest::addRow("%s, write-ahead log", name) << make << JournalMode::WriteAhead;
    };
    both("up", upAct);
    both("down", downAct);
    both("restore", restoreAct);
    QTest::newRow("up without transaction") << MakeAct(piecemealAct) << JournalMode::Rollback;
    QTest::newRow("import") << MakeAct(importAct) << JournalMode::Rollback;
    QTest::newRow("backup") << MakeAct(backupAct) << JournalMode::WriteAhead;
    QTest::newRow("restore of a dump") << MakeAct(restoreDumpAct) << JournalMode::WriteAhead;
    QTest::newRow("restore into a new file") << MakeAct(restoreNewAct) << JournalMode::Rollback;
    QTest::newRow("adopt") << MakeAct(adoptAct) << JournalMode::WriteAhead;
    QTest::newRow("eject") << MakeAct(ejectAct) << JournalMode::WriteAhead;
    QTest::newRow("renumber") << MakeAct(renumberAct) << JournalMode::Rollback;
}

void tst_faultpoints::everythingIsWholeAfterAnyAccident()
{
    QFETCH(const MakeAct, make);
    QFETCH(const JournalMode, mode);
    const auto yard = yardFor(make, mode);
    const Act act = make(*yard);
    const Harmed unharmed = yard->harm(act.line);
    QVERIFY2(unharmed.result.exit == 0, unharmed.result.out.constData());
    yard->reset();

    QStringList complaints;
    QElapsedTimer clock;
    clock.start();
    qsizetype tried = 0;
    const QList<Fault> faults = allFaults(unharmed.calls.size());
    for (const Fault &fault : faults) {
        if (complaints.size() == EnoughComplaints
            || (!isSoak() && clock.elapsed() > SecondsPerAct * 1000))
            break;
        const Harmed harmed = yard->harm(act.line, fault);
        const QString complaint = complaintAfter(*yard, act, harmed);
        if (!complaint.isEmpty())
            complaints.append(describe(fault, harmed) + u": "_s + complaint);
        yard->reset();
        ++tried;
    }

    qInfo("%lld calls, %lld of %lld accidents tried in %lld s",
          qlonglong(unharmed.calls.size()),
          qlonglong(tried),
          qlonglong(faults.size()),
          clock.elapsed() / 1000);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

// A suite whose accidents do not happen would pass as well.
void tst_faultpoints::theAccidentsHappen()
{
    const auto yard = filledYard(JournalMode::WriteAhead);
    const Act act = upAct(*yard);

    const Harmed unharmed = yard->harm(act.line);
    yard->reset();
    const Harmed ended = yard->harm(act.line, { .kind = u"before"_s, .at = 100 });
    yard->reset();
    const Harmed full = yard->harm(act.line, { .kind = u"full"_s, .at = 1 });

    QVERIFY2(unharmed.result.exit == 0, unharmed.result.out.constData());
    QVERIFY(unharmed.calls.size() > 200);
    for (const char *call :
         { "write", "pwrite", "fsync", "fdatasync", "rename", "open", "mkdir" }) {
        const bool isCounted = std::any_of(
            unharmed.calls.begin(), unharmed.calls.end(), [call](const QByteArray &line) {
                return line.split(' ').value(1) == call;
            });
        QVERIFY2(isCounted, call);
    }
    QCOMPARE(ended.result.exit, Fault::ExitCode);
    QCOMPARE(ended.calls.size(), 100);
    QVERIFY(full.result.exit != 0 && full.result.exit != Fault::ExitCode);
}

TIDEMARK_PREPARED_TEST(tst_faultpoints, tidemark::prepareForAccidents)
#include "tst_faultpoints.moc"
