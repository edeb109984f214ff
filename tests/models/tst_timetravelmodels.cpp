#include "projectbench.h"
#include "travelbench.h"

#include <support/patience.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;

using Kind = TimeTravelSession::Subject::Kind;
using Asked = TimeTravelSession::Resolution;

namespace {

CountedRows exactly(qint64 rows)
{
    return { rows, Exactness::Exact };
}

const RestoreEffect *effectOn(const RestorePreviewModel &model, const QString &table)
{
    for (const RestoreEffect &effect : model.rows()) {
        if (effect.table == table)
            return &effect;
    }
    return nullptr;
}

/// Half an hour ago only the first of two migrations was applied.
bool appliesAnotherAnHourLater(TravelBench &bench)
{
    if (!bench.applies())
        return false;
    bench.pass(1h);
    bench.writeMigration(u"0002_rooms"_s, "CREATE TABLE rooms (id INTEGER PRIMARY KEY);\n");
    return bench.applies() && bench.looks();
}

} // namespace

/// What backups and Time Travel know and do, on a real sandbox and on a real file.
class tst_TimeTravelModels : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatTwoCountsTell_data();
    void tellsWhatTwoCountsTell();
    void putsTheWorstFirst();
    void sumsWhatWouldBeLost();
    void countsWhatTwoSnapshotsProve();
    void listsBackups();
    void knowsWhatHappened();
    void seesAChangeFromOutside();
    void asksForABookmarkOnceTheMomentStandsStill();
    void refusesAMomentThatIsOutOfReach();
    void restoresAndUndoes();
    void dropsThePreviewOfAnotherMoment();
    void restoresWhatWasPreviewedThoughTheMomentMoves();
    void tellsWhichMigrationsGo();
    void tellsExactFromEstimated();
    void knowsWhenRestoresAreUsedUp();
    void doesNotOfferAgainWhatMayBeDone();
    void comparesABackupWithTheDatabase();
    void putsLostRowsBack();
    void keepsBackupsWhenNobodyAnswers();
    void writesNothingBehindThePadlock();
    void putsABackupOverALocalFileAndUndoes();
};

void tst_TimeTravelModels::tellsWhatTwoCountsTell_data()
{
    using Rows = std::optional<qint64>;
    QTest::addColumn<Rows>("now");
    QTest::addColumn<Rows>("then");
    QTest::addColumn<bool>("isExact");
    QTest::addColumn<QString>("shown");
    QTest::newRow("fewer then") << Rows(10) << Rows(7) << true << u"10 7 ≥ 3 unknown"_s;
    QTest::newRow("more then") << Rows(7) << Rows(10) << true << u"7 10 unknown ≥ 3"_s;
    QTest::newRow("as many then") << Rows(7) << Rows(7) << true << u"7 7 unknown unknown"_s;
    QTest::newRow("none then") << Rows(7) << Rows(0) << true << u"7 0 7 0"_s;
    QTest::newRow("none now") << Rows(0) << Rows(7) << true << u"0 7 0 7"_s;
    QTest::newRow("table was not there") << Rows(7) << Rows() << true << u"7 missing 7 0"_s;
    QTest::newRow("table is not there") << Rows() << Rows(7) << true << u"missing 7 0 7"_s;
    QTest::newRow("counted before") << Rows(10) << Rows(7) << false << u"10 ≈ 7 ≈ 3 unknown"_s;
    QTest::newRow("gone since") << Rows() << Rows(7) << false << u"missing ≈ 7 0 ≈ 7"_s;
    QTest::newRow("nobody knows") << Rows(7) << Rows() << false << u"7 unknown unknown unknown"_s;
}

void tst_TimeTravelModels::tellsWhatTwoCountsTell()
{
    QFETCH(std::optional<qint64>, now);
    QFETCH(std::optional<qint64>, then);
    QFETCH(bool, isExact);
    QFETCH(QString, shown);
    RestorePreviewModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.setRows(restoreEffects({ { .table = u"t"_s, .now = now, .then = then } },
                                 { .source = u"backup"_s, .isExact = isExact }));

    QStringList cells;
    for (int column = RestorePreviewModel::NowColumn; column <= RestorePreviewModel::BackColumn;
         ++column)
        cells.append(
            model.index(0, column).data().toString().remove(u" rows"_s).remove(u" row(s)"_s));
    QCOMPARE(cells.join(u' '), shown);
    const bool isKnown = then || isExact;
    QCOMPARE(model.index(0, RestorePreviewModel::SourceColumn).data().toString(),
             isKnown ? u"backup"_s : u"no snapshot holds it"_s);
}

