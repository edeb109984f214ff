#include "recoverycommand.h"
#include "recoverysession.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

RecoverDatabase::Candidate wayTo(const SafetyPoint &point)
{
    RecoverDatabase::Candidate candidate{ .kind = RecoverDatabase::Candidate::Kind::Restore,
                                          .reason = u"before rows were put back"_s,
                                          .at = point.takenAt };
    (point.kind == SafetyPoint::Kind::Bookmark ? candidate.bookmark : candidate.backup)
        = point.value;
    return candidate;
}

/// Until the act itself names a nearer one.
RecoverDatabase::Candidate wayTo(const RecoverDatabase::Photograph &photograph)
{
    return { .kind = RecoverDatabase::Candidate::Kind::Restore,
             .reason = u"the photograph"_s,
             .at = photograph.at,
             .bookmark = photograph.bookmark,
             .backup = photograph.backup ? photograph.backup->path : QString() };
}

} // namespace

void RecoverySession::recover()
{
    if (step() != Step::Preview || !whyNotOn().isEmpty())
        return;
    switch (m_note.choice) {
    case Choice::Whole:
        restore();
        break;
    case Choice::Rows:
        m_note.expected = m_note.photograph.counts;
        for (const MissingRows &missing : m_models.repairable.rows()) {
            if (m_note.tables.contains(missing.table))
                m_note.expected[missing.table] += missing.rows.size();
        }
        m_note.expectedExactly = true;
        repair(
            { .backup = m_note.rowsFrom, .tables = m_note.tables }, tr("Putting rows back"), false);
        break;
    case Choice::Leave:
        m_looking.cancel();
        m_note.expected = m_note.photograph.counts;
        m_note.expectedExactly = false;
        addDeed(tr("Left as it is"));
        goTo(Step::Prove);
        break;
    }
}

bool RecoverySession::noteBeforeSending(Doing doing, const QString &deed)
{
    const auto deeds = m_note.deeds;
    if (!deed.isEmpty())
        addDeed(deed);
    m_note.step = Step::Prove;
    m_note.isSent = true;
    m_proof.reset();
    keepNote();
    if (m_noteError) { // what could not be gone on with after a crash is not begun
        m_note.isSent = false;
        m_note.step = m_note.isChanged ? Step::Prove : Step::Preview;
        m_note.deeds = deeds; // nor was it done
        m_models.deeds.setRows(deeds);
        emit changed();
        return false;
    }
    m_doing = doing;
    emit stepChanged();
    return true;
}

void RecoverySession::restore()
{
    m_note.expected.clear();
    for (const RestorePreviewRow &row : m_preview->preview) {
        if (row.then)
            m_note.expected.insert(row.table, *row.then);
    }
    m_note.expectedExactly = isCountedThen();
    m_note.wayBack = wayTo(m_note.photograph);
    if (!noteBeforeSending(Doing::Restoring, tr("Name typed, restore sent")))
        return;
    m_acting.start(
        tr("Restoring %1").arg(target().name),
        [this](const Conduct &conduct) {
            return m_operation.restore(selected(), *m_note.moment, false, conduct);
        },
        [this](const RecoverDatabase::Outcome &outcome) {
            m_outcome = outcome;
            m_note.isSent = false;
            m_note.isChanged = true;
            m_note.wayBack = outcome.wayBack;
            addDeed(tr("Restored; the way back is stored on disk"));
            keepNote();
            prove();
        });
}

void RecoverySession::repair(const RepairRows::Wish &wish, const QString &title, bool isRewound)
{
    m_note.wayBack = wayTo(m_note.photograph);
    if (!noteBeforeSending(Doing::Repairing))
        return;
    m_acting.start(
        title,
        [this, wish](const Conduct &conduct) {
            return m_repair.run(selected(), wish, false, conduct);
        },
        [this, isRewound](const RepairRows::Outcome &outcome) { repaired(outcome, isRewound); });
}

void RecoverySession::repaired(const RepairRows::Outcome &outcome, bool isRewound)
{
    // Only now: a proof after an attempt that failed expects what was there before it.
    for (const MissingRows &missing : outcome.repair.tables) {
        if (isRewound && outcome.done && m_note.expected.contains(missing.table))
            m_note.expected[missing.table] += missing.rows.size();
    }
    m_rowsPutBack += outcome.putBack;
    m_note.isSent = false;
    m_note.isChanged |= outcome.done;
    if (outcome.done)
        m_note.wayBack = wayTo(outcome.safetyPoint);
    addDeed(tr("%n row(s) put back", nullptr, static_cast<int>(outcome.putBack)));
    keepNote();
    prove();
}

bool RecoverySession::mayUndo() const
{
    const bool isKnown
        = isRemote() ? !m_note.wayBack.bookmark.isEmpty() : !m_note.wayBack.backup.isEmpty();
    return isKnown && !m_acting.isRunning() && (m_note.isChanged || m_note.isSent);
}

