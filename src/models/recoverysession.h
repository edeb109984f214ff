#pragma once

#include "activity.h"
#include "recoverymodels.h"

#include <engine/operations/recoverynotes.h>
#include <engine/operations/recoveryreport.h>
#include <engine/operations/repairrows.h>

#include <QTimer>

namespace tidemark {

/// One emergency recovery of one database: the five steps, what each found, and what was done. It asks operations and waits
/// for nothing, and keeps a note on the disk of every step, so that a crash in the middle loses none. Nothing but recover(),
/// undo() and putRowsBack() writes to the database. Lives on the GUI thread.
class RecoverySession : public QObject
{
    Q_OBJECT

public:
    using Step = RecoveryNote::Step;
    using Choice = RecoveryNote::Choice;
    using Candidate = RecoverDatabase::Candidate;
    using Outcome = RecoverDatabase::Outcome;

    enum class MomentState { None, Resolving, Resolved, Failed };
    enum class Doing { Nothing, Restoring, Repairing, Undoing, Proving };

    /// How long it waits where somebody looks on.
    struct Patience {
        std::chrono::milliseconds resolveAfter{ 300 }; ///< the last move of the moment
        std::chrono::milliseconds retryAfter{ 5000 }; ///< no bookmark could be read
    };

    /// A new recovery if @p note has no begunAt, else one that is gone on with. @p selection holds its database alone.
    RecoverySession(EnginePointer engine,
                    const RecoveryNote &note,
                    Selection selection,
                    Patience patience,
                    QObject *parent = nullptr);
    ~RecoverySession() override;

    [[nodiscard]] const Target &target() const { return m_note.target; }
    [[nodiscard]] bool isRemote() const { return target().place == PlaceOfTarget::Remote; }
    /// A remote database of a server on this computer: the sandbox.
    [[nodiscard]] bool isDrill() const;
    [[nodiscard]] const RecoveryNote &note() const { return m_note; }
    [[nodiscard]] Step step() const { return m_note.step; }
    [[nodiscard]] QDateTime now() const { return m_engine->clock(); }
    /// The note could not be written: after a crash this recovery could not be gone on with.
    [[nodiscard]] const std::optional<Error> &noteError() const { return m_noteError; }
    /// It was begun by a program that ended in the middle.
    [[nodiscard]] bool isResumed() const { return m_isResumed; }

    [[nodiscard]] Activity *photographing() { return &m_photographing; }
    [[nodiscard]] Activity *looking() { return &m_looking; }
    [[nodiscard]] Activity *acting() { return &m_acting; }
    [[nodiscard]] Doing doing() const { return m_doing; }
    [[nodiscard]] RecoveryModels &models() { return m_models; }
    [[nodiscard]] QString photographExtent() const; ///< "6 tables, 2,054 rows"

    /// Step 1, or the step the note reached.
    void start();
    /// Empty if goOn() would go on.
    [[nodiscard]] QString whyNotOn() const;
    /// To the next step; not from the last two, which recover() and finish() leave.
    void goOn();
    [[nodiscard]] bool mayGoBack() const;
    void goBack();

    void retryPhotograph();
    /// Gives up on copying the tables; the bookmark and the counts stay.
    void skipCopy();

    /// Seeks the bookmark, or the backup, of that moment; changed() tells when it is found.
    void setMoment(const QDateTime &at);
    void chooseSuspect(int row);
    /// Invalid while none is chosen.
    [[nodiscard]] QDateTime momentAt() const { return m_momentAt; }
    [[nodiscard]] MomentState momentState() const { return m_momentState; }
    [[nodiscard]] const std::optional<Error> &momentError() const { return m_momentError; }

    /// What a restore to the moment would do; empty until it is known.
    [[nodiscard]] const std::optional<Outcome> &preview() const { return m_preview; }
    /// Why rows alone cannot be put back; empty if they can.
    [[nodiscard]] QString whyNoRows() const;
    void setChoice(Choice choice);
    void readPreviewAgain();

