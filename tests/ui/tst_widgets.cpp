#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/style/tidemarkstyle.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/chip.h>
#include <ui/widgets/commandbox.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/environmentband.h>
#include <ui/widgets/momenttext.h>
#include <ui/widgets/namefield.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/pagetabs.h>
#include <ui/widgets/statelabel.h>
#include <ui/widgets/targetbar.h>

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QHelpEvent>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

ShownTarget production()
{
    return { .environment = ShownEnvironment::Production,
             .place = u"remote"_s,
             .name = u"nanotype-auth"_s,
             .shortId = u"8f3c21aa"_s,
             .account = u"NanoType Ltd (account 4d1e7b20)"_s };
}

} // namespace

class tst_Widgets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void bannerChoosesTheRemedyByMouseAndKeyboard();
    void bannerForgetsOldRemedies();
    void bannerPutsButtonsUnderTheTextWhenNarrow();
    void bannerSaysItsStateAloud();
    void headingOfTheFirstColumnIsReadWhole();
    void nameFieldMatchesExactly_data();
    void nameFieldMatchesExactly();
    void nameFieldNeverMatchesAnEmptyName();
    void nameFieldKeepsReturnFromTheDialog();
    void aMomentIsReadAsItIsTyped_data();
    void aMomentIsReadAsItIsTyped();
    void pageTabsBuildAPageWhenFirstShown();
    void pageTabsCloseAndRemove();
    void pageTabsSayTheEnvironment();
    void commandBoxCopies();
    void stateLabelTurnsOnlyWhileRunningAndSeen();
    void targetBarShortensTheAccountFirst();
    void targetBarSaysTheWholeTarget();
    void environmentBandShrinksToARule();
    void elidedLabelExplainsItselfOnlyWhenElided();
    void pageHeadFoldsItsButtonsWhenNarrow();
    void pageHeadShowsProgressOnlyForLongLoading();
    void pageFootCountsSteps();

private:
    TidemarkStyle *m_style = nullptr; // the application's
};

void tst_Widgets::initTestCase()
{
    m_style = new TidemarkStyle;
    QApplication::setStyle(m_style);
    QApplication::setPalette(Theme::light().palette());
}

void tst_Widgets::bannerChoosesTheRemedyByMouseAndKeyboard()
{
    Banner banner;
    banner.setMessage(ShownState::Blocked, u"Blocked"_s, u"Rows would be deleted."_s);
    banner.addRemedy(u"Use safe rewrite…"_s, u"migrationUseSafeRewrite"_s);
    auto *second = banner.addRemedy(u"Show difference"_s, u"differenceShow"_s);
    QSignalSpy chosen(&banner, &Banner::remedyChosen);
    banner.show();

    QTest::mouseClick(banner.findChild<QPushButton *>(u"migrationUseSafeRewrite"_s),
                      Qt::LeftButton);
    second->setFocus();
    QTest::keyClick(second, Qt::Key_Space);

    QCOMPARE(chosen.size(), 2);
    QCOMPARE(chosen[0][0].toString(), u"migrationUseSafeRewrite"_s);
    QCOMPARE(chosen[1][0].toString(), u"differenceShow"_s);
}

void tst_Widgets::bannerForgetsOldRemedies()
{
    Banner banner;
    banner.addRemedy(u"Back up again"_s, u"backupTake"_s);
    // A remedy may clear the banner it stands in.
    connect(&banner, &Banner::remedyChosen, &banner, &Banner::clearRemedies);
    banner.show();

    banner.findChild<QPushButton *>()->click();

    // At once: who looks for a remedy by its name must not get one that is about to be deleted.
    QVERIFY(!banner.findChild<QPushButton *>());
}

void tst_Widgets::bannerPutsButtonsUnderTheTextWhenNarrow()
{
    Banner banner;
    banner.setMessage(
        ShownState::Blocked, u"Blocked"_s, u"Rows would be deleted by the cascade of a table."_s);
    auto *button = banner.addRemedy(u"Use safe rewrite…"_s, u"migrationUseSafeRewrite"_s);
    banner.resize(1000, banner.sizeHint().height());
    banner.show();
    const int wide = button->mapTo(&banner, QPoint()).x();
    QVERIFY(wide > 700);

    banner.resize(320, banner.heightForWidth(320));
    banner.resize(320, banner.heightForWidth(320));

    QVERIFY(button->mapTo(&banner, QPoint()).x() < 100);
    QVERIFY(banner.rect().contains(QRect(button->mapTo(&banner, QPoint()), button->size())));
}

