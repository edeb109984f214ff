#include "windowtest.h"

#include <models/navigatormodel.h>
#include <models/resultsummarymodel.h>
#include <support/patience.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/editor/sqledit.h>
#include <ui/pages/sqlpage.h>
#include <ui/pages/timetravelpage.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/pagetabs.h>
#include <ui/widgets/targetbar.h>
#include <ui/window/workspace.h>

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The whole window on a real project: its frame, its navigator, its actions.
class tst_MainWindow : public WindowTest
{
    Q_OBJECT

private slots:
    void opensAProjectAtItsFirstDatabase();
    void tellsWhyAFolderCannotBeOpened();
    void opensAnotherProjectOverTheFirst();
    void switchesTheThemeUnderADialog();
    void navigatorFoldsInternals();
    void navigatorKeepsFoldsWhenTheTreeIsBuiltAnew();
    void navigatorFindsByName();
    void navigatorOpensPages();
    void closesWhenTheRunHasStopped();
    void forgetsToCloseWhenAnotherProjectIsOpened();
    void staysWhileAScriptWrites();
    void keepsThePageThatRestores();
    void opensAViewUnderOneTab();
    void countsOneRowInTheSingular();
    void everyShortcutIsOfOneAction();
    void everyActionIsInAMenu();
    void everyControlIsNamed_data();
    void everyControlIsNamed();
    void fitsASmallScreen();
};

void tst_MainWindow::opensAProjectAtItsFirstDatabase()
{
    auto *tabs = m_window->findChild<PageTabs *>();

    QCOMPARE(m_window->windowTitle(), u"nanotype – Tidemark"_s);
    QCOMPARE(tabs->count(), 1);
    QCOMPARE(tabs->tab(0).title, u"Migrations · AUTH_DB"_s);
    QCOMPARE(foot()->verdict(), u"Rehearse first."_s);
    const ShownTarget target = m_window->findChild<TargetBar *>()->target();
    QCOMPARE(target.name, u"nanotype-auth"_s);
    QVERIFY2(target.account.startsWith(u".wrangler/"_s), qPrintable(target.account));
}

void tst_MainWindow::tellsWhyAFolderCannotBeOpened()
{
    const ScratchFolder empty;
    MainWindow window(scratchEngine(empty), m_setUp->appearance());
    window.show();

    window.open(empty.path());

    auto *banner = window.findChild<Banner *>(u"openTrouble"_s);
    QVERIFY(banner->isVisible());
    QVERIFY(!banner->text().isEmpty());
    QVERIFY(!window.findChild<QAction *>(u"migrationApplyAll"_s)->isEnabled());
    QVERIFY(window.findChild<QAction *>(u"projectOpen"_s)->isEnabled());
}

void tst_MainWindow::opensAnotherProjectOverTheFirst()
{
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier | Qt::AltModifier);
    auto *tabs = m_window->findChild<PageTabs *>();
    QCOMPARE(tabs->count(), 2);

    m_window->open(m_folder->copyFromCheckout(u"migrations/d1-native"_s, u"other"_s));
    QVERIFY(settles());

    QCOMPARE(tabs->count(), 1);
    QVERIFY(!m_window->windowTitle().startsWith(u"nanotype"_s));
}

void tst_MainWindow::switchesTheThemeUnderADialog()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());

    action(u"appearanceDark"_s)->trigger();

    QTRY_COMPARE(review()->palette().color(QPalette::Base), Theme::dark().base);
    QTRY_COMPARE(m_window->palette().color(QPalette::Window), Theme::dark().window);
    const QImage picture = review()->grab().toImage();
    QCOMPARE(picture.pixelColor(picture.width() - 3, picture.height() - 3), Theme::dark().base);
    action(u"appearanceLight"_s)->trigger();
    QTRY_COMPARE(review()->palette().color(QPalette::Base), Theme::light().base);
    review()->reject();
}

