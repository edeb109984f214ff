#include "theme.h"

#include <QFontDatabase>
#include <QGuiApplication>

namespace tidemark {

namespace {

constexpr qreal LightTargetTint = 0.07;
constexpr qreal DarkTargetTint = 0.16;
constexpr qreal DarkMarkWhite = 0.25;

EnvironmentColours lightEnvironment(QRgb fill, const QColor &base)
{
    const QColor colour(fill);
    return { .fill = colour,
             .onFill = QColor(0xFFFFFF),
             .mark = colour,
             .tallFill = colour,
             .tint = mixed(base, colour, LightTargetTint) };
}

EnvironmentColours darkEnvironment(QRgb fill, QRgb tallFill, const QColor &base)
{
    const QColor colour(fill);
    return { .fill = colour,
             .onFill = QColor(0xFFFFFF),
             .mark = mixed(colour, QColor(0xFFFFFF), DarkMarkWhite),
             .tallFill = QColor(tallFill),
             .tint = mixed(base, colour, DarkTargetTint) };
}

Theme makeLight()
{
    Theme theme{
        .window = 0xF2F4F5,
        .base = 0xFFFFFF,
        .alt = 0xF7F9FA,
        .raised = 0xFFFFFF,
        .button = 0xFBFCFC,
        .border = 0xD8DEE2,
        .strong = 0x7A858E,
        .text = 0x1B2227,
        .text2 = 0x525E67,
        .placeholder = 0x68747D,
        .disabled = 0x8A959D,
        .accent = 0x0B6685,
        .onAccent = 0xFFFFFF,
        .selection = 0xD5E8EF,
        .selectedText = 0x0D2A35,
        .ok = 0x1B7340,
        .okTint = 0xE5F3EA,
        .warning = 0x865000,
        .warningTint = 0xFCF1DA,
        .error = 0xB3261E,
        .errorTint = 0xFBEAE8,
        .info = 0x0B6685,
        .infoTint = 0xE3F0F5,
        .danger = 0xB3261E,
        .onDanger = 0xFFFFFF,
        .keyword = 0x0B5C8A,
        .string = 0x1B7340,
        .number = 0x8A4B00,
        .comment = 0x66727B,
    };
    theme.local = lightEnvironment(0x4B5B66, theme.base);
    theme.staging = lightEnvironment(0x6540B0, theme.base);
    theme.production = lightEnvironment(0xA3124A, theme.base);
    return theme;
}

Theme makeDark()
{
    Theme theme{
        .isDark = true,
        .window = 0x1C2125,
        .base = 0x14181B,
        .alt = 0x191E21,
        .raised = 0x21272B,
        .button = 0x2A3136,
        .border = 0x343D43,
        .strong = 0x74818A,
        .text = 0xE3E8EB,
        .text2 = 0xA4B0B8,
        .placeholder = 0x8A969E,
        .disabled = 0x6D7981,
        .accent = 0x4FB3D3,
        .onAccent = 0x05222D,
        .selection = 0x1D4354,
        .selectedText = 0xEAF5FA,
        .ok = 0x63CB8F,
        .okTint = 0x15301F,
        .warning = 0xE8B14F,
        .warningTint = 0x33280F,
        .error = 0xFF8E80,
        .errorTint = 0x3B1D1A,
        .info = 0x6CC3E0,
        .infoTint = 0x143340,
        .danger = 0xB93A31,
        .onDanger = 0xFFFFFF,
        .keyword = 0x6CC3E0,
        .string = 0x7FD3A0,
        .number = 0xE8B14F,
        .comment = 0x8C99A2,
    };
    theme.local = darkEnvironment(0x566670, 0x566670, theme.base);
    theme.staging = darkEnvironment(0x7650CC, 0x7650CC, theme.base);
    // A high band in the bright raspberry is a nuisance at nightheme.
    theme.production = darkEnvironment(0xC92C6B, 0x8A1A45, theme.base);
    return theme;
}

struct TypeStyle {
    qreal factor;
    QFont::Weight weight;
};

TypeStyle typeStyle(TypeRole role)
{
    switch (role) {
    case TypeRole::PageTitle:
        return { 1.35, QFont::DemiBold };
    case TypeRole::RecoveryTitle:
        return { 1.2, QFont::DemiBold };
    case TypeRole::Section:
        return { 1.1, QFont::DemiBold };
    case TypeRole::Body:
        return { 1.0, QFont::Normal };
    case TypeRole::Strong:
        return { 1.0, QFont::DemiBold };
    case TypeRole::Small:
        return { 0.92, QFont::Normal };
    case TypeRole::SmallStrong:
        return { 0.92, QFont::DemiBold };
    case TypeRole::Chip:
        return { 0.85, QFont::Bold };
    case TypeRole::Mono:
        return { 0.96, QFont::Normal };
    }
    Q_UNREACHABLE();
}

} // namespace

QFont typeFont(TypeRole role, const QFont &system)
{
    const auto style = typeStyle(role);
    QFont font = system;
    if (role == TypeRole::Mono) {
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setFixedPitch(true);
    }
    // One size for both families: a fixed font set larger than the text would make its rows higher than the others.
    if (system.pointSizeF() > 0)
        font.setPointSizeF(system.pointSizeF() * style.factor);
    else
        font.setPixelSize(qRound(system.pixelSize() * style.factor));
    font.setWeight(style.weight);
    return font;
}

QFont typeFont(TypeRole role)
{
    return typeFont(role, QGuiApplication::font());
}

QColor mixed(const QColor &under, const QColor &over, qreal share)
{
    const auto channel
        = [share](int below, int above) { return qRound(below + (above - below) * share); };
    return { channel(under.red(), over.red()),
             channel(under.green(), over.green()),
             channel(under.blue(), over.blue()) };
}

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

Theme Theme::withMoreContrast() const
{
    Theme t = *this;
    t.border = strong;
    t.okTint = t.warningTint = t.errorTint = t.infoTint = base;
    t.local.tint = t.staging.tint = t.production.tint = base;
    return t;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::Base, base);
    p.setColor(QPalette::AlternateBase, alt);
    p.setColor(QPalette::Light, raised);
    p.setColor(QPalette::Midlight, alt);
    p.setColor(QPalette::ToolTipBase, raised);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Button, button);
    p.setColor(QPalette::Mid, border);
    p.setColor(QPalette::Dark, strong);
    p.setColor(QPalette::Shadow, strong);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, onAccent);
    p.setColor(QPalette::PlaceholderText, placeholder);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, selectedText);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        p.setColor(QPalette::Disabled, role, disabled);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, disabled);
    return p;
}

const QColor &Theme::colour(ColourToken token) const
{
    switch (token) {
    case ColourToken::Ok:
        return ok;
    case ColourToken::Info:
        return info;
    case ColourToken::Warning:
        return warning;
    case ColourToken::Error:
        return error;
    case ColourToken::Text2:
        return text2;
    }
    Q_UNREACHABLE();
}

const QColor &Theme::tint(ColourToken token) const
{
    switch (token) {
    case ColourToken::Ok:
        return okTint;
    case ColourToken::Info:
        return infoTint;
    case ColourToken::Warning:
        return warningTint;
    case ColourToken::Error:
        return errorTint;
    case ColourToken::Text2:
        return alt;
    }
    Q_UNREACHABLE();
}

const EnvironmentColours &Theme::environment(ShownEnvironment environment) const
{
    switch (environment) {
    case ShownEnvironment::Staging:
        return staging;
    case ShownEnvironment::Production:
        return production;
    case ShownEnvironment::Local:
    case ShownEnvironment::Other:
        return local;
    }
    Q_UNREACHABLE();
}

} // namespace tidemark
