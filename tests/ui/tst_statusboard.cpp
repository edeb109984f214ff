#include "windowtest.h"

#include <models/statusboardmodel.h>
#include <support/patience.h>
#include <support/sandboxengine.h>
#include <support/testprogram.h>
#include <ui/delegates/statuscelldelegate.h>
#include <ui/pages/boardview.h>
#include <ui/pages/statusboardpage.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/pagetabs.h>

#include <QAccessible>
#include <QCheckBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The board in a window on the sample project, beside a sandbox that has its databases.
class tst_StatusBoard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void isTheFirstPageOfAProject();
    void saysWhereEachDatabaseStands();
    void movesByTheArrows();
    void opensThePageOfTheWorstFactByEnter();
    void opensThePageOfAFactThatIsClicked();
    void showsOnlyWhatNeedsAttention();
    void filtersByTheMarksOfTheSummary();
    void filtersByName();
    void refreshesAllAndOne();
    void runsARemedyFromTheList();
    void opensThePagesOfTheCellByTheirKeys();
    void keepsTheDatabasesInSightWhenItScrolls();
    void putsThePadlockOnTheDatabaseOfTheCell();
    void addsUpTheSitting();
    void namesEveryControl();

private:
    template<typename T>
    [[nodiscard]] T *child(const QString &name = {}) const
    {
        return m_window->findChild<T *>(name);
    }
    [[nodiscard]] BoardView *board() const { return child<BoardView>(u"statusBoard"_s); }
    [[nodiscard]] PageTabs *tabs() const { return m_window->findChild<PageTabs *>(); }
    [[nodiscard]] QString tab() const { return tabs()->tab(tabs()->currentIndex()).title; }
    [[nodiscard]] QModelIndex cell(int row, int column) const
    {
        return board()->model()->index(row, column);
    }
    bool settles() const;
    /// The middle of a line of a card; the first is the state.
    [[nodiscard]] QPoint lineOf(const QModelIndex &index, int line) const;

    std::unique_ptr<WindowApplication> m_setUp;
    std::unique_ptr<SandboxProcess> m_sandbox;
    std::unique_ptr<ScratchFolder> m_folder;
    std::weak_ptr<const Engine> m_engine; ///< of the window; whatever still works holds it
    std::unique_ptr<MainWindow> m_window;
};

void tst_StatusBoard::initTestCase()
{
    m_setUp = std::make_unique<WindowApplication>();
    m_setUp->appearance().start(Appearance::Choice::Light);
}

void tst_StatusBoard::init()
{
    m_sandbox = std::make_unique<SandboxProcess>(QStringList{ u"--demo"_s });
    m_folder = std::make_unique<ScratchFolder>();
    const auto engine = sandboxEngine(*m_folder, *m_sandbox);
    m_engine = engine;
    m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->open(m_folder->copyFromCheckout(u"migrations/nanotype"_s, u"project"_s));
    QVERIFY(settles());
    QTRY_COMPARE(board()->model()->rowCount(), 2);
    QTRY_VERIFY(cell(0, 2).data(StatusBoardModel::CheckedAtRole).toDateTime().isValid());
    QTRY_VERIFY(cell(1, 2).data(StatusBoardModel::CheckedAtRole).toDateTime().isValid());
}

void tst_StatusBoard::cleanup()
{
    m_window.reset();
    QTRY_VERIFY(m_engine.expired()); // what was going on has ended
    m_sandbox.reset();
}

bool tst_StatusBoard::settles() const
{
    return QTest::qWaitFor(
        [this] {
            const auto databases = m_window->project().databases();
            return std::ranges::all_of(databases, [](const DatabaseSession *database) {
                return database->phase() == DatabaseSession::Phase::Idle
                       && (database->isKnown() || database->error());
            });
        },
        PatienceMs);
}

QPoint tst_StatusBoard::lineOf(const QModelIndex &index, int line) const
{
    board()->scrollTo(index);
    const QRect rect = board()->visualRect(index);
    const StatusCellDelegate delegate;
    int found = 0;
    std::optional<BoardFact::Kind> last;
    for (int y = rect.top(); y < rect.bottom(); ++y) {
        const QPoint at(rect.center().x(), y);
        const auto fact = delegate.factAt(board(), rect, at, index);
        if (fact && fact->kind != last) {
            last = fact->kind;
            if (++found == line)
                return at + QPoint(0, 4);
        }
    }
    return rect.topLeft() + QPoint(20, 16);
}

