#include "timetravelpage.h"

#include "backupspane.h"
#include "momentbar.h"
#include "restorepane.h"
#include "restorereview.h"
#include "tables.h"

#include <ui/actions/actionregistry.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/timeline/timelineview.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/targetbar.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Subject = TimeTravelSession::Subject;
using Asked = TimeTravelSession::Resolution;

constexpr std::chrono::seconds NowInterval{ 20 };

/// An action as its icon alone.
QPushButton *iconButton(QAction *action, QWidget *parent)
{
    auto *button = new QPushButton(action->icon(), {}, parent);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setAccessibleName(action->text());
    const auto follow = [button, action] {
        button->setIcon(action->icon());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return button;
}

/// The first whole minute that is within reach for another minute at least: the questions about it take their time.
QDateTime firstInReach(const QDateTime &oldest)
{
    return minuteBefore(oldest).addSecs(120);
}

} // namespace

TimeTravelPage::TimeTravelPage(DatabaseSession *session,
                               ActionRegistry &actions,
                               const SyntaxLibrary &library,
                               QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_library(library)
    , m_travel(new TimeTravelSession(session, this))
    , m_head(new PageHead(this))
    , m_moment(new MomentBar(this))
    , m_timeline(new TimelineView(this))
    , m_timelineArea(new QStackedWidget(this))
    , m_events(makeTable(m_travel->timeline(), "timelineEvents", tr("Events"), this))
    , m_backups(new BackupsPane(m_travel->backups(),
                                { button(u"backupCompare"_s), button(u"backupRepairRows"_s) },
                                button(u"backupTake"_s),
                                this))
    , m_restore(
          new RestorePane(m_travel,
                          { .copyBookmark = iconButton(actions.action(u"bookmarkCopy"_s), this),
                            .preview = button(u"momentPreview"_s),
                            .restore = button(u"restoreToMoment"_s) },
                          this))
{
    setObjectName(u"timeTravelPage"_s);
    layOut();
    connectTimeline();
    m_minute.setInterval(NowInterval);
    connect(&m_minute, &QTimer::timeout, this, &TimeTravelPage::showNow);
    connect(m_travel, &TimeTravelSession::changed, this, &TimeTravelPage::showEverything);
    connect(m_travel, &TimeTravelSession::previewed, this, &TimeTravelPage::openReview);
    connect(m_travel, &TimeTravelSession::backupTaken, m_restore, &RestorePane::showBackup);
    connect(m_restore, &RestorePane::remedyChosen, this, &TimeTravelPage::chooseRemedy);
    connect(m_backups, &BackupsPane::selectionChanged, this, &Page::described);
    connect(m_backups, &BackupsPane::activated, this, [this](const Backup &backup) {
        if (m_travel->canTravel())
            goTo(backup.manifest.takenAt);
        else
            m_travel->previewBackup(backup);
    });
    setFocusProxy(m_travel->canTravel() ? static_cast<QWidget *>(m_timeline) : m_backups);
    goTo(minuteBefore(m_travel->now()));
    showEverything();
    m_travel->refresh();
}

void TimeTravelPage::layOut()
{
    m_head->addControl(m_moment);
    m_head->addControl(button(u"restoreUndo"_s));
    m_head->addControl(button(u"backupTake"_s));
    setEmphasis(m_restore->findChild<QPushButton *>(u"restoreToMomentButton"_s), Emphasis::Danger);
    const bool travels = m_travel->canTravel();
    m_moment->setVisible(travels);
    m_backups->setEmptyText(travels ? tr("No backup yet. Time Travel still covers up to 30 days.")
                                    : tr("No backup yet. Time Travel exists for remote D1 only."));

    auto *below = new QSplitter(Qt::Horizontal, this);
    below->setObjectName(u"timeTravelDetail"_s);
    below->addWidget(m_backups);
    below->addWidget(m_restore);
    below->setStretchFactor(0, 40);
    below->setStretchFactor(1, 60);
    below->setSizes(
        { 400, 600 }); // shares; the buttons of the one side would have more than theirs
    below->setChildrenCollapsible(false);
    auto *parts = new QSplitter(Qt::Vertical, this);
    parts->setObjectName(u"timeTravelParts"_s);
    parts->addWidget(timelineArea());
    parts->addWidget(below);
    parts->setStretchFactor(0, 0); // a taller timeline says no more
    parts->setStretchFactor(1, 1);
    parts->setChildrenCollapsible(false);
    m_timelineArea->setVisible(travels);

    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session()->target()));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(target);
    layout->addWidget(m_head);
    layout->addWidget(parts, 1);
}

QWidget *TimeTravelPage::timelineArea()
{
    m_timelineArea->addWidget(m_timeline);
    m_timelineArea->addWidget(m_events);
    m_timeline->setModel(m_travel->timeline());
    m_timeline->setReach(tr("Time Travel window: 30 days"));
    connect(m_events, &QTableView::activated, this, [this](const QModelIndex &index) {
        goTo(momentBefore(m_travel->timeline()->row(index)));
    });
    return m_timelineArea;
}

