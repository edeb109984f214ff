#include "resources.h"

#include <QStringList>

using namespace Qt::StringLiterals;

// Q_INIT_RESOURCE declares a function of the global namespace, hence it cannot stand in ours.
static void initialiseTidemarkResources()
{
    Q_INIT_RESOURCE(tidemark);
}

namespace tidemark {

void registerResources()
{
    initialiseTidemarkResources();
    const auto own = u":/icons"_s;
    auto paths = QIcon::themeSearchPaths();
    if (!paths.contains(own))
        QIcon::setThemeSearchPaths(paths << own);
}

QString highlightingFolder()
{
    return u":/tidemark"_s;
}

QString iconThemeName(bool dark)
{
    return dark ? u"tidemark-dark"_s : u"tidemark-light"_s;
}

QIcon applicationIcon()
{
    return QIcon(u":/tidemark/tidemark.svg"_s);
}

} // namespace tidemark
