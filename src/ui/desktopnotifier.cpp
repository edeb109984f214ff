#include "desktopnotifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QGuiApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

void BusNotifier::notify(const QString &summary, const QString &body)
{
    constexpr uint ReplacesNone = 0;
    constexpr int AsLongAsTheDesktopLikes = -1;
    auto message = QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                                  u"/org/freedesktop/Notifications"_s,
                                                  u"org.freedesktop.Notifications"_s,
                                                  u"Notify"_s);
    const QVariantMap hints{ { u"desktop-entry"_s, QGuiApplication::desktopFileName() } };
    // The body may hold markup (the specification's 4): a table's name must not become some.
    message << QGuiApplication::applicationDisplayName() << ReplacesNone << u"tidemark"_s << summary
            << body.toHtmlEscaped() << QStringList() << hints << AsLongAsTheDesktopLikes;
    QDBusConnection::sessionBus().asyncCall(message);
}

} // namespace tidemark
