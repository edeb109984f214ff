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

const Theme &themeOf(const QWidget *widget)
{
    const auto *style = widget ? qobject_cast<const TidemarkStyle *>(widget->style()) : nullptr;
    return style ? style->theme() : Theme::light();
}

} // namespace tidemark
