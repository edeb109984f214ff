#include "appearance.h"

#include "resources.h"

#include <QApplication>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidemark {

namespace {

/// How long the first window waits for the desktop.
constexpr auto Patience = 100ms;
constexpr int HalfLightness = 128;

} // namespace

Appearance::Appearance(ThemeProvider &themes,
                       std::unique_ptr<DesktopPreferences> desktop,
                       QObject *parent)
    : QObject(parent)
    , m_themes(themes)
    , m_desktop(std::move(desktop))
    , m_platformIsDark(QGuiApplication::palette().color(QPalette::Window).lightness()
                       < HalfLightness)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &Appearance::becomeReady);
    connect(m_desktop.get(), &DesktopPreferences::colourSchemeRead, this, &Appearance::takeScheme);
    connect(
        m_desktop.get(), &DesktopPreferences::moreContrastRead, this, [this](bool moreContrast) {
            m_moreContrast = moreContrast;
            apply();
        });
    connect(m_desktop.get(),
            &DesktopPreferences::animationsRead,
            &m_themes,
            &ThemeProvider::setAnimates);
}

void Appearance::start(Choice choice)
{
    m_choice = choice;
    apply();
    m_patience.start(Patience);
    m_desktop->read();
}

void Appearance::choose(Choice choice)
{
    m_choice = choice;
    apply();
}

void Appearance::takeScheme(DesktopPreferences::ColourScheme scheme)
{
    m_scheme = scheme;
    apply();
    becomeReady();
}

void Appearance::becomeReady()
{
    m_patience.stop();
    if (m_isReady)
        return;
    m_isReady = true;
    emit ready();
}

bool Appearance::isDark() const
{
    using ColourScheme = DesktopPreferences::ColourScheme;
    if (m_choice != Choice::System)
        return m_choice == Choice::Dark;
    return m_scheme == ColourScheme::NoPreference ? m_platformIsDark
                                                  : m_scheme == ColourScheme::Dark;
}

void Appearance::apply()
{
    const Theme &plain = isDark() ? Theme::dark() : Theme::light();
    m_themes.setTheme(m_moreContrast ? plain.withMoreContrast() : plain);
    QIcon::setThemeName(iconThemeName(plain.isDark));
    QApplication::setPalette(m_themes.theme().palette());
}

QString settingText(Appearance::Choice choice)
{
    switch (choice) {
    case Appearance::Choice::System:
        return u"system"_s;
    case Appearance::Choice::Light:
        return u"light"_s;
    case Appearance::Choice::Dark:
        return u"dark"_s;
    }
    Q_UNREACHABLE();
}

Appearance::Choice appearanceChoice(QStringView settingText)
{
    if (settingText == "light"_L1)
        return Appearance::Choice::Light;
    return settingText == "dark"_L1 ? Appearance::Choice::Dark : Appearance::Choice::System;
}

} // namespace tidemark
