#include <models/checkmodel.h>
#include <models/findingmodel.h>
#include <support/patience.h>
#include <support/scratch.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>
#include <ui/widgets/pagetabs.h>
#include <ui/window/mainwindow.h>
#include <ui/window/windowmemory.h>

#include <QDockWidget>
#include <QSettings>
#include <QSplitter>
#include <QTest>

#include <app/windowapplication.h>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// A window closed and opened again, with settings in a file of its own.
class tst_WindowMemory : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void keepsTheSizeOfTheWindow();
    void fitsASmallerScreen();
    void keepsTheNavigator();
    void keepsSplitters();
    void opensThePagesAgainAndRunsNothing();
    void keepsThePagesOfEachProject();
    void buildsNoPageOfTheProjectBefore();
    void opensTheFirstPageWhereTheOldOnesAreGone();
    void keepsNothingWithoutAMemory();
    void startsWithoutSettings();

private:
    struct Window {
        explicit Window(const tst_WindowMemory &test)
            : settings(test.m_folder->path(u"settings.ini"_s), QSettings::IniFormat)
            , memory(settings)
            , window(scratchEngine(*test.m_folder), test.m_setUp->appearance(), &memory)
        {
            window.show();
        }
        void open(const QString &project)
        {
            window.open(project);
            QVERIFY(QTest::qWaitFor(
                [this] {
                    const auto databases = window.project().databases();
                    return std::all_of(databases.begin(), databases.end(), [](const auto *one) {
                        return one->phase() == DatabaseSession::Phase::Idle;
                    });
                },
                PatienceMs));
        }
        [[nodiscard]] QStringList titles() const
        {
            const auto *tabs = window.findChild<PageTabs *>();
            QStringList all;
            for (int index = 0; index < tabs->count(); ++index)
                all.append(tabs->tab(index).title);
            return all;
        }
        void openPage(int database, NavigatorKind kind)
        {
            window.openPage(
                { .kind = kind,
                  .targetKey = window.project().databases().at(database)->target().key() });
        }

        QSettings settings;
        WindowMemory memory;
        MainWindow window;
    };

    std::unique_ptr<WindowApplication> m_setUp;
    std::unique_ptr<ScratchFolder> m_folder;
    QString m_project;
};

void tst_WindowMemory::initTestCase()
{
    m_setUp = std::make_unique<WindowApplication>();
    m_setUp->appearance().start(Appearance::Choice::Light);
}

void tst_WindowMemory::init()
{
    m_folder = std::make_unique<ScratchFolder>();
    m_project = m_folder->copyFromCheckout(u"migrations/nanotype"_s, u"project"_s);
}

void tst_WindowMemory::keepsTheSizeOfTheWindow()
{
    const QSize size
        = QSize(1090, 690).boundedTo(QGuiApplication::primaryScreen()->availableSize());
    Window first(*this);
    first.window.resize(size);
    QTRY_COMPARE(first.window.size(), size.expandedTo(first.window.minimumSize()));
    const QSize shown = first.window.size();

    first.window.close();

    const Window second(*this);
    QTRY_COMPARE(second.window.size(),
                 shown.boundedTo(second.window.screen()->availableSize())
                     .expandedTo(second.window.minimumSize()));
}

void tst_WindowMemory::fitsASmallerScreen()
{
    QSettings settings(m_folder->path(u"settings.ini"_s), QSettings::IniFormat);
    WindowMemory memory(settings);
    memory.keepFrame({ .size = QSize(3000, 2000), .maximised = true, .navigatorWidth = 300 });

    const auto frame = memory.frame(QSize(1920, 1040));

    QCOMPARE(frame.size, QSize(1920, 1040));
    QVERIFY(frame.maximised);
    QCOMPARE(frame.navigatorWidth, 300);
}

void tst_WindowMemory::keepsTheNavigator()
{
    {
        Window first(*this);
        first.open(m_project);
        first.window.findChild<QDockWidget *>()->setVisible(false);
        first.window.close();
    }

    const Window second(*this);

    QVERIFY(!second.window.findChild<QDockWidget *>()->isVisible());
}