void tst_TimeTravelModels::putsTheWorstFirst()
{
    RestorePreviewModel model;
    model.setRows(restoreEffects({ { .table = u"calm"_s, .now = 0, .then = 0 },
                                   { .table = u"unknown"_s, .now = 5, .then = 5 },
                                   { .table = u"back"_s, .now = {}, .then = 3 },
                                   { .table = u"lost"_s, .now = 9, .then = 0 } },
                                 { .source = u"backup"_s, .isExact = true }));

    QStringList tables;
    for (const RestoreEffect &effect : model.rows())
        tables.append(effect.table);
    QCOMPARE(tables, (QStringList{ u"lost"_s, u"back"_s, u"unknown"_s, u"calm"_s }));
    QVERIFY(model.index(0, RestorePreviewModel::LostColumn).data(LossRole).toBool());
    QVERIFY(!model.index(1, RestorePreviewModel::LostColumn).data(LossRole).toBool());
    QVERIFY(model.summary().startsWith(u"9 lost are lost, 3 back come back"_s));
    QVERIFY(model.summary().endsWith(u"unknown loses an unknown number of rows"_s));
}

void tst_TimeTravelModels::sumsWhatWouldBeLost()
{
    const auto lostOf = [](const QList<RestorePreviewRow> &rows, bool isExact) {
        RestorePreviewModel model;
        model.setRows(restoreEffects(rows, { .source = u"backup"_s, .isExact = isExact }));
        return shownCount(model.lost());
    };
    const RestorePreviewRow all{ .table = u"all"_s, .now = 9, .then = 0 };
    const RestorePreviewRow some{ .table = u"some"_s, .now = 9, .then = 5 };
    const RestorePreviewRow same{ .table = u"same"_s, .now = 5, .then = 5 };

    QCOMPARE(lostOf({ all }, true), u"9"_s);
    QCOMPARE(lostOf({ all, some }, true), u"≥ 13"_s);
    QCOMPARE(lostOf({ all, same }, true), u"≥ 9"_s); // as many rows are not the same rows
    QCOMPARE(lostOf({ same }, true), u"unknown"_s);
    QCOMPARE(lostOf({ some }, false), u"≈ 4"_s);
    QCOMPARE(lostOf({ { .table = u"new"_s, .now = {}, .then = 3 } }, true), u"0"_s);
}

void tst_TimeTravelModels::countsWhatTwoSnapshotsProve()
{
    BackupManifest before;
    before.tables = { { u"grown"_s, 3, u"a"_s },
                      { u"edited"_s, 5, u"b"_s },
                      { u"same"_s, 7, u"c"_s },
                      { u"dropped"_s, 2, u"d"_s } };
    BackupManifest after;
    after.tables = { { u"grown"_s, 9, u"x"_s },
                     { u"edited"_s, 5, u"y"_s },
                     { u"same"_s, 7, u"c"_s },
                     { u"made"_s, 4, u"z"_s } };

    QCOMPARE(rowsBetween(before, after), 6 + 1 + 0 + 2 + 4);
    QCOMPARE(rowsBetween(after, after), 0);
}

void tst_TimeTravelModels::listsBackups()
{
    BackupModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    Backup good{ .path = u"/b/1"_s, .manifest = {} };
    good.manifest.takenAt = QDateTime(QDate(2026, 11, 20), QTime(21, 5), Qt::UTC);
    good.manifest.verified = true;
    good.manifest.tables = { { u"t"_s, 7165, {} } };
    good.manifest.bytes = 2'400'000;
    good.manifest.reason = u"asked for"_s;
    Backup doubtful = good;
    doubtful.manifest.verified = false;

    model.setRows({ good, doubtful });

    QCOMPARE(model.verified(), 1);
    QCOMPARE(model.index(0, BackupModel::TakenAtColumn).data().toString(), u"2026-11-20 21:05"_s);
    QCOMPARE(model.index(1, BackupModel::StateColumn).data(StateRole).value<ShownState>(),
             ShownState::NotVerified);
    QCOMPARE(model.index(0, BackupModel::RowsColumn).data().toString(), u"7,165"_s);
    QCOMPARE(model.index(0, 0).data(BackupModel::PathRole).toString(), u"/b/1"_s);
    QVERIFY(model.index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u"Not verified"_s));
}

