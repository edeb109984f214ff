#include "recoverybench.h"

#include <engine/base/files.h>
#include <engine/operations/runjournal.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

using Step = RecoverySession::Step;
using Choice = RecoverySession::Choice;
using Where = RecoveryBench::Place;

/// Whole recoveries without a window, on a real sandbox and on files.
class tst_RecoverySession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void findsWhatBrokeTheDatabase();
    void waitsForWhatHappenedUnlessAMomentIsChosen();
    void restoresTheWholeDatabaseAndProvesIt();
    void undoesTheRestoreAndTheUndo();
    void putsRewoundRowsBack();
    void expectsNoRowsThatCouldNotBePutBack();
    void skipsTheCopyUntilSomebodyTriesAgain();
    void putsRowsBackInChosenTablesOnly();
    void leavesEverythingAsItIs();
    void writesNothingBeforeTheLastStep();
    void keepsANoteOfEveryStep();
    void goesOnAfterACrash_data();
    void goesOnAfterACrash();
    void asksAboutARestoreThatWasCutOff();
    void leavesNotesOfLivingProgramsAlone();
    void nothingIsBegunThatCannotBeNoted();
    void everyModelKeepsItsWord();
};

namespace {

QByteArray reportOf(const RecoverySession &session)
{
    return readFile(session.note().report).valueOr({});
}

} // namespace

void tst_RecoverySession::initTestCase_data()
{
    QTest::addColumn<Where>("place");
    QTest::newRow("remote") << Where::Remote;
    QTest::newRow("file") << Where::File;
}

void tst_RecoverySession::findsWhatBrokeTheDatabase()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();

    QVERIFY(goesOn(*session));
    QVERIFY(goesOn(*session));
    QVERIFY(rests(*session));

    const Suspect first = session->models().suspects.rows().value(0);
    QCOMPARE(first.kind, Suspect::Kind::RowsFewer);
    QCOMPARE(first.subject, u"people"_s);
    QCOMPARE(first.rows, 3);
    QVERIFY(!first.byTidemark);
    QCOMPARE(session->momentAt(), first.before);
    QCOMPARE(session->momentState(), RecoverySession::MomentState::Resolved);
    QCOMPARE(session->models().suspects.index(0, SuspectModel::WhatColumn).data().toString(),
             u"All 3 row(s) of people deleted · not by Tidemark"_s);
    QVERIFY(session->note().photograph.backup);
    QCOMPARE(session->note().photograph.counts.value(u"notes"_s), 3);
}

void tst_RecoverySession::waitsForWhatHappenedUnlessAMomentIsChosen()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(goesOn(*session));
    QVERIFY(goesOn(*session));
    QCOMPARE(session->step(), Step::Moment);
    QVERIFY(session->looking()->isRunning());

    const QString why = session->whyNotOn();
    session->setMoment(session->now());
    const QString whyChosen = session->whyNotOn();

    QVERIFY2(why.startsWith(u"What happened is still being looked for."_s), qPrintable(why));
    QCOMPARE(whyChosen, u"The moment is being looked up."_s);
    QVERIFY(rests(*session));
}

void tst_RecoverySession::restoresTheWholeDatabaseAndProvesIt()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(reachesPreview(*session));
    QCOMPARE(session->typedName(), session->target().name);

    session->recover();
    QVERIFY(rests(*session));

    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(bench.value("SELECT count(*) FROM notes"), u"2"_s);
    QVERIFY(session->proof());
    QCOMPARE(session->proof()->failed(), 0);
    const auto rows = session->models().proof.rows();
    QCOMPARE(rows.value(0).table, u"notes"_s);
    QCOMPARE(rows.value(0).outcome, ProofRow::Outcome::Rewound);
    QCOMPARE(rows.value(1).outcome, ProofRow::Outcome::Back);
    QVERIFY(reportOf(*session).startsWith("# Recovery of shop"));
    QVERIFY(reportOf(*session).contains("**All "));
    QCOMPARE(session->models().rewound.chosenRows(), 1);
    QVERIFY(session->mayUndo());
}

void tst_RecoverySession::undoesTheRestoreAndTheUndo()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(recovers(*session));

    session->undo();
    QVERIFY(rests(*session));
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"0"_s);
    QCOMPARE(bench.value("SELECT count(*) FROM notes"), u"3"_s);

    session->undo();
    QVERIFY(rests(*session));
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"3"_s);
}

void tst_RecoverySession::putsRewoundRowsBack()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(recovers(*session));

    session->putRowsBack();
    QVERIFY(rests(*session));

    QCOMPARE(bench.value("SELECT text FROM notes WHERE id = 3"), u"written since"_s);
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(session->proof()->failed(), 0);
}