void tst_Widgets::bannerSaysItsStateAloud()
{
    Banner banner;

    banner.setMessage(
        ShownState::NotVerified, u"Backup written, not verified."_s, u"Rows differ."_s);

    QCOMPARE(banner.accessibleName(), u"Not verified: Backup written, not verified."_s);
    QCOMPARE(banner.accessibleDescription(), u"Rows differ."_s);
}

void tst_Widgets::headingOfTheFirstColumnIsReadWhole()
{
    QStandardItemModel model(1, 2);
    model.setHorizontalHeaderLabels({ u"Database"_s, u"Database"_s });
    QTableView table;
    table.setModel(&model);
    table.resizeColumnsToContents();

    // Its words begin further right, at the margin of the page.
    QCOMPARE(table.columnWidth(0), table.columnWidth(1) + Space::Small);
}

void tst_Widgets::nameFieldMatchesExactly_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("matches");
    QTest::newRow("the name") << u"nanotype-auth"_s << true;
    QTest::newRow("other case") << u"Nanotype-Auth"_s << false;
    QTest::newRow("a space behind") << u"nanotype-auth "_s << false;
    QTest::newRow("a space before") << u" nanotype-auth"_s << false;
    QTest::newRow("only its start") << u"nanotype"_s << false;
    QTest::newRow("nothing") << QString() << false;
}

void tst_Widgets::nameFieldMatchesExactly()
{
    QFETCH(QString, typed);
    QFETCH(bool, matches);
    NameField field;
    field.setExpected(u"nanotype-auth"_s);
    QSignalSpy changed(&field, &NameField::matchChanged);

    QTest::keyClicks(field.findChild<QLineEdit *>(), typed);

    QCOMPARE(field.matches(), matches);
    const bool passedTheName = matches || typed == u"nanotype-auth "_s;
    QCOMPARE(changed.isEmpty(), !passedTheName);
    QCOMPARE(field.findChild<StateLabel *>()->text(),
             matches ? u"Name matches"_s : u"Not yet the name"_s);
}

void tst_Widgets::nameFieldNeverMatchesAnEmptyName()
{
    NameField field;

    field.setExpected({});

    QVERIFY(!field.matches());
}

void tst_Widgets::nameFieldKeepsReturnFromTheDialog()
{
    QDialog dialog;
    auto *column = new QVBoxLayout(&dialog);
    auto *field = new NameField(&dialog);
    auto *cancel = new QPushButton(u"Cancel"_s, &dialog);
    cancel->setDefault(true);
    column->addWidget(field);
    column->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, &dialog, &QDialog::reject);
    field->setExpected(u"nanotype-auth"_s);
    QSignalSpy finished(&dialog, &QDialog::finished);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    field->setFocus();
    auto *line = field->findChild<QLineEdit *>();
    QVERIFY(line->hasFocus());

    QTest::keyClick(line, Qt::Key_Return);
    QTest::keyClick(line, Qt::Key_Enter);
    QCOMPARE(finished.size(), 0);

    QTest::keyClick(line, Qt::Key_Escape);
    QCOMPARE(finished.size(), 1);
}

void tst_Widgets::aMomentIsReadAsItIsTyped_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("moment");
    QTest::addColumn<bool>("isUnfinished");
    const auto row = [](const char *text, const QString &moment, bool isUnfinished = false) {
        QTest::newRow(text) << QString::fromUtf8(text) << moment << isUnfinished;
    };
    row("2026-11-14 16:20", u"2026-11-14T16:20:00.000Z"_s);
    row(" 2026-11-14 16:20:05 utc ", u"2026-11-14T16:20:05.000Z"_s);
    row("2026-11-14 16:20:05.250", u"2026-11-14T16:20:05.250Z"_s);
    row("2026-11-14T16:20:05+02:00", u"2026-11-14T14:20:05.000Z"_s);
    row("2026-11-14", u"2026-11-14T00:00:00.000Z"_s, true);
    row("2026-11-14T16:20:05", {}); // whose time?
    row("2026-11-14 16:2", {});
    row("yesterday", {});
    row("", {});
}

