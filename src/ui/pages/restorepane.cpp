#include "restorepane.h"

#include "restorereview.h"
#include "tables.h"

#include <models/shownstates.h>
#include <models/timetravelcommand.h>
#include <ui/errortext.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/commandbox.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/statelabel.h>

#include <QDir>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Subject = TimeTravelSession::Subject;
using Asked = TimeTravelSession::Resolution;

/// Nobody could be asked; nothing was sent.
bool isNoAnswer(const Error &error)
{
    return error.kind == Error::Kind::Temporary || error.kind == Error::Kind::Unreachable;
}

QString differencesInWords(const QList<SchemaDifference> &differences)
{
    QStringList words;
    for (const SchemaDifference &difference : differences)
        words.append(difference.name);
    return words.join(u", "_s);
}

} // namespace

struct RestorePane::Message {
    ShownState state = ShownState::Note;
    QString title = {};
    QString text = {};
    QString remedy = {}; ///< empty: no button
    QString remedyName = {};
};

RestorePane::RestorePane(TimeTravelSession *travel, const Controls &controls, QWidget *parent)
    : QWidget(parent)
    , m_travel(travel)
    , m_heading(new ElidedLabel(TypeRole::Strong, ElidedLabel::Ink::Plain, this))
    , m_state(new StateLabel(this))
    , m_bookmarkRow(new QWidget(this))
    , m_bookmark(new ElidedLabel(TypeRole::Mono, ElidedLabel::Ink::Secondary, m_bookmarkRow))
    , m_effects(makeWholeTable(travel->preview(), "restoreEffects", tr("Rows now and then"), this))
    , m_banner(new Banner(this))
    , m_commandArea(new QWidget(this))
    , m_command(new CommandBox(m_commandArea))
    , m_foot(new PageFoot(this))
{
    setObjectName(u"restorePane"_s);
    m_heading->setObjectName(u"restoreHeading"_s);
    m_state->setObjectName(u"bookmarkState"_s);
    m_bookmark->setObjectName(u"bookmark"_s);
    m_banner->setObjectName(u"restoreBanner"_s);
    m_foot->setObjectName(u"restoreFoot"_s);
    m_bookmark->setElideMode(Qt::ElideMiddle);
    auto *header = m_effects->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(RestorePreviewModel::SourceColumn, QHeaderView::Stretch);
    m_effects->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded); // numbers do not give way
    layOut(controls);
    connect(m_banner, &Banner::remedyChosen, this, &RestorePane::remedyChosen);
    connect(travel, &TimeTravelSession::changed, this, &RestorePane::refresh);
    connect(travel, &TimeTravelSession::previewed, this, [this] { m_taken.reset(); });
    refresh();
}

void RestorePane::layOut(const Controls &controls)
{
    auto *head = new QHBoxLayout;
    head->setContentsMargins(Space::Page, Space::Medium, Space::Page, 0);
    head->addWidget(m_heading, 1);
    head->addWidget(m_state);
    auto *bookmark = new QHBoxLayout(m_bookmarkRow);
    bookmark->setContentsMargins(Space::Page, 0, Space::Page, 0);
    bookmark->addWidget(m_bookmark);
    bookmark->addWidget(controls.copyBookmark);
    bookmark->addStretch(1);

    auto *title = new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, m_commandArea);
    title->setText(tr("The same on the command line"));
    auto *command = new QVBoxLayout(m_commandArea);
    command->setContentsMargins(0, 0, 0, 0);
    command->setSpacing(Space::Tiny);
    command->addWidget(title);
    command->addWidget(m_command);

    // In a low window the pane scrolls as a whole: a banner that gives way would lose its words.
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Medium);
    column->setSpacing(Space::Medium);
    column->addWidget(m_effects);
    column->addWidget(m_banner);
    column->addWidget(m_commandArea);
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"restoreScroll"_s);
    scroll->setAccessibleName(tr("What would change"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(false);

    m_foot->addControl(controls.preview);
    m_foot->addControl(controls.restore);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::Tiny);
    layout->addLayout(head);
    layout->addWidget(m_bookmarkRow);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_foot);
}

void RestorePane::showRefusal(const QString &why)
{
    m_refusal = why;
    showMessage();
    m_refusal.clear();
}

void RestorePane::showBackup(const Backup &backup)
{
    m_travel->clearPreview();
    m_taken = backup;
    refresh();
}

void RestorePane::refresh()
{
    if (m_travel->subject() || m_travel->outcome())
        m_taken.reset();
    showHead();
    m_effects->setVisible(m_travel->preview()->rowCount() > 0 && !m_travel->outcome());
    showMessage();
    const QString text = command();
    m_command->setCommand(text);
    m_commandArea->setVisible(!text.isEmpty());
    showFoot();
}

