#pragma once

#include "theme.h"

#include <QObject>

class QWidget;

namespace tidemark {

/// The theme in use. One belongs to the application's TidemarkStyle; whoever paints asks at paint time and keeps no colour.
class ThemeProvider : public QObject
{
    Q_OBJECT

public:
    explicit ThemeProvider(const Theme &theme, QObject *parent = nullptr);

    [[nodiscard]] const Theme &theme() const { return m_theme; }
    /// Says changed() before the palette is touched; widgets see a PaletteChange after Appearance has set it.
    void setTheme(const Theme &theme);

    /// Whether the desktop wants anything to move.
    [[nodiscard]] bool animates() const { return m_animates; }
    void setAnimates(bool animates);

signals:
    void changed();

private:
    Theme m_theme;
    bool m_animates = true;
};

/// The provider behind @p widget's style; null under another style than TidemarkStyle.
[[nodiscard]] ThemeProvider *themeProviderOf(const QWidget *widget);

/// The theme @p widget is painted in: that of its TidemarkStyle, the light one under any other style.
[[nodiscard]] const Theme &themeOf(const QWidget *widget);

} // namespace tidemark