void tst_TimeTravelModels::knowsWhatHappened()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.pass(1h);
    QVERIFY(bench.backsUp());
    bench.pass(1h);
    bench.sql("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')");
    bench.travel().refresh(); // the backup waits for it
    QVERIFY(bench.backsUp());

    QVERIFY(bench.looks());

    const TimelineModel &timeline = *bench.travel().timeline();
    QStringList events;
    for (const TimelineEvent &event : timeline.rows())
        events.append(event.label);
    QCOMPARE(events,
             (QStringList{ u"0001_people applied"_s, u"verified backup"_s, u"verified backup"_s }));
    QCOMPARE(timeline.writes().size(), 1);
    QCOMPARE(timeline.writes().first().rows, 2);
    QCOMPARE(bench.travel().backups()->rowCount(), 2);
    QCOMPARE(bench.travel().restoresLeft(), 10);
}

void tst_TimeTravelModels::seesAChangeFromOutside()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    QVERIFY(bench.backsUp());
    const QDateTime lastGood = bench.travel().backups()->rows().first().manifest.takenAt;
    bench.pass(1h);
    bench.sql("ALTER TABLE people ADD COLUMN legacy_plan TEXT");

    QVERIFY(bench.looks());

    const TimelineEvent &last = bench.travel().timeline()->rows().last();
    QCOMPARE(last.lane, TimelineLane::OutsideChanges);
    QVERIFY2(last.label.contains(u"legacy_plan"_s), qPrintable(last.label));
    QCOMPARE(momentBefore(last), lastGood);
}

void tst_TimeTravelModels::asksForABookmarkOnceTheMomentStandsStill()
{
    TravelBench bench;
    bench.sql("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    bench.pass(2h);
    QVERIFY(bench.looks());
    bench.sandbox().clearLog();

    for (int minute = 60; minute > 30; --minute)
        bench.travel().setMoment(bench.now().addSecs(-60 * minute));
    QCOMPARE(bench.travel().resolution(), Asked::Waiting);
    QVERIFY(bench.settles());

    QCOMPARE(bench.travel().resolution(), Asked::Resolved);
    QVERIFY(!bench.travel().bookmark().isEmpty());
    int asked = 0;
    for (const QJsonValue &request : bench.sandbox().requests())
        asked += request[u"path"_s].toString().contains(u"bookmark"_s) ? 1 : 0;
    QVERIFY2(asked <= 2, qPrintable(QString::number(asked))); // of now, and of the moment
}

void tst_TimeTravelModels::refusesAMomentThatIsOutOfReach()
{
    TravelBench bench;
    QVERIFY(bench.looks());

    bench.travel().setMoment(bench.now().addDays(-40));
    QVERIFY(bench.settles());

    QCOMPARE(bench.travel().resolution(), Asked::Failed);
    QVERIFY(bench.travel().resolutionError());
    QVERIFY(bench.travel().bookmark().isEmpty());
}

void tst_TimeTravelModels::restoresAndUndoes()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.sql("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')");
    bench.pass(10min);
    const QDateTime good = bench.now();
    bench.pass(10min);
    bench.sql("DELETE FROM people");
    QVERIFY(bench.looks());
    const QSignalSpy done(&bench.travel(), &TimeTravelSession::done);

    bench.travel().setMoment(good);
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    QCOMPARE(bench.travel().subject()->kind, Kind::Moment);
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"0"_s);
    QVERIFY(bench.travel().mayRestore());
    bench.travel().restore();
    QVERIFY(bench.settles());

    QCOMPARE(done.size(), 1);
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"2"_s);
    QVERIFY(!bench.travel().outcome()->wayBack.isEmpty());
    QVERIFY(!bench.travel().mayRestore());
    QCOMPARE(bench.travel().restoresLeft(), 9);
    QVERIFY(bench.travel().timeline()->rows().last().label.startsWith(u"restored to "_s));

    bench.travel().previewUndo();
    QVERIFY(bench.settles());
    QCOMPARE(bench.travel().subject()->kind, Kind::Undo);
    QCOMPARE(bench.travel().subject()->bookmark, bench.travel().history()->undo->bookmark);
    bench.travel().restore();
    QVERIFY(bench.settles());

    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"0"_s);
    QCOMPARE(bench.travel().timeline()->rows().last().label, u"restore undone"_s);
}

void tst_TimeTravelModels::dropsThePreviewOfAnotherMoment()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.pass(1h);
    QVERIFY(bench.looks());
    bench.travel().setMoment(bench.now().addSecs(-600));
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    QVERIFY(bench.travel().subject());

    bench.travel().setMoment(bench.now().addSecs(-660));

    QVERIFY(!bench.travel().subject());
    QCOMPARE(bench.travel().preview()->rowCount(), 0);
    QVERIFY(!bench.travel().mayRestore());
}

