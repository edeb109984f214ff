#include <models/adoptionmodel.h>
#include <models/linedifference.h>
#include <models/remedies.h>
#include <models/verificationmodel.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

using Meaning = SchemaComparisonModel::Meaning;
using Outcome = ComparedPart::Outcome;

/// What a comparison looks like as rows: order, words and marks; and how two texts are laid over each other.
class tst_VerificationModel : public QObject
{
    Q_OBJECT

private slots:
    void showsTheWorstFirst();
    void saysWhoExpectsWhat();
    void countsInItsSummary();
    void hidesWhatIsWell();
    void speaksOfChangesBetweenTwoMoments();
    void knowsWhatItDoesNotCount();
    void namesWhatIsDifferentInAPart_data();
    void namesWhatIsDifferentInAPart();
    void readsARowAloud();
    void offersRemediesByState_data();
    void offersRemediesByState();
    void knowsRemediesByName();
    void laysLinesOverEachOther();
    void proposesWhatIsProved();
};

namespace {

ComparedTable table(const QString &name, Outcome outcome)
{
    ComparedTable made{ .name = name, .outcome = outcome };
    if (outcome == Outcome::Changed)
        made.columns = { { .name = u"email"_s,
                           .expected = u"TEXT NOT NULL"_s,
                           .present = u"TEXT"_s,
                           .outcome = Outcome::Changed,
                           .changes = { ComparedPart::Change::NotNullGone } } };
    return made;
}

ComparisonReport sample()
{
    ComparisonReport report{ .comparison = { { table(u"account"_s, Outcome::Same),
                                               table(u"api_keys"_s, Outcome::Missing),
                                               table(u"tasks"_s, Outcome::Unexpected),
                                               table(u"user"_s, Outcome::Changed) } } };
    report.later = { u"permissions"_s };
    report.internal = { u"_tidemark_ledger"_s };
    report.facts.insert(u"api_keys"_s, { .madeBy = u"0002_api_keys"_s });
    report.facts.insert(u"tasks"_s, { .ofStream = u"READ_REPLICA"_s });
    report.facts.insert(u"user"_s, { .expectedRows = 1280, .presentRows = 1284 });
    report.facts.insert(u"permissions"_s, { .comesWith = u"0005_permissions"_s });
    report.checks = { { .name = u"foreign keys"_s, .subject = u"user"_s, .passed = true },
                      { .name = u"rows"_s, .subject = u"user"_s, .detail = u"none"_s } };
    return report;
}

QString text(const VerificationModel &model, const QString &subject, int column)
{
    for (const auto group :
         { VerificationModel::Group::Tables, VerificationModel::Group::Checks }) {
        if (const auto index = model.indexOf(group, subject); index.isValid())
            return index.siblingAtColumn(column).data().toString();
    }
    return {};
}

} // namespace

void tst_VerificationModel::showsTheWorstFirst()
{
    VerificationModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.show(sample(), Meaning::Verification);

    QStringList subjects;
    const QModelIndex tables = model.index(0, 0);
    for (int row = 0; row < model.rowCount(tables); ++row)
        subjects.append(model.index(row, 0, tables).data().toString());
    QCOMPARE(subjects,
             (QStringList{ u"api_keys"_s, u"user"_s, u"tasks"_s, u"permissions"_s, u"account"_s }));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.worst().data().toString(), u"api_keys"_s);
    QCOMPARE(model.index(1, 0).data().toString(), u"Checks"_s);
    QCOMPARE(model.index(0, 0, model.index(1, 0)).data().toString(), u"rows user"_s);
    QCOMPARE(model.index(2, 0).data().toString(), u"Internal (1), not compared"_s);
}

void tst_VerificationModel::saysWhoExpectsWhat()
{
    VerificationModel model;

    model.show(sample(), Meaning::Verification);

    const int reason = VerificationModel::ReasonColumn;
    QCOMPARE(text(model, u"api_keys"_s, reason), u"expected by 0002_api_keys"_s);
    QCOMPARE(text(model, u"tasks"_s, reason), u"of READ_REPLICA"_s);
    QCOMPARE(text(model, u"permissions"_s, reason), u"with 0005_permissions"_s);
    QVERIFY(text(model, u"user"_s, reason).contains(u"1 column"_s));
    QVERIFY(text(model, u"account"_s, reason).isEmpty());
}

void tst_VerificationModel::countsInItsSummary()
{
    VerificationModel model;

    model.show(sample(), Meaning::Verification);

    QCOMPARE(model.summary().missing, 1);
    QCOMPARE(model.summary().changed, 1);
    QCOMPARE(model.summary().unexpected, 1);
    QCOMPARE(model.summary().present, 1);
    QCOMPARE(model.summary().later, 1);
    QCOMPARE(model.summary().failedChecks, 1);
    QVERIFY(!model.summary().isWell());
}

void tst_VerificationModel::hidesWhatIsWell()
{
    VerificationModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(sample(), Meaning::Verification);

    model.setOnlyDifferences(true);

    QVERIFY(!model.indexOf(VerificationModel::Group::Tables, u"account"_s).isValid());
    QVERIFY(model.indexOf(VerificationModel::Group::Tables, u"user"_s).isValid());
    QCOMPARE(model.rowCount(), 2);
}

void tst_VerificationModel::speaksOfChangesBetweenTwoMoments()
{
    VerificationModel model;

    model.show(sample(), Meaning::BeforeAndAfter);

    const int state = VerificationModel::StateColumn;
    QCOMPARE(text(model, u"api_keys"_s, state), u"Removed"_s);
    QCOMPARE(text(model, u"tasks"_s, state), u"Added"_s);
    QCOMPARE(text(model, u"account"_s, state), u"Same"_s);
    const QString rows = text(model, u"user"_s, VerificationModel::RowsColumn);
    QVERIFY2(rows.contains(u" → "_s), qPrintable(rows));
}