QString RestorePane::heading() const
{
    const QString name = m_travel->database()->target().name;
    if (m_travel->outcome())
        return tr("What was done");
    const auto &subject = m_travel->subject();
    if (subject && subject->kind == Subject::Kind::Undo)
        return tr("If the last restore of %1 is undone").arg(name);
    if (subject && subject->kind == Subject::Kind::Backup)
        return tr("If %1 is restored from the backup of %2").arg(name, exactMoment(subject->at));
    if (subject && subject->kind == Subject::Kind::Comparison)
        return tr("%1 beside its backup of %2").arg(name, exactMoment(subject->at));
    if (subject && subject->kind == Subject::Kind::Rows)
        return tr("Rows of the backup of %1 that %2 lost").arg(exactMoment(subject->at), name);
    if (m_travel->canTravel() && m_travel->moment().isValid())
        return tr("If %1 is restored to %2").arg(name, exactMoment(m_travel->moment()));
    return tr("What a restore would change");
}

void RestorePane::showHead()
{
    m_heading->setText(heading());
    const auto &subject = m_travel->subject();
    const bool isMoment = m_travel->canTravel() && !m_travel->outcome()
                          && (!subject || subject->kind == Subject::Kind::Moment);
    const QString wayBack = m_travel->outcome() ? m_travel->outcome()->wayBack : QString();
    const QString bookmark = isMoment ? m_travel->bookmark() : wayBack;
    m_bookmark->setText(bookmark);
    m_bookmarkRow->setVisible(!bookmark.isEmpty());
    m_state->setVisible(m_travel->activity()->isRunning()
                        || (isMoment && m_travel->resolution() != Asked::None)
                        || !wayBack.isEmpty());
    if (m_travel->activity()->isRunning())
        m_state->setState(ShownState::Running, m_travel->activity()->title());
    else if (!wayBack.isEmpty())
        m_state->setState(ShownState::Done, tr("The way back"));
    else if (m_travel->resolution() == Asked::Resolved)
        m_state->setState(ShownState::Passed, tr("Bookmark resolved"));
    else if (m_travel->resolution() == Asked::Failed)
        m_state->setState(ShownState::Unknown, tr("No bookmark"));
    else
        m_state->setState(ShownState::Checking, tr("Resolving…"));
}

RestorePane::Message RestorePane::errorMessage(const Error &error) const
{
    if (error.databaseState == DatabaseState::Unknown)
        return { .state = ShownState::OutcomeUnknown,
                 .title = tr("No answer. The database may have changed."),
                 .text = error.message + u' ' + error.remedy,
                 .remedy = tr("Look now"),
                 .remedyName = u"lookNow"_s };
    if (isNoAnswer(error) && m_travel->canTravel())
        return { .state = ShownState::Offline,
                 .title = tr("No answer from Cloudflare."),
                 .text = tr("The database is unchanged. %1").arg(error.message),
                 .remedy = tr("Try again"),
                 .remedyName = u"lookNow"_s };
    return { .state = shown(error), .title = errorTitle(error), .text = errorDetails(error) };
}

RestorePane::Message RestorePane::outcomeMessage() const
{
    const TimeTravelSession::Outcome &outcome = *m_travel->outcome();
    const Subject &subject = outcome.subject;
    const QString at = QLocale().toString(outcome.at.toUTC(), u"HH:mm:ss"_s);
    Message done{ .state = ShownState::Done };
    if (subject.kind == Subject::Kind::Rows) {
        done.title = tr("%n row(s) put back at %1 UTC", nullptr, int(subject.rows)).arg(at);
        done.text = tr("The safety point of before is the way back.");
        return done;
    }
    done.title = subject.kind == Subject::Kind::Undo
                     ? tr("The restore was undone at %1 UTC").arg(at)
                     : tr("Restored to %1, at %2 UTC").arg(exactMoment(subject.at), at);
    done.text = outcome.wayBack.isEmpty()
                    ? tr("Nothing was there before.")
                    : tr("“Undo restore” goes back to the state of before; its bookmark is kept on "
                         "this computer.");
    if (!m_travel->canTravel() && !outcome.wayBack.isEmpty())
        done.text = tr("“Undo restore” puts the safety point of before back.");
    if (outcome.wroteMeanwhile)
        done.text += u' ' + tr("Somebody wrote between the preview and the restore.");
    if (!subject.migrationsUndone.isEmpty()) {
        done.text += u' ' + tr("Pending again: %1.").arg(subject.migrationsUndone.join(u", "_s));
        done.remedy = tr("Apply again…");
        done.remedyName = u"migrationsOpen"_s;
    }
    return done;
}

