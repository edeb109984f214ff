#pragma once

#include "recoverdatabase.h"
#include "selection.h"

namespace tidemark {

/// How far a recovery has come; what it needs to be gone on with after the program ended in its middle.
struct RecoveryNote {
    enum class Step { Freeze, Photograph, Moment, Preview, Prove };
    enum class Choice { Whole, Rows, Leave };
    /// One thing that was done, for the report.
    struct Deed {
        QDateTime at;
        QString text; ///< as it was shown
        bool passed = true;

        bool operator==(const Deed &other) const = default;
    };

    QDateTime begunAt;
    Step step = Step::Freeze;
    Target target;
    SelectionRequest origin = {}; ///< how the target was found; without a project if none was open
    RecoverDatabase::Photograph photograph = {}; ///< without its status
    std::optional<RecoverDatabase::Candidate> moment = {};
    Choice choice = Choice::Whole;
    QStringList tables = {}; ///< for Choice::Rows
    QString rowsFrom = {}; ///< the backup they come from
    bool isSent = false; ///< a restore or repair was begun, and its end is not noted here
    bool isChanged = false; ///< the database was written to
    RecoverDatabase::Candidate wayBack = {};
    QMap<QString, qint64> expected = {};
    bool expectedExactly = false;
    QList<Deed> deeds = {};
    QString report = {}; ///< the file it was saved to last
};

/// A restore that the journal leaves open because its process ended in the middle.
struct CutOffRestore {
    QDateTime at;
    RecoverDatabase::Candidate
        wayBack; ///< the state before it, which was on the disk before it began
};

/// The notes of recoveries that go on, one file a database below Paths::state (mode 600). They outlive a crash; a recovery
/// that was brought to its end, or was left, has none. Blocking, and short.
class RecoveryNotes
{
public:
    explicit RecoveryNotes(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    /// On the disk when it returns; after any failure the note before is whole. Fails with Safety.
    [[nodiscard]] Result<> keep(const RecoveryNote &note) const;
    void forget(const Target &target) const;
    /// Those whose process is gone, newest first. What cannot be read is left alone.
    [[nodiscard]] QList<RecoveryNote> unfinished() const;

    [[nodiscard]] std::optional<CutOffRestore> cutOffRestore(const Target &target) const;
    /// Notes in the journal that nobody waits for such a restore any more.
    [[nodiscard]] QCoro::Task<Result<>> settleCutOff(SelectedTarget selected) const;

    /// What the note's recovery acts on: from its project, or, if that does not load, the bare database.
    [[nodiscard]] Selection selectionOf(const RecoveryNote &note) const;
    /// A database without a project: no migrations are known of it.
    [[nodiscard]] static Selection bareSelection(const Target &target);

private:
    [[nodiscard]] QString folder() const;
    [[nodiscard]] QString fileOf(const Target &target) const;

    EnginePointer m_engine;
};

} // namespace tidemark