void TimeTravelPage::connectTimeline()
{
    connect(m_timeline, &TimelineView::momentMoved, this, &TimeTravelPage::moveTo);
    connect(m_timeline, &TimelineView::momentEntered, m_travel, &TimeTravelSession::previewMoment);
    connect(m_timeline, &TimelineView::typed, m_moment, &MomentBar::pick);
    connect(m_timeline, &TimelineView::zoomChanged, this, [this] {
        m_moment->setZoom(m_timeline->zoom());
    });
    connect(m_moment, &MomentBar::zoomChosen, m_timeline, &TimelineView::setZoom);
    connect(m_moment, &MomentBar::refused, m_restore, &RestorePane::showRefusal);
    connect(m_moment, &MomentBar::entered, this, [this](const QDateTime &moment) {
        m_timeline->setFocus();
        goTo(moment);
        m_travel->previewMoment();
    });
}

QString TimeTravelPage::title() const
{
    return tr("Backups & Time Travel · %1").arg(session()->target().stream);
}

QString TimeTravelPage::note() const
{
    const QDateTime moment = m_travel->moment(); // invalid until now is known
    return m_travel->canTravel() && moment.isValid() ? tr("Moment %1").arg(exactMoment(moment))
                                                     : QString();
}

void TimeTravelPage::showEvent(QShowEvent *event)
{
    DatabasePage::showEvent(event);
    showNow();
    m_minute.start();
}

void TimeTravelPage::hideEvent(QHideEvent *event)
{
    DatabasePage::hideEvent(event);
    m_minute.stop();
}

void TimeTravelPage::showNow()
{
    m_timeline->setNow(m_travel->now());
    m_timeline->setOldest(firstInReach(m_travel->oldest()));
}

void TimeTravelPage::goTo(const QDateTime &moment)
{
    showNow();
    m_timeline->setMoment(moment);
    m_moment->setMoment(m_timeline->moment());
}

void TimeTravelPage::moveTo(const QDateTime &moment)
{
    m_moment->setMoment(moment);
    m_reviewsNext = false;
    m_travel->setMoment(moment);
}

void TimeTravelPage::showEverything()
{
    showFacts();
    if (!isBusy())
        showNow(); // what was just done is seen at once
    switch (m_travel->resolution()) {
    case Asked::Resolved:
        m_timeline->setMomentNote(tr("bookmark resolved"));
        break;
    case Asked::Failed:
        m_timeline->setMomentNote(tr("no bookmark"));
        break;
    case Asked::Waiting:
    case Asked::Resolving:
        m_timeline->setMomentNote(tr("resolving"));
        break;
    case Asked::None:
        break;
    }
    if (!isBusy() && m_travel->activity()->error())
        m_reviewsNext = false;
    emit described();
}

void TimeTravelPage::showFacts()
{
    m_head->setTitle(tr("Backups and Time Travel of %1").arg(session()->target().stream));
    m_head->setLoading(isBusy() && !m_travel->history());
    m_head->setRefreshing(isBusy() && m_travel->history());
    if (!m_travel->canTravel()) {
        m_head->setFacts(tr("Time Travel exists for remote D1 only."));
        return;
    }
    if (m_travel->history() && m_travel->history()->error) {
        m_head->setFacts(tr("No answer from Cloudflare. Shown is what this computer knows."));
        return;
    }
    m_head->setFacts(tr("Reaches back to %1 · %2 of %3 restores left")
                         .arg(exactMoment(firstInReach(m_travel->oldest())))
                         .arg(m_travel->restoresLeft())
                         .arg(MostRestores));
}

void TimeTravelPage::updateActions()
{
    DatabasePage::updateActions();
    actions().setEnabled(u"pageRefresh"_s, !isBusy(), tr("Something is running."));
    enableBackupActions();
    enableRestoreActions();
    const bool travels = m_travel->canTravel();
    const QString whyNot = tr("Time Travel exists for remote D1 only.");
    for (const QString &id : { u"timelinePick"_s, u"timelineShowAsList"_s })
        actions().setEnabled(id, travels, whyNot);
    actions().setEnabled(u"timelineZoomIn"_s,
                         travels && m_timeline->zoom() != TimelineZoom::Hour,
                         travels ? tr("An hour is the shortest.") : whyNot);
    actions().setEnabled(u"timelineZoomOut"_s,
                         travels && m_timeline->zoom() != TimelineZoom::Month,
                         travels ? tr("30 days are the longest.") : whyNot);
}

void TimeTravelPage::enableBackupActions()
{
    const bool readOnly = session()->safeMode() == SafeMode::ReadOnly;
    const QString busy = isBusy() ? tr("Something is running.") : QString();
    const QString noBackup = m_backups->selected() ? QString() : tr("Choose a backup first.");
    const QString locked = readOnly ? tr("The padlock says Read-only.") : QString();
    const auto set = [this](const QString &id, const QStringList &reasons) {
        QStringList given = reasons;
        given.removeAll(QString());
        actions().setEnabled(id, given.isEmpty(), given.value(0));
    };
    set(u"backupTake"_s, { busy });
    set(u"backupCompare"_s, { busy, noBackup });
    set(u"backupRepairRows"_s, { busy, noBackup, locked });
    set(u"momentPreview"_s, { busy, m_travel->canTravel() ? QString() : noBackup });
}