void tst_TimeTravelModels::restoresWhatWasPreviewedThoughTheMomentMoves()
{
    TravelBench bench;
    QVERIFY(appliesAnotherAnHourLater(bench));
    const QDateTime there = bench.now().addSecs(-1800);
    bench.travel().setMoment(there);
    bench.travel().previewMoment();
    QVERIFY(bench.settles());

    bench.travel().restore();
    QVERIFY(bench.travel().activity()->isRunning());
    bench.travel().setMoment(there.addSecs(-60));
    QVERIFY(bench.settles());

    QVERIFY(bench.travel().outcome());
    QCOMPARE(bench.travel().outcome()->subject.at, there);
    QCOMPARE(bench.travel().outcome()->subject.migrationsUndone, QStringList{ u"0002_rooms"_s });
    QVERIFY(!bench.travel().subject());
    QCOMPARE(bench.travel().moment(), there.addSecs(-60));
}

void tst_TimeTravelModels::tellsWhichMigrationsGo()
{
    TravelBench bench;
    QVERIFY(appliesAnotherAnHourLater(bench));

    bench.travel().setMoment(bench.now().addSecs(-1800));
    bench.travel().previewMoment();
    QVERIFY(bench.settles());

    QCOMPARE(bench.travel().subject()->migrationsUndone, QStringList{ u"0002_rooms"_s });
}

void tst_TimeTravelModels::tellsExactFromEstimated()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.sql("INSERT INTO people VALUES (1, 'Ann')");
    QVERIFY(bench.backsUp());
    bench.pass(10min);
    const QDateTime calm = bench.now();
    bench.pass(10min);
    bench.sql("INSERT INTO people VALUES (2, 'Bob')");
    bench.pass(10min);
    const QDateTime later = bench.now();
    bench.pass(10min);
    bench.sql("DELETE FROM people");
    QVERIFY(bench.looks());

    bench.travel().setMoment(calm);
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    const RestoreEffect *people = effectOn(*bench.travel().preview(), u"people"_s);
    QVERIFY(people);
    QCOMPARE(people->then, std::optional(exactly(1)));
    QCOMPARE(people->back, exactly(1));

    bench.travel().setMoment(later);
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    people = effectOn(*bench.travel().preview(), u"people"_s);
    QCOMPARE(people->then, std::optional(CountedRows{ 1, Exactness::Estimate }));
    QVERIFY(people->source.startsWith(u"backup "_s));
}

void tst_TimeTravelModels::knowsWhenRestoresAreUsedUp()
{
    TravelBench bench;
    bench.sql("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    bench.pass(1h);
    QVERIFY(bench.looks());
    const QDateTime there = bench.now().addSecs(-600);
    for (int i = 0; i < MostRestores; ++i) {
        bench.travel().setMoment(there.addSecs(-60 * i));
        bench.travel().previewMoment();
        QVERIFY(bench.settles());
        QVERIFY(bench.travel().mayRestore());
        bench.travel().restore();
        QVERIFY(bench.settles());
        bench.pass(1s);
    }

    bench.travel().setMoment(there.addSecs(-1200));
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    QCOMPARE(bench.travel().restoresLeft(), 0);
    QVERIFY(!bench.travel().mayRestore());
    QVERIFY(bench.travel().nextRestoreAt() > bench.now());

    bench.pass(10min);
    QVERIFY(bench.travel().mayRestore());
    QVERIFY(!bench.travel().nextRestoreAt().isValid());
}

void tst_TimeTravelModels::doesNotOfferAgainWhatMayBeDone()
{
    TravelBench bench;
    bench.sql("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    bench.pass(1h);
    QVERIFY(bench.looks());
    bench.travel().setMoment(bench.now().addSecs(-600));
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    bench.sandbox().addFault(
        { { u"path"_s, u"time_travel/restore"_s }, { u"drop"_s, u"after"_s } });

    bench.travel().restore();
    QVERIFY(bench.settles());

    QVERIFY(bench.travel().activity()->error());
    QCOMPARE(bench.travel().activity()->error()->databaseState, DatabaseState::Unknown);
    QVERIFY(!bench.travel().subject());
    QVERIFY(!bench.travel().outcome());
    QVERIFY(!bench.travel().mayRestore());
}

void tst_TimeTravelModels::comparesABackupWithTheDatabase()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.sql("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid')");
    QVERIFY(bench.backsUp());
    bench.sql("DELETE FROM people WHERE id < 3");
    bench.sql("ALTER TABLE notes ADD COLUMN extra TEXT");

    bench.travel().compare(bench.travel().backups()->rows().first());
    QVERIFY(bench.settles());

    QCOMPARE(bench.travel().subject()->kind, Kind::Comparison);
    QCOMPARE(bench.travel().subject()->differences.size(), 1);
    QCOMPARE(bench.travel().subject()->differences.first().name, u"notes.extra"_s);
    const RestoreEffect *people = effectOn(*bench.travel().preview(), u"people"_s);
    QCOMPARE(people->now, std::optional<qint64>(1));
    QCOMPARE(people->back, exactly(2));
    QVERIFY(!bench.travel().mayRestore());
}

void tst_TimeTravelModels::putsLostRowsBack()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.sql("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')");
    QVERIFY(bench.backsUp());
    bench.sql("DELETE FROM people WHERE id = 1");
    bench.sql("INSERT INTO people VALUES (3, 'Cid')");

    bench.travel().previewRows(bench.travel().backups()->rows().first());
    QVERIFY(bench.settles());
    QCOMPARE(bench.travel().subject()->rows, 1);
    QCOMPARE(bench.value("SELECT count(*) FROM people"), u"2"_s);
    bench.travel().restore();
    QVERIFY(bench.settles());

    QCOMPARE(bench.value("SELECT group_concat(name) FROM people"), u"Ann,Bob,Cid"_s);
    QCOMPARE(bench.travel().outcome()->subject.rows, 1);
    QCOMPARE(bench.travel().timeline()->rows().last().label.left(1), u"1"_s);
}

