#include "windowapplication.h"

#include <ui/desktoppreferences.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>

#include <QApplication>

namespace tidemark {

WindowApplication::WindowApplication()
{
    registerResources();
    QApplication::setWindowIcon(applicationIcon());
    // The style is made before Appearance and owned by QApplication; Appearance notes the platform's own palette first.
    auto style = std::make_unique<TidemarkStyle>();
    ThemeProvider &themes = style->themes();
    m_appearance = std::make_unique<Appearance>(themes, std::make_unique<PortalPreferences>());
    QApplication::setStyle(style.release());
}

WindowApplication::~WindowApplication() = default;

} // namespace tidemark
