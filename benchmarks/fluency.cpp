// How fluid the window is on much data: pictures are drawn into memory, so that only our own work is counted. Prints one JSON
// object. tidemark-fluency DATABASE TABLE

#include <engine/operations/engine.h>
#include <ui/window/mainwindow.h>

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QTextStream>

#include <app/windowapplication.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

double residentMegabytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

template<typename Act>
double milliseconds(Act act)
{
    QElapsedTimer clock;
    clock.start();
    act();
    return double(clock.nsecsElapsed()) / 1e6;
}

bool waitFor(const std::function<bool()> &holds)
{
    return QTest::qWaitFor(holds, 60'000);
}

QString firstCell(const QTableView &grid, int row)
{
    return grid.model()->index(row, 0).data().toString();
}

/// From the key to the picture of the last rows.
double jumpToEnd(QTableView &grid)
{
    const auto shown = [&grid] {
        const QModelIndex last = grid.indexAt({ 4, grid.viewport()->height() - grid.rowHeight(0) });
        return last.isValid() && !last.data().toString().isEmpty() && grid.currentIndex().isValid()
               && grid.verticalScrollBar()->value() == grid.verticalScrollBar()->maximum();
    };
    return milliseconds([&] {
        QTest::keyClick(&grid, Qt::Key_End, Qt::ControlModifier);
        waitFor(shown);
        grid.viewport()->repaint();
    });
}

/// The slowest of many frames while the wheel turns.
double slowestFrame(QTableView &grid)
{
    double slowest = 0;
    for (int turn = 0; turn < 1000; ++turn)
        slowest = std::max(slowest, milliseconds([&grid] {
                               auto *bar = grid.verticalScrollBar();
                               bar->setValue(bar->value() + 3 * bar->singleStep());
                               QCoreApplication::processEvents();
                               grid.viewport()->repaint();
                           }));
    return slowest;
}

double slowestKey(QPlainTextEdit &editor)
{
    const QByteArray line
        = "INSERT INTO user (id, name, email) VALUES (1, 'Ada', 'ada@example.com'); -- a row\n";
    editor.setPlainText(QString::fromUtf8(line.repeated(5'000'000 / line.size())));
    QTest::qWait(2000); // what is highlighted in the background is done
    QTextCursor cursor(editor.document());
    cursor.setPosition(editor.document()->characterCount() / 2);
    editor.setTextCursor(cursor);
    editor.setFocus();
    double slowest = 0;
    for (int key = 0; key < 200; ++key)
        slowest = std::max(slowest, milliseconds([&editor, key] {
                               QTest::keyClick(&editor, Qt::Key(Qt::Key_A + key % 26));
                               QCoreApplication::processEvents();
                               editor.viewport()->repaint();
                           }));
    return slowest;
}

QJsonObject measureGrid(MainWindow &window, const PageAddress &address)
{
    QJsonObject figures;
    QTableView *grid = nullptr;
    figures.insert(u"first_rows_ms"_s, milliseconds([&] {
                       window.openPage(address);
                       waitFor([&] {
                           grid = window.findChild<QTableView *>(u"grid"_s);
                           return grid && grid->model() && !firstCell(*grid, 0).isEmpty();
                       });
                   }));
    if (!grid)
        return figures;
    grid->setFocus();
    figures.insert(u"before_mb"_s, residentMegabytes());
    figures.insert(u"jump_to_end_ms"_s, jumpToEnd(*grid));
    QTest::keyClick(grid, Qt::Key_Home, Qt::ControlModifier);
    QTest::qWait(500);
    figures.insert(u"slowest_frame_ms"_s, slowestFrame(*grid));
    figures.insert(u"after_mb"_s, residentMegabytes());
    return figures;
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 3) {
        QTextStream(stderr) << "tidemark-fluency DATABASE TABLE\n";
        return 64;
    }
    WindowApplication setUp;
    setUp.appearance().start(Appearance::Choice::Light);
    MainWindow window(Engine::create(), setUp.appearance());
    window.resize(1280, 800);
    window.show();
    window.open(arguments.at(1));
    const QString key = window.project().databases().first()->target().key();
    waitFor([&window] { return window.project().databases().first()->isKnown(); });
    QJsonObject figures = measureGrid(
        window, { .kind = NavigatorKind::Table, .targetKey = key, .object = arguments.at(2) });
    window.openPage({ .kind = NavigatorKind::Sql, .targetKey = key, .object = u"1"_s });
    if (auto *editor = window.findChild<QPlainTextEdit *>(u"sqlEditor"_s))
        figures.insert(u"slowest_key_ms"_s, slowestKey(*editor));
    QTextStream(stdout) << QJsonDocument(figures).toJson();
    return 0;
}
