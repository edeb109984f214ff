#include "browsetest.h"

#include <models/sqlsession.h>
#include <support/sandboxengine.h>
#include <support/testprogram.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/editor/sqledit.h>
#include <ui/grid/gridheader.h>
#include <ui/pages/sqlpage.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/window/windowmemory.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Rows and SQL of a database at Cloudflare, whose part a real sandbox takes; what was sent is read from its log.
class tst_RemotePages : public BrowseTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init();
    void cleanup();
    void readsNoMoreThanItShows();
    void readsOnPageByPage();
    void sortsAndFiltersAtCloudflare();
    void followsAKey();
    void keepsTheRowsWhenNobodyAnswers();
    void asksNothingForATabThatWasRestored();
    void runsASelectAndTellsItsCost();
    void sendsNothingWhileItIsLocked();
    void writesBehindThePadlock();
    void asksForTheNameInProduction();
    void saysThatATokenMayOnlyLook();

private:
    [[nodiscard]] DatabaseSession &remote() const;
    void openRemote(const QString &table);
    void openSql();
    [[nodiscard]] SqlPage *sqlPage() const { return m_window->findChild<SqlPage *>(); }
    [[nodiscard]] SqlEdit *edit() const { return sqlPage()->editor(); }
    void runSql(const QByteArray &sql) const;
    [[nodiscard]] QString summary(int column) const
    {
        return sqlPage()->sql()->summary()->index(0, column).data().toString();
    }
    /// The statements that were sent since the last call, one text.
    [[nodiscard]] QString sent() const;
    [[nodiscard]] QString valueAtCloudflare(const QByteArray &sql) const
    {
        return m_sandbox->rows(m_id, sql).first().toArray().first().toVariant().toString();
    }
    void unlockTab() const;

    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_id;
};

void tst_RemotePages::init()
{
    m_sandbox = std::make_unique<SandboxProcess>();
    m_id = m_sandbox->createDatabase(u"shop"_s, Shop);
    m_folder = std::make_unique<ScratchFolder>();
    m_folder->write(u"project/wrangler.toml"_s,
                    "name = \"shop\"\naccount_id = \"" + m_sandbox->account().toUtf8()
                        + "\"\n[[env.staging.d1_databases]]\nbinding = \"DB\"\n"
                          "database_name = \"shop\"\ndatabase_id = \""
                        + m_id.toUtf8() + "\"\n");
    const auto engine = sandboxEngine(*m_folder, *m_sandbox);
    m_engine = engine;
    m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->open(m_folder->path(u"project"_s));
    QTRY_VERIFY(remote().isKnown() && remote().phase() == DatabaseSession::Phase::Idle);
    m_sandbox->clearLog();
}

void tst_RemotePages::cleanup()
{
    m_window.reset();
    QTRY_VERIFY(m_engine.expired()); // what was going on has ended
    m_sandbox.reset();
}

DatabaseSession &tst_RemotePages::remote() const
{
    const auto databases = m_window->project().databases();
    const auto found
        = std::find_if(databases.begin(), databases.end(), [](const DatabaseSession *database) {
              return database->target().place == PlaceOfTarget::Remote;
          });
    if (found == databases.end())
        qFatal("The project has no remote database.");
    return **found;
}

void tst_RemotePages::openRemote(const QString &table)
{
    m_window->openPage(
        { .kind = NavigatorKind::Table, .targetKey = remote().target().key(), .object = table });
    QVERIFY(page());
    QTRY_VERIFY(page()->browse()->isShown());
    QVERIFY(rests());
    grid()->setFocus();
}

void tst_RemotePages::openSql()
{
    m_window->openPage({ .kind = NavigatorKind::Sql, .targetKey = remote().target().key() });
    QVERIFY(sqlPage());
    edit()->setFocus();
}

