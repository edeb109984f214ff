#pragma once

#include "desktoppreferences.h"
#include "themeprovider.h"

#include <QTimer>

#include <memory>

namespace tidemark {

/// Keeps the windows light or dark, as the user chose or as the desktop says.
///
/// Make it before any palette is set: it remembers whether the platform's own palette is dark, the fallback when the
/// desktop has no preference.
class Appearance : public QObject
{
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    Appearance(ThemeProvider &themes,
               std::unique_ptr<DesktopPreferences> desktop,
               QObject *parent = nullptr);

    /// Applies @p choice and asks the desktop; ready() follows within 100 ms, with or without its answer.
    void start(Choice choice);
    void choose(Choice choice);
    [[nodiscard]] Choice choice() const { return m_choice; }

signals:
    /// Once: the first window may be shown without a change of colours right after.
    void ready();

private:
    void takeScheme(DesktopPreferences::ColourScheme scheme);
    void apply();
    void becomeReady();
    [[nodiscard]] bool isDark() const;

    ThemeProvider &m_themes;
    std::unique_ptr<DesktopPreferences> m_desktop;
    QTimer m_patience;
    Choice m_choice = Choice::System;
    DesktopPreferences::ColourScheme m_scheme = DesktopPreferences::ColourScheme::NoPreference;
    bool m_platformIsDark = false;
    bool m_moreContrast = false;
    bool m_isReady = false;
};

/// The value of the setting `appearance/theme`: system, light or dark; anything else is read as system.
[[nodiscard]] QString settingText(Appearance::Choice choice);
[[nodiscard]] Appearance::Choice appearanceChoice(QStringView settingText);

} // namespace tidemark