void tst_TimeTravelModels::keepsBackupsWhenNobodyAnswers()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    QVERIFY(bench.backsUp());
    bench.sandbox().kill();

    bench.travel().refresh();
    QVERIFY(bench.settles());

    QVERIFY(bench.travel().history()->error);
    QCOMPARE(bench.travel().backups()->rowCount(), 1);
    QCOMPARE(bench.travel().timeline()->rows().first().label, u"0001_people applied"_s);
    bench.travel().setMoment(bench.now().addSecs(-600));
    QVERIFY(bench.settles());
    QCOMPARE(bench.travel().resolution(), Asked::Failed);
}

void tst_TimeTravelModels::writesNothingBehindThePadlock()
{
    TravelBench bench;
    QVERIFY(bench.applies());
    bench.pass(1h);
    QVERIFY(bench.looks());
    bench.travel().setMoment(bench.now().addSecs(-600));
    bench.travel().previewMoment();
    QVERIFY(bench.settles());
    QVERIFY(bench.travel().mayRestore());

    bench.lock();

    QVERIFY(!bench.travel().mayRestore());
    bench.travel().restore();
    QVERIFY(!bench.travel().activity()->isRunning());
}

void tst_TimeTravelModels::putsABackupOverALocalFileAndUndoes()
{
    ProjectBench bench;
    bench.project().open(bench.path());
    QVERIFY(bench.settles());
    QVERIFY(bench.runs());
    TimeTravelSession travel(&bench.session());
    const auto settles = [&] {
        return QTest::qWaitFor([&] { return !travel.activity()->isRunning(); }, PatienceMs)
               && bench.settles();
    };
    bench.sql("INSERT INTO user (id, name, email, createdAt, updatedAt) VALUES ('u1', 'Ann', "
              "'a@example.org', 1, 1)");
    travel.takeBackup();
    QVERIFY(settles());
    QCOMPARE(travel.backups()->rowCount(), 1);
    bench.sql("DELETE FROM user");
    QVERIFY(!travel.canTravel());
    travel.setMoment(travel.now().addSecs(-60));
    QCOMPARE(travel.resolution(), Asked::None);

    travel.previewBackup(travel.backups()->rows().first());
    QVERIFY(settles());
    QCOMPARE(effectOn(*travel.preview(), u"user"_s)->back, exactly(1));
    QCOMPARE(bench.value("SELECT count(*) FROM user"), u"0"_s);
    travel.restore();
    QVERIFY(settles());
    QVERIFY(travel.outcome());
    QCOMPARE(bench.value("SELECT name FROM user"), u"Ann"_s);

    travel.previewUndo();
    QVERIFY(settles());
    QCOMPARE(travel.subject()->kind, Kind::Undo);
    travel.restore();
    QVERIFY(settles());
    QCOMPARE(bench.value("SELECT count(*) FROM user"), u"0"_s);
}

TIDEMARK_TEST(tst_TimeTravelModels)
#include "tst_timetravelmodels.moc"