void tst_Widgets::aMomentIsReadAsItIsTyped()
{
    QFETCH(const QString, text);
    QFETCH(const QString, moment);
    QFETCH(const bool, isUnfinished);

    QCOMPARE(readMoment(text).toString(Qt::ISODateWithMs), moment);
    QCOMPARE(readMoment(text, DateAlone::Unfinished).isValid(), !moment.isEmpty() && !isUnfinished);
}

void tst_Widgets::pageTabsBuildAPageWhenFirstShown()
{
    PageTabs tabs;
    int built = 0;
    const auto build = [&built](QWidget *parent) {
        ++built;
        return new QWidget(parent);
    };
    QSignalSpy changed(&tabs, &PageTabs::currentChanged);

    tabs.addPage({ .title = u"Status board"_s }, build);
    tabs.addPage({ .title = u"Migrations"_s }, build);
    QCOMPARE(built, 1);
    QVERIFY(tabs.page(0));
    QVERIFY(!tabs.page(1));

    tabs.setCurrentIndex(1);
    tabs.setCurrentIndex(0);
    tabs.setCurrentIndex(1);

    QCOMPARE(built, 2);
    QCOMPARE(changed.last()[0].toInt(), 1);
    QVERIFY(tabs.page(1)->isVisibleTo(&tabs));
}

void tst_Widgets::pageTabsCloseAndRemove()
{
    PageTabs tabs;
    tabs.tabBar()->setTabsClosable(true);
    const auto build = [](QWidget *parent) { return new QWidget(parent); };
    for (const auto &title : { u"one"_s, u"two"_s, u"three"_s })
        tabs.addPage({ .title = title }, build);
    tabs.setCurrentIndex(1);
    QSignalSpy changed(&tabs, &PageTabs::currentChanged);

    tabs.removePage(1);
    QCOMPARE(tabs.count(), 2);
    QCOMPARE(tabs.tab(tabs.currentIndex()).title, u"three"_s);
    QVERIFY(tabs.page(tabs.currentIndex()));

    tabs.removePage(0);
    tabs.removePage(0);
    QCOMPARE(tabs.count(), 0);
    QCOMPARE(changed.last()[0].toInt(), -1);
}

void tst_Widgets::pageTabsSayTheEnvironment()
{
    PageTabs tabs;
    tabs.addPage(
        { .title = u"Migrations · AUTH_DB"_s, .environment = ShownEnvironment::Production },
        [](QWidget *parent) { return new QWidget(parent); });

    QCOMPARE(tabs.tabBar()->accessibleTabName(0), u"Migrations · AUTH_DB, PRODUCTION"_s);
    QVERIFY(!tabs.tabBar()->tabIcon(0).isNull());

    tabs.setTab(0, { .title = u"Status board"_s });
    QCOMPARE(tabs.tabBar()->tabText(0), u"Status board"_s);
    QVERIFY(tabs.tabBar()->tabIcon(0).isNull());
}

void tst_Widgets::commandBoxCopies()
{
    CommandBox box;
    QSignalSpy copied(&box, &CommandBox::copied);
    auto *copy = box.findChild<QPushButton *>(u"commandCopy"_s);
    box.setCommand({});
    QVERIFY(!copy->isEnabled());

    box.setCommand(u"tidemark-cli status --target production"_s);
    QTest::mouseClick(copy, Qt::LeftButton);

    QCOMPARE(QApplication::clipboard()->text(), u"tidemark-cli status --target production"_s);
    QCOMPARE(copied.size(), 1);
    QVERIFY(box.findChild<QLineEdit *>()->isReadOnly());
}

void tst_Widgets::stateLabelTurnsOnlyWhileRunningAndSeen()
{
    StateLabel label;
    label.setState(ShownState::Rehearsing);
    QVERIFY(!label.isTurning());

    label.show();
    QVERIFY(label.isTurning());
    label.setState(ShownState::Done);
    QVERIFY(!label.isTurning());

    label.setState(ShownState::Running, u"Step 1 of 2"_s);
    QVERIFY(label.isTurning());
    QCOMPARE(label.accessibleName(), u"Running: Step 1 of 2"_s);
    label.hide();
    QVERIFY(!label.isTurning());

    m_style->themes().setAnimates(false);
    label.show();
    QVERIFY(!label.isTurning());
    m_style->themes().setAnimates(true);
    QVERIFY(label.isTurning());
}

