#include "projectbench.h"

#include <models/navigatormodel.h>
#include <models/roles.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

using Strictness = QAbstractItemModelTester::FailureReportingMode;

QModelIndex
childNamed(const QAbstractItemModel &model, const QString &text, const QModelIndex &parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data().toString() == text)
            return index;
        if (const QModelIndex below = childNamed(model, text, index); below.isValid())
            return below;
    }
    return {};
}

ShownState stateIn(const QModelIndex &index)
{
    return index.data(StateRole).value<ShownState>();
}

} // namespace

/// Every model with what a real project makes of it.
class tst_Models : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void migrationsArePendingInTheirOrder();
    void historyIsNewestFirst();
    void aRolledBackMigrationIsPendingAgain();
    void aRunningMigrationIsShownUntilTheNextStatus();
    void anUnknownMigrationHasNoRow();
    void headersAndCellsStandForOneAnother_data();
    void headersAndCellsStandForOneAnother();
    void everyCellOfAStateSaysItAloud();
    void findingsTellRuleLineAndMeaning();
    void lossesOfRowsAreMarked();
    void effectsOnTheSchemaReadAsBeforeAndAfter();
    void differencesReadAsExpectedAndFound();
    void failedChecksComeFirst();
    void theNavigatorShowsTheProject();
    void theNavigatorFoldsInternalTables();
    void theNavigatorKeepsItsRowsWhenOnlyMarksChange();

private:
    std::unique_ptr<ProjectBench> m_bench;
};

void tst_Models::init()
{
    m_bench = std::make_unique<ProjectBench>();
    m_bench->project().open(m_bench->path());
    QVERIFY(m_bench->settles());
}

void tst_Models::migrationsArePendingInTheirOrder()
{
    MigrationModel &model = *m_bench->session().migrations();
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    const QModelIndex group = model.index(0, 0);

    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(group.data().toString(), u"Pending (5), in the order they would run"_s);
    QStringList ids;
    for (int row = 0; row < model.rowCount(group); ++row)
        ids.append(model.index(row, 0, group).data().toString());
    QCOMPARE(ids,
             QStringList({ u"auth_init"_s,
                           u"0002_api_keys"_s,
                           u"0004_add_user_tier"_s,
                           u"0004_rooms_table"_s,
                           u"0005_add_permissions_table"_s }));
}

void tst_Models::historyIsNewestFirst()
{
    MigrationModel &model = *m_bench->session().migrations();
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    QVERIFY(m_bench->runs({ .up = { .upTo = u"0004_add_user_tier"_s } }));

    QCOMPARE(model.rowCount(), 2);
    const QModelIndex history = model.index(1, 0);
    QCOMPARE(history.data().toString(), u"History (3), newest first"_s);
    QCOMPARE(model.index(0, 0, history).data().toString(), u"0004_add_user_tier"_s);
    QCOMPARE(model.index(2, 0, history).data().toString(), u"auth_init"_s);
    QCOMPARE(stateIn(model.index(0, MigrationModel::StateColumn, history)), ShownState::Applied);
    QVERIFY(!model.index(0, MigrationModel::AppliedAtColumn, history).data().toString().isEmpty());
}

void tst_Models::aRolledBackMigrationIsPendingAgain()
{
    MigrationModel &model = *m_bench->session().migrations();
    QVERIFY(m_bench->runs({ .up = { .upTo = u"0004_rooms_table"_s } }));
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    QVERIFY(m_bench->runs(
        { .direction = PlanStep::Action::RollBack, .downTo = u"0004_add_user_tier"_s }));

    const QModelIndex index = model.indexOf(u"0004_rooms_table"_s);
    QVERIFY(index.parent().data().toString().startsWith(u"Pending (2)"_s));
    QCOMPARE(stateIn(index.siblingAtColumn(MigrationModel::StateColumn)), ShownState::RolledBack);
}

