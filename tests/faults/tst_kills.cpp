#include "acts.h"

#include <support/patience.h>
#include <support/testprogram.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>
#include <QThread>

#include <csignal>
#include <random>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What no single step can be blamed for: processes that are killed at any moment, several at once, one that is stopped and
/// wakes up when others have gone on. TIDEMARK_SOAK=1 raises the counts; TIDEMARK_SEED repeats the moments of a run.
class tst_kills : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsWholeAfterAKill_data();
    void everythingIsWholeAfterAKill();
    void ofSeveralRunnersOneApplies_data();
    void ofSeveralRunnersOneApplies();
    void aStoppedRunnerFindsItsLeaseTaken_data();
    void aStoppedRunnerFindsItsLeaseTaken();
};

namespace {

const QString Auth = u"AUTH_DB"_s;

int count(int inCi, int inSoak)
{
    return isSoak() ? inSoak : inCi;
}

quint32 seed()
{
    const quint32 given = qEnvironmentVariable("TIDEMARK_SEED").toUInt();
    return given != 0 ? given : 20'261'121;
}

/// id → how often a process of @p outcomes says that it carried the step out.
QMap<QString, int> doneSteps(const QList<Harmed> &outcomes)
{
    QMap<QString, int> done;
    for (const Harmed &harmed : outcomes) {
        for (const QJsonValue &target : harmed.result.json()[u"targets"_s].toArray()) {
            for (const QJsonValue &step : target[u"steps"_s].toArray())
                done[step[u"id"_s].toString()] += step[u"outcome"_s].toString() == "done"_L1;
        }
    }
    return done;
}

Harmed waitFor(QProcess &process)
{
    return Yard::outcomeOf(process);
}

} // namespace

void tst_kills::everythingIsWholeAfterAKill_data()
{
    QTest::addColumn<MakeAct>("make");
    QTest::addColumn<JournalMode>("mode");
    QTest::newRow("up") << MakeAct(upAct) << JournalMode::WriteAhead;
    QTest::newRow("down") << MakeAct(downAct) << JournalMode::Rollback;
    QTest::newRow("backup") << MakeAct(backupAct) << JournalMode::WriteAhead;
    QTest::newRow("restore") << MakeAct(restoreAct) << JournalMode::WriteAhead;
    QTest::newRow("restore of a dump") << MakeAct(restoreDumpAct) << JournalMode::Rollback;
}

void tst_kills::everythingIsWholeAfterAKill()
{
    QFETCH(const MakeAct, make);
    QFETCH(const JournalMode, mode);
    const auto yard = filledYard(mode);
    const Act act = make(*yard);
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(yard->harm(act.line).result.exit, 0);
    const auto unharmed = std::chrono::nanoseconds(clock.nsecsElapsed());
    yard->reset();

    std::mt19937 random(seed());
    std::uniform_int_distribution<qint64> moments(0, unharmed.count());
    int killed = 0;
    QStringList complaints;
    for (int round = 0; round < count(10, 100) && complaints.size() < 5; ++round) {
        // The first is early, so that one at least is a kill however fast the others are.
        const std::chrono::nanoseconds moment(round == 0 ? unharmed.count() / 20 : moments(random));
        QProcess process;
        yard->start(process, act.line);
        QVERIFY(process.waitForStarted());
        std::this_thread::sleep_for(moment); // the moment is what is tested, not waited for
        process.kill();
        const Harmed harmed = waitFor(process);
        killed += harmed.crashed ? 1 : 0;
        const QString complaint = complaintAfter(*yard, act, harmed);
        if (!complaint.isEmpty())
            complaints.append(
                u"killed after %1 ms: %2"_s.arg(moment.count() / 1'000'000).arg(complaint));
        yard->reset();
    }

    qInfo("%d of %d were killed before their end", killed, count(10, 100));
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
    QVERIFY(killed > 0);
}

