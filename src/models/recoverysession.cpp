#include "recoverysession.h"

#include "suspecttimeline.h"

#include <engine/operations/timetravel.h>

#include <QHostAddress>
#include <QLocale>
#include <QUrl>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// What is known around the database before somebody chooses a moment.
struct Surroundings {
    QList<RecoverDatabase::Candidate> candidates;
    QList<Suspect> suspects;
};

QCoro::Task<Result<Surroundings>> lookAround(EnginePointer engine,
                                             RecoverDatabase operation,
                                             SelectedTarget selected,
                                             RecoverDatabase::Photograph photograph,
                                             Conduct conduct)
{
    const auto candidates = co_await operation.candidates(selected, conduct);
    if (!candidates)
        co_return candidates.error();
    const auto suspects = co_await findSuspects(engine, selected, photograph);
    if (!suspects)
        co_return suspects.error();
    Surroundings surroundings{ *candidates, *suspects };
    co_return surroundings;
}

/// What each way to go on would do.
struct Foresight {
    RecoverDatabase::Outcome restore;
    QList<MissingRows> missing;
    QString whyNoRows;
};

QCoro::Task<Result<Foresight>> foreseen(RecoverDatabase operation,
                                        RepairRows repair,
                                        SelectedTarget selected,
                                        RecoveryNote note,
                                        Conduct conduct)
{
    const RecoverDatabase::Candidate moment = *note.moment;
    const auto restore = co_await operation.restore(selected, moment, true, conduct);
    if (!restore)
        co_return restore.error();
    Foresight foresight{ .restore = *restore, .missing = {}, .whyNoRows = {} };
    if (note.rowsFrom.isEmpty())
        co_return foresight;
    const RepairRows::Wish wish{ .backup = note.rowsFrom };
    const auto missing = co_await repair.run(selected, wish, true, conduct);
    if (missing)
        foresight.missing = missing->repair.tables;
    else
        foresight.whyNoRows = missing.error().message;
    co_return foresight;
}

bool isWorthRetrying(const Error &error)
{
    return error.kind == Error::Kind::Unreachable || error.kind == Error::Kind::Temporary;
}

} // namespace

RecoverySession::RecoverySession(EnginePointer engine,
                                 const RecoveryNote &note,
                                 Selection selection,
                                 Patience patience,
                                 QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_selection(std::move(selection))
    , m_patience(patience)
    , m_notes(m_engine)
    , m_operation(m_engine, m_selection)
    , m_repair(m_engine, m_selection)
    , m_note(note)
    , m_isResumed(note.begunAt.isValid())
    , m_photographing(note.target.name)
    , m_looking(note.target.name)
    , m_acting(note.target.name)
{
    m_retry.setSingleShot(true);
    m_resolveSoon.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &RecoverySession::takePhotograph);
    connect(&m_resolveSoon, &QTimer::timeout, this, &RecoverySession::resolveMoment);
    connect(&m_photographing, &Activity::changed, this, &RecoverySession::photographChanged);
    connect(&m_looking, &Activity::changed, this, &RecoverySession::lookingChanged);
    connect(&m_acting, &Activity::changed, this, &RecoverySession::actingChanged);
    connect(&m_models.repairable, &MissingRowsModel::chosenChanged, this, [this] {
        m_note.tables = m_models.repairable.chosen();
        emit changed();
    });
    connect(this, &RecoverySession::changed, this, &RecoverySession::updateSteps);
    updateSteps();
}

RecoverySession::~RecoverySession() = default;