void tst_Models::aRunningMigrationIsShownUntilTheNextStatus()
{
    MigrationModel &model = *m_bench->session().migrations();
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    model.setRunning(u"0002_api_keys"_s);

    const auto state = [&model](const QString &id) {
        return stateIn(model.indexOf(id).siblingAtColumn(MigrationModel::StateColumn));
    };
    QCOMPARE(state(u"0002_api_keys"_s), ShownState::Running);
    QCOMPARE(state(u"auth_init"_s), ShownState::Pending);
    model.setStatus(m_bench->session().status());
    QCOMPARE(state(u"0002_api_keys"_s), ShownState::Pending);
}

void tst_Models::anUnknownMigrationHasNoRow()
{
    MigrationModel &model = *m_bench->session().migrations();

    QVERIFY(!model.indexOf(u"0099_nowhere"_s).isValid());
    QVERIFY(!model.migration({}));
    QVERIFY(!model.migration(model.index(0, 0)));
}

void tst_Models::headersAndCellsStandForOneAnother_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("migrations") << 0;
    QTest::newRow("findings") << 1;
    QTest::newRow("rows") << 2;
    QTest::newRow("schema changes") << 3;
    QTest::newRow("checks") << 4;
}

void tst_Models::headersAndCellsStandForOneAnother()
{
    QFETCH(int, which);
    DatabaseSession &session = m_bench->session();
    const QList<QAbstractItemModel *> models{ session.migrations(),
                                              session.findings(),
                                              session.rowChanges(),
                                              session.schemaChanges(),
                                              session.checks() };
    QAbstractItemModel &model = *models.at(which);
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    session.rehearse({});
    QVERIFY(m_bench->settles());

    QVERIFY(model.columnCount() > 0);
    for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    QVERIFY(!model.headerData(model.columnCount(), Qt::Horizontal, Qt::DisplayRole).isValid());
    QVERIFY(!model.headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
}

void tst_Models::everyCellOfAStateSaysItAloud()
{
    DatabaseSession &session = m_bench->session();
    session.rehearse({});
    QVERIFY(m_bench->settles());
    session.execute();
    QVERIFY(m_bench->settles());
    session.verify(true);
    QVERIFY(m_bench->settles());

    for (QAbstractItemModel *model : QList<QAbstractItemModel *>{
             session.findings(), session.schemaChanges(), session.checks() }) {
        for (int row = 0; row < model->rowCount(); ++row)
            QVERIFY(!model->index(row, 0).data(Qt::AccessibleTextRole).toString().isEmpty());
    }
    const QString said
        = session.migrations()->indexOf(u"0002_api_keys"_s).data(Qt::AccessibleTextRole).toString();
    QCOMPARE(said, u"0002_api_keys, Applied, has down script"_s);
}

void tst_Models::findingsTellRuleLineAndMeaning()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());
    m_bench->writeBlockedMigration();
    const QAbstractItemModelTester tester(session.findings(), Strictness::QtTest);

    session.rehearse({});
    QVERIFY(m_bench->settles());

    FindingModel &model = *session.findings();
    QVERIFY(model.rowCount() > 0);
    const QModelIndex first = model.index(0, 0);
    QCOMPARE(stateIn(first), ShownState::BlockingFinding);
    QCOMPARE(first.data(MigrationIdRole).toString(), u"0007_user_tier_required"_s);
    QCOMPARE(first.data(LineRole).toInt(), 3);
    QCOMPARE(model.index(0, FindingModel::LineColumn).data().toString(), u"3"_s);
    QVERIFY(!model.index(0, FindingModel::MeaningColumn).data().toString().isEmpty());
    QVERIFY(first.data(Qt::AccessibleTextRole).toString().contains(u"line 3"_s));
}

