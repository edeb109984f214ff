#include "windowapplication.h"

#include <ui/desktoppreferences.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>

#include <QApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

WindowApplication::WindowApplication()
{
    registerResources();
    // The texts are English already; the file has their plural forms.
    if (m_english.load(u":/i18n/tidemark_en.qm"_s))
        QCoreApplication::installTranslator(&m_english);
    QApplication::setWindowIcon(applicationIcon());
    // The style is made before Appearance and owned by QApplication; Appearance notes the platform's own palette first.
    auto style = std::make_unique<TidemarkStyle>();
    ThemeProvider &themes = style->themes();
    m_appearance = std::make_unique<Appearance>(themes, std::make_unique<PortalPreferences>());
    QApplication::setStyle(style.release());
}

WindowApplication::~WindowApplication() = default;

} // namespace tidemark
