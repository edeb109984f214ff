#pragma once

#include <models/activitymodel.h>
#include <ui/desktopnotifier.h>

#include <chrono>
#include <memory>

namespace tidemark {

/// Tells the desktop when something long has ended while the person looks at another window.
class CompletionNotices : public QObject
{
    Q_OBJECT

public:
    /// What took at least @p least is long.
    CompletionNotices(ActivityModel &activities,
                      std::unique_ptr<DesktopNotifier> notifier,
                      QWidget *window,
                      std::chrono::milliseconds least = std::chrono::seconds(10));

private:
    void tell(const QString &title, const QString &place, const std::optional<Error> &error);

    QWidget *m_window;
    std::unique_ptr<DesktopNotifier> m_notifier;
};

} // namespace tidemark