void tst_RecoverySession::expectsNoRowsThatCouldNotBePutBack()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(recovers(*session));
    const auto expected = session->note().expected;
    const QString backup = session->note().photograph.backup->path;
    const QString away = u"%1-away"_s.arg(backup);

    QVERIFY(QDir().rename(backup, away));
    session->putRowsBack();
    QVERIFY(rests(*session));
    QVERIFY(QDir().rename(away, backup));
    QVERIFY(session->acting()->error());
    QCOMPARE(session->acting()->error()->databaseState, DatabaseState::Unchanged);
    QCOMPARE(session->note().expected, expected);
    session->verify();
    QVERIFY(rests(*session));
    QCOMPARE(session->proof()->failed(), 0);

    session->putRowsBack();
    QVERIFY(rests(*session));
    QCOMPARE(session->note().expected.value(u"notes"_s), expected.value(u"notes"_s) + 1);
    QCOMPARE(session->proof()->failed(), 0);
}

void tst_RecoverySession::skipsTheCopyUntilSomebodyTriesAgain()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    QList<QDateTime> copies;
    const auto session = bench.begin();
    const Activity &copying = *session->photographing();
    connect(&copying, &Activity::changed, session.get(), [&copies, &copying, &session] {
        const bool isCopy = copying.isRunning() && copying.title() == "Copying every table"_L1;
        if (!isCopy || copies.contains(copying.startedAt()))
            return;
        copies.append(copying.startedAt());
        if (copies.size() == 1)
            session->skipCopy();
    });

    QVERIFY(goesOn(*session));
    QVERIFY(rests(*session));
    QVERIFY(reachesPreview(*session));
    QCOMPARE(copies.size(), 1);
    QVERIFY(!session->note().photograph.backup);
    QVERIFY(!session->photographing()->isRunning());

    session->retryPhotograph();
    QVERIFY(rests(*session));
    QCOMPARE(copies.size(), 2);
    QVERIFY(session->note().photograph.backup);
}

void tst_RecoverySession::putsRowsBackInChosenTablesOnly()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    bench.sql("DELETE FROM notes WHERE id = 1");
    const auto session = bench.begin();
    QVERIFY(reachesPreview(*session));
    auto &tables = session->models().repairable;
    QCOMPARE(tables.rowCount(), 2);

    session->setChoice(Choice::Rows);
    for (int row = 0; row < tables.rowCount(); ++row) {
        if (tables.rows().at(row).table == "notes"_L1)
            QVERIFY(tables.setData(tables.index(row, 0), Qt::Unchecked, Qt::CheckStateRole));
    }
    session->recover();
    QVERIFY(rests(*session));

    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(bench.value("SELECT count(*) FROM notes"), u"2"_s); // neither put back nor rewound
    QCOMPARE(session->rowsPutBack(), 3);
    QCOMPARE(session->proof()->failed(), 0);
    QVERIFY(session->command().contains(u"recover --rows-from"_s));
    QVERIFY(session->command().contains(u"--table people"_s));
}

void tst_RecoverySession::leavesEverythingAsItIs()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(reachesPreview(*session));

    session->setChoice(Choice::Leave);
    QCOMPARE(session->typedName(), QString());
    session->recover();
    QVERIFY(rests(*session));

    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"0"_s);
    QVERIFY(!session->mayUndo());
    QVERIFY(reportOf(*session).contains("Nothing was written to the database."));
    QVERIFY(session->command().isEmpty());
}

void tst_RecoverySession::writesNothingBeforeTheLastStep()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    if (place == Where::Remote)
        bench.sandbox().clearLog();
    const QByteArray before
        = place == Where::File ? readFile(bench.file()).valueOr({}) : QByteArray();

    const auto session = bench.begin();
    QVERIFY(reachesPreview(*session));

    if (place == Where::File) {
        QCOMPARE(readFile(bench.file()).valueOr({}), before);
        return;
    }
    for (const QJsonValue &request : bench.sandbox().requests())
        QVERIFY(!request[u"path"_s].toString().contains(u"restore"_s));
    QCOMPARE(bench.value("SELECT count(*) FROM sqlite_master WHERE name LIKE '\\_tidemark%' "
                         "ESCAPE '\\'"),
             u"0"_s);
}

void tst_RecoverySession::keepsANoteOfEveryStep()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const RecoveryNotes notes(bench.engine());
    const auto session = RecoveryBench::begin(bench.target(), bench.crashedEngine());

    QList<Step> noted;
    for (;;) {
        const auto left = notes.unfinished();
        QCOMPARE(left.size(), 1);
        noted.append(left.first().step);
        if (session->step() == Step::Preview)
            break;
        QVERIFY(goesOn(*session));
    }
    QVERIFY(rests(*session));
    session->recover();
    QVERIFY(notes.unfinished().first().isSent);
    QVERIFY(rests(*session));

    QCOMPARE(noted, (QList{ Step::Freeze, Step::Photograph, Step::Moment, Step::Preview }));
    const RecoveryNote last = notes.unfinished().first();
    QVERIFY(!last.isSent);
    QVERIFY(last.isChanged);
    const QDir folder(bench.engine()->paths.state + u"/recoveries"_s);
    const QFileInfo file(folder.filePath(folder.entryList(QDir::Files).first()));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    session->finish();
    QVERIFY(notes.unfinished().isEmpty());
}

