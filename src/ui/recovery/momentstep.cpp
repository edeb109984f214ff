#include "momentstep.h"

#include "ui_momentstep.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/pages/tables.h>
#include <ui/theme.h>
#include <ui/widgets/momenttext.h>

#include <QCoreApplication>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const auto Format = u"yyyy-MM-dd HH:mm:ss"_s;

QString stepMoment(const QDateTime &at)
{
    return at.isValid() ? at.toUTC().toString(Format) : QString();
}

/// Left, Right and the like, alone or with Shift: what no row of a table needs.
bool movesSideways(const QKeyEvent &event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        return true;
    default:
        return false;
    }
}

} // namespace

MomentStep::MomentStep(RecoverySession &session, QWidget *parent)
    : RecoveryStepWidget(session, parent)
    , m_ui(std::make_unique<Ui::MomentStep>())
    , m_suspects(makeTable(&session.models().suspects, "suspects", tr("Suspects"), this))
{
    m_ui->setupUi(this);
    dress(m_ui->title, m_ui->facts, { m_ui->suspectsHeading });
    m_ui->facts->setText(
        session.isRemote()
            ? tr("Pick the last good moment. Suspects are listed below; the arrow keys move by one "
                 "minute.")
            : tr("Pick the last good moment; the newest backup of before it is what can be gone "
                 "back "
                 "to. Time Travel exists for remote D1 only."));
    quiet(m_ui->noSuspects);
    makeCopyable(m_ui->bookmark, m_ui->bookmarkCopy);
    m_ui->moment->setFont(typeFont(TypeRole::Mono));
    m_ui->moment->setMinimumWidth(QFontMetrics(m_ui->moment->font()).horizontalAdvance(Format)
                                  + 2 * Space::Group);
    m_ui->suspectsPlace->addWidget(m_suspects);
    m_suspects->installEventFilter(this);
    for (int zoom = 0; zoom < TimelineZoomCount; ++zoom)
        m_ui->zoom->addItem(tr("Last %1", "30 days").arg(zoomName(TimelineZoom(zoom))));
    m_ui->timeline->setModel(&session.models().timeline);
    m_ui->timeline->setNow(session.now());
    m_ui->timeline->setZoom(TimelineZoom::Hour);
    m_ui->zoom->setCurrentIndex(int(m_ui->timeline->zoom()));

    connect(m_ui->zoom, &QComboBox::activated, this, [this](int zoom) {
        m_ui->timeline->setZoom(TimelineZoom(zoom));
    });
    connect(m_ui->timeline, &TimelineView::zoomChanged, this, [this] {
        m_ui->zoom->setCurrentIndex(int(m_ui->timeline->zoom()));
    });
    connect(m_ui->timeline, &TimelineView::momentMoved, this, &MomentStep::takeTimeline);
    connect(m_ui->timeline, &TimelineView::momentEntered, this, [this] {
        emit actionChosen(u"recoveryNext"_s);
    });
    connect(m_ui->timeline, &TimelineView::typed, this, [this](const QString &digit) {
        m_ui->moment->setFocus(Qt::ShortcutFocusReason);
        m_ui->moment->setText(digit);
        takeText(digit);
    });
    connect(m_ui->moment, &QLineEdit::textEdited, this, &MomentStep::takeText);
    connect(m_suspects->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &MomentStep::takeSuspect);
    connect(&session.models().suspects, &QAbstractItemModel::modelReset, this, [this] {
        const bool isFirst = m_suspects->isHidden() && m_suspects->model()->rowCount() > 0;
        m_suspects->setVisible(m_suspects->model()->rowCount() > 0);
        selectSuspectOf(this->session().momentAt());
        if (isFirst && m_ui->timeline->hasFocus())
            m_suspects->setFocus(Qt::OtherFocusReason); // where one would begin
    });
    connect(m_ui->trouble, &Banner::remedyChosen, this, &RecoveryStepWidget::actionChosen);
    showEverything();
}

MomentStep::~MomentStep() = default;

QString MomentStep::primaryText() const
{
    return tr("Preview what &changes");
}

QString MomentStep::keyHints() const
{
    return tr("← → 1 min · Shift 1 h · Ctrl next suspect · Enter preview");
}

