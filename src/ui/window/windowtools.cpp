#include "windowtools.h"

#include "windowmemory.h"

#include <models/practicesession.h>
#include <models/projectsession.h>
#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/dialogs/aboutdialog.h>
#include <ui/dialogs/sandboxdialog.h>
#include <ui/dialogs/settingsdialog.h>
#include <ui/dialogs/shortcutsdialog.h>
#include <ui/theme.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/statelabel.h>

#include <QActionGroup>
#include <QLocale>
#include <QMainWindow>
#include <QMenu>
#include <QToolButton>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

void openModal(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

/// What is known of Cloudflare from the last looks; empty: nothing is there, or nobody has asked.
std::optional<bool> isReachable(const ProjectSession &project)
{
    std::optional<bool> reachable;
    for (const DatabaseSession *database : project.databases()) {
        if (database->target().place != PlaceOfTarget::Remote)
            continue;
        const bool isAway
            = database->error() && unreachedState(*database->error()) == ShownState::Unreachable;
        if (database->isKnown() && !isAway)
            return true;
        if (isAway)
            reachable = false;
    }
    return reachable;
}

} // namespace

WindowTools::WindowTools(ProjectSession &project,
                         ActionRegistry &actions,
                         Appearance &appearance,
                         WindowMemory *memory,
                         QMainWindow *window)
    : QObject(window)
    , m_project(project)
    , m_actions(actions)
    , m_appearance(appearance)
    , m_memory(memory)
    , m_window(window)
    , m_practice(new PracticeSession(project, this))
    , m_padlock(new QToolButton(window))
    , m_safeModes(new QMenu(m_padlock))
    , m_reach(new StateLabel(window))
    , m_cost(new ElidedLabel(TypeRole::Small, ElidedLabel::Ink::Secondary, window))
{
    if (m_memory) {
        m_project.safeModes()->keepIn(m_memory->settings());
        m_recent.keepIn(m_memory->settings());
        m_actions.keepIn(m_memory->settings());
    }
    m_reach->setObjectName(u"reach"_s);
    m_reach->setFont(typeFont(TypeRole::Small));
    m_cost->setObjectName(u"sitting"_s);
    m_cost->setFirm(true);
    makePadlock();
    connectActions();
    connect(m_project.safeModes(), &SafeModes::changed, this, &WindowTools::showPadlock);
    show(nullptr);
}

QList<QWidget *> WindowTools::statusWidgets() const
{
    return { m_reach, m_cost };
}

void WindowTools::makePadlock()
{
    m_padlock->setObjectName(u"padlock"_s);
    m_padlock->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_padlock->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // it is never cut
    connect(m_padlock, &QToolButton::clicked, this, &WindowTools::chooseSafeMode);
    m_safeModes->setObjectName(u"safeModes"_s);
    m_safeModes->setToolTipsVisible(true);
}

void WindowTools::connectActions()
{
    const auto on = [this](const QString &id, auto act) {
        connect(m_actions.action(id), &QAction::triggered, this, act);
    };
    on(u"safeModeChoose"_s, &WindowTools::chooseSafeMode);
    on(u"accountConnect"_s, [this] { emit openRequested({ .kind = NavigatorKind::Connect }); });
    on(u"boardOpen"_s, [this] { emit openRequested({ .kind = NavigatorKind::StatusBoard }); });
    on(u"settingsOpen"_s, [this] {
        openModal(new SettingsDialog(
            { m_appearance, *m_project.safeModes(), m_project.engine()->paths }, m_window));
    });
    on(u"shortcutsShow"_s, [this] { openModal(new ShortcutsDialog(m_actions, m_window)); });
    on(u"aboutShow"_s, [this] { openModal(new AboutDialog(m_window)); });
    on(u"sandboxStart"_s, &WindowTools::practise);
    connect(m_practice, &PracticeSession::started, this, [this](const QString &path) {
        emit openRequested({ .kind = NavigatorKind::Project, .object = path });
    });
    connect(m_practice, &PracticeSession::failed, this, [this](const Error &error) {
        openModal(new SandboxDialog(error, m_window));
    });
}