void tst_StatusBoard::isTheFirstPageOfAProject()
{
    QCOMPARE(tab(), u"Status board"_s);
    QCOMPARE(tabs()->count(), 1);
    QCOMPARE(child<QTreeView>(u"navigator"_s)->currentIndex().data().toString(), u"Status board"_s);
}

void tst_StatusBoard::saysWhereEachDatabaseStands()
{
    auto *head = m_window->findChild<StatusBoardPage *>()->findChild<PageHead *>();

    QTRY_VERIFY2(
        head->accessibleDescription().startsWith(u"2 databases, 6 targets · checked at "_s),
        qPrintable(head->accessibleDescription()));
    QCOMPARE(board()->model()->columnCount(), 3);
    QVERIFY(
        cell(1, 2).data(Qt::AccessibleTextRole).toString().contains(u"Migrations 1 pending."_s));
}

void tst_StatusBoard::movesByTheArrows()
{
    board()->setFocus();
    board()->setCurrentIndex(cell(0, 0));

    QTest::keyClick(board(), Qt::Key_Right);
    QTest::keyClick(board(), Qt::Key_Down);
    QCOMPARE(board()->currentIndex(), cell(1, 1));
    QTest::keyClick(board(), Qt::Key_Home);
    QCOMPARE(board()->currentIndex(), cell(1, 0));
    QTest::keyClick(board(), Qt::Key_End);
    QCOMPARE(board()->currentIndex(), cell(1, 2));
    QTest::keyClick(board(), Qt::Key_Tab);

    QVERIFY(!board()->hasFocus());
}

void tst_StatusBoard::opensThePageOfTheWorstFactByEnter()
{
    board()->setFocus();
    board()->setCurrentIndex(cell(1, 0));

    QTest::keyClick(board(), Qt::Key_Return);

    QTRY_COMPARE(tab(), u"Migrations · READ_REPLICA"_s);
    QCOMPARE(tabs()->tab(tabs()->currentIndex()).environment, ShownEnvironment::Local);
}

void tst_StatusBoard::opensThePageOfAFactThatIsClicked()
{
    QTest::mouseClick(board()->viewport(), Qt::LeftButton, {}, lineOf(cell(1, 2), 2));

    QTRY_COMPARE(tab(), u"Verification · READ_REPLICA"_s);
    QCOMPARE(tabs()->tab(tabs()->currentIndex()).environment, ShownEnvironment::Production);
}

void tst_StatusBoard::showsOnlyWhatNeedsAttention()
{
    auto *box = child<QCheckBox>(u"boardOnlyAttentionBox"_s);
    const int all = board()->model()->rowCount();

    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(box->isChecked());
    QVERIFY(child<QAction>(u"boardOnlyAttention"_s)->isChecked());
    QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));

    QVERIFY(!box->isChecked());
    QCOMPARE(board()->model()->rowCount(), all);
}

void tst_StatusBoard::filtersByTheMarksOfTheSummary()
{
    const QString name = u"summary%1"_s.arg(int(ShownState::Empty));
    QTRY_VERIFY(child<QAbstractButton>(name)
                && child<QAbstractButton>(name)->text() == u"2 empty"_s);
    auto *empty = child<QAbstractButton>(name);
    QVERIFY(board()->isVisible());

    QTest::mouseClick(empty, Qt::LeftButton);
    QVERIFY(empty->isChecked());
    QCOMPARE(board()->model()->rowCount(), 2);
    empty->setFocus();
    QTest::keyClick(empty, Qt::Key_Space);

    QVERIFY(!empty->isChecked());
}

void tst_StatusBoard::filtersByName()
{
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
    auto *field = child<QLineEdit>(u"boardFilterField"_s);
    QVERIFY(field->hasFocus());

    QTest::keyClicks(field, u"auth"_s);
    QCOMPARE(board()->model()->rowCount(), 1);
    QTest::keyClicks(field, u"nowhere"_s);

    QCOMPARE(board()->model()->rowCount(), 0);
    QVERIFY(child<ElidedLabel>(u"boardNothing"_s)->isVisible());
    QVERIFY(!board()->isVisible());
}