RestorePane::Message RestorePane::subjectMessage() const
{
    const Subject &subject = *m_travel->subject();
    const QString remarks = subject.remarks.isEmpty()
                                ? QString()
                                : u' ' + tr("Not compared: %1.").arg(subject.remarks.join(u"; "_s));
    if (subject.kind == Subject::Kind::Rows)
        return subject.rows == 0
                   ? Message{ ShownState::Same,
                              tr("No row of the backup is missing"),
                              remarks.trimmed() }
                   : Message{ ShownState::Note,
                              tr("%n row(s) can be put back", nullptr, int(subject.rows)),
                              tr("Rows that changed are left alone.") + remarks };
    if (subject.kind == Subject::Kind::Comparison) {
        const int count = int(subject.differences.size());
        return count == 0
                   ? Message{ ShownState::Same, tr("The schema is the same"), remarks.trimmed() }
                   : Message{ ShownState::Changed,
                              tr("%n difference(s) in the schema", nullptr, count),
                              differencesInWords(subject.differences) + u'.' + remarks };
    }
    const int gone = int(subject.migrationsUndone.size());
    if (gone > 0)
        return { .state = ShownState::Warning,
                 .title = tr("%n migration(s) would vanish", nullptr, gone),
                 .text = tr("%1. They would be pending again and can be applied afterwards.")
                             .arg(subject.migrationsUndone.join(u", "_s)) };
    if (subject.backup)
        return { .title = tr("Nothing has been written yet"),
                 .text = tr("Ledger and history come back with the rows.") };
    return { .title = tr("Migrations stay as they are"),
             .text
             = tr("None was applied to this database after that moment. Nothing has been sent "
                  "yet; this preview only read.") };
}

RestorePane::Message RestorePane::backupMessage() const
{
    const BackupManifest &manifest = m_taken->manifest;
    if (!manifest.verified)
        return { .state = ShownState::NotVerified,
                 .title = tr("Backup written, not verified."),
                 .text = tr("The test restore differs. Do not rely on it."),
                 .remedy = tr("Back up again"),
                 .remedyName = u"backupTake"_s };
    return { .state = ShownState::Verified,
             .title = tr("Backed up and verified: %n row(s)", nullptr, int(manifest.rows())),
             .text = QDir::toNativeSeparators(m_taken->path) };
}

RestorePane::Message RestorePane::restingMessage() const
{
    const auto &history = m_travel->history();
    if (history && history->error) {
        Message message = errorMessage(*history->error);
        message.text += u' ' + tr("Shown is what this computer knows.");
        return message;
    }
    if (m_travel->canTravel())
        return { .title = tr("Not previewed yet"),
                 .text = tr("A preview counts the rows of now and finds those of then. It writes "
                            "nothing.") };
    if (m_travel->backups()->rowCount() > 0)
        return { .title = tr("Choose a backup"),
                 .text
                 = tr("A preview tells what putting it back would change. It writes nothing.") };
    return {};
}

RestorePane::Message RestorePane::message() const
{
    if (!m_refusal.isEmpty())
        return { .state = ShownState::Warning, .title = m_refusal };
    if (m_travel->activity()->isRunning())
        return {};
    if (m_travel->activity()->error())
        return errorMessage(*m_travel->activity()->error());
    if (m_travel->outcome())
        return outcomeMessage();
    if (m_taken)
        return backupMessage();
    if (m_travel->subject())
        return subjectMessage();
    if (m_travel->resolutionError())
        return errorMessage(*m_travel->resolutionError());
    return restingMessage();
}

void RestorePane::showMessage()
{
    const Message wanted = message();
    m_banner->setVisible(!wanted.title.isEmpty());
    if (wanted.title.isEmpty())
        return;
    m_banner->clearRemedies();
    m_banner->setMessage(wanted.state, wanted.title, wanted.text);
    if (!wanted.remedy.isEmpty())
        m_banner->addRemedy(wanted.remedy, wanted.remedyName);
}

QString RestorePane::command() const
{
    const Target &target = m_travel->database()->target();
    if (m_travel->outcome())
        return timeTravelCommand(m_travel->outcome()->subject, target);
    return m_taken ? backupCommand(target) : QString();
}

void RestorePane::showFoot()
{
    const QDateTime next = m_travel->nextRestoreAt();
    if (m_travel->canTravel() && next.isValid())
        m_foot->setVerdict(ShownState::Warning,
                           tr("%1 restores in 10 minutes are used. The next is possible at %2 UTC.")
                               .arg(MostRestores)
                               .arg(next.toUTC().toString(u"HH:mm:ss"_s)));
    else if (m_travel->database()->safeMode() == SafeMode::ReadOnly)
        m_foot->setVerdict(ShownState::ReadOnly, tr("The padlock says Read-only."));
    else
        m_foot->setVerdict(ShownState::Note, tr("Can be undone."));
}

} // namespace tidemark