void WindowTools::practise()
{
    if (PracticeSession::program().isEmpty())
        openModal(new SandboxDialog({}, m_window));
    else
        m_practice->start();
}

void WindowTools::show(DatabaseSession *current)
{
    m_currentKey = current ? current->target().key() : QString();
    showPadlock();
    showReach();
    showCost();
}

void WindowTools::showPadlock()
{
    const DatabaseSession *current = m_project.database(m_currentKey);
    const QString none = tr("Open a database first.");
    m_actions.setEnabled(u"safeModeChoose"_s, current != nullptr, none);
    m_actions.setEnabled(u"boardOpen"_s, m_project.isOpen(), tr("Open a project first."));
    m_padlock->setEnabled(current != nullptr);
    const SafeMode mode = current ? current->safeMode() : SafeMode::Open;
    m_padlock->setText(current ? safeModeWord(mode) : tr("Safe mode"));
    m_padlock->setIcon(
        QIcon::fromTheme(mode == SafeMode::Open ? u"object-unlocked"_s : u"object-locked"_s));
    const QString fixed = current ? m_project.safeModes()->whyFixed(current->target()) : QString();
    const QString what = current ? safeModeSentence(mode) : none;
    m_padlock->setToolTip(fixed.isEmpty() ? what : fixed);
    m_padlock->setAccessibleName(tr("Safe mode: %1").arg(m_padlock->text()));
    m_padlock->setAccessibleDescription(m_padlock->toolTip());
}

void WindowTools::fillSafeModes()
{
    m_safeModes->clear();
    const DatabaseSession *current = m_project.database(m_currentKey);
    if (!current)
        return;
    SafeModes &modes = *m_project.safeModes();
    const Target target = current->target();
    const QString fixed = modes.whyFixed(target);
    auto *group = new QActionGroup(m_safeModes);
    for (int i = 0; i < SafeModeCount; ++i) {
        const auto mode = SafeMode(i);
        QAction *choice = m_safeModes->addAction(safeModeWord(mode));
        choice->setObjectName(u"safeMode%1"_s.arg(i));
        choice->setCheckable(true);
        choice->setChecked(modes.of(target) == mode);
        choice->setEnabled(modes.mayChoose(target, mode));
        if (!choice->isEnabled())
            choice->setToolTip(fixed.isEmpty() ? tr("Production always asks for the name.")
                                               : fixed);
        group->addAction(choice);
        connect(choice, &QAction::triggered, this, [this, target, mode] {
            m_project.safeModes()->choose(target, mode);
        });
    }
}

void WindowTools::chooseSafeMode()
{
    fillSafeModes();
    const QWidget *at = m_padlock->isVisible() ? static_cast<QWidget *>(m_padlock) : m_window;
    const QPoint below = m_padlock->isVisible() ? QPoint(0, m_padlock->height()) : QPoint();
    m_safeModes->popup(at->mapToGlobal(below));
}

void WindowTools::showReach()
{
    const auto reachable = isReachable(m_project);
    m_reach->setVisible(reachable.has_value());
    if (reachable)
        m_reach->setState(*reachable ? ShownState::Present : ShownState::Unreachable,
                          *reachable ? tr("Cloudflare answers") : tr("Cloudflare does not answer"));
}

void WindowTools::showCost()
{
    const D1Cost cost = m_project.cost();
    const QLocale locale;
    m_cost->setText(
        tr("This sitting: %1 row(s) read · %2 written", nullptr, static_cast<int>(cost.rowsRead))
            .arg(locale.toString(cost.rowsRead), locale.toString(cost.rowsWritten)));
    m_cost->setToolTip(tr("Of Cloudflare alone, as its answers say: %n request(s)",
                          nullptr,
                          static_cast<int>(cost.requests)));
}

} // namespace tidemark
