#include "page.h"

namespace tidemark {

Page::Page(QWidget *parent)
    : QWidget(parent)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

void Page::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit described(); // the shell lets the page say what can be done on it
}

} // namespace tidemark
