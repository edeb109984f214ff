#include "emphasis.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QTabBar>
#include <QVariant>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr auto EmphasisProperty = "emphasis";
constexpr auto InPageProperty = "inPage";
constexpr auto InGridProperty = "inGrid";
/// In the order of Emphasis.
constexpr std::array EmphasisNames{ ""_L1, "primary"_L1, "danger"_L1, "emergency"_L1, "link"_L1 };

} // namespace

void setEmphasis(QAbstractButton *button, Emphasis emphasis)
{
    button->setProperty(EmphasisProperty, QString(EmphasisNames.at(size_t(emphasis))));
    button->updateGeometry();
    button->update();
}

Emphasis emphasisOf(const QWidget *widget)
{
    const QString name = widget ? widget->property(EmphasisProperty).toString() : QString();
    for (size_t i = 1; i < EmphasisNames.size(); ++i) {
        if (name == EmphasisNames.at(i))
            return Emphasis(i);
    }
    return Emphasis::None;
}

void setInPage(QTabBar *bar)
{
    bar->setProperty(InPageProperty, true);
    bar->setDrawBase(true);
    bar->updateGeometry();
}

bool isInPage(const QWidget *widget)
{
    return widget && widget->property(InPageProperty).toBool();
}

void setInGrid(QHeaderView *header)
{
    header->setProperty(InGridProperty, true);
    header->updateGeometry();
}

bool isInGrid(const QWidget *widget)
{
    return widget && widget->property(InGridProperty).toBool();
}

} // namespace tidemark