void RecoverySession::undo()
{
    if (!mayUndo())
        return;
    const Candidate back = m_note.wayBack;
    m_note.expected = m_note.photograph.counts;
    m_note.expectedExactly = false;
    if (!noteBeforeSending(Doing::Undoing, tr("Undo sent")))
        return;
    m_acting.start(
        tr("Undoing the restore of %1").arg(target().name),
        [this, back](const Conduct &conduct) {
            return m_operation.restore(selected(), back, false, conduct);
        },
        [this](const RecoverDatabase::Outcome &outcome) {
            m_note.isSent = false;
            m_note.isChanged = true;
            m_note.wayBack = outcome.wayBack; // an undo is undone in the same way
            m_models.rewound.setMissing({});
            addDeed(tr("Undone: the database is as it was before"));
            keepNote();
            prove();
        });
}

void RecoverySession::putRowsBack()
{
    if (m_acting.isRunning() || !m_note.photograph.backup || m_models.rewound.chosen().isEmpty())
        return;
    repair({ .backup = m_note.photograph.backup->path, .tables = m_models.rewound.chosen() },
           tr("Putting rewound rows back"),
           true);
}

void RecoverySession::verify()
{
    if (m_acting.isRunning())
        return;
    if (!m_note.isSent) {
        prove();
        return;
    }
    m_doing = Doing::Proving;
    m_acting.start(
        tr("Looking at the database"),
        [this](const Conduct &) { return m_notes.settleCutOff(selected()); },
        [this](const Ok &) {
            m_note.isSent = false;
            m_note.isChanged = true; // as far as anybody knows
            keepNote();
            prove();
        });
}

void RecoverySession::keepAsItIs()
{
    addDeed(tr("Kept as it is"));
    verify();
}

void RecoverySession::actingChanged()
{
    if (!m_acting.isRunning() && m_acting.error()) {
        const Doing failed = std::exchange(m_doing, Doing::Nothing);
        if (m_note.isSent && failed != Doing::Proving)
            sendFailed(*m_acting.error());
    }
    emit changed();
}

void RecoverySession::sendFailed(const Error &error)
{
    addDeed(error.message, false);
    if (error.databaseState == DatabaseState::Unchanged) {
        m_note.isSent = false;
        m_note.step = m_note.isChanged ? Step::Prove : Step::Preview;
    } else {
        m_cutOffAt = now();
    }
    keepNote();
    emit stepChanged();
}

void RecoverySession::prove()
{
    m_doing = Doing::Proving;
    const RecoverDatabase::Expectation expectation{ m_note.expected, m_note.expectedExactly };
    m_acting.start(
        tr("Verifying %1").arg(target().name),
        [this, expectation](const Conduct &conduct) {
            return m_operation.prove(selected(), m_note.photograph, expectation, conduct);
        },
        [this](const RecoveryProof &proof) { provedNow(proof); });
}

void RecoverySession::provedNow(const RecoveryProof &proof)
{
    m_doing = Doing::Nothing;
    m_proof = proof;
    m_models.proof.setProof(proof.rows, m_note.photograph.at);
    QList<Check> checks = proof.otherChecks();
    std::stable_partition(
        checks.begin(), checks.end(), [](const Check &check) { return !check.passed; });
    m_models.checks.setRows(checks);
    const int failed = proof.failed();
    addDeed(failed == 0 ? tr("%n check(s) passed", nullptr, proof.checked())
                        : tr("%1 of %n check(s) failed", nullptr, proof.checked()).arg(failed),
            failed == 0);
    if (const auto saved = saveReport(); !saved)
        m_noteError = saved.error();
    keepNote();
    if (m_note.isChanged && m_note.choice == Choice::Whole)
        findRewound();
    emit proved();
    emit changed();
}

// What the photograph has and the restored database has not.
void RecoverySession::findRewound()
{
    if (!m_note.photograph.backup)
        return;
    const RepairRows::Wish wish{ .backup = m_note.photograph.backup->path };
    m_looking.start(
        tr("Looking for rows that were rewound"),
        [this, wish](const Conduct &conduct) {
            return m_repair.run(selected(), wish, true, conduct);
        },
        [this](const RepairRows::Outcome &outcome) {
            m_models.rewound.setMissing(outcome.repair.tables);
            emit changed();
        });
}

RecoveryStory RecoverySession::story() const
{
    RecoveryStory story{ .target = target(),
                         .photograph = m_note.photograph,
                         .candidates = m_candidates,
                         .rowsPutBack = m_rowsPutBack,
                         .proof = m_proof,
                         .deeds = m_note.deeds,
                         .command = m_note.choice == Choice::Leave ? QString() : command() };
    if (m_outcome)
        story.outcome = m_outcome;
    else if (m_note.choice == Choice::Whole)
        story.outcome = m_preview;
    return story;
}