void tst_Models::lossesOfRowsAreMarked()
{
    RowChangeModel model;
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    model.setRows(
        { { .table = u"session"_s, .before = 3, .after = 0, .liveBefore = 4127, .lost = true },
          { .table = u"user"_s, .before = 3, .after = 3 },
          { .table = u"rooms"_s, .before = std::nullopt, .after = 2 },
          { .table = u"account"_s, .before = 2, .after = 1, .liveBefore = 400, .lost = true } });

    const auto cell = [&model](int row, int column) { return model.index(row, column); };
    QCOMPARE(cell(0, RowChangeModel::BeforeColumn).data().toString(), u"4,127"_s);
    QCOMPARE(cell(0, RowChangeModel::ChangeColumn).data().toString(), u"−4,127 lost"_s);
    QVERIFY(cell(0, RowChangeModel::ChangeColumn).data(LossRole).toBool());
    QVERIFY(!cell(0, RowChangeModel::TableColumn).data(LossRole).toBool());
    QVERIFY(!cell(1, RowChangeModel::ChangeColumn).data(LossRole).toBool());
    QCOMPARE(cell(1, RowChangeModel::ChangeColumn).data().toString(), u"no change"_s);
    QCOMPARE(cell(3, RowChangeModel::AfterColumn).data().toString(), u"unknown"_s);
    QCOMPARE(cell(3, RowChangeModel::ChangeColumn).data().toString(), u"−1 of 2 rehearsed lost"_s);
    QCOMPARE(cell(2, RowChangeModel::BeforeColumn).data().toString(), u"–"_s);
    QCOMPARE(cell(2, RowChangeModel::ChangeColumn).data().toString(), u"+2"_s);
}

void tst_Models::effectsOnTheSchemaReadAsBeforeAndAfter()
{
    DatabaseSession &session = m_bench->session();
    SchemaDifferenceModel &model = *session.schemaChanges();
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    session.rehearse({});
    QVERIFY(m_bench->settles());

    const QModelIndex object = childNamed(model, u"table api_keys"_s);
    QVERIFY(object.isValid());
    const auto cell = [&object](int column) { return object.siblingAtColumn(column); };
    QCOMPARE(cell(SchemaDifferenceModel::KindColumn).data().toString(), u"New"_s);
    QCOMPARE(stateIn(cell(SchemaDifferenceModel::KindColumn)), ShownState::Note);
    QCOMPARE(
        model.headerData(SchemaDifferenceModel::ExpectedColumn, Qt::Horizontal, Qt::DisplayRole)
            .toString(),
        u"After"_s);
    QVERIFY(cell(SchemaDifferenceModel::ExpectedColumn)
                .data()
                .toString()
                .startsWith(u"CREATE TABLE"_s));
    QVERIFY(cell(SchemaDifferenceModel::FoundColumn).data().toString().isEmpty());
}

void tst_Models::differencesReadAsExpectedAndFound()
{
    SchemaDifferenceModel model(SchemaDifferenceModel::Meaning::Comparison);
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);

    model.setRows({ { .kind = SchemaDifference::Kind::Missing,
                      .object = SchemaDifference::Object::Table,
                      .name = u"api_keys"_s,
                      .expected = u"CREATE TABLE api_keys (id)"_s } });

    QCOMPARE(stateIn(model.index(0, SchemaDifferenceModel::KindColumn)), ShownState::Missing);
    QCOMPARE(model.headerData(SchemaDifferenceModel::FoundColumn, Qt::Horizontal, Qt::DisplayRole)
                 .toString(),
             u"Found"_s);
}

void tst_Models::failedChecksComeFirst()
{
    DatabaseSession &session = m_bench->session();
    QVERIFY(m_bench->runs());
    m_bench->sql("DROP TABLE rooms");
    const QAbstractItemModelTester tester(session.checks(), Strictness::QtTest);

    session.verify(true);
    QVERIFY(m_bench->settles());

    CheckModel &model = *session.checks();
    QVERIFY(model.rowCount() > 1);
    QCOMPARE(stateIn(model.index(0, CheckModel::ResultColumn)), ShownState::FailedCheck);
    QCOMPARE(stateIn(model.index(model.rowCount() - 1, CheckModel::ResultColumn)),
             ShownState::Passed);
    bool seesAPassedOne = false;
    for (const Check &check : model.rows()) {
        QVERIFY2(check.passed || !seesAPassedOne, qPrintable(check.subject));
        seesAPassedOne |= check.passed;
    }
}

