#include "navigatorpane.h"

#include <ui/delegates/navigatordelegate.h>
#include <ui/theme.h>

#include <QAction>
#include <QHeaderView>
#include <QIcon>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

namespace tidemark {

NavigatorPane::NavigatorPane(NavigatorModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new QLineEdit(this))
    , m_tree(new QTreeView(this))
{
    m_filtered.setSourceModel(model);
    m_filtered.setRecursiveFilteringEnabled(true);
    m_filtered.setFilterCaseSensitivity(Qt::CaseInsensitive);

    m_filter->setObjectName(QStringLiteral("navigatorFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter the navigator"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(QIcon::fromTheme(QStringLiteral("view-filter")),
                        QLineEdit::LeadingPosition);
    connect(m_filter,
            &QLineEdit::textChanged,
            &m_filtered,
            &QSortFilterProxyModel::setFilterFixedString);

    m_tree->setObjectName(QStringLiteral("navigator"));
    m_tree->setAccessibleName(tr("Navigator"));
    m_tree->setModel(&m_filtered);
    m_tree->setItemDelegate(new NavigatorDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->viewport()->setAutoFillBackground(false);
    m_tree->setIndentation(Space::Page);
    connect(m_tree, &QTreeView::activated, this, &NavigatorPane::open);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Small, Space::Small, Space::Small, 0);
    layout->setSpacing(Space::Small);
    layout->addWidget(m_filter);
    layout->addWidget(m_tree);

    connect(model, &QAbstractItemModel::modelReset, this, &NavigatorPane::unfold);
    unfold();
}

void NavigatorPane::unfold()
{
    // Project, environment, databases and their pages are open; tables and internals are folded away.
    m_tree->expandRecursively({}, 2);
}

void NavigatorPane::open(const QModelIndex &index)
{
    emit opened(index.data(TargetIdRole).toString(),
                index.data(KindRole).value<NavigatorKind>(),
                index.data(Qt::DisplayRole).toString());
}

void NavigatorPane::select(const QString &targetKey, NavigatorKind kind)
{
    const QModelIndex index = m_filtered.mapFromSource(m_model->indexOf(targetKey, kind));
    if (index.isValid())
        m_tree->setCurrentIndex(index);
}

} // namespace tidemark