    /// To be typed before recover() does what was chosen; empty: nothing.
    [[nodiscard]] QString typedName() const;
    /// Carries out the choice and proves it. Does nothing unless whyNotOn() is empty on step 4.
    void recover();
    [[nodiscard]] bool mayUndo() const;
    void undo();
    /// Those of the photograph that the restore took away, of the tables chosen in rewound().
    void putRowsBack();
    /// Looks again how the database stands; settles a restore that was cut off.
    void verify();
    void keepAsItIs();

    /// A restore or repair of which nobody knows whether it was done.
    [[nodiscard]] bool isOutcomeUnknown() const { return m_note.isSent && !m_acting.isRunning(); }
    [[nodiscard]] QDateTime cutOffAt() const { return m_cutOffAt; }
    [[nodiscard]] const std::optional<RecoveryProof> &proof() const { return m_proof; }
    [[nodiscard]] qint64 rowsPutBack() const { return m_rowsPutBack; }
    /// What a person still has to see to, the gravest first.
    struct LeftToDo {
        ShownState state;
        QString text;
    };
    [[nodiscard]] QList<LeftToDo> leftToDo() const;
    /// The equivalent command line.
    [[nodiscard]] QString command() const;
    /// One that only looks: for when this window cannot.
    [[nodiscard]] QString commandToLook() const;
    /// To @p file, or below the state folder; the path. Fails with Safety, or Usage if the file exists.
    [[nodiscard]] Result<QString> saveReport(const QString &file = {});
    /// Ends the recovery: its note goes, the report stays.
    void finish();

signals:
    void changed();
    void stepChanged();
    void momentChanged(const QDateTime &at);
    void proved();

private:
    [[nodiscard]] const SelectedTarget &selected() const { return m_selection.targets.first(); }
    void keepNote();
    void addDeed(const QString &text, bool passed = true);
    void goTo(Step step);
    void enter(Step step);

    void takePhotograph();
    void photographChanged();
    void photographed(const RecoverDatabase::Photograph &photograph, const QString &deed);
    void look();
    [[nodiscard]] bool isStillLooking() const;
    void takeSuspect(const Suspect &suspect);
    void resolveMoment();
    void momentFound(const Candidate &candidate);
    void momentLost(const Error &error);
    void foresee();
    void lookingChanged();
    [[nodiscard]] bool isCountedThen() const;
    [[nodiscard]] CountBasis countBasis() const;
    [[nodiscard]] QString backupForRows() const;

    void restore();
    void repair(const RepairRows::Wish &wish, const QString &title, bool isRewound);
    void repaired(const RepairRows::Outcome &outcome, bool isRewound);
    void actingChanged();
    void sendFailed(const Error &error);
    [[nodiscard]] bool noteBeforeSending(Doing doing, const QString &deed = {});
    void prove();
    void provedNow(const RecoveryProof &proof);
    void findRewound();
    [[nodiscard]] RecoveryStory story() const;

    void updateSteps();
    [[nodiscard]] QString summaryOf(Step step) const;
    [[nodiscard]] QString photographSummary() const;
    [[nodiscard]] ShownState stateOf(Step step) const;

    EnginePointer m_engine;
    Selection m_selection;
    Patience m_patience;
    RecoveryNotes m_notes;
    RecoverDatabase m_operation;
    RepairRows m_repair;
    RecoveryNote m_note;
    bool m_isResumed = false;
    std::optional<Error> m_noteError;
    Activity m_photographing;
    Activity m_looking;
    Activity m_acting;
    Doing m_doing = Doing::Nothing;
    QTimer m_retry;
    QTimer m_resolveSoon;
    QList<Candidate> m_candidates;
    QDateTime m_momentAt;
    MomentState m_momentState = MomentState::None;
    std::optional<Error> m_momentError;
    int m_momentRequest = 0;
    bool m_isMomentChosen = false; ///< by a person; else it is that of the first suspect
    bool m_looksNext = false; ///< once what it looks for now is found
    bool m_foreseesNext = false; ///< the same
    bool m_skipsCopy = false; ///< until somebody tries again
    std::optional<Outcome> m_preview;
    std::optional<Outcome> m_outcome;
    QString m_whyNoRows;
    QDateTime m_cutOffAt;
    qint64 m_rowsPutBack = 0;
    std::optional<RecoveryProof> m_proof;
    RecoveryModels m_models;
};

} // namespace tidemark
