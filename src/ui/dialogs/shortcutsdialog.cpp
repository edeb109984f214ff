#include "shortcutsdialog.h"

#include "ui_shortcutsdialog.h"

#include <models/roles.h>
#include <ui/actions/actionregistry.h>
#include <ui/pages/tables.h>
#include <ui/theme.h>

#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

enum ShortcutColumn { ActionColumn, KeysColumn, WhereColumn };

QString plainText(const QAction *action)
{
    QString text = action->text();
    return text.remove(u'&');
}

} // namespace

ShortcutsDialog::ShortcutsDialog(ActionRegistry &actions, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_ui(std::make_unique<Ui::ShortcutsDialog>())
{
    m_ui->setupUi(this);
    fill();
    m_filtered.setSourceModel(&m_model);
    m_filtered.setFilterKeyColumn(-1);
    m_filtered.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list = makeTable(&m_filtered, "shortcuts", tr("Shortcuts"), this);
    m_ui->place->addWidget(m_list);
    setTabOrder(m_ui->filter, m_list);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 36);
    connect(m_ui->filter,
            &QLineEdit::textChanged,
            &m_filtered,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &ShortcutsDialog::showChosen);
    connect(m_ui->assign, &QPushButton::clicked, this, &ShortcutsDialog::assign);
    connect(m_ui->clear, &QPushButton::clicked, this, &ShortcutsDialog::clear);
    connect(m_ui->reset, &QPushButton::clicked, this, &ShortcutsDialog::reset);
    connect(m_ui->keys, &QKeySequenceEdit::editingFinished, this, &ShortcutsDialog::showChosen);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showChosen();
}

ShortcutsDialog::~ShortcutsDialog() = default;

void ShortcutsDialog::fill()
{
    m_model.setHorizontalHeaderLabels({ tr("Action"), tr("Keys"), tr("Acts on") });
    for (const ActionSpec &spec : m_actions.specs()) {
        auto *name = new QStandardItem(plainText(m_actions.action(spec.id))); // the model owns it
        name->setData(spec.id, ActionNameRole);
        auto *keys = new QStandardItem;
        auto *where = new QStandardItem(
            spec.scope == ActionScope::Window ? tr("the window") : tr("the page in front"));
        m_model.appendRow({ name, keys, where });
        showRow(m_model.rowCount() - 1);
    }
}

void ShortcutsDialog::showRow(int row)
{
    const QString id = m_model.item(row, ActionColumn)->data(ActionNameRole).toString();
    m_model.item(row, KeysColumn)
        ->setText(QKeySequence::listToString(m_actions.action(id)->shortcuts(),
                                             QKeySequence::NativeText));
}

QString ShortcutsDialog::chosen() const
{
    return m_list->currentIndex().siblingAtColumn(ActionColumn).data(ActionNameRole).toString();
}

void ShortcutsDialog::showChosen()
{
    const QString id = chosen();
    const QKeySequence keys = m_ui->keys->keySequence();
    const QString holder
        = id.isEmpty() || keys.isEmpty() ? QString() : m_actions.holderOf(keys, id);
    m_ui->trouble->setText(holder.isEmpty() ? QString()
                                            : tr("%1 is taken by “%2”.")
                                                  .arg(keys.toString(QKeySequence::NativeText),
                                                       plainText(m_actions.action(holder))));
    m_ui->assign->setEnabled(!id.isEmpty() && !keys.isEmpty() && holder.isEmpty());
    m_ui->clear->setEnabled(!id.isEmpty());
    m_ui->reset->setEnabled(!id.isEmpty());
}

void ShortcutsDialog::assign()
{
    if (!m_actions.rebind(chosen(), { m_ui->keys->keySequence() }))
        return;
    m_ui->keys->clear();
    showRow(m_filtered.mapToSource(m_list->currentIndex()).row());
    showChosen();
}

void ShortcutsDialog::clear()
{
    m_actions.rebind(chosen(), {});
    showRow(m_filtered.mapToSource(m_list->currentIndex()).row());
}

void ShortcutsDialog::reset()
{
    const bool isDone = m_actions.resetShortcuts(chosen());
    m_ui->trouble->setText(isDone ? QString() : tr("Its keys are taken by another action by now."));
    showRow(m_filtered.mapToSource(m_list->currentIndex()).row());
}

} // namespace tidemark
