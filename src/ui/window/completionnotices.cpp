#include "completionnotices.h"

#include <QWidget>

namespace tidemark {

CompletionNotices::CompletionNotices(ActivityModel &activities,
                                     std::unique_ptr<DesktopNotifier> notifier,
                                     QWidget *window,
                                     std::chrono::milliseconds least)
    : QObject(window)
    , m_window(window)
    , m_notifier(std::move(notifier))
{
    connect(&activities, &ActivityModel::ended, this, [this, least](const ActivityEnd &end) {
        if (end.took >= least && !m_window->isActiveWindow())
            tell(end.title, end.place, end.error);
    });
}

void CompletionNotices::tell(const QString &title,
                             const QString &place,
                             const std::optional<Error> &error)
{
    const QString what = place.isEmpty() ? title : tr("%1 (%2)", "what, where").arg(title, place);
    if (!error)
        m_notifier->notify(tr("%1: finished").arg(what), {});
    else if (error->kind == Error::Kind::Cancelled)
        m_notifier->notify(tr("%1: stopped").arg(what), {});
    else
        m_notifier->notify(tr("%1: failed").arg(what), error->message);
}

} // namespace tidemark
