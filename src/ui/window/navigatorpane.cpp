#include "navigatorpane.h"

#include <ui/delegates/navigatordelegate.h>
#include <ui/theme.h>

#include <QAction>
#include <QIcon>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTreeView>
#include <QVBoxLayout>

namespace tidemark {

namespace {

// Project, environments and the databases on this computer are open; remote databases, tables, indexes and internals are
// folded away.
bool isOpenByItself(const QModelIndex &index)
{
    switch (index.data(KindRole).value<NavigatorKind>()) {
    case NavigatorKind::Project:
    case NavigatorKind::Environment:
        return true;
    case NavigatorKind::Database:
        return index.data(EnvironmentRole).value<ShownEnvironment>() == ShownEnvironment::Local;
    default:
        return false;
    }
}

QString foldKey(const QModelIndex &index)
{
    return index.data(TargetIdRole).toString() + QChar::LineFeed
           + QString::number(static_cast<int>(index.data(KindRole).value<NavigatorKind>()))
           + QChar::LineFeed + index.data().toString();
}

} // namespace

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
    connect(m_filter, &QLineEdit::textChanged, this, &NavigatorPane::filter);

    m_tree->setObjectName(QStringLiteral("navigator"));
    m_tree->setAccessibleName(tr("Navigator"));
    m_tree->setModel(&m_filtered);
    m_tree->setItemDelegate(new NavigatorDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->viewport()->setBackgroundRole(QPalette::Window);
    m_tree->setIndentation(Space::Page);
    connect(m_tree, &QTreeView::activated, this, &NavigatorPane::open);
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        remember(index, true);
    });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        remember(index, false);
    });
    setFocusProxy(m_tree);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Small, Space::Small, Space::Small, 0);
    layout->setSpacing(Space::Small);
    layout->addWidget(m_filter);
    layout->addWidget(m_tree);

    connect(&m_filtered, &QAbstractItemModel::modelReset, this, &NavigatorPane::restore);
    restore();
}

void NavigatorPane::filter(const QString &text)
{
    m_filtered.setFilterFixedString(text);
    if (text.isEmpty()) {
        restore();
        return;
    }
    // What was found is seen, wherever it is; that is no wish about folds.
    const QSignalBlocker blocker(m_tree);
    m_tree->expandAll();
}

void NavigatorPane::remember(const QModelIndex &index, bool isOpen)
{
    if (isOpen == isOpenByItself(index))
        m_refolded.remove(foldKey(index));
    else
        m_refolded.insert(foldKey(index));
}

void NavigatorPane::restore()
{
    const QSignalBlocker blocker(m_tree);
    if (m_filter->text().isEmpty())
        restoreFolds({});
    else
        m_tree->expandAll(); // what was found stays seen
    if (m_current)
        select(*m_current);
}

void NavigatorPane::restoreFolds(const QModelIndex &below)
{
    for (int row = 0; row < m_filtered.rowCount(below); ++row) {
        const QModelIndex index = m_filtered.index(row, 0, below);
        m_tree->setExpanded(index, isOpenByItself(index) != m_refolded.contains(foldKey(index)));
        restoreFolds(index);
    }
}

void NavigatorPane::open(const QModelIndex &index)
{
    if (const QVariant address = index.data(PageRole); address.isValid())
        emit opened(address.value<PageAddress>());
}

void NavigatorPane::select(const PageAddress &address)
{
    m_current = address;
    const QModelIndex index = m_filtered.mapFromSource(m_model->indexOf(address));
    if (index.isValid())
        m_tree->setCurrentIndex(index);
}

} // namespace tidemark
