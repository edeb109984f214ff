#include "tablespage.h"

#include "tables.h"

#include <ui/theme.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/targetbar.h>

#include <QLineEdit>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

TablesPage::TablesPage(DatabaseSession *session, ActionRegistry &actions, QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_model(new TableListModel(this))
    , m_found(new QSortFilterProxyModel(this))
    , m_head(new PageHead(this))
    , m_filter(new QLineEdit(this))
{
    setObjectName(u"tablesPage"_s);
    m_found->setSourceModel(m_model);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list
        = makeTable(m_found, "tableList", tr("Tables of %1").arg(session->target().stream), this);
    m_filter->setObjectName(u"tableFilter"_s);
    m_filter->setAccessibleName(tr("Filter by name"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_head->setTitle(tr("Tables of %1").arg(session->target().stream));
    m_head->addControl(m_filter);
    setFocusProxy(m_list);
    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session->target()));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(target);
    column->addWidget(m_head);
    column->addWidget(m_list, 1);

    connect(
        m_filter, &QLineEdit::textChanged, m_found, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_found->index(0, 0));
        openCurrent();
    });
    connect(m_list, &QTableView::doubleClicked, this, &TablesPage::openCurrent);
    for (const auto key : { Qt::Key_Return, Qt::Key_Enter }) {
        auto *enter = new QShortcut(key, m_list);
        enter->setContext(Qt::WidgetShortcut);
        connect(enter, &QShortcut::activated, this, &TablesPage::openCurrent);
    }
    connect(session, &DatabaseSession::changed, this, &TablesPage::showEverything);
    showEverything();
}

QString TablesPage::title() const
{
    return tr("Tables · %1").arg(session()->target().stream);
}

void TablesPage::showEverything()
{
    const QString before = m_list->currentIndex().siblingAtColumn(0).data().toString();
    m_model->show(session()->schema());
    const auto rows
        = m_found->match(m_found->index(0, 0), Qt::DisplayRole, before, 1, Qt::MatchExactly);
    m_list->setCurrentIndex(rows.isEmpty() ? m_found->index(0, 0) : rows.first());
    const int count = int(session()->schema().userPart().tables.size());
    m_head->setFacts(session()->isKnown() ? tr("%n table(s) · Enter opens one", nullptr, count)
                                          : tr("The schema was not read yet."));
}

void TablesPage::openCurrent()
{
    const QModelIndex index = m_found->mapToSource(m_list->currentIndex());
    if (!index.isValid())
        return;
    const ListedTable &row = m_model->row(index);
    emit openRequested({ .kind = row.isView ? NavigatorKind::View : NavigatorKind::Table,
                         .targetKey = session()->target().key(),
                         .object = row.name });
}

} // namespace tidemark
