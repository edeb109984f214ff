#include "application.h"
#include "interrupts.h"

#include <engine/operations/engine.h>

#include <QCoreApplication>
#include <QTimer>

using namespace tidemark;

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("tidemark-cli"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TIDEMARK_VERSION));
    const QCoreApplication application(argc, argv);
    cli::Application command(Engine::create(), cli::Console::standardStreams());
    cli::Interrupts interrupts;
    QObject::connect(
        &command,
        &cli::Application::finished,
        &application,
        [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    QTimer::singleShot(0, &command, [&command, &interrupts] {
        command.start(QCoreApplication::arguments().mid(1), interrupts.token());
    });
    return QCoreApplication::exec();
}