void tst_WindowMemory::keepsSplitters()
{
    QList<int> moved;
    {
        Window first(*this);
        first.open(m_project);
        first.openPage(0, NavigatorKind::Migrations);
        QCoreApplication::processEvents(); // the page takes its place
        auto *parts = first.window.findChild<QSplitter *>(u"migrationParts"_s);
        const int whole = parts->sizes().at(0) + parts->sizes().at(1);
        parts->setSizes({ whole / 3, whole - whole / 3 });
        moved = parts->sizes();
        first.window.close();
    }

    Window second(*this);
    second.open(m_project);

    QTRY_COMPARE(second.window.findChild<QSplitter *>(u"migrationParts"_s)->sizes(), moved);
}

void tst_WindowMemory::opensThePagesAgainAndRunsNothing()
{
    {
        Window first(*this);
        first.open(m_project);
        first.openPage(1, NavigatorKind::Verification);
        first.openPage(1, NavigatorKind::Migrations);
        first.openPage(1, NavigatorKind::Verification);
        first.window.close();
    }

    Window second(*this);
    second.open(m_project);

    QCOMPARE(second.titles(),
             (QStringList{ u"Status board"_s,
                           u"Verification · READ_REPLICA"_s,
                           u"Migrations · READ_REPLICA"_s }));
    QCOMPARE(second.window.findChild<PageTabs *>()->currentIndex(), 1);
    for (DatabaseSession *database : second.window.project().databases()) {
        QVERIFY(!database->prepared());
        QVERIFY(database->checks()->rows().isEmpty());
        QVERIFY(!QFile::exists(database->target().file));
    }
}

void tst_WindowMemory::keepsThePagesOfEachProject()
{
    const QString other = m_folder->copyFromCheckout(u"migrations/d1-native"_s, u"other"_s);
    Window window(*this);
    window.open(m_project);
    window.openPage(0, NavigatorKind::Verification);
    const QStringList pages = window.titles();

    window.open(other);
    QVERIFY(window.titles() != pages);
    window.open(m_project);

    QCOMPARE(window.titles(), pages);
}

void tst_WindowMemory::buildsNoPageOfTheProjectBefore()
{
    const QString other = m_folder->copyFromCheckout(u"migrations/d1-native"_s, u"other"_s);
    {
        Window first(*this);
        first.open(m_project);
        first.openPage(0, NavigatorKind::Migrations);
        first.openPage(0, NavigatorKind::Verification);
        first.window.openPage({ .kind = NavigatorKind::StatusBoard });
        first.window.close();
    }
    Window second(*this);
    second.open(m_project);
    const QStringList pages = second.titles();
    QCOMPARE(pages.size(), 3);
    const auto *tabs = second.window.findChild<PageTabs *>();
    QCOMPARE(tabs->currentIndex(), 0);
    QVERIFY(!tabs->page(1)); // it was not shown yet

    second.open(other);

    QVERIFY(second.titles() != pages);
    second.open(m_project);
    QCOMPARE(second.titles(), pages);
}

void tst_WindowMemory::opensTheFirstPageWhereTheOldOnesAreGone()
{
    Window window(*this);
    window.memory.keepPages(m_project,
                            { .keys = { u"migrations gone"_s, u"nonsense"_s }, .current = 7 });

    window.open(m_project);

    QCOMPARE(window.titles(), QStringList{ u"Status board"_s });
}

void tst_WindowMemory::keepsNothingWithoutAMemory()
{
    MainWindow window(scratchEngine(*m_folder), m_setUp->appearance());
    window.show();

    window.close();

    QVERIFY(!QFile::exists(m_folder->path(u"settings.ini"_s)));
}

void tst_WindowMemory::startsWithoutSettings()
{
    QSettings settings(m_folder->path(u"settings.ini"_s), QSettings::IniFormat);
    const WindowMemory memory(settings);

    QVERIFY(!memory.frame(QSize(800, 600)).size.isValid());
    QVERIFY(memory.frame(QSize(800, 600)).navigatorVisible);
    QVERIFY(memory.pages(m_project).keys.isEmpty());
}

TIDEMARK_TEST(tst_WindowMemory)
#include "tst_windowmemory.moc"
