#include "browsepage.h"

#include <models/rowreference.h>
#include <ui/actions/actionregistry.h>
#include <ui/grid/browsefoot.h>
#include <ui/grid/cellviewer.h>
#include <ui/grid/filterbar.h>
#include <ui/grid/gotorowdialog.h>
#include <ui/grid/gridcopy.h>
#include <ui/grid/gridheader.h>
#include <ui/grid/gridpane.h>
#include <ui/grid/gridview.h>

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QSaveFile>

namespace tidemark {

using namespace Qt::StringLiterals;

void BrowsePage::perform(const QString &actionId)
{
    using Act = void (BrowsePage::*)();
    static const QHash<QString, Act> acts{
        { u"gridFilterApply"_s, &BrowsePage::applyFilter },
        { u"gridCopyAs"_s, &BrowsePage::popUpFormats },
        { u"gridColumns"_s, &BrowsePage::popUpColumns },
        { u"gridExport"_s, &BrowsePage::exportRows },
        { u"gridGoToRow"_s, &BrowsePage::goToRow },
        { u"gridFollowKey"_s, &BrowsePage::followKey },
        { u"gridPeek"_s, &BrowsePage::peek },
        { u"valueCopy"_s, &BrowsePage::copyValue },
        { u"valueSave"_s, &BrowsePage::saveValue },
        { u"cellViewerToggle"_s, &BrowsePage::toggleViewer },
    };
    if (const Act act = acts.value(actionId))
        (this->*act)();
    else if (actionId == "pageRefresh"_L1)
        m_browse->open();
    else if (actionId == "countExactly"_L1)
        m_browse->countExactly();
    else if (actionId == "gridConditionAdd"_L1)
        m_filter->addCondition();
    else if (actionId == "gridFilterAsSql"_L1)
        m_filter->toggleSql();
    else
        DatabasePage::perform(actionId);
}

QList<int> BrowsePage::seenColumns() const
{
    const GridHeader *header = m_grid->view()->header();
    QList<int> columns;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (!header->isSectionHidden(column))
            columns.append(column);
    }
    return columns;
}

void BrowsePage::copy()
{
    const auto selected
        = selectedCells(*m_browse->rows(), *m_grid->view()->selectionModel(), seenColumns());
    if (selected.isEmpty())
        return;
    if (selected.isOneCell && selected.cut > 0) {
        const QModelIndex index = m_grid->view()->selectionModel()->selectedIndexes().value(0);
        m_browse->readWhole(index.row(), index.column(), [](const Value &value) {
            QGuiApplication::clipboard()->setText(value.toString());
        });
        return;
    }
    QByteArray text = formatRows(selected.columns, selected.rows, ExportFormat::Tsv);
    text.remove(0, text.indexOf('\n') + 1); // the names are not among the cells
    if (selected.isOneCell)
        text = selected.rows.first().first().toString().toUtf8();
    else
        text.chop(1);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
    if (selected.cut > 0)
        m_foot->say(tr(
            "%n long value(s) copied in part. Export writes them whole.", nullptr, selected.cut));
}

void BrowsePage::copyAs(const GridFormat &format)
{
    const auto selected
        = selectedCells(*m_browse->rows(), *m_grid->view()->selectionModel(), seenColumns());
    const QByteArray text
        = formatRows(selected.columns, selected.rows, format.format, m_browse->name());
    auto *mime = new QMimeData; // the clipboard takes it
    mime->setText(QString::fromUtf8(text));
    if (format.format == ExportFormat::Html)
        mime->setHtml(QString::fromUtf8(text));
    QGuiApplication::clipboard()->setMimeData(mime);
    m_foot->say(
        selected.cut > 0
            ? tr(
                "%n long value(s) copied in part. Export writes them whole.", nullptr, selected.cut)
            : tr("%n row(s) copied as %1", nullptr, int(selected.rows.size())).arg(format.name));
}

void BrowsePage::popUpFormats()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"copyAsMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const GridFormat &format : gridFormats()) {
        QAction *action = menu->addAction(format.name);
        action->setObjectName(u"copyAs_"_s + format.suffix);
        connect(action, &QAction::triggered, this, [this, format] { copyAs(format); });
    }
    GridView *view = m_grid->view();
    const QRect cell = view->visualRect(view->currentIndex());
    menu->popup(view->viewport()->mapToGlobal(cell.bottomLeft()));
    menu->setActiveAction(menu->actions().first());
}

void BrowsePage::popUpColumns()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"columnsMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    GridView *view = m_grid->view();
    const auto &columns = m_browse->rows()->object().columns;
    for (int column = 0; column < columns.size(); ++column) {
        QString name = columns.at(column).name;
        QAction *action = menu->addAction(name.replace(u'&', u"&&"_s));
        action->setCheckable(true);
        action->setChecked(!view->isColumnHidden(column));
        connect(action, &QAction::toggled, view, [view, column](bool isShown) {
            view->setColumnHidden(column, !isShown);
        });
    }
    const QWidget *from = findChild<QWidget *>(u"gridColumnsButton"_s);
    menu->popup(from->mapToGlobal(QPoint(0, from->height())));
}