void tst_Models::theNavigatorShowsTheProject()
{
    NavigatorModel model;
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);
    QCOMPARE(model.rowCount(), 0);

    model.show(m_bench->project());

    const QModelIndex project = model.index(0, 0);
    QCOMPARE(project.data().toString(), u"nanotype"_s);
    QCOMPARE(model.index(0, 0, project).data(KindRole).value<NavigatorKind>(),
             NavigatorKind::StatusBoard);
    const QModelIndex local = model.index(1, 0, project);
    QCOMPARE(local.data(KindRole).value<NavigatorKind>(), NavigatorKind::Environment);
    QCOMPARE(model.rowCount(local), 2);
    QCOMPARE(model.rowCount(project), 4); // board, here, top level, production
    const QModelIndex production = model.index(3, 0, project);
    QCOMPARE(production.data().toString(), u"production"_s);
    QCOMPARE(production.data(EnvironmentRole).value<ShownEnvironment>(),
             ShownEnvironment::Production);
    QCOMPARE(model.index(0, 0, production).data(StateRole).value<ShownState>(),
             ShownState::Offline);
    const QString key = m_bench->session().target().key();
    const QModelIndex page = model.indexOf({ .kind = NavigatorKind::Migrations, .targetKey = key });
    QCOMPARE(page.data(BadgeCountRole).toInt(), 5);
    QCOMPARE(page.data(Qt::AccessibleTextRole).toString(), u"Migrations, Pending, 5"_s);
    QVERIFY(!model.indexOf({ .kind = NavigatorKind::Migrations, .targetKey = u"file:/nowhere"_s })
                 .isValid());
}

void tst_Models::theNavigatorFoldsInternalTables()
{
    NavigatorModel model;
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);
    QVERIFY(m_bench->runs());

    model.show(m_bench->project());

    const QString key = m_bench->session().target().key();
    const QModelIndex folded
        = model.indexOf({ .kind = NavigatorKind::InternalTables, .targetKey = key });
    QVERIFY(folded.isValid());
    QCOMPARE(folded.data(BadgeCountRole).toInt(), model.rowCount(folded));
    const QModelIndex tables = model.indexOf({ .kind = NavigatorKind::Tables, .targetKey = key });
    QVERIFY(childNamed(model, u"api_keys"_s, tables).isValid());
    for (int row = 0; row < model.rowCount(tables); ++row)
        QVERIFY(!model.index(row, 0, tables).data().toString().startsWith(u'_'));
}

void tst_Models::theNavigatorKeepsItsRowsWhenOnlyMarksChange()
{
    NavigatorModel model;
    const QAbstractItemModelTester tester(&model, Strictness::QtTest);
    QVERIFY(m_bench->runs({ .up = { .upTo = u"0004_rooms_table"_s } }));
    model.show(m_bench->project());
    const QString key = m_bench->session().target().key();
    const QPersistentModelIndex page
        = model.indexOf({ .kind = NavigatorKind::Migrations, .targetKey = key });
    m_bench->folder().write(u"project/migrations/0008_rooms_note.sql"_s,
                            "ALTER TABLE rooms ADD COLUMN note TEXT;\n");

    m_bench->session().refresh();
    QVERIFY(m_bench->settles());
    const QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
    model.show(m_bench->project());

    QVERIFY(page.isValid());
    QCOMPARE(page.data(BadgeCountRole).toInt(), 2);
    QVERIFY(std::any_of(told.begin(), told.end(), [&page](const QList<QVariant> &range) {
        const QModelIndex first = range.at(0).toModelIndex();
        const QModelIndex last = range.at(1).toModelIndex();
        return first.parent() == page.parent() && first.row() <= page.row()
               && last.row() >= page.row();
    }));
}

TIDEMARK_TEST(tst_Models)
#include "tst_models.moc"