void tst_VerificationModel::knowsWhatItDoesNotCount()
{
    VerificationModel model;

    model.show(sample(), Meaning::Verification);

    const auto user = model.indexOf(VerificationModel::Group::Tables, u"user"_s);
    const auto missing = model.indexOf(VerificationModel::Group::Tables, u"api_keys"_s);
    QCOMPARE(user.data(VerificationModel::RowCountRole).toLongLong(), 1284);
    QVERIFY(!missing.data(VerificationModel::RowCountRole).isValid());
    QCOMPARE(text(model, u"api_keys"_s, VerificationModel::RowsColumn), u"–"_s);
    QVERIFY(text(model, u"rows user"_s, VerificationModel::RowsColumn).isEmpty());
}

void tst_VerificationModel::namesWhatIsDifferentInAPart_data()
{
    QTest::addColumn<ComparedPart>("part");
    QTest::addColumn<QString>("word");
    using Change = ComparedPart::Change;
    const auto changed = [](Change change) {
        return ComparedPart{ .name = u"a"_s,
                             .expected = {},
                             .present = {},
                             .outcome = Outcome::Changed,
                             .changes = { change } };
    };
    QTest::newRow("type") << changed(Change::Type) << u"Type differs"_s;
    QTest::newRow("not null gone") << changed(Change::NotNullGone) << u"NOT NULL is gone"_s;
    QTest::newRow("unique new") << changed(Change::UniqueAdded) << u"UNIQUE is new"_s;
    QTest::newRow("missing") << ComparedPart{
        .name = u"a"_s, .expected = {}, .present = {}, .outcome = Outcome::Missing, .changes = {}
    } << u"Missing"_s;
}

void tst_VerificationModel::namesWhatIsDifferentInAPart()
{
    QFETCH(ComparedPart, part);
    QFETCH(QString, word);
    SchemaComparisonModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.show({ part }, u"Column"_s, Meaning::Verification);

    const QModelIndex result = model.index(0, SchemaComparisonModel::ResultColumn);
    QCOMPARE(result.data().toString(), word);
    QVERIFY(result.data(StateRole).isValid());
    QVERIFY(result.siblingAtColumn(0).data(SchemaComparisonModel::RowStateRole).isValid());
}

void tst_VerificationModel::readsARowAloud()
{
    SchemaComparisonModel model;
    model.show(table(u"user"_s, Outcome::Changed).columns, u"Column"_s, Meaning::Verification);

    const QString aloud = model.index(0, 0).data(Qt::AccessibleTextRole).toString();

    QCOMPARE(aloud, u"email, expected TEXT NOT NULL, present TEXT, NOT NULL is gone"_s);
}

void tst_VerificationModel::offersRemediesByState_data()
{
    QTest::addColumn<MigrationState>("state");
    QTest::addColumn<int>("best");
    QTest::newRow("edited") << MigrationState::Edited << int(Remedy::ShowDifference);
    QTest::newRow("missing") << MigrationState::Missing << int(Remedy::PutBack);
    QTest::newRow("no effect") << MigrationState::RecordedNotEffective
                               << int(Remedy::OpenVerification);
    QTest::newRow("failed") << MigrationState::Failed << int(Remedy::MarkApplied);
    QTest::newRow("duplicate") << MigrationState::Duplicate << int(Remedy::KeepBoth);
}

void tst_VerificationModel::offersRemediesByState()
{
    QFETCH(MigrationState, state);
    QFETCH(int, best);
    const MigrationStatus status{ .id = u"0002_x"_s,
                                  .version = {},
                                  .name = {},
                                  .state = state,
                                  .remark = u"Why."_s,
                                  .appliedSql = "CREATE TABLE x (a);" };

    const QList<Remedy> remedies = remediesFor(status);

    QVERIFY(!remedies.isEmpty());
    QCOMPARE(int(remedies.first()), best);
    QVERIFY(!troubleText(status).isEmpty());
}

void tst_VerificationModel::knowsRemediesByName()
{
    for (int number = 0; number <= int(Remedy::FindMoment); ++number) {
        const auto remedy = static_cast<Remedy>(number);
        QVERIFY(!remedyText(remedy).isEmpty());
        QCOMPARE(remedyNamed(remedyName(remedy)), std::optional(remedy));
    }
    QVERIFY(!remedyNamed(u"remedyUnheardOf"_s));
}

void tst_VerificationModel::laysLinesOverEachOther()
{
    const auto lines = lineDifference(u"a\nb\nc\nd"_s, u"a\nc\nx\nd"_s);

    using Side = DifferingLine::Side;
    QCOMPARE(lines,
             (QList<DifferingLine>{ { Side::Both, u"a"_s },
                                    { Side::Before, u"b"_s },
                                    { Side::Both, u"c"_s },
                                    { Side::After, u"x"_s },
                                    { Side::Both, u"d"_s } }));
    QCOMPARE(lineDifference(u"a"_s, u"a"_s).size(), 1);
}

void tst_VerificationModel::proposesWhatIsProved()
{
    AdoptionModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    AdoptionItem proved;
    proved.migration.id = u"0001_users"_s;
    proved.propose = true;
    AdoptionItem doubtful;
    doubtful.migration.id = u"0002_orders"_s;

    model.setRows({ proved, doubtful });

    QCOMPARE(model.proposed(), 1);
    QCOMPARE(model.index(0, AdoptionModel::ProposalColumn).data().toString(), u"Recorded"_s);
    QCOMPARE(model.index(1, AdoptionModel::ProposalColumn).data().toString(), u"Left as it is"_s);
}

TIDEMARK_TEST(tst_VerificationModel)
#include "tst_verificationmodel.moc"
