#pragma once

#include <QObject>
#include <QVariant>

#include <optional>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace tidemark {

/// What the desktop says about its colours; nothing while it has not answered.
class DesktopPreferences : public QObject
{
    Q_OBJECT

public:
    enum class ColourScheme { NoPreference, Dark, Light };

    using QObject::QObject;

    /// Asks; each answer and each later change comes as a signal. Says colourSchemeRead(NoPreference) if nobody answers.
    virtual void read() = 0;

signals:
    void colourSchemeRead(tidemark::DesktopPreferences::ColourScheme scheme);
    void moreContrastRead(bool moreContrast);
    void animationsRead(bool animates);
};

/// The settings portal of the XDG desktop portals, on the session bus
/// (flatpak.github.io/xdg-desktop-portal: org.freedesktop.portal.Settings).
class PortalPreferences : public DesktopPreferences
{
    Q_OBJECT

public:
    using DesktopPreferences::DesktopPreferences;

    void read() override;

private:
    Q_SLOT void takeChange(const QString &space, const QString &key, const QDBusVariant &value);

    enum class Preference { Scheme, Contrast, Animations };

    void ask(const QString &method, Preference preference);
    void
    takeAnswer(const QDBusPendingCallWatcher &call, const QString &method, Preference preference);
    void takeValue(Preference preference, const QVariant &value);
};

/// The number (or yes or no, as 1 or 0) inside a portal's answer: Read wraps it in two variants, ReadOne in one.
/// Nothing if it is no number.
[[nodiscard]] std::optional<uint> portalNumber(const QVariant &answer);

} // namespace tidemark