QString TimeTravelPage::whyNotRestore() const
{
    if (isBusy())
        return tr("Something is running.");
    if (session()->safeMode() == SafeMode::ReadOnly)
        return tr("The padlock says Read-only.");
    if (m_travel->canTravel() && m_travel->nextRestoreAt().isValid())
        return tr("%1 restores in 10 minutes are used. The next is possible at %2 UTC.")
            .arg(MostRestores)
            .arg(m_travel->nextRestoreAt().toUTC().toString(u"HH:mm:ss"_s));
    return {};
}

void TimeTravelPage::enableRestoreActions()
{
    QString why = whyNotRestore();
    const bool canUndo = m_travel->history() && m_travel->history()->undo;
    actions().setEnabled(u"restoreUndo"_s,
                         why.isEmpty() && canUndo,
                         why.isEmpty() ? tr("No restore is in this computer's journal.") : why);
    if (why.isEmpty() && !m_travel->canTravel() && !m_backups->selected())
        why = tr("Choose a backup first.");
    actions().setEnabled(u"restoreToMoment"_s, why.isEmpty(), why);
    const bool hasBookmark = m_travel->outcome() ? !m_travel->outcome()->wayBack.isEmpty()
                                                 : !m_travel->bookmark().isEmpty();
    actions().setEnabled(u"bookmarkCopy"_s, hasBookmark, tr("No bookmark is resolved."));
}

void TimeTravelPage::perform(const QString &actionId)
{
    m_reviewsNext = actionId == "restoreUndo"_L1 || actionId == "backupRepairRows"_L1;
    const auto backup = m_backups->selected();
    if (actionId == "pageRefresh"_L1)
        m_travel->refresh();
    else if (actionId == "backupTake"_L1)
        m_travel->takeBackup();
    else if (actionId == "backupCompare"_L1 && backup)
        m_travel->compare(*backup);
    else if (actionId == "momentPreview"_L1)
        previewChosen();
    else if (actionId == "restoreToMoment"_L1)
        previewAndReview();
    else if (actionId == "bookmarkCopy"_L1)
        copyBookmark();
    else if (actionId == "restoreUndo"_L1)
        m_travel->previewUndo();
    else if (actionId == "backupRepairRows"_L1 && backup)
        m_travel->previewRows(*backup);
    else
        performOnTimeline(actionId);
}

void TimeTravelPage::performOnTimeline(const QString &actionId)
{
    if (actionId == "timelinePick"_L1)
        m_moment->pick();
    else if (actionId == "timelineZoomIn"_L1)
        m_timeline->zoomIn();
    else if (actionId == "timelineZoomOut"_L1)
        m_timeline->zoomOut();
    else if (actionId == "timelineShowAsList"_L1) {
        const bool asList = m_timelineArea->currentIndex() == 0;
        m_timelineArea->setCurrentIndex(asList ? 1 : 0);
        m_timelineArea->currentWidget()->setFocus();
        actions().action(actionId)->setChecked(asList);
    } else {
        DatabasePage::perform(actionId);
    }
    // "emit" is an empty macro. NOLINTNEXTLINE(readability-misleading-indentation)
    emit described();
}

void TimeTravelPage::previewChosen()
{
    const auto backup = m_backups->selected();
    if (m_travel->canTravel())
        m_travel->previewMoment();
    else if (backup)
        m_travel->previewBackup(*backup);
}

void TimeTravelPage::previewAndReview()
{
    const auto &subject = m_travel->subject();
    const auto backup = m_backups->selected();
    const bool isMoment = subject && subject->kind == Subject::Kind::Moment;
    const bool isBackup = subject && subject->kind == Subject::Kind::Backup && backup
                          && subject->backup->path == backup->path;
    if (m_travel->mayRestore() && (m_travel->canTravel() ? isMoment : isBackup)) {
        review();
        return;
    }
    m_reviewsNext = true;
    previewChosen();
}

void TimeTravelPage::openReview()
{
    if (std::exchange(m_reviewsNext, false) && m_travel->mayRestore())
        review();
}

void TimeTravelPage::review()
{
    auto *dialog = new ReviewDialog(reviewOf(*m_travel), m_library, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, m_travel, &TimeTravelSession::restore);
    dialog->open();
}

void TimeTravelPage::chooseRemedy(const QString &actionName)
{
    if (actionName == "migrationsOpen"_L1)
        emit openRequested(
            { .kind = NavigatorKind::Migrations, .targetKey = session()->target().key() });
    else if (actionName == "backupTake"_L1)
        m_travel->takeBackup();
    else {
        session()->refresh();
        m_travel->refresh();
    }
}

void TimeTravelPage::copyBookmark()
{
    QGuiApplication::clipboard()->setText(m_travel->outcome() ? m_travel->outcome()->wayBack
                                                              : m_travel->bookmark());
}

} // namespace tidemark
