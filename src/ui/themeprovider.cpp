#include "themeprovider.h"

#include "style/tidemarkstyle.h"

#include <QWidget>

namespace tidemark {

ThemeProvider::ThemeProvider(const Theme &theme, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
{}

void ThemeProvider::setTheme(const Theme &theme)
{
    if (theme == m_theme)
        return;
    m_theme = theme;
    emit changed();
}

void ThemeProvider::setAnimates(bool animates)
{
    if (animates == m_animates)
        return;
    m_animates = animates;
    emit changed();
}

ThemeProvider *themeProviderOf(const QWidget *widget)
{
    auto *style = widget ? qobject_cast<TidemarkStyle *>(widget->style()) : nullptr;
    return style ? &style->themes() : nullptr;
}

const Theme &themeOf(const QWidget *widget)
{
    const auto *themes = themeProviderOf(widget);
    return themes ? themes->theme() : Theme::light();
}

} // namespace tidemark