QList<RecoverySession::LeftToDo> RecoverySession::leftToDo() const
{
    QList<LeftToDo> left;
    QStringList seen;
    for (const Suspect &suspect : m_models.suspects.rows()) {
        const bool isForeign = !suspect.byTidemark && suspect.weight != Suspect::Weight::Note;
        if (isForeign && left.size() < 3 && !seen.contains(suspect.subject)) {
            seen.append(suspect.subject);
            left.append({ ShownState::Warning,
                          tr("Find out who did this, it was not Tidemark: %1")
                              .arg(whatHappened(suspect)) });
        }
    }
    if (isRemote() && !isDrill())
        left.append({ ShownState::Note, tr("Look at what writes: the Worker was not stopped") });
    const int pending = m_proof ? m_proof->status.pending() : 0;
    if (pending > 0)
        left.append(
            { ShownState::Pending, tr("%n migration(s) are still pending", nullptr, pending) });
    return left;
}

QString RecoverySession::command() const
{
    return recoveryCommand(m_note);
}

QString RecoverySession::commandToLook() const
{
    return recoveryLookCommand(m_note);
}

Result<QString> RecoverySession::saveReport(const QString &file)
{
    auto saved = m_operation.saveReport(target(), recoveryReport(story()), file);
    if (saved)
        m_note.report = *saved;
    return saved;
}

void RecoverySession::finish()
{
    m_photographing.cancel();
    m_looking.cancel();
    m_notes.forget(target());
}

ShownState RecoverySession::stateOf(Step step) const
{
    if (step == Step::Photograph && m_photographing.error() && !m_photographing.isRunning())
        return m_note.photograph.at.isValid() ? ShownState::NotVerified : ShownState::Failed;
    if (step == Step::Prove && m_proof)
        return m_proof->failed() == 0 ? ShownState::Passed : ShownState::FailedCheck;
    if (step == Step::Photograph && m_photographing.isRunning())
        return ShownState::Running;
    return step < this->step() ? ShownState::Done : ShownState::ComesLater;
}

QString RecoverySession::photographExtent() const
{
    const auto &taken = m_note.photograph;
    qint64 rows = 0;
    for (const qint64 count : taken.counts)
        rows += count;
    const QString tables = tr("%n table(s)", nullptr, int(taken.tables.size()));
    //: %1 is a number with separators
    const QString all = tr("%1 row(s)", nullptr, int(rows)).arg(QLocale().toString(rows));
    return tr("%1, %2").arg(tables, all);
}

QString RecoverySession::photographSummary() const
{
    const auto &taken = m_note.photograph;
    if (!taken.at.isValid())
        return m_photographing.isRunning() ? m_photographing.title()
                                           : tr("Bookmark, counts and a copy of now");
    if (taken.fingerprint.isEmpty())
        return isRemote() ? tr("Bookmark of now on disk") : tr("Time of now on disk");
    const QString counted = photographExtent();
    if (taken.backup)
        return tr("%1, verified").arg(counted);
    return m_photographing.isRunning() ? tr("%1, copying").arg(counted)
                                       : tr("%1, not copied").arg(counted);
}

QString RecoverySession::summaryOf(Step step) const
{
    switch (step) {
    case Step::Freeze:
        return m_note.begunAt.isValid() ? tr("Read-only until you close this window")
                                        : tr("Tidemark writes nothing");
    case Step::Photograph:
        return photographSummary();
    case Step::Moment:
        return this->step() > step && m_note.moment
                   ? tr("%1 UTC").arg(shortTime(m_note.moment->at, now()))
                   : tr("Which minute was still right?");
    case Step::Preview:
        return tr("What comes back, what is lost");
    case Step::Prove:
        if (!m_proof)
            return m_acting.isRunning() ? m_acting.title()
                                        : tr("Restore, repair or leave it, then verify");
        return m_proof->failed() == 0
                   ? tr("%n check(s) passed, report ready", nullptr, m_proof->checked())
                   : tr("%1 of %n check(s) failed", nullptr, m_proof->checked())
                         .arg(m_proof->failed());
    }
    return {};
}

void RecoverySession::updateSteps()
{
    static constexpr std::array All{
        Step::Freeze, Step::Photograph, Step::Moment, Step::Preview, Step::Prove
    };
    const std::array titles{ tr("Freeze"),
                             tr("Photograph"),
                             tr("Find the moment"),
                             tr("See what changes"),
                             tr("Recover and prove") };
    QList<RecoveryStepRow> rows;
    for (const Step step : All)
        rows.append({ .title = titles.at(size_t(step)),
                      .summary = summaryOf(step),
                      .state = stateOf(step),
                      .isCurrent = step == this->step() });
    if (rows != m_models.steps.rows())
        m_models.steps.setRows(rows);
}

} // namespace tidemark