QWidget *MomentStep::firstFocus()
{
    if (m_suspects->isHidden())
        return m_ui->timeline;
    return m_suspects;
}

bool MomentStep::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && movesSideways(*static_cast<QKeyEvent *>(event))) {
        QCoreApplication::sendEvent(m_ui->timeline, event);
        return true;
    }
    return RecoveryStepWidget::eventFilter(watched, event);
}

// The row that the moment came from stays selected when the suspects are read anew.
void MomentStep::selectSuspectOf(const QDateTime &moment)
{
    const QScopedValueRollback following(m_isFollowing, true);
    const auto &suspects = session().models().suspects.rows();
    qsizetype row = 0;
    for (qsizetype i = suspects.size() - 1; i >= 0; --i) {
        if (suspects.at(i).before == moment)
            row = i;
    }
    if (!suspects.isEmpty())
        m_suspects->selectRow(static_cast<int>(row));
}

void MomentStep::stepSuspect(int by)
{
    const int count = m_suspects->model()->rowCount();
    const int row = std::clamp(m_suspects->currentIndex().row() + by, 0, std::max(count - 1, 0));
    if (count > 0)
        m_suspects->selectRow(row);
    takeSuspect(); // the one that is current already is a choice, too
}

void MomentStep::takeSuspect()
{
    if (!m_isFollowing && m_suspects->currentIndex().isValid())
        session().chooseSuspect(m_suspects->currentIndex().row());
}

void MomentStep::takeTimeline(const QDateTime &moment)
{
    if (!m_isFollowing)
        session().setMoment(moment);
}

void MomentStep::takeText(const QString &text)
{
    const QDateTime moment = readMoment(text, DateAlone::Unfinished);
    const QScopedValueRollback following(m_isFollowing, true);
    session().setMoment(moment > session().now() ? QDateTime() : moment);
    if (moment.isValid())
        m_ui->timeline->setMoment(moment);
}

void MomentStep::showEverything()
{
    const bool hasSuspects = session().models().suspects.rowCount() > 0;
    const bool isLooking = session().looking()->isRunning();
    m_suspects->setVisible(hasSuspects);
    m_ui->noSuspects->setVisible(!hasSuspects && !isLooking);
    const auto &error = session().looking()->error();
    m_ui->trouble->setVisible(error && !isLooking);
    if (error && !isLooking)
        m_ui->trouble->setMessage(shown(*error), errorTitle(*error), errorDetails(*error));
    showMoment();
    showResolved();
}

void MomentStep::showMoment()
{
    const QDateTime at = session().momentAt();
    if (!at.isValid())
        return;
    const QScopedValueRollback following(m_isFollowing, true);
    m_ui->timeline->setMoment(at);
    if (!m_ui->moment->hasFocus())
        m_ui->moment->setText(stepMoment(at));
}

void MomentStep::showResolved()
{
    using State = RecoverySession::MomentState;
    const State state = session().momentState();
    const auto &moment = session().note().moment;
    const bool isResolved = state == State::Resolved && moment;
    QString text;
    switch (state) {
    case State::None:
        text = tr("No moment is chosen yet");
        m_ui->resolved->setState(ShownState::Waiting, text);
        break;
    case State::Resolving:
        text = tr("Resolving…");
        m_ui->resolved->setState(ShownState::Checking, text);
        break;
    case State::Failed:
        text = session().momentError()->message;
        m_ui->resolved->setState(shown(*session().momentError()), text);
        break;
    case State::Resolved:
        text = !moment->bookmark.isEmpty() ? tr("Bookmark resolved")
                                           : tr("Backup of %1 UTC").arg(stepMoment(moment->at));
        m_ui->resolved->setState(ShownState::Done, text);
        break;
    }
    m_ui->timeline->setMomentNote(text);
    m_ui->bookmark->setVisible(isResolved);
    m_ui->bookmarkCopy->setVisible(isResolved);
    if (isResolved) {
        m_ui->bookmark->setText(moment->bookmark.isEmpty() ? moment->backup : moment->bookmark);
        m_ui->bookmark->setCursorPosition(0);
    }
}

} // namespace tidemark
