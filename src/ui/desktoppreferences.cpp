#include "desktoppreferences.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr auto Service = "org.freedesktop.portal.Desktop"_L1;
constexpr auto Path = "/org/freedesktop/portal/desktop"_L1;
constexpr auto Interface = "org.freedesktop.portal.Settings"_L1;
constexpr auto ReadOne = "ReadOne"_L1; // portals from 1.17 on
constexpr auto Read = "Read"_L1;

struct Setting {
    QLatin1StringView space;
    QLatin1StringView key;
};

/// In the order of PortalPreferences::Preference. The portal passes GNOME's settings through; desktops without it say nothing.
constexpr std::array Settings{
    Setting{ "org.freedesktop.appearance"_L1, "color-scheme"_L1 },
    Setting{ "org.freedesktop.appearance"_L1, "contrast"_L1 },
    Setting{ "org.gnome.desktop.interface"_L1, "enable-animations"_L1 },
};

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
    for (const auto preference :
         { Preference::Scheme, Preference::Contrast, Preference::Animations })
        ask(ReadOne, preference);
}

void PortalPreferences::ask(const QString &method, Preference preference)
{
    const auto &setting = Settings.at(size_t(preference));
    auto message = QDBusMessage::createMethodCall(Service, Path, Interface, method);
    message << QString(setting.space) << QString(setting.key);
    auto *call
        = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this, call, method, preference] {
        takeAnswer(*call, method, preference);
        call->deleteLater();
    });
}

void PortalPreferences::takeAnswer(const QDBusPendingCallWatcher &call,
                                   const QString &method,
                                   Preference preference)
{
    const QDBusPendingReply<QDBusVariant> reply = call;
    if (!reply.isError())
        takeValue(preference, QVariant::fromValue(reply.value()));
    else if (method == ReadOne)
        ask(Read, preference);
    else if (preference == Preference::Scheme)
        emit colourSchemeRead(ColourScheme::NoPreference);
}

void PortalPreferences::takeChange(const QString &space,
                                   const QString &key,
                                   const QDBusVariant &value)
{
    for (size_t i = 0; i < Settings.size(); ++i) {
        if (space == Settings.at(i).space && key == Settings.at(i).key)
            takeValue(Preference(i), QVariant::fromValue(value));
    }
}

void PortalPreferences::takeValue(Preference preference, const QVariant &value)
{
    const auto number = portalNumber(value);
    switch (preference) {
    case Preference::Scheme:
        if (number == 1U)
            emit colourSchemeRead(ColourScheme::Dark);
        else
            emit colourSchemeRead(number == 2U ? ColourScheme::Light : ColourScheme::NoPreference);
        return;
    case Preference::Contrast:
        emit moreContrastRead(number == 1U);
        return;
    case Preference::Animations:
        emit animationsRead(number != 0U);
        return;
    }
}

} // namespace tidemark