void tst_kills::ofSeveralRunnersOneApplies_data()
{
    QTest::addColumn<int>("runners");
    QTest::addColumn<int>("rounds");
    QTest::newRow("two") << 2 << count(14, 140);
    QTest::newRow("five") << 5 << count(6, 60);
}

void tst_kills::ofSeveralRunnersOneApplies()
{
    QFETCH(const int, runners);
    QFETCH(const int, rounds);
    const auto yard = filledYard(JournalMode::WriteAhead);
    const Act act = upAct(*yard);

    for (int round = 0; round < rounds; ++round) {
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int runner = 0; runner < runners; ++runner)
            yard->start(*processes.emplace_back(std::make_unique<QProcess>()), act.line);
        QList<Harmed> outcomes;
        for (const auto &process : processes)
            outcomes.append(waitFor(*process));

        for (const Harmed &harmed : outcomes) {
            const bool isDocumented = harmed.result.exit == 0 || harmed.result.exit == 5;
            QVERIFY2(!harmed.crashed && isDocumented, harmed.said().constData());
        }
        const auto done = doneSteps(outcomes);
        for (const QStringList &steps : act.steps) {
            for (const QString &id : steps)
                QVERIFY2(done.value(id) == 1, qPrintable(id));
        }
        const QString complaint = complaintAfter(*yard, act, outcomes.first());
        QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
        yard->reset();
    }
}

void tst_kills::aStoppedRunnerFindsItsLeaseTaken_data()
{
    QTest::addColumn<qint64>("clockOffset");
    QTest::newRow("the other's clock is a day ahead") << qint64(86'400);
    QTest::newRow("the other's clock is a day behind") << qint64(-86'400);
}

// The first runner is stopped while it holds the lease and makes its safety point. For one whose clock is a day ahead that
// lease has run out: it goes on, and the first one wakes up to find that. For one whose clock is behind the lease is good.
void tst_kills::aStoppedRunnerFindsItsLeaseTaken()
{
    QFETCH(const qint64, clockOffset);
    const auto yard = filledYard(JournalMode::WriteAhead);
    yard->cli.folder().write(u"project/tidemark.toml"_s,
                             yard->cli.folder()
                                 .read(u"project/tidemark.toml"_s)
                                 .replace("lock_timeout_s = 75", "lock_timeout_s = 0"));
    const Act act = upAct(*yard);
    const Harmed unharmed = yard->harm(act.line);
    yard->reset();
    const auto point
        = std::find_if(unharmed.calls.begin(), unharmed.calls.end(), [](const QByteArray &call) {
              return call.contains("safety-points") && call.contains("manifest.json");
          });
    QVERIFY(point != unharmed.calls.end());
    const int at = int(point - unharmed.calls.begin()) + 1;

    QProcess first;
    yard->start(first, act.line, { .kind = u"stop"_s, .at = at });
    QVERIFY(first.waitForStarted());
    const auto isStopped = [&first] {
        QFile stat(u"/proc/%1/stat"_s.arg(first.processId()));
        return stat.open(QIODevice::ReadOnly) && stat.readAll().contains(") T ");
    };
    QTRY_VERIFY(isStopped());
    const Harmed second = yard->harm(act.line, { .clockOffset = clockOffset });
    ::kill(static_cast<pid_t>(first.processId()), SIGCONT);
    const Harmed woken = waitFor(first);

    const bool isAhead = clockOffset > 0;
    QVERIFY2(second.result.exit == (isAhead ? 0 : 5), second.said().constData());
    QVERIFY2(woken.result.exit == (isAhead ? 5 : 0), woken.said().constData());
    const auto done = doneSteps({ second, woken });
    for (const QStringList &steps : act.steps) {
        for (const QString &id : steps)
            QVERIFY2(done.value(id) == 1, qPrintable(id));
    }
    const QString complaint = complaintAfter(*yard, act, isAhead ? second : woken);
    QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
}

TIDEMARK_PREPARED_TEST(tst_kills, tidemark::prepareForAccidents)
#include "tst_kills.moc"