void tst_StatusBoard::refreshesAllAndOne()
{
    m_sandbox->clearLog();
    board()->setCurrentIndex(cell(0, 1));

    QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ControlModifier);
    QVERIFY(settles());
    const auto one = m_sandbox->requests().size();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(settles());

    QVERIFY(one >= 1 && one <= 2);
    QVERIFY(m_sandbox->requests().size() - one >= 4);
}

void tst_StatusBoard::runsARemedyFromTheList()
{
    auto *list = child<QTableView>(u"attention"_s);
    QTRY_VERIFY(list->model()->rowCount() > 0);
    const QModelIndex remedy = list->model()->index(0, 2);
    const auto page = remedy.data(PageRole).value<PageAddress>();
    list->scrollTo(remedy);

    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(remedy).center());

    QTRY_VERIFY(tab() != u"Status board"_s);
    QVERIFY(m_window->project().database(page.targetKey) != nullptr);
    QVERIFY(tab().endsWith(m_window->project().database(page.targetKey)->target().stream));
}

void tst_StatusBoard::opensThePagesOfTheCellByTheirKeys()
{
    board()->setFocus();
    board()->setCurrentIndex(cell(0, 2));

    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier | Qt::AltModifier);
    QTRY_COMPARE(tab(), u"Verification · AUTH_DB"_s);
    QCOMPARE(tabs()->tab(tabs()->currentIndex()).environment, ShownEnvironment::Production);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);

    QTRY_COMPARE(tab(), u"Status board"_s);
}

void tst_StatusBoard::keepsTheDatabasesInSightWhenItScrolls()
{
    m_window->resize(1024, 640);
    QTRY_VERIFY(board()->horizontalScrollBar()->maximum() > 0);

    board()->setCurrentIndex(cell(0, 2));
    board()->scrollTo(cell(0, 2));

    QVERIFY(board()->horizontalScrollBar()->value() > 0);
    QVERIFY(board()->verticalHeader()->isVisible());
    QCOMPARE(board()->verticalHeader()->x(), 0);
    QVERIFY(board()->visualRect(cell(0, 2)).right() <= board()->viewport()->width());
}

void tst_StatusBoard::putsThePadlockOnTheDatabaseOfTheCell()
{
    auto *padlock = child<QToolButton>(u"padlock"_s);
    board()->setCurrentIndex(cell(0, 2));
    QTRY_COMPARE(padlock->text(), u"Ask + type name"_s);
    board()->setCurrentIndex(cell(0, 1));
    QTRY_COMPARE(padlock->text(), u"Ask on write"_s);

    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    auto *menu = child<QMenu>(u"safeModes"_s);
    QTRY_VERIFY(menu->isVisible());
    QVERIFY(m_window->findChild<QAction *>(u"safeMode1"_s)->isChecked());
    m_window->findChild<QAction *>(u"safeMode3"_s)->trigger();
    menu->close();

    QTRY_COMPARE(padlock->text(), u"Read-only"_s);
    board()->setCurrentIndex(cell(0, 2));
    QTRY_COMPARE(padlock->text(), u"Ask + type name"_s);
}

void tst_StatusBoard::addsUpTheSitting()
{
    const D1Cost cost = m_window->project().cost();

    QVERIFY(cost.requests > 0);
    QTRY_COMPARE(child<ElidedLabel>(u"sitting"_s)->text(),
                 u"This sitting: %1 rows read · %2 written"_s.arg(
                     QLocale().toString(cost.rowsRead), QLocale().toString(cost.rowsWritten)));
}

void tst_StatusBoard::namesEveryControl()
{
    const auto controls = m_window->findChild<StatusBoardPage *>()->findChildren<QWidget *>();
    for (const QWidget *control : controls) {
        if (!control->isVisible() || control->focusPolicy() == Qt::NoFocus)
            continue;
        const bool isPart = control->objectName().startsWith(u"qt_"_s);
        auto *interface = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(control));
        QVERIFY2(isPart || (interface && !interface->text(QAccessible::Name).isEmpty()),
                 qPrintable(control->objectName() + u' '
                            + QString::fromLatin1(control->metaObject()->className())));
    }
}

TIDEMARK_TEST(tst_StatusBoard)
#include "tst_statusboard.moc"