void tst_MainWindow::navigatorFoldsInternals()
{
    applyAll();
    auto *tree = child<QTreeView>(u"navigator"_s);

    const auto kindOf
        = [](const QModelIndex &index) { return index.data(KindRole).value<NavigatorKind>(); };
    const QModelIndex local = tree->model()->index(1, 0, tree->model()->index(0, 0));
    QVERIFY(tree->isExpanded(local));
    for (int database = 0; database < tree->model()->rowCount(local); ++database) {
        const QModelIndex index = tree->model()->index(database, 0, local);
        QVERIFY(tree->isExpanded(index));
        for (int row = 0; row < tree->model()->rowCount(index); ++row)
            QVERIFY(!tree->isExpanded(tree->model()->index(row, 0, index)));
    }
    const QModelIndex auth = tree->model()->index(0, 0, local);
    const QModelIndex last = tree->model()->index(tree->model()->rowCount(auth) - 1, 0, auth);
    QCOMPARE(kindOf(last), NavigatorKind::InternalTables);
    QVERIFY(last.data(BadgeCountRole).toInt() > 0);
}

void tst_MainWindow::navigatorKeepsFoldsWhenTheTreeIsBuiltAnew()
{
    auto *tree = child<QTreeView>(u"navigator"_s);
    const auto database = [tree](int row) {
        const QModelIndex local = tree->model()->index(1, 0, tree->model()->index(0, 0));
        return tree->model()->index(row, 0, local);
    };
    tree->setCurrentIndex(database(1));
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Left);
    QVERIFY(!tree->isExpanded(database(1)));
    QSignalSpy reset(tree->model(), &QAbstractItemModel::modelReset);

    applyAll();

    QVERIFY(!reset.isEmpty());
    QVERIFY(!tree->isExpanded(database(1)));
    QVERIFY(tree->isExpanded(database(0)));
    QCOMPARE(tree->currentIndex().data().toString(), u"Migrations"_s);
}

void tst_MainWindow::navigatorFindsByName()
{
    applyAll();
    auto *tree = child<QTreeView>(u"navigator"_s);
    auto *filter = child<QLineEdit>(u"navigatorFilter"_s);

    QTest::keyClicks(filter, u"api_keys"_s);

    QStringList seen;
    for (QModelIndex index = tree->model()->index(0, 0); index.isValid();
         index = tree->indexBelow(index))
        seen.append(index.data().toString());
    QVERIFY2(seen.contains(u"api_keys"_s), qPrintable(seen.join(u' ')));
    QVERIFY(!seen.contains(u"rooms"_s));
    filter->clear();
    QVERIFY(tree->model()->rowCount(tree->model()->index(0, 0)) > 0);
}

void tst_MainWindow::navigatorOpensPages()
{
    auto *tree = child<QTreeView>(u"navigator"_s);
    auto *tabs = m_window->findChild<PageTabs *>();
    QTest::keyClick(m_window.get(), Qt::Key_F6);
    QTRY_VERIFY(tree->hasFocus());

    QTest::keyClick(tree, Qt::Key_Down);
    QCOMPARE(tree->currentIndex().data().toString(), u"Verification"_s);
    QTest::keyClick(tree, Qt::Key_Return);

    QCOMPARE(tabs->count(), 2);
    QCOMPARE(tabs->tab(1).title, u"Verification · AUTH_DB"_s);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs->count(), 1);
}

void tst_MainWindow::closesWhenTheRunHasStopped()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());
    bool wasKept = false;
    connect(&session(), &DatabaseSession::changed, m_window.get(), [this, &wasKept] {
        if (wasKept || session().phase() != DatabaseSession::Phase::Running)
            return;
        wasKept = true;
        wasKept = !m_window->close();
    });

    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);

    QTRY_VERIFY(wasKept);
    QTRY_VERIFY(!m_window->isVisible());
    QVERIFY(settles());
}

