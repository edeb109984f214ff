#include <engine/journal/journal.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QFileInfo>
#include <QtTest>

#include <thread>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QDateTime Noon(QDate(2026, 11, 21), QTime(12, 0), Qt::UTC);

Clock standingClock()
{
    return [] { return Noon; };
}

JournalEvent runEvent(const QString &event, const QString &run, const QString &key = u"key"_s)
{
    return { .at = {}, .event = event, .run = run, .target = u"local"_s, .targetKey = key };
}

QStringList runsOf(const QList<JournalEvent> &events)
{
    QStringList runs;
    for (const JournalEvent &event : events)
        runs.append(event.run);
    return runs;
}

} // namespace

class tst_Journal : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatItWrote();
    void isReadableByItsOwnerOnly();
    void hasNoEventsBeforeTheFirst();
    void keepsOlderEventsOut();
    void keepsFileOrderWhenTheClockIsSetBack();
    void leavesATornLastLineOut();
    void appendsAfterATornLine();
    void countsDamagedLines_data();
    void countsDamagedLines();
    void keepsOneEventOnOneLine();
    void findsRunsThatNeverFinished();
    void findsRestoresThatNeverFinished();
    void takesAnInterruptionForAnEnd();
    void takesEventsOfSeveralWritersAtOnce();
    void saysThatItCannotBeWritten();
};

void tst_Journal::readsBackWhatItWrote()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s), standingClock());

    QVERIFY(journal.append({ .at = {},
                             .event = u"step-applied"_s,
                             .run = u"r1"_s,
                             .target = u"Läufe"_s,
                             .targetKey = u"key"_s,
                             .details = { { u"migration"_s, u"0001"_s } } }));
    const auto events = journal.events();

    QVERIFY(events);
    QCOMPARE(events->size(), 1);
    const JournalEvent event = events->first();
    QCOMPARE(event.at, Noon);
    QCOMPARE(event.event, u"step-applied"_s);
    QCOMPARE(event.run, u"r1"_s);
    QCOMPARE(event.target, u"Läufe"_s);
    QCOMPARE(event.targetKey, u"key"_s);
    QCOMPARE(event.details.value("migration"_L1).toString(), u"0001"_s);
}

void tst_Journal::isReadableByItsOwnerOnly()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"state/journal.jsonl"_s));

    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r1"_s)));

    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
                        | QFile::WriteOther | QFile::ExeOther;
    QVERIFY(!(QFileInfo(journal.file()).permissions() & others));
    QVERIFY(!(QFileInfo(folder.path(u"state"_s)).permissions() & others));
}

void tst_Journal::hasNoEventsBeforeTheFirst()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));
    int damaged = -1;

    const auto events = journal.events({}, &damaged);

    QVERIFY(events);
    QVERIFY(events->isEmpty());
    QCOMPARE(damaged, 0);
    QVERIFY(!QFileInfo::exists(journal.file()));
}

void tst_Journal::keepsOlderEventsOut()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));
    for (const int seconds : { -1, 0, 1 }) {
        JournalEvent event = runEvent(u"note"_s, QString::number(seconds));
        event.at = Noon.addSecs(seconds);
        QVERIFY(journal.append(event));
    }

    const auto events = journal.events(Noon);

    QVERIFY(events);
    QCOMPARE(runsOf(*events), (QStringList{ u"0"_s, u"1"_s }));
}

void tst_Journal::keepsFileOrderWhenTheClockIsSetBack()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));
    JournalEvent started = runEvent(u"run-started"_s, u"r1"_s);
    started.at = Noon;
    JournalEvent finished = runEvent(u"run-finished"_s, u"r1"_s);
    finished.at = Noon.addSecs(-3600);
    QVERIFY(journal.append(started));
    QVERIFY(journal.append(finished));

    const auto open = journal.unfinishedRuns(u"key"_s);

    QVERIFY(open);
    QVERIFY(open->isEmpty());
}

void tst_Journal::leavesATornLastLineOut()
{
    const ScratchFolder folder;
    const QString file = folder.write(u"journal.jsonl"_s,
                                      R"({"at":"2026-11-21T12:00:00.000Z","event":"a"})"
                                      "\n"
                                      R"({"at":"2026-11-21T12:00:01.000Z","eve)");
    int damaged = -1;

    const auto events = Journal(file).events({}, &damaged);

    QVERIFY(events);
    QCOMPARE(events->size(), 1);
    QCOMPARE(damaged, 0);
}