void tst_RecoverySession::goesOnAfterACrash_data()
{
    QTest::addColumn<Step>("step");
    QTest::newRow("frozen") << Step::Freeze;
    QTest::newRow("photographing") << Step::Photograph;
    QTest::newRow("finding the moment") << Step::Moment;
    QTest::newRow("previewing") << Step::Preview;
}

void tst_RecoverySession::goesOnAfterACrash()
{
    QFETCH_GLOBAL(Where, place);
    QFETCH(Step, step);
    RecoveryBench bench(place);
    bench.breakIt();
    {
        const auto crashed = RecoveryBench::begin(bench.target(), bench.crashedEngine());
        while (crashed->step() < step)
            QVERIFY(goesOn(*crashed));
        QVERIFY(rests(*crashed));
    }

    const RecoveryNotes notes(bench.engine());
    const auto left = notes.unfinished();
    QCOMPARE(left.size(), 1);
    const auto session
        = RecoveryBench::begin({ left.first(), notes.selectionOf(left.first()) }, bench.engine());
    QCOMPARE(session->step(), step);
    QVERIFY(session->isResumed());
    QVERIFY(recovers(*session));

    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(session->proof()->failed(), 0);
}

void tst_RecoverySession::asksAboutARestoreThatWasCutOff()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    RecoveryNote note;
    {
        const auto crashed = RecoveryBench::begin(bench.target(), bench.crashedEngine());
        QVERIFY(reachesPreview(*crashed));
        note = crashed->note();
    }
    // The process ended between the two lines of its journal.
    const EnginePointer engine = bench.crashedEngine();
    const QString way
        = place == Where::Remote ? note.photograph.bookmark : note.photograph.backup->path;
    const RunJournal journal(engine, engine->identity(), note.target);
    QVERIFY(journal.note(u"restore-started"_s, { { u"safety_point"_s, way } }));
    note.step = Step::Prove;
    note.isSent = true;
    QVERIFY(RecoveryNotes(engine).keep(note));

    const RecoveryNotes notes(bench.engine());
    const RecoveryNote left = notes.unfinished().first();
    const auto session = RecoveryBench::begin({ left, notes.selectionOf(left) }, bench.engine());
    QVERIFY(session->isOutcomeUnknown());
    QVERIFY(session->mayUndo());
    session->verify();
    QVERIFY(rests(*session));

    QVERIFY(!session->isOutcomeUnknown());
    QVERIFY(session->proof());
    QVERIFY(!notes.cutOffRestore(note.target)); // it is settled
}

void tst_RecoverySession::leavesNotesOfLivingProgramsAlone()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();

    const auto session = bench.begin();

    QVERIFY(RecoveryNotes(bench.engine()).unfinished().isEmpty());
}

void tst_RecoverySession::nothingIsBegunThatCannotBeNoted()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    QVERIFY(reachesPreview(*session));
    const QString folder = bench.engine()->paths.state + u"/recoveries"_s;
    QVERIFY(QDir(folder).removeRecursively());
    QVERIFY(writeFileAtomically(folder, "a file where the folder was"));

    session->recover();

    QVERIFY(session->noteError());
    QCOMPARE(session->step(), Step::Preview);
    for (const RecoveryNote::Deed &deed : session->note().deeds)
        QVERIFY(deed.text != "Name typed, restore sent"_L1);
    QCOMPARE(session->models().deeds.rowCount(), int(session->note().deeds.size()));
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"0"_s);
}

void tst_RecoverySession::everyModelKeepsItsWord()
{
    QFETCH_GLOBAL(Where, place);
    RecoveryBench bench(place);
    bench.breakIt();
    const auto session = bench.begin();
    RecoveryModels &models = session->models();
    QList<QAbstractItemModel *> all{ &models.steps,    &models.photograph, &models.suspects,
                                     &models.timeline, &models.preview,    &models.repairable,
                                     &models.proof,    &models.checks,     &models.rewound,
                                     &models.deeds };
    for (QAbstractItemModel *model : all)
        new QAbstractItemModelTester(
            model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);

    QVERIFY(recovers(*session));

    for (QAbstractItemModel *model : all) {
        for (int column = 0; column < model->columnCount(); ++column)
            QVERIFY(
                !model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        QVERIFY2(model->rowCount() > 0 || model == &models.checks,
                 model->metaObject()->className());
    }
    QVERIFY(models.steps.index(4, 0)
                .data(Qt::AccessibleTextRole)
                .toString()
                .startsWith(u"Step 5 of 5, current: Recover and prove"_s));
}

TIDEMARK_TEST(tst_RecoverySession)
#include "tst_recoverysession.moc"
