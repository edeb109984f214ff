#pragma once

#include <models/roles.h>

#include <QColor>
#include <QFont>
#include <QPalette>

class QFontMetrics;

namespace tidemark {

/// Distances in device-independent pixels. Everything that holds text follows the font instead (RowPadding).
struct Space {
    static constexpr int Tiny = 4;
    static constexpr int Small = 8;
    static constexpr int Medium = 12;
    static constexpr int Page = 16;
    static constexpr int Group = 20;
    static constexpr int Welcome = 32;
    static constexpr int UnderTitle = 2;
};

struct Radius {
    static constexpr int Chip = 3;
    static constexpr int Button = 4;
    static constexpr int Card = 5;
    static constexpr int Dialog = 8;
};

struct LineWidth {
    static constexpr int Rule = 1;
    static constexpr int Focus = 2;
    static constexpr int RowBar = 3;
    static constexpr int Band = 4;
};

/// What is added to the height of the font: `QFontMetrics::height() + RowPadding::Button`.
struct RowPadding {
    static constexpr int TableRow = 10;
    static constexpr int ListRow = 12;
    static constexpr int Button = 14;
    static constexpr int Header = 12;
    static constexpr int Bar = 12;
    static constexpr int TargetBar = 18;
    static constexpr int Tab = 14;
};

enum class TypeRole {
    PageTitle,
    RecoveryTitle,
    Section,
    Body,
    Strong,
    Small,
    SmallStrong,
    Chip,
    Mono
};

/// The font of a role as a factor of @p system; Mono takes the family of the desktop's fixed-width font.
[[nodiscard]] QFont typeFont(TypeRole role, const QFont &system);
/// The same for the font of the application.
[[nodiscard]] QFont typeFont(TypeRole role);

/// A colour with a meaning; which one it is depends on the theme.
enum class ColourToken { Ok, Info, Warning, Error, Text2 };

struct EnvironmentColours {
    QColor fill; ///< band and chip
    QColor onFill; ///< text on the fill
    QColor mark; ///< tabs and tree
    QColor tallFill; ///< areas higher than 8 px
    QColor tint; ///< target bar

    bool operator==(const EnvironmentColours &other) const = default;
};

/// Every colour of the windows, as one value. There is one for light and one for dark; nothing else in the windows
/// names a colour.
struct Theme {
    bool isDark = false;
    QColor window, base, alt, raised, button, border, strong;
    QColor text, text2, placeholder, disabled;
    QColor accent, onAccent, selection, selectedText;
    QColor ok, okTint, warning, warningTint, error, errorTint, info, infoTint;
    QColor danger, onDanger;
    QColor keyword, string, number, comment;
    EnvironmentColours local, staging, production;

    [[nodiscard]] static const Theme &light();
    [[nodiscard]] static const Theme &dark();

    /// For the desktop's "more contrast": rules become as strong as field outlines, tints become plain.
    [[nodiscard]] Theme withMoreContrast() const;

    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] const QColor &colour(ColourToken token) const;
    /// The pale fill of banners and lines; text2 has the alternate base.
    [[nodiscard]] const QColor &tint(ColourToken token) const;
    [[nodiscard]] const EnvironmentColours &environment(ShownEnvironment environment) const;

    bool operator==(const Theme &other) const = default;
};

/// @p share of @p over laid on @p under, 0 to 1.
[[nodiscard]] QColor mixed(const QColor &under, const QColor &over, qreal share);

} // namespace tidemark