void tst_Journal::appendsAfterATornLine()
{
    const ScratchFolder folder;
    const Journal journal(
        folder.write(u"journal.jsonl"_s, R"({"at":"2026-11-21T12:00:01.000Z","eve)"));
    int damaged = -1;

    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r2"_s)));
    const auto events = journal.events({}, &damaged);

    QVERIFY(events);
    QCOMPARE(runsOf(*events), QStringList{ u"r2"_s });
    QCOMPARE(damaged, 1);
}

void tst_Journal::countsDamagedLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("no JSON") << QByteArray("nonsense");
    QTest::newRow("an array") << QByteArray("[1,2]");
    QTest::newRow("no event") << QByteArray(R"({"at":"2026-11-21T12:00:00.000Z"})");
    QTest::newRow("no time") << QByteArray(R"({"event":"a"})");
    QTest::newRow("a time that is none") << QByteArray(R"({"at":"noon","event":"a"})");
    QTest::newRow("an event that is a number")
        << QByteArray(R"({"at":"2026-11-21T12:00:00.000Z","event":1})");
    QTest::newRow("NUL bytes, as after a power cut") << QByteArray(64, '\0');
    QTest::newRow("invalid UTF-8") << QByteArray("\xff\xfe{");
}

void tst_Journal::countsDamagedLines()
{
    QFETCH(const QByteArray, line);
    const ScratchFolder folder;
    const QByteArray good = R"({"at":"2026-11-21T12:00:00.000Z","event":"a"})";
    const Journal journal(
        folder.write(u"journal.jsonl"_s, good + "\n" + line + "\n\n" + good + "\n"));
    int damaged = -1;

    const auto events = journal.events({}, &damaged);

    QVERIFY(events);
    QCOMPARE(events->size(), 2);
    QCOMPARE(damaged, 1);
}

void tst_Journal::keepsOneEventOnOneLine()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));

    QVERIFY(journal.append(runEvent(u"note"_s, u"one\ntwo\r\n\"three\""_s)));
    const auto events = journal.events();

    QCOMPARE(folder.read(u"journal.jsonl"_s).count('\n'), 1);
    QVERIFY(events);
    QCOMPARE(events->first().run, u"one\ntwo\r\n\"three\""_s);
}

void tst_Journal::findsRunsThatNeverFinished()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));
    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r1"_s)));
    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r2"_s)));
    QVERIFY(journal.append(runEvent(u"step-applied"_s, u"r2"_s)));
    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r3"_s)));
    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r4"_s, u"another key"_s)));
    QVERIFY(journal.append(runEvent(u"run-finished"_s, u"r2"_s)));
    QVERIFY(journal.append(runEvent(u"run-finished"_s, u"r1"_s, u"another key"_s)));

    const auto open = journal.unfinishedRuns(u"key"_s);

    QVERIFY(open);
    QCOMPARE(runsOf(*open), (QStringList{ u"r3"_s, u"r1"_s }));
}

void tst_Journal::findsRestoresThatNeverFinished()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));
    QVERIFY(journal.append(runEvent(u"restore-started"_s, u"r1"_s)));
    QVERIFY(journal.append(runEvent(u"restore-finished"_s, u"r1"_s)));
    QVERIFY(journal.append(runEvent(u"restore-started"_s, u"r2"_s)));

    const auto open = journal.unfinishedRuns(u"key"_s);

    QVERIFY(open);
    QCOMPARE(runsOf(*open), QStringList{ u"r2"_s });
}

void tst_Journal::takesAnInterruptionForAnEnd()
{
    const ScratchFolder folder;
    const Journal journal(folder.path(u"journal.jsonl"_s));
    QVERIFY(journal.append(runEvent(u"run-started"_s, u"r1"_s)));
    QVERIFY(journal.append(runEvent(u"restore-started"_s, u"r2"_s)));
    QVERIFY(journal.append(runEvent(u"run-interrupted"_s, u"r1"_s)));
    QVERIFY(journal.append(runEvent(u"restore-interrupted"_s, u"r2"_s)));

    const auto open = journal.unfinishedRuns(u"key"_s);

    QVERIFY(open);
    QVERIFY(open->isEmpty());
}

void tst_Journal::takesEventsOfSeveralWritersAtOnce()
{
    constexpr int Writers = 4;
    constexpr int Events = 25;
    const ScratchFolder folder;
    const QString file = folder.path(u"journal.jsonl"_s);
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < Writers; ++writer) {
        writers.emplace_back([&file, writer] {
            const Journal journal(file);
            for (int number = 0; number < Events; ++number)
                static_cast<void>(journal.append(
                    runEvent(QString(2000, u'x'), QString::number(writer * 1000 + number))));
        });
    }
    writers.clear();
    int damaged = -1;

    const auto events = Journal(file).events({}, &damaged);

    QVERIFY(events);
    QCOMPARE(events->size(), Writers * Events);
    QCOMPARE(damaged, 0);
}

void tst_Journal::saysThatItCannotBeWritten()
{
    const ScratchFolder folder;
    folder.write(u"file"_s, {});

    const auto below
        = Journal(folder.path(u"file/journal.jsonl"_s)).append(runEvent(u"note"_s, u"r1"_s));
    const auto onFolder = Journal(folder.path()).append(runEvent(u"note"_s, u"r1"_s));
    const auto read = Journal(folder.path()).events();

    QVERIFY(!below);
    QCOMPARE(below.error().kind, Error::Kind::Safety);
    QVERIFY(!onFolder);
    QCOMPARE(onFolder.error().kind, Error::Kind::Safety);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::Kind::BadInput);
}

TIDEMARK_TEST(tst_Journal)
#include "tst_journal.moc"