bool RecoverySession::isDrill() const
{
    if (!isRemote())
        return false;
    const QString host = QUrl(m_engine->environment.value(u"CLOUDFLARE_API_BASE_URL"_s)).host();
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

void RecoverySession::keepNote()
{
    const auto kept = m_notes.keep(m_note);
    m_noteError = kept ? std::optional<Error>() : std::optional(kept.error());
}

void RecoverySession::addDeed(const QString &text, bool passed)
{
    m_note.deeds.append({ .at = now(), .text = text, .passed = passed });
    m_models.deeds.setRows(m_note.deeds);
}

void RecoverySession::start()
{
    if (m_isResumed) {
        addDeed(tr("Gone on after the program had ended in the middle"));
        m_models.photograph.setRows(photographedTables(m_note.photograph));
        m_momentAt = m_note.moment ? m_note.moment->at : QDateTime();
        m_momentState = m_note.moment ? MomentState::Resolved : MomentState::None;
        m_isMomentChosen = m_note.moment.has_value();
        keepNote();
        enter(step());
        return;
    }
    m_note.begunAt = now();
    addDeed(tr("Connection frozen"));
    keepNote();
    emit stepChanged();
    emit changed();
}

QString RecoverySession::whyNotOn() const
{
    switch (step()) {
    case Step::Freeze:
        return {};
    case Step::Photograph:
        return m_note.photograph.at.isValid() ? QString()
                                              : tr("The bookmark of now is not read yet.");
    case Step::Moment:
        if (!m_isMomentChosen && isStillLooking())
            return tr("What happened is still being looked for. Choose a moment to go on at once.");
        if (m_momentState == MomentState::Resolving)
            return tr("The moment is being looked up.");
        return m_momentState == MomentState::Resolved ? QString()
                                                      : tr("Choose a moment that can be reached.");
    case Step::Preview:
        if (m_note.choice != Choice::Leave && m_photographing.isRunning())
            return tr("The tables are still being copied.");
        if (!m_preview)
            return m_note.choice == Choice::Leave ? QString() : tr("The preview is being read.");
        if (m_note.choice == Choice::Rows && !whyNoRows().isEmpty())
            return whyNoRows();
        return m_note.choice == Choice::Rows && m_note.tables.isEmpty() ? tr("Choose a table.")
                                                                        : QString();
    case Step::Prove:
        return m_acting.isRunning() ? tr("It is not finished yet.") : QString();
    }
    return {};
}

void RecoverySession::goOn()
{
    if (whyNotOn().isEmpty() && step() < Step::Preview)
        goTo(Step(int(step()) + 1));
}

bool RecoverySession::mayGoBack() const
{
    return step() > Step::Freeze && !m_acting.isRunning() && !m_note.isSent
           && (step() < Step::Prove || m_proof);
}

void RecoverySession::goBack()
{
    if (mayGoBack())
        goTo(step() == Step::Prove ? Step::Moment : Step(int(step()) - 1));
}

void RecoverySession::goTo(Step step)
{
    m_note.step = step;
    m_isMomentChosen |= step == Step::Preview;
    if (step == Step::Preview)
        addDeed(tr("Moment chosen: %1 UTC").arg(shortTime(m_note.moment->at, now())));
    keepNote();
    enter(step);
}

void RecoverySession::enter(Step step)
{
    if (step > Step::Freeze && !m_note.photograph.backup)
        takePhotograph();
    if (step == Step::Moment || (step == Step::Preview && m_candidates.isEmpty()))
        look();
    if (step == Step::Preview)
        foresee();
    if (step == Step::Prove && !m_note.isSent)
        prove();
    if (step == Step::Prove && m_note.isSent) {
        const auto cutOff = m_notes.cutOffRestore(target());
        m_cutOffAt = cutOff ? cutOff->at : m_note.deeds.value(m_note.deeds.size() - 2).at;
        if (cutOff)
            m_note.wayBack = cutOff->wayBack;
    }
    emit stepChanged();
    emit changed();
}

void RecoverySession::takePhotograph()
{
    m_retry.stop();
    const auto &taken = m_note.photograph;
    if (m_photographing.isRunning() || taken.backup || !taken.isThere || m_note.isChanged)
        return;
    if (!taken.at.isValid()) {
        m_photographing.start(
            tr("Reading the bookmark of now"),
            [this](const Conduct &conduct) { return m_operation.mark(selected(), conduct); },
            [this](const RecoverDatabase::Photograph &photograph) {
                photographed(photograph,
                             isRemote() ? tr("Bookmark of now stored on disk")
                                        : tr("Time of now stored on disk"));
            });
    } else if (taken.fingerprint.isEmpty()) {
        m_photographing.start(
            tr("Counting the rows of every table"),
            [this](const Conduct &conduct) {
                return m_operation.count(selected(), m_note.photograph, conduct);
            },
            [this](const RecoverDatabase::Photograph &photograph) {
                photographed(photograph,
                             tr("Photograph of %n table(s) taken",
                                nullptr,
                                static_cast<int>(photograph.tables.size())));
            });
    } else if (!m_skipsCopy) {
        m_photographing.start(
            tr("Copying every table"),
            [this](const Conduct &conduct) {
                return m_operation.save(selected(), m_note.photograph, conduct);
            },
            [this](const RecoverDatabase::Photograph &photograph) {
                photographed(photograph, tr("Copy of every table written and verified"));
            });
    }
}

void RecoverySession::photographed(const RecoverDatabase::Photograph &photograph,
                                   const QString &deed)
{
    m_note.photograph = photograph;
    m_models.photograph.setRows(photographedTables(photograph));
    addDeed(deed);
    keepNote();
    emit changed();
    takePhotograph();
    if (step() == Step::Moment)
        look(); // the counts of now tell more
}

void RecoverySession::photographChanged()
{
    const auto &error = m_photographing.error();
    if (!m_photographing.isRunning() && error && !m_note.photograph.at.isValid()
        && isWorthRetrying(*error))
        m_retry.start(m_patience.retryAfter);
    emit changed();
}

// What comes to light may be worse than what is known, and then the moment before that is proposed.
bool RecoverySession::isStillLooking() const
{
    const bool isCounting = m_photographing.isRunning() && m_note.photograph.fingerprint.isEmpty();
    return m_looking.isRunning() || m_looksNext || isCounting;
}

void RecoverySession::retryPhotograph()
{
    m_skipsCopy = false;
    takePhotograph();
}

void RecoverySession::skipCopy()
{
    m_skipsCopy = true;
    m_photographing.cancel();
}

void RecoverySession::look()
{
    if (m_looking.isRunning()) {
        m_looksNext = true;
        return;
    }
    m_looking.start(
        tr("Looking for what happened"),
        [this](const Conduct &conduct) {
            return lookAround(m_engine, m_operation, selected(), m_note.photograph, conduct);
        },
        [this](const Surroundings &found) {
            m_candidates = found.candidates;
            m_models.suspects.setSuspects(found.suspects, now());
            m_models.timeline.setEvents(timelineOf(found.suspects));
            // Whoever went on has agreed to the moment; news do not move it any more.
            if (!m_isMomentChosen && step() <= Step::Moment && !found.suspects.isEmpty())
                takeSuspect(found.suspects.first());
            emit changed();
        });
}

void RecoverySession::lookingChanged()
{
    // Queued: whoever is told of the end may begin nothing before its result was taken.
    if ((m_foreseesNext || m_looksNext) && !m_looking.isRunning())
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (std::exchange(m_looksNext, false) && step() == Step::Moment)
                    look();
                if (std::exchange(m_foreseesNext, false))
                    foresee();
            },
            Qt::QueuedConnection);
    emit changed();
}

