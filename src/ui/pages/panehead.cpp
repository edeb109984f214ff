#include "panehead.h"

#include <ui/style/emphasis.h>
#include <ui/themeprovider.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QTabBar>

namespace tidemark {

PaneHead::PaneHead(QTabBar *tabs, QWidget *facts, QWidget *parent)
    : QWidget(parent)
{
    setInPage(tabs);
    tabs->setExpanding(false);
    tabs->setDrawBase(false);
    tabs->setUsesScrollButtons(false); // the facts give way
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::Small, 0, Space::Page, 0);
    row->setSpacing(Space::Small);
    row->addWidget(tabs, 0, Qt::AlignBottom);
    row->addStretch(1);
    if (facts)
        row->addWidget(facts);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PaneHead::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - LineWidth::Rule, width(), LineWidth::Rule),
                     themeOf(this).border);
}

} // namespace tidemark
