#pragma once

#include <QString>

namespace tidemark {

/// Says something where a person sees it while another window is in front.
class DesktopNotifier
{
public:
    DesktopNotifier() = default;
    virtual ~DesktopNotifier() = default;
    DesktopNotifier(const DesktopNotifier &) = delete;
    DesktopNotifier &operator=(const DesktopNotifier &) = delete;

    virtual void notify(const QString &summary, const QString &body) = 0;
};

/// By the desktop's notification service (freedesktop.org, Desktop Notifications 1.2). Waits for nothing; without a service
/// nothing is said.
class BusNotifier final : public DesktopNotifier
{
public:
    void notify(const QString &summary, const QString &body) override;
};

} // namespace tidemark
