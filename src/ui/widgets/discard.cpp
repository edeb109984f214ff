#include "discard.h"

#include <QLayout>
#include <QWidget>

#include <memory>

namespace tidemark {

void discard(QWidget *widget)
{
    widget->hide();
    widget->setParent(nullptr);
    widget->deleteLater();
}

void discardItems(QLayout &layout)
{
    while (const std::unique_ptr<QLayoutItem> item{ layout.takeAt(0) }) {
        if (QWidget *widget = item->widget())
            discard(widget);
    }
}

} // namespace tidemark
