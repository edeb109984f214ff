#include "gotodialog.h"

#include <engine/base/run.h>
#include <engine/operations/backups.h>
#include <models/projectsession.h>
#include <ui/actions/actionregistry.h>
#include <ui/pages/tables.h>
#include <ui/theme.h>

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString withoutMnemonic(QString text)
{
    return text.remove(u'&');
}

QList<GoToEntry> safetyPoints(const QList<Backup> &backups, const Target &target)
{
    QList<GoToEntry> entries;
    for (const Backup &backup : backups)
        entries.append(
            { .kind = GoToEntry::Kind::SafetyPoint,
              .text = backup.manifest.takenAt.toUTC().toString(u"d MMM yyyy, HH:mm 'UTC'"_s),
              .detail = backup.manifest.reason + u" · "_s + target.stream,
              .page
              = PageAddress{ .kind = NavigatorKind::TimeTravel, .targetKey = target.key() } });
    return entries;
}

} // namespace

GoToDialog::GoToDialog(const ProjectSession &project,
                       ActionRegistry &actions,
                       const QString &typed,
                       QWidget *parent)
    : QDialog(parent)
    , m_project(project)
    , m_field(new QLineEdit(this))
    , m_list(makeTable(&m_model, "goToList", tr("Found"), this))
{
    setObjectName(u"goToDialog"_s);
    setWindowTitle(tr("Go to"));
    m_field->setObjectName(u"goToField"_s);
    m_field->setAccessibleName(tr("Go to"));
    m_field->setPlaceholderText(
        tr("A table, column or page   > commands   @ migrations   # safety points"));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_list->horizontalHeader()->hide();
    m_list->horizontalHeader()->setStretchLastSection(false);
    m_list->horizontalHeader()->setSectionResizeMode(GoToModel::What, QHeaderView::Stretch);
    m_list->horizontalHeader()->setSectionResizeMode(GoToModel::Where,
                                                     QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setSectionResizeMode(GoToModel::Keys,
                                                     QHeaderView::ResizeToContents);
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps it; its arrow keys move here
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Medium, Space::Medium, Space::Medium, Space::Medium);
    layout->setSpacing(Space::Small);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    resize(720, 420);

    m_model.setEntries(placesOf(project));
    addCommands(actions);
    connect(m_field, &QLineEdit::textChanged, this, &GoToDialog::search);
    connect(m_list, &QTableView::clicked, this, [this] { choose(false); });
    m_field->setText(typed);
    search(typed);
}

void GoToDialog::addCommands(const ActionRegistry &actions)
{
    QList<GoToEntry> commands;
    for (const ActionSpec &spec : actions.specs()) {
        const QAction *action = actions.action(spec.id);
        if (!action->isVisible() || spec.id == "goTo"_L1 || spec.id == "commandPalette"_L1)
            continue;
        commands.append({ .kind = GoToEntry::Kind::Command,
                          .text = withoutMnemonic(action->text()),
                          .actionId = spec.id,
                          .keys = action->shortcut().toString(QKeySequence::NativeText),
                          .whyNot = action->isEnabled() ? QString() : action->toolTip() });
    }
    m_model.addEntries(commands);
}

void GoToDialog::loadSafetyPoints()
{
    if (std::exchange(m_safetyPointsLoaded, true))
        return;
    for (const DatabaseSession *database : m_project.databases()) {
        const Target target = database->target();
        const auto backups = std::make_shared<Backups>(database->engine(), database->selection());
        run(this, backups->list(), [this, target, backups](const Result<QList<Backup>> &list) {
            if (list)
                addFound(safetyPoints(*list, target));
        });
    }
}

// Answers come while somebody goes down the list, or has typed something else.
void GoToDialog::addFound(const QList<GoToEntry> &entries)
{
    const QModelIndex current = m_list->currentIndex();
    const GoToEntry chosen = current.isValid() ? m_model.row(current) : GoToEntry();
    m_model.addEntries(entries);
    const QList<GoToEntry> &rows = m_model.rows();
    const auto again = std::find_if(rows.begin(), rows.end(), [&chosen](const GoToEntry &entry) {
        return entry.text == chosen.text && entry.detail == chosen.detail
               && entry.page == chosen.page;
    });
    m_list->selectRow(again == rows.end() ? 0 : static_cast<int>(again - rows.begin()));
}

void GoToDialog::search(const QString &typed)
{
    if (typed.startsWith(u'#'))
        loadSafetyPoints();
    m_model.search(typed);
    m_list->selectRow(0);
}

bool GoToDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row();
    const int last = m_model.rowCount() - 1;
    switch (key->key()) {
    case Qt::Key_Down:
        m_list->selectRow(std::min(row + 1, last));
        return true;
    case Qt::Key_Up:
        m_list->selectRow(std::max(row - 1, 0));
        return true;
    case Qt::Key_PageDown:
        m_list->selectRow(std::min(row + 10, last));
        return true;
    case Qt::Key_PageUp:
        m_list->selectRow(std::max(row - 10, 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(key->modifiers() & Qt::ControlModifier);
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void GoToDialog::choose(bool keepOpen)
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !m_model.row(index).whyNot.isEmpty())
        return;
    const GoToEntry entry = m_model.row(index);
    if (!keepOpen)
        accept(); // first: what is chosen may open a sheet of its own
    if (entry.page)
        emit pageChosen(*entry.page);
    else
        emit actionChosen(entry.actionId);
}

} // namespace tidemark
