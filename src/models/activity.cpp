#include "activity.h"

#include <QPointer>

namespace tidemark {

Activity::Activity(QString place, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
{}

Activity::~Activity()
{
    m_stop.request_stop();
}

Conduct Activity::begin(const QString &title)
{
    Q_ASSERT(!m_isRunning);
    m_title = title;
    m_progress = {};
    m_error.reset();
    m_startedAt = QDateTime::currentDateTimeUtc();
    m_endedAt = {};
    m_stop = std::stop_source();
    m_isRunning = true;
    const QPointer<Activity> self(this);
    Conduct conduct;
    conduct.stop = m_stop.get_token();
    conduct.progress = [self](const Progress &progress) {
        if (!self)
            return;
        self->m_progress = progress;
        emit self->changed();
    };
    emit changed();
    return conduct;
}

void Activity::finish(const std::optional<Error> &error)
{
    m_isRunning = false;
    m_error = error;
    m_endedAt = QDateTime::currentDateTimeUtc();
    emit changed();
}

void Activity::cancel()
{
    m_stop.request_stop();
}

} // namespace tidemark
