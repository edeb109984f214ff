#include "activitypane.h"

#include <ui/pages/tables.h>
#include <ui/theme.h>

#include <QHBoxLayout>
#include <QPushButton>
#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

ActivityPane::ActivityPane(ActivityModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_table(makeTable(model, "activities", tr("Activity"), this))
    , m_cancel(new QPushButton(tr("&Stop"), this))
{
    setObjectName(u"activityPane"_s);
    m_cancel->setObjectName(u"activityCancel"_s);
    setFocusProxy(m_table);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, Space::Small, Space::Small);
    layout->setSpacing(Space::Small);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_cancel, 0, Qt::AlignTop);
    connect(m_cancel, &QPushButton::clicked, this, &ActivityPane::cancelSelected);
    connect(model, &ActivityModel::dataChanged, this, &ActivityPane::updateButton);
    connect(model, &ActivityModel::rowsInserted, this, &ActivityPane::updateButton);
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &ActivityPane::updateButton);
    updateButton();
}

void ActivityPane::cancelSelected()
{
    if (Activity *activity = m_model->activity(m_table->currentIndex()))
        activity->cancel();
}

void ActivityPane::updateButton()
{
    const bool runs = m_model->activity(m_table->currentIndex()) != nullptr;
    m_cancel->setEnabled(runs);
    m_cancel->setToolTip(runs ? QString() : tr("Choose something that is still going on."));
}

} // namespace tidemark