void tst_MainWindow::forgetsToCloseWhenAnotherProjectIsOpened()
{
    const QString other = m_folder->copyFromCheckout(u"migrations/d1-native"_s, u"other"_s);
    rehearse();
    session().execute();
    QVERIFY(!m_window->close());
    QVERIFY(child<ElidedLabel>(u"note"_s)->text().contains(u"then the window closes"_s));
    const QPointer<DatabaseSession> before = &session();

    m_window->open(other);
    QTRY_VERIFY(before.isNull());
    QVERIFY(settles());

    QVERIFY(!child<ElidedLabel>(u"note"_s)->text().contains(u"then the window closes"_s));
    QVERIFY(m_window->isVisible());
    QVERIFY(m_window->close());
}

void tst_MainWindow::staysWhileAScriptWrites()
{
    applyAll();
    m_window->openPage({ .kind = NavigatorKind::Sql, .targetKey = session().target().key() });
    const QPointer<SqlPage> page = m_window->findChild<SqlPage *>();
    page->editor()->setPlainText(u"CREATE TABLE notes (id INTEGER PRIMARY KEY);"_s);
    bool wasTried = false;
    bool wasKept = false;
    const QObject watching;
    connect(page->sql()->activity(), &Activity::changed, &watching, [&, this] {
        if (wasTried || !page->isWriting())
            return;
        wasTried = true;
        auto *workspace = m_window->findChild<Workspace *>();
        workspace->closeCurrent();
        wasKept = workspace->page() == page.data() && !m_window->close();
    });

    page->perform(u"sqlRunAll"_s);

    QTRY_VERIFY(wasTried);
    QVERIFY(wasKept);
    QTRY_VERIFY(!m_window->isVisible());
}

void tst_MainWindow::keepsThePageThatRestores()
{
    applyAll();
    m_window->openPage(
        { .kind = NavigatorKind::TimeTravel, .targetKey = session().target().key() });
    const QPointer<TimeTravelPage> page = m_window->findChild<TimeTravelPage *>();
    TimeTravelSession *travel = page->travel();
    travel->takeBackup();
    QTRY_VERIFY(travel->backups()->rowCount() > 0);
    QTRY_VERIFY(!travel->activity()->isRunning());
    travel->previewBackup(travel->backups()->rows().first());
    QTRY_VERIFY(travel->subject());
    bool wasTried = false;
    auto *workspace = m_window->findChild<Workspace *>();
    const QObject watching;
    connect(travel->activity(), &Activity::changed, &watching, [&wasTried, workspace] {
        if (!std::exchange(wasTried, true))
            workspace->closeCurrent();
    });

    travel->restore();

    QVERIFY(wasTried);
    QVERIFY(page && workspace->page() == page.data());
    QTRY_VERIFY(travel->outcome());
    QTRY_VERIFY(!travel->activity()->isRunning());
    QVERIFY(action(u"tabClose"_s)->isEnabled());
}

void tst_MainWindow::opensAViewUnderOneTab()
{
    const ScratchDatabase shop("CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT);"
                               "CREATE VIEW names AS SELECT name FROM user;");
    m_window->open(shop.file());
    QVERIFY(settles());
    const QString key = session().target().key();
    m_window->openPage({ .kind = NavigatorKind::View, .targetKey = key, .object = u"names"_s });
    m_window->openPage({ .kind = NavigatorKind::Tables, .targetKey = key });
    const auto *tabs = m_window->findChild<PageTabs *>();
    const int before = tabs->count();
    auto *field = child<QLineEdit>(u"tableFilter"_s);
    QTest::keyClicks(field, u"names"_s);

    QTest::keyClick(field, Qt::Key_Return);

    QCOMPARE(tabs->count(), before);
    QCOMPARE(m_window->findChild<Workspace *>()->address().kind, NavigatorKind::View);
}

void tst_MainWindow::countsOneRowInTheSingular()
{
    StatementResult one{ .state = StatementResult::State::Done, .countsAllReads = true };
    one.set.rowsRead = 1;
    ResultSummaryModel summary;
    summary.begin({ one }, 1);

    QVERIFY2(summary.total().startsWith(u"1 row read · "_s), qPrintable(summary.total()));
}