void tst_RemotePages::runSql(const QByteArray &sql) const
{
    edit()->setPlainText(QString::fromUtf8(sql));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(edit(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(!sqlPage()->sql()->activity()->isRunning());
}

QString tst_RemotePages::sent() const
{
    QStringList all;
    for (const auto &request : m_sandbox->requests())
        all.append(QString::fromUtf8(QJsonDocument(request.toObject()).toJson()));
    m_sandbox->clearLog();
    return all.join(u'\n');
}

void tst_RemotePages::unlockTab() const
{
    auto *unlock = sqlPage()->findChild<Banner *>(u"sqlTrouble"_s)->findChild<QPushButton *>();
    QVERIFY(unlock);
    QTest::mouseClick(unlock, Qt::LeftButton);
    auto *question = m_window->findChild<QMessageBox *>(u"sqlUnlockQuestion"_s);
    QVERIFY(question);
    QTest::mouseClick(question->findChild<QPushButton *>(u"sqlAllowWrites"_s), Qt::LeftButton);
    edit()->setFocus();
}

void tst_RemotePages::readsNoMoreThanItShows()
{
    openRemote(u"tasks"_s);

    QCOMPARE(rows()->held(), 200);
    QCOMPARE(browseFoot()->place(), u"Rows 1 to 200 of many"_s);
    const QString cost = browseFoot()->cost();
    QVERIFY2(cost.startsWith(u"201 rows read · 0 written · "_s), qPrintable(cost));
    QVERIFY2(cost.endsWith(u" · WEUR"_s), qPrintable(cost));
    QCOMPARE(page()->note(), cost);
    QVERIFY(!sent().contains(u"count("_s));
}

void tst_RemotePages::readsOnPageByPage()
{
    openRemote(u"tasks"_s);

    for (int pages = 0; pages < 12; ++pages)
        press(Qt::Key_PageDown);
    QVERIFY(rests());
    QVERIFY(rows()->held() > 200);
    press(Qt::Key_End, Qt::ControlModifier);

    QTRY_COMPARE(current(), u"5000"_s);
    QVERIFY2(browseFoot()->cost().startsWith(u"201 rows read"_s), qPrintable(browseFoot()->cost()));
}

void tst_RemotePages::sortsAndFiltersAtCloudflare()
{
    openRemote(u"tasks"_s);
    auto *header = grid()->header();
    header->setFocus();
    for (int column = 0; column < 4; ++column)
        QTest::keyClick(header, Qt::Key_Right);
    QCOMPARE(header->currentSection(), 4);

    QTest::keyClick(header, Qt::Key_Space);
    QVERIFY(rests());
    QTest::keyClick(header, Qt::Key_Space);
    QVERIFY(rests());
    QCOMPARE(rows()->value(0, 4)->toInteger(), 4);
    filter(u"status"_s, u"failed"_s);

    QCOMPARE(page()->browse()->query().conditions.size(), 1);
    QVERIFY(page()->browse()->query().order.first().descending);
    for (int row = 0; row < 50; ++row)
        QCOMPARE(rows()->value(row, 3)->toString(), u"failed"_s);
    QVERIFY(!browseFoot()->cost().contains(u"≥"_s)); // Cloudflare counts every row it reads
}

void tst_RemotePages::followsAKey()
{
    openRemote(u"tasks"_s);
    choose(0, 1);

    QTest::keyClick(grid(), Qt::Key_Space);
    QTRY_COMPARE(viewer()->findChild<QPlainTextEdit *>(u"valueJson"_s)->toPlainText(),
                 u"{\n  \"id\": 2,\n  \"name\": \"Grace\"\n}"_s);
    QVERIFY2(browseFoot()->cost().startsWith(u"1 row read · 0 written"_s),
             qPrintable(browseFoot()->cost()));
    QTest::keyClick(grid(), Qt::Key_Down, Qt::AltModifier);

    const auto pages = [this] { return m_window->findChildren<BrowsePage *>(); };
    QTRY_COMPARE(pages().size(), 2);
    const BrowseSession *other = pages().last()->browse();
    QTRY_VERIFY(other->isShown());
    QCOMPARE(other->name(), u"user"_s);
    QCOMPARE(other->rows()->rowCount(), 1);
}

void tst_RemotePages::keepsTheRowsWhenNobodyAnswers()
{
    openRemote(u"user"_s);
    m_sandbox->kill();

    QTest::keyClick(m_window.get(), Qt::Key_F5);

    const auto *trouble = page()->findChild<Banner *>(u"gridTrouble"_s);
    QTRY_VERIFY(trouble->isVisible());
    QCOMPARE(rows()->rowCount(), 2);
    m_sandbox->start();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_VERIFY(!trouble->isVisible());
}

void tst_RemotePages::asksNothingForATabThatWasRestored()
{
    QSettings settings(m_folder->path(u"settings.ini"_s), QSettings::IniFormat);
    WindowMemory memory(settings);
    const auto start = [this, &memory] {
        const auto engine = sandboxEngine(*m_folder, *m_sandbox);
        m_engine = engine;
        m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance(), &memory);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->open(m_folder->path(u"project"_s));
        QTRY_VERIFY(remote().phase() == DatabaseSession::Phase::Idle
                    && (remote().isKnown() || remote().error()));
    };
    start();
    openRemote(u"tasks"_s);
    m_window->close();
    m_sandbox->kill();

    start();

    QVERIFY(page() && page()->isVisible());
    QVERIFY(!page()->browse()->isReading() && !page()->browse()->error());
    QCOMPARE(page()->findChild<QLabel *>(u"gridEmptyText"_s)->text(), u"Press F5 to load."_s);
    m_sandbox->start();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(rows()->held(), 200);
}

void tst_RemotePages::runsASelectAndTellsItsCost()
{
    openSql();

    runSql("SELECT id, name FROM user ORDER BY id");

    QCOMPARE(summary(ResultSummaryModel::Result), u"Done"_s);
    QCOMPARE(summary(ResultSummaryModel::Rows), u"2"_s);
    QCOMPARE(summary(ResultSummaryModel::RowsRead), u"2"_s); // no "≥": it is that of the bill
    QCOMPARE(summary(ResultSummaryModel::RowsWritten), u"0"_s);
    const QString total = sqlPage()->findChild<QWidget *>(u"sqlTotal"_s)->accessibleName();
    QVERIFY2(total.contains(u"API call"_s), qPrintable(total));
}

void tst_RemotePages::sendsNothingWhileItIsLocked()
{
    openSql();
    m_sandbox->clearLog();

    runSql("DELETE FROM user WHERE id = 1");

    auto *trouble = sqlPage()->findChild<Banner *>(u"sqlTrouble"_s);
    QVERIFY(trouble->isVisible());
    QCOMPARE(trouble->title(), u"This tab is read-only."_s);
    QVERIFY(!sent().contains(u"DELETE"_s));
    QCOMPARE(valueAtCloudflare("SELECT count(*) FROM user"), u"2"_s);
}

void tst_RemotePages::writesBehindThePadlock()
{
    openSql();
    runSql("DELETE FROM drafts WHERE id = 1");
    unlockTab();
    QVERIFY(sqlPage()->sql()->isUnlocked());

    runSql("INSERT INTO drafts VALUES (7), (8)");
    QTRY_VERIFY(review());
    QCOMPARE(valueAtCloudflare("SELECT count(*) FROM drafts"), u"0"_s); // it is shown first
    QTest::mouseClick(review()->findChild<QPushButton *>(u"reviewConfirm"_s), Qt::LeftButton);

    QTRY_COMPARE(valueAtCloudflare("SELECT count(*) FROM drafts"), u"2"_s);
    QTRY_VERIFY(!sqlPage()->sql()->activity()->isRunning());
    QCOMPARE(summary(ResultSummaryModel::RowsWritten), u"2"_s);
}

void tst_RemotePages::asksForTheNameInProduction()
{
    m_window->project().safeModes()->choose(remote().target(), SafeMode::AskAndTypeName);
    openSql();
    runSql("DELETE FROM drafts WHERE id = 1");
    unlockTab();

    runSql("INSERT INTO drafts VALUES (9)");
    QTRY_VERIFY(review());
    auto *confirm = review()->findChild<QPushButton *>(u"reviewConfirm"_s);
    QVERIFY(!confirm->isEnabled());
    QTest::keyClicks(review()->findChild<QWidget *>(u"reviewName"_s)->findChild<QLineEdit *>(),
                     u"shop"_s);
    QVERIFY(confirm->isEnabled());
    QTest::keyClick(review(), Qt::Key_Escape);

    QTRY_VERIFY(!review());
    QCOMPARE(valueAtCloudflare("SELECT count(*) FROM drafts"), u"0"_s);
}

void tst_RemotePages::saysThatATokenMayOnlyLook()
{
    m_window->project().safeModes()->setReadOnlyToken(m_sandbox->account(), true);
    openSql();

    runSql("INSERT INTO drafts VALUES (9)");

    QCOMPARE(sqlPage()->findChild<Banner *>(u"sqlTrouble"_s)->title(), u"This tab is read-only."_s);
    QVERIFY(!action(u"sqlUnlock"_s)->isEnabled());
    QCOMPARE(valueAtCloudflare("SELECT count(*) FROM drafts"), u"0"_s);
}

TIDEMARK_TEST(tst_RemotePages)
#include "tst_remotepages.moc"