void RecoverySession::chooseSuspect(int row)
{
    m_isMomentChosen = true;
    takeSuspect(m_models.suspects.rows().value(row));
}

void RecoverySession::takeSuspect(const Suspect &suspect)
{
    if (!suspect.before.isValid())
        return;
    const bool isKnown
        = isRemote() ? !suspect.back.bookmark.isEmpty() : !suspect.back.backup.isEmpty();
    if (!isKnown) {
        const bool wasChosen = m_isMomentChosen;
        setMoment(suspect.before);
        m_isMomentChosen = wasChosen;
        return;
    }
    m_resolveSoon.stop();
    ++m_momentRequest;
    m_momentAt = suspect.before;
    Candidate candidate = suspect.back;
    candidate.at = suspect.before;
    momentFound(candidate);
}

void RecoverySession::setMoment(const QDateTime &at)
{
    if (at == m_momentAt && m_momentState != MomentState::Failed)
        return;
    m_isMomentChosen = true;
    m_momentAt = at;
    if (!at.isValid()) { // somebody is typing
        m_resolveSoon.stop();
        ++m_momentRequest;
        m_momentState = MomentState::None;
        emit changed();
        return;
    }
    m_momentState = MomentState::Resolving;
    m_momentError.reset();
    ++m_momentRequest;
    m_resolveSoon.start(m_patience.resolveAfter);
    emit momentChanged(at);
    emit changed();
}