void tst_Widgets::targetBarShortensTheAccountFirst()
{
    TargetBar bar;
    bar.setTarget(production());
    bar.setLock(u"Writes ask for the typed name"_s);
    bar.resize(bar.sizeHint().width() - 120, bar.sizeHint().height());
    bar.show();

    const auto labels = bar.findChildren<ElidedLabel *>();
    const auto elided = [&labels](const QString &text) {
        for (const auto *label : labels) {
            if (label->text() == text)
                return label->isElided();
        }
        return false;
    };

    QVERIFY(!elided(u"nanotype-auth"_s));
    QVERIFY(!elided(u"8f3c21aa"_s));
    QVERIFY(elided(u"NanoType Ltd (account 4d1e7b20)"_s));
}

void tst_Widgets::targetBarSaysTheWholeTarget()
{
    TargetBar bar;

    bar.setTarget(production());

    QCOMPARE(bar.accessibleName(),
             u"PRODUCTION remote · nanotype-auth 8f3c21aa · NanoType Ltd (account 4d1e7b20)"_s);
    QCOMPARE(targetSentence({ .environment = ShownEnvironment::Other,
                              .environmentName = u"demo"_s,
                              .name = u"x"_s }),
             u"DEMO · x"_s);
    QCOMPARE(bar.findChild<Chip *>()->text(), u"PRODUCTION"_s);
}

void tst_Widgets::environmentBandShrinksToARule()
{
    EnvironmentBand band;

    band.setEnvironment(ShownEnvironment::Production);
    QCOMPARE(band.sizeHint().height(), 4);
    QCOMPARE(band.accessibleName(), u"Environment PRODUCTION"_s);

    band.setEnvironment(std::nullopt);
    QCOMPARE(band.sizeHint().height(), 1);
    QVERIFY(band.accessibleName().isEmpty());
}

void tst_Widgets::elidedLabelExplainsItselfOnlyWhenElided()
{
    ElidedLabel label(TypeRole::Body);
    label.setText(u"3 applied, 3 pending · files in migrations/ · ledger _migrations"_s);
    label.show();
    const auto ask = [&label] {
        QHelpEvent help(QEvent::ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(&label, &help);
        return help.isAccepted();
    };

    label.resize(label.sizeHint());
    QVERIFY(!ask());

    label.resize(80, label.height());
    QVERIFY(ask());
    QCOMPARE(QToolTip::text(), label.text());
    QCOMPARE(label.accessibleName(), label.text());
    QToolTip::hideText();
}

void tst_Widgets::pageHeadFoldsItsButtonsWhenNarrow()
{
    PageHead head;
    head.setTitle(u"Migrations of AUTH_DB"_s);
    head.setFacts(u"3 applied"_s);
    auto *button = new QPushButton(u"Rehearse again"_s);
    head.addControl(button);
    head.resize(1000, head.sizeHint().height());
    head.show();
    QVERIFY(button->mapTo(&head, QPoint()).x() > 700);

    head.resize(300, head.sizeHint().height());
    head.resize(300, head.sizeHint().height());

    QTRY_VERIFY(button->mapTo(&head, QPoint()).x() < 40);
    QVERIFY(head.rect().contains(QRect(button->mapTo(&head, QPoint()), button->size())));
}

void tst_Widgets::pageHeadShowsProgressOnlyForLongLoading()
{
    PageHead head;
    head.show();
    auto *progress = head.findChild<QProgressBar *>();

    head.setLoading(true);
    QVERIFY(!progress->isVisible());
    QTRY_VERIFY(progress->isVisible());
    QVERIFY(!progress->accessibleName().isEmpty());

    head.setLoading(false);
    QVERIFY(!progress->isVisible());
}

void tst_Widgets::pageFootCountsSteps()
{
    PageFoot foot;
    foot.show();
    auto *progress = foot.findChild<QProgressBar *>();

    foot.setProgress(2, 3, u"0005_add_permissions_table"_s);
    QCOMPARE(foot.verdict(), u"Step 2 of 3: 0005_add_permissions_table"_s);
    QVERIFY(progress->isVisible());
    QCOMPARE(progress->value(), 1);

    foot.endProgress();
    foot.setVerdict(ShownState::Done, u"2 migrations were applied."_s);
    QVERIFY(!progress->isVisible());
    QCOMPARE(foot.accessibleName(), u"Done: 2 migrations were applied."_s);
}

TIDEMARK_TEST(tst_Widgets)
#include "tst_widgets.moc"
