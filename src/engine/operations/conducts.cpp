#include "conducts.h"

#include <QObject>

#include <memory>

namespace tidemark {

Conduct fromWorker(const Conduct &conduct)
{
    if (!conduct.progress)
        return conduct;
    // deleteLater: the last copy of the sink may go on the worker's thread.
    const std::shared_ptr<QObject> home(new QObject,
                                        [](QObject *object) { object->deleteLater(); });
    const ProgressSink sink = conduct.progress;
    return { .progress =
                 [home, sink](const Progress &progress) {
                     QMetaObject::invokeMethod(
                         home.get(), [sink, progress] { sink(progress); }, Qt::QueuedConnection);
                 },
             .stop = conduct.stop };
}

} // namespace tidemark