void tst_MainWindow::everyShortcutIsOfOneAction()
{
    auto *registry = m_window->findChild<ActionRegistry *>();
    const auto inFront = [this] {
        QHash<QKeySequence, QString> owners;
        for (const QAction *one : m_window->actions()) {
            for (const QKeySequence &keys : one->shortcuts()) {
                if (one->isEnabled() && one->isVisible())
                    QVERIFY2(!owners.contains(keys),
                             qPrintable(keys.toString() + u": "_s + owners.value(keys) + u", "_s
                                        + one->objectName()));
                if (one->isEnabled() && one->isVisible())
                    owners.insert(keys, one->objectName());
            }
        }
    };
    QVERIFY(registry->specs().size() > 20);

    // What the window answers to is nobody else's; two pages may take the same keys, one of them is in front.
    QHash<QKeySequence, QString> ofWindow;
    for (const ActionSpec &spec : registry->specs()) {
        if (spec.scope != ActionScope::Window)
            continue;
        for (const QKeySequence &keys : spec.shortcuts) {
            QVERIFY2(!ofWindow.contains(keys), qPrintable(keys.toString() + u' ' + spec.id));
            ofWindow.insert(keys, spec.id);
        }
    }
    inFront();
    action(u"verificationOpen"_s)->trigger();
    inFront();
}

void tst_MainWindow::everyActionIsInAMenu()
{
    QSet<const QAction *> inMenus;
    const auto menus = m_window->menuBar()->findChildren<QMenu *>();
    for (const QMenu *menu : menus) {
        for (const QAction *one : menu->actions())
            inMenus.insert(one);
    }

    const auto *registry = m_window->findChild<ActionRegistry *>();
    for (const QAction *one : m_window->actions()) {
        const auto spec
            = std::find_if(registry->specs().begin(),
                           registry->specs().end(),
                           [one](const ActionSpec &any) { return any.id == one->objectName(); });
        QVERIFY(spec != registry->specs().end());
        if (spec->menu == MenuPlace::None && spec->scope == ActionScope::Page)
            continue; // shown on its page
        QVERIFY2(inMenus.contains(one), qPrintable(one->objectName()));
    }
}

void tst_MainWindow::everyControlIsNamed_data()
{
    QTest::addColumn<int>("page");
    QTest::newRow("migrations") << static_cast<int>(NavigatorKind::Migrations);
    QTest::newRow("verification") << static_cast<int>(NavigatorKind::Verification);
}

void tst_MainWindow::everyControlIsNamed()
{
    QFETCH(int, page);
    applyAll();
    m_window->openPage(
        { .kind = static_cast<NavigatorKind>(page), .targetKey = session().target().key() });

    const auto widgets = m_window->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        // A label that can be selected is named by its own text.
        if (const auto *label = qobject_cast<const QLabel *>(widget);
            label && !label->text().isEmpty())
            continue;
        const QString name = widget->accessibleName().isEmpty() && button
                                 ? button->text()
                                 : widget->accessibleName();
        QVERIFY2(!name.isEmpty(),
                 qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                            + widget->objectName()));
        QVERIFY2(!button || button->focusPolicy() & Qt::TabFocus || button->icon().isNull(),
                 qPrintable(name));
    }
}

void tst_MainWindow::fitsASmallScreen()
{
    m_window->resize(1024, 640);
    rehearse();

    QCOMPARE(m_window->size(), QSize(1024, 640));
    for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        QTRY_VERIFY2(button->width() >= button->minimumSizeHint().width(),
                     qPrintable(button->text()));
        const QRect place(button->mapTo(m_window.get(), QPoint()), button->size());
        QVERIFY2(m_window->rect().contains(place), qPrintable(button->text()));
    }
    for (const Banner *banner : m_window->findChildren<Banner *>()) {
        QVERIFY2(!banner->isVisible() || banner->height() >= banner->minimumSizeHint().height(),
                 qPrintable(banner->title()));
    }
}

TIDEMARK_TEST(tst_MainWindow)
#include "tst_mainwindow.moc"