void RecoverySession::resolveMoment()
{
    if (!isRemote()) {
        const auto chosen = m_operation.choose(selected(), m_candidates, { .at = m_momentAt });
        if (chosen)
            momentFound(*chosen);
        else
            momentLost(chosen.error());
        return;
    }
    const QDateTime at = m_momentAt;
    const TimeTravel timeTravel(m_engine, m_selection);
    run(this,
        timeTravel.info(selected(), at, {}),
        [this, at, request = m_momentRequest](const Result<TimeTravel::Info> &info) {
            if (request != m_momentRequest)
                return; // somebody moved on meanwhile
            if (info)
                momentFound({ .kind = Candidate::Kind::Time,
                              .reason = u"the moment "_s + rfc3339(at),
                              .at = at,
                              .bookmark = info->bookmark });
            else
                momentLost(info.error());
        });
}

void RecoverySession::momentFound(const Candidate &candidate)
{
    m_note.moment = candidate;
    m_momentState = MomentState::Resolved;
    m_momentError.reset();
    m_preview.reset();
    if (step() == Step::Preview)
        foresee();
    emit momentChanged(m_momentAt);
    emit changed();
}

void RecoverySession::momentLost(const Error &error)
{
    m_momentState = MomentState::Failed;
    m_momentError = error;
    emit changed();
}

// The newest verified backup that is not younger than the moment.
QString RecoverySession::backupForRows() const
{
    const Suspect *newest = nullptr;
    for (const Suspect &suspect : m_models.suspects.rows()) {
        const bool fits
            = suspect.kind == Suspect::Kind::Backup && m_note.moment
              && (suspect.at <= m_note.moment->at || suspect.back.backup == m_note.moment->backup);
        if (fits && (!newest || suspect.at > newest->at))
            newest = &suspect;
    }
    return newest ? newest->back.backup : QString();
}

// A backup's numbers are of its moment; those last known before another moment are about right.
bool RecoverySession::isCountedThen() const
{
    return !isRemote() || m_note.moment->kind == Candidate::Kind::Backup;
}

CountBasis RecoverySession::countBasis() const
{
    CountBasis basis{ .isExact = isCountedThen() };
    for (const Suspect &suspect : m_models.suspects.rows()) {
        if (!m_note.rowsFrom.isEmpty() && suspect.back.backup == m_note.rowsFrom
            && suspect.kind == Suspect::Kind::Backup)
            basis.source = tr("backup of %1").arg(shortTime(suspect.at, now()));
    }
    for (const MissingRows &missing : m_models.repairable.rows())
        basis.missing.insert(missing.table, missing.rows.size());
    return basis;
}

void RecoverySession::foresee()
{
    m_preview.reset();
    m_models.preview.setRows({});
    if (m_looking.isRunning()) {
        m_foreseesNext = true;
        return;
    }
    m_note.rowsFrom = backupForRows();
    m_looking.start(
        tr("Reading what would change"),
        [this](const Conduct &conduct) {
            return foreseen(m_operation, m_repair, selected(), m_note, conduct);
        },
        [this](const Foresight &foresight) {
            m_preview = foresight.restore;
            m_whyNoRows = foresight.whyNoRows;
            m_models.repairable.setMissing(foresight.missing);
            m_models.preview.setRows(restoreEffects(foresight.restore.preview, countBasis()));
            emit changed();
        });
}

QString RecoverySession::whyNoRows() const
{
    if (m_note.rowsFrom.isEmpty())
        return tr("No verified backup of before that moment is known on this computer.");
    if (!m_whyNoRows.isEmpty())
        return m_whyNoRows;
    return m_models.repairable.rowCount() == 0
               ? tr("No row of the backup before that moment is missing in the database.")
               : QString();
}

void RecoverySession::readPreviewAgain()
{
    if (step() == Step::Preview && !m_looking.isRunning())
        foresee();
}

void RecoverySession::setChoice(Choice choice)
{
    if (m_note.choice == choice)
        return;
    m_note.choice = choice;
    keepNote();
    emit changed();
}

QString RecoverySession::typedName() const
{
    switch (m_note.choice) {
    case Choice::Whole:
        return target().name;
    case Choice::Rows: // whose environment nobody named may be production
        return target().production || (isRemote() && target().environment.isEmpty()) ? target().name
                                                                                     : QString();
    case Choice::Leave:
        break;
    }
    return {};
}

} // namespace tidemark
