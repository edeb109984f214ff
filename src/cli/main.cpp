#include "application.h"
#include "interrupts.h"

#include <engine/operations/engine.h>

#include <QCoreApplication>
#include <QTimer>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace tidemark;

namespace {

/// A command's threads hand their work to each other. glibc would give each a heap of its own, which grows by a page and a system
/// call at a time; one heap grows in large steps, and what one thread gave back serves the next.
void shareOneHeap()
{
#ifdef __GLIBC__
    constexpr int HeapStep = 8 << 20; // bytes; what is not touched costs nothing
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, HeapStep);
#endif
}

} // namespace

int main(int argc, char *argv[])
{
    shareOneHeap();
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
