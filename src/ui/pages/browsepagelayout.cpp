#include "browsepage.h"
#include "definitionpane.h"
#include "panehead.h"

#include <ui/actions/actionregistry.h>
#include <ui/grid/browsefoot.h>
#include <ui/grid/cellviewer.h>
#include <ui/grid/filterbar.h>
#include <ui/grid/gridheader.h>
#include <ui/grid/gridpane.h>
#include <ui/grid/gridview.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/statelabel.h>
#include <ui/widgets/targetbar.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>

namespace tidemark {

using namespace Qt::StringLiterals;

BrowsePage::BrowsePage(DatabaseSession *session,
                       const QString &object,
                       ActionRegistry &actions,
                       const SyntaxLibrary &library,
                       QSettings *settings,
                       QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_browse(new BrowseSession(session->engine(), session->target(), object, this))
    , m_library(library)
    , m_filter(new FilterBar(this))
    , m_tabs(new QTabBar(this))
    , m_sortWarning(new StateLabel(this))
    , m_sort(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_stack(new QStackedWidget(this))
    , m_trouble(new Banner(this))
    , m_empty(new QWidget(this))
    , m_emptyText(new QLabel(m_empty))
    , m_emptyButton(new QPushButton(tr("C&lear the filter"), m_empty))
    , m_grid(new GridPane(m_browse, this))
    , m_viewer(new CellViewer(library, this))
    , m_foot(new BrowseFoot(this))
    , m_columns(settings, session->target().key() + u'\n' + object)
{
    setObjectName(u"browsePage"_s);
    m_grid->view()->setObjectName(u"grid"_s);
    m_grid->view()->setAccessibleName(tr("Rows of %1").arg(object));
    m_grid->view()->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_grid->view()->addActions({ actions.action(u"gridCopyAs"_s),
                                 actions.action(u"gridFollowKey"_s),
                                 actions.action(u"gridPeek"_s),
                                 actions.action(u"historyBack"_s),
                                 actions.action(u"historyForward"_s),
                                 actions.action(u"gridGoToRow"_s),
                                 actions.action(u"cellViewerToggle"_s),
                                 actions.action(u"gridExport"_s) });
    layOut();
    follow();
    showEverything();
    setFocusProxy(m_grid);
}

void BrowsePage::layOut()
{
    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session()->target()));
    for (const QString &id : { u"gridFilterAsSql"_s, u"gridColumns"_s, u"gridExport"_s })
        m_filter->addControl(button(id));
    addTabs();
    QPushButton *count = button(u"countExactly"_s);
    setEmphasis(count, Emphasis::Link);
    m_foot->addLink(count);
    m_foot->addControl(button(u"runCancel"_s));

    auto *sort = new QWidget(this);
    auto *sortRow = new QHBoxLayout(sort);
    sortRow->setContentsMargins(0, 0, 0, 0);
    sortRow->addWidget(m_sortWarning);
    sortRow->addWidget(m_sort);
    m_sort->setObjectName(u"gridSortText"_s);
    m_stack->insertWidget(Rows, makeRowsPane());
    m_stack->setCurrentIndex(Rows);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(target);
    column->addWidget(m_filter);
    column->addWidget(new PaneHead(m_tabs, sort, this));
    column->addWidget(m_stack, 1);
    column->addWidget(m_foot);
}

void BrowsePage::addTabs()
{
    m_tabs->setObjectName(u"browseTabs"_s);
    m_tabs->setAccessibleName(tr("Parts of %1").arg(m_browse->name()));
    for (const QString &title :
         { tr("Rows"), tr("Structure"), tr("Indexes"), tr("Triggers"), tr("Dependents") })
        m_tabs->addTab(title);
    using Part = DefinitionModel::Part;
    const auto add = [this](const QList<Part> &parts, const QString &name) {
        m_definitions.append(new DefinitionPane(parts, name, m_library, this));
        m_stack->addWidget(m_definitions.last());
    };
    add({ Part::Columns, Part::ForeignKeys }, u"structurePane"_s);
    add({ Part::Indexes }, u"indexesPane"_s);
    add({ Part::Triggers }, u"triggersPane"_s);
    add({ Part::Dependents }, u"dependentsPane"_s);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
}

QWidget *BrowsePage::makeRowsPane()
{
    auto *pane = new QWidget(this);
    m_split = new QSplitter(Qt::Horizontal, pane);
    m_split->setObjectName(u"browseSplit"_s);
    m_split->addWidget(m_grid);
    m_split->addWidget(m_viewer);
    m_split->setStretchFactor(0, 1);
    m_split->setCollapsible(0, false);
    m_split->setSizes({ width() - ViewerWidth, ViewerWidth });

    m_emptyButton->setObjectName(u"gridFilterClearButton"_s);
    auto *empty = new QHBoxLayout(m_empty);
    empty->setContentsMargins(Space::Page, Space::Page, Space::Page, Space::Page);
    empty->setSpacing(Space::Medium);
    empty->addWidget(m_emptyText);
    empty->addWidget(m_emptyButton);
    empty->addStretch();
    m_emptyText->setObjectName(u"gridEmptyText"_s);

    auto *trouble = new QVBoxLayout;
    trouble->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    trouble->addWidget(m_trouble);
    m_trouble->setObjectName(u"gridTrouble"_s);
    m_trouble->hide();
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(trouble);
    column->addWidget(m_empty);
    column->addWidget(m_split, 1);
    return pane;
}

void BrowsePage::follow()
{
    connect(m_browse, &BrowseSession::opened, this, &BrowsePage::showObject);
    connect(m_browse, &BrowseSession::changed, this, &BrowsePage::showEverything);
    connect(m_browse, &BrowseSession::placed, this, [this] {
        if (!m_wasFitted && m_browse->rows()->held() > 0)
            fitColumns();
        showSelection();
    });
    connect(m_browse, &BrowseSession::returned, this, &BrowsePage::comeBackTo);
    connect(m_browse, &BrowseSession::exported, this, [this](qint64 rows, const QString &file) {
        m_foot->say(tr("%n row(s) written to %1", nullptr, int(rows)).arg(shownFile(file)));
    });
    connect(m_filter, &FilterBar::applied, this, &BrowsePage::applyFilter);
    connect(m_filter, &FilterBar::modeChanged, this, &Page::described);
    connect(m_emptyButton, &QPushButton::clicked, this, &BrowsePage::clearFilter);
    const QItemSelectionModel *selection = m_grid->view()->selectionModel();
    connect(selection, &QItemSelectionModel::selectionChanged, this, &BrowsePage::showSelection);
    connect(selection, &QItemSelectionModel::currentChanged, this, &BrowsePage::showValue);
    connect(m_browse->rows(), &QAbstractItemModel::modelReset, this, [this] {
        m_shown = QModelIndex();
        showSelection();
    });
    connect(m_browse->rows(), &QAbstractItemModel::dataChanged, this, [this] {
        if (m_grid->view()->currentIndex() != m_shown)
            showValue(); // the current cell may have waited for its row
    });
    connect(m_grid->view(), &GridView::copyRequested, this, &BrowsePage::copy);
    connect(m_grid->view(), &GridView::peekRequested, this, &BrowsePage::peek);
    connect(
        m_grid->view()->header(), &GridHeader::widthChosen, this, [this](int column, int width) {
            m_columns.keep(m_browse->rows()->object().columns.at(column).name,
                           double(width) / m_grid->view()->fontMetrics().averageCharWidth());
        });
    connect(m_viewer, &CellViewer::copyRequested, this, &BrowsePage::copyValue);
    connect(m_viewer, &CellViewer::saveRequested, this, &BrowsePage::saveValue);
    connect(m_viewer, &CellViewer::closeRequested, this, &BrowsePage::toggleViewer);
}

} // namespace tidemark