void BrowsePage::exportRows()
{
    auto *dialog = new QFileDialog(this, tr("Export the rows of %1").arg(m_browse->name()));
    dialog->setObjectName(u"gridExportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const GridFormat &format : gridFormats())
        filters.append(u"%1 (*.%2)"_s.arg(format.name, format.suffix));
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(gridFormats().first().suffix);
    dialog->selectFile(m_browse->name() + u'.' + gridFormats().first().suffix);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, filters](const QString &filter) {
        dialog->setDefaultSuffix(gridFormats().at(filters.indexOf(filter)).suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, filters](const QString &file) {
        const qsizetype chosen = qMax<qsizetype>(0, filters.indexOf(dialog->selectedNameFilter()));
        RowExport request{ .query = m_browse->query(),
                           .format = gridFormats().at(chosen).format,
                           .file = file };
        for (const int column : seenColumns())
            request.columns.append(m_browse->rows()->object().columns.at(column).name);
        m_browse->exportRows(request);
    });
    dialog->open();
}

void BrowsePage::goToRow()
{
    const QStringList keys = m_browse->rows()->object().keyColumns;
    const QString key = !m_browse->goesByRowid() ? QString() : keys.value(0, u"rowid"_s);
    const bool isRemote = session()->target().place == PlaceOfTarget::Remote;
    auto *dialog = new GoToRowDialog(key, isRemote, this);
    connect(dialog, &GoToRowDialog::chosen, m_browse, &BrowseSession::goTo);
    connect(
        dialog, &QDialog::finished, m_grid->view(), [view = m_grid->view()] { view->setFocus(); });
    dialog->open();
}

void BrowsePage::followKey()
{
    const QModelIndex current = m_grid->view()->currentIndex();
    const RowReference reference = referenceAt(*m_browse, current.row(), current.column());
    if (!reference.table.isEmpty())
        emit openRequested({ .kind = NavigatorKind::Table,
                             .targetKey = session()->target().key(),
                             .object = reference.table,
                             .where = reference.where });
}

// The row as JSON in the viewer, where it can be read and copied; the cell comes back with the next move.
void BrowsePage::peek()
{
    const QPersistentModelIndex cell = m_grid->view()->currentIndex();
    const RowReference reference = referenceAt(*m_browse, cell.row(), cell.column());
    if (reference.table.isEmpty()) {
        m_foot->say(reference.whyNot);
        return;
    }
    if (!m_viewer->isVisibleTo(this))
        toggleViewer();
    const auto show = [this, cell](const BrowsedObject &object, const QList<Row> &rows) {
        if (!cell.isValid() || cell != m_grid->view()->currentIndex())
            return;
        if (rows.isEmpty()) {
            m_foot->say(tr("%1 has no such row.").arg(object.name));
            return;
        }
        QStringList columns;
        for (const Column &column : object.columns)
            columns.append(column.name);
        const QByteArray list = formatRows(columns, rows, ExportFormat::Json);
        const qsizetype begin = list.indexOf('{');
        const QByteArray record = list.sliced(begin, list.lastIndexOf('}') + 1 - begin);
        m_viewer->setValue(object.name, tr("one row"), Value::text(record), -1);
    };
    m_browse->peek(reference.table, conditionsOf(reference.where), show);
}

// The value in the viewer, which may be a row that was peeked at; while that is hidden or has only the beginning, the
// current cell, read whole.
void BrowsePage::withValue(const std::function<void(const Value &)> &then)
{
    const QModelIndex index = m_grid->view()->currentIndex();
    const RowsGridModel &rows = *m_browse->rows();
    if (!index.isValid() || !rows.isHeld(index.row()))
        m_foot->say(tr("The rows were not read yet."));
    else if (m_viewer->isVisibleTo(this) && m_viewer->isWhole())
        then(m_viewer->value());
    else if (rows.isCut(index.row(), index.column()))
        m_browse->readWhole(index.row(), index.column(), then);
    else
        then(*rows.value(index.row(), index.column()));
}

void BrowsePage::copyValue()
{
    withValue([](const Value &value) {
        QGuiApplication::clipboard()->setText(value.kind() == Value::Kind::Blob
                                                  ? QString::fromUtf8(value.literal())
                                                  : value.toString());
    });
}

void BrowsePage::saveValue()
{
    withValue([this](const Value &value) { askWhereToSave(value); });
}

void BrowsePage::askWhereToSave(const Value &value)
{
    auto *dialog = new QFileDialog(this, tr("Save the value"));
    dialog->setObjectName(u"valueSaveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, value](const QString &name) {
        const bool isBytes = value.kind() == Value::Kind::Blob || value.kind() == Value::Kind::Text;
        QSaveFile file(name);
        const bool isWritten
            = file.open(QIODevice::WriteOnly)
              && file.write(isBytes ? value.bytes() : value.toString().toUtf8()) >= 0
              && file.commit();
        m_foot->say(isWritten ? tr("Saved to %1").arg(shownFile(name))
                              : tr("Not saved: %1").arg(file.errorString()));
    });
    dialog->open();
}

void BrowsePage::toggleViewer()
{
    const bool isShown = m_viewer->isVisibleTo(this);
    m_viewer->setVisible(!isShown);
    m_shown = QModelIndex();
    if (isShown)
        m_grid->view()->setFocus();
    else
        showValue();
}

} // namespace tidemark
