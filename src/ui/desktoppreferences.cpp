#include "desktoppreferences.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr auto Service = "org.freedesktop.portal.Desktop"_L1;
constexpr auto Path = "/org/freedesktop/portal/desktop"_L1;
constexpr auto Interface = "org.freedesktop.portal.Settings"_L1;
constexpr auto Namespace = "org.freedesktop.appearance"_L1;
constexpr auto SchemeKey = "color-scheme"_L1;
constexpr auto ContrastKey = "contrast"_L1;
constexpr auto ReadOne = "ReadOne"_L1; // portals from 1.17 on
constexpr auto Read = "Read"_L1;

} // namespace

std::optional<uint> portalNumber(const QVariant &answer)
{
    QVariant value = answer;
    while (value.metaType() == QMetaType::fromType<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    bool isNumber = false;
    const uint number = value.toUInt(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

void PortalPreferences::read()
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        emit colourSchemeRead(ColourScheme::NoPreference);
        return;
    }
    bus.connect(Service,
                Path,
                Interface,
                u"SettingChanged"_s,
                this,
                SLOT(takeChange(QString, QString, QDBusVariant)));
    ask(ReadOne, SchemeKey);
    ask(ReadOne, ContrastKey);
}

void PortalPreferences::ask(const QString &method, const QString &key)
{
    auto message = QDBusMessage::createMethodCall(Service, Path, Interface, method);
    message << QString(Namespace) << key;
    auto *call
        = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this, call, method, key] {
        takeAnswer(*call, method, key);
        call->deleteLater();
    });
}

void PortalPreferences::takeAnswer(const QDBusPendingCallWatcher &call,
                                   const QString &method,
                                   const QString &key)
{
    const QDBusPendingReply<QDBusVariant> reply = call;
    if (!reply.isError())
        takeValue(key, QVariant::fromValue(reply.value()));
    else if (method == ReadOne)
        ask(Read, key);
    else if (key == SchemeKey)
        emit colourSchemeRead(ColourScheme::NoPreference);
}

void PortalPreferences::takeChange(const QString &space,
                                   const QString &key,
                                   const QDBusVariant &value)
{
    if (space == Namespace)
        takeValue(key, QVariant::fromValue(value));
}

void PortalPreferences::takeValue(const QString &key, const QVariant &value)
{
    const auto number = portalNumber(value);
    if (key == ContrastKey) {
        emit moreContrastRead(number == 1U);
        return;
    }
    if (key != SchemeKey)
        return;
    if (number == 1U)
        emit colourSchemeRead(ColourScheme::Dark);
    else
        emit colourSchemeRead(number == 2U ? ColourScheme::Light : ColourScheme::NoPreference);
}

} // namespace tidemark
