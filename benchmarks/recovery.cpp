// How long a whole recovery of a remote database takes by keyboard alone, from Ctrl+Shift+E to the proof, with somebody who needs
// no time to read. tidemark-recovery PROJECT; the database is the project's first remote one.

#include <engine/operations/engine.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/recovery/recoverywindow.h>
#include <ui/window/mainwindow.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTextStream>

#include <app/windowapplication.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr int PatienceMs = 60'000;

template<typename Found>
auto waitedFor(const char *what, Found find)
{
    if (!QTest::qWaitFor([&find] { return bool(find()); }, PatienceMs))
        qFatal("This did not come: %s.", what);
    return find();
}

void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
{
    QWidget *focused = waitedFor("a focus", [] { return QApplication::focusWidget(); });
    QTest::keyClick(focused, key, modifiers);
}

RecoveryWindow *recoveryOf(const MainWindow &window)
{
    return waitedFor("the recovery window", [&window] {
        auto *recovery = window.findChild<RecoveryWindow *>();
        return recovery && recovery->session() ? recovery : nullptr;
    });
}

/// Presses the button that leads on, once it may be pressed.
void goOn(RecoveryWindow &recovery)
{
    auto *next = waitedFor("the button that leads on", [&recovery] {
        auto *button = recovery.findChild<QPushButton *>(u"recoveryNext"_s);
        return button && button->isEnabled() ? button : nullptr;
    });
    recovery.activateWindow();
    waitedFor("the window in front", [next] { return next->window()->isActiveWindow(); });
    press(Qt::Key_Return);
}

void recover(RecoveryWindow &recovery)
{
    using Step = RecoverySession::Step;
    for (const Step step : { Step::Photograph, Step::Moment, Step::Preview }) {
        goOn(recovery);
        waitedFor("the next step", [&] { return recovery.session()->step() == step; });
    }
    goOn(recovery);
    auto *sheet = waitedFor("the review sheet",
                            [&recovery] { return recovery.findChild<ReviewDialog *>(); });
    sheet->activateWindow();
    auto *name = sheet->findChild<QLineEdit *>(u"name"_s);
    waitedFor("the name to type", [name] { return name->hasFocus(); });
    QTest::keyClicks(name, recovery.session()->target().name);
    press(Qt::Key_Return);
    waitedFor("the proof", [&recovery] {
        RecoverySession &session = *recovery.session();
        return session.proof() && !session.acting()->isRunning();
    });
}

QString firstRemote(ProjectSession &project)
{
    return waitedFor("a remote database",
                     [&project]() -> DatabaseSession * {
                         for (DatabaseSession *database : project.databases()) {
                             if (database->target().place == PlaceOfTarget::Remote)
                                 return database;
                         }
                         return nullptr;
                     })
        ->target()
        .key();
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 2) {
        QTextStream(stderr) << "tidemark-recovery PROJECT\n";
        return 64;
    }
    WindowApplication setUp;
    setUp.appearance().start(Appearance::Choice::Light);
    MainWindow window(Engine::create(), setUp.appearance());
    window.show();
    window.activateWindow();
    window.open(arguments.at(1));
    window.openPage(
        { .kind = NavigatorKind::Migrations, .targetKey = firstRemote(window.project()) });
    QElapsedTimer clock;
    clock.start();
    press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    RecoveryWindow *recovery = recoveryOf(window);
    recover(*recovery);
    QTextStream(stdout) << QString::number(double(clock.elapsed()) / 1000, 'f', 2) << ' '
                        << recovery->session()->proof()->failed() << '\n';
    return 0;
}
