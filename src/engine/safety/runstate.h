#pragma once

#include "findingbook.h"
#include "rehearsal.h"
#include "statementshape.h"
#include "substitute.h"

namespace tidemark {

/// What a rehearsal remembers from step to step.
struct RunState {
    const RehearsalRequest &request;
    Substitute &substitute;
    Substitute &
        liveSchema; ///< as the database is before the run, without rows: whether a probe can be put
    FindingBook &book;
    QList<Probe> probes = {};
    QSet<QString> createdTables
        = {}; ///< keys of what this run made: exempt from loss and compatibility rules
    QSet<QString> createdColumns = {}; ///< "table.column" keys
    QSet<QString> lostTables = {}; ///< keys of tables whose rows vanished unnamed
    /// What statements of the run changed: "table" for rows that came or went, "table.column" for updated ones.
    QSet<QString> written = {};

    [[nodiscard]] bool withData() const { return static_cast<bool>(request.rows); }
    [[nodiscard]] bool isD1() const { return request.profile == SqliteOptions::Profile::D1; }
    /// Known to have no rows on the target.
    [[nodiscard]] bool isEmptyLive(const QString &table) const;
    /// ", 120 rows in the live database" where the count is known.
    [[nodiscard]] QString liveCountText(const QString &table) const;
    [[nodiscard]] std::optional<qint64> liveCount(const QString &table) const;
};

/// Finds the objects of one list by the names of another one that is mostly the same.
template<typename Object>
class Counterparts
{
public:
    explicit Counterparts(const QList<Object> &objects)
        : m_objects(objects)
    {}

    /// Nullptr if there is none. Quick as long as the names come in the order of the objects.
    [[nodiscard]] const Object *of(const QString &name)
    {
        for (qsizetype i = 0; i < m_objects.size(); ++i) {
            const qsizetype place = (m_next + i) % m_objects.size();
            if (!sameName(m_objects.at(place).name, name))
                continue;
            m_next = place + 1;
            return &m_objects.at(place);
        }
        return nullptr;
    }

private:
    const QList<Object> &m_objects;
    qsizetype m_next = 0;
};

/// One step while it is rehearsed.
struct StepContext {
    RunState &run;
    const PlanStep &step;
    const MigrationScript &script;
    Schema before = {}; ///< the user's part when the step began
    RowCounts countsBefore = {};
    QList<StatementShape> shapes = {}; ///< by statement
    QSet<QString> writtenBefore = {}; ///< what RunState::written held when the step began
    QSet<QString> ownTables = {}; ///< rolling back: what the up script created
    QSet<QString> ownColumns = {};
    QSet<QString> droppedTables = {}; ///< keys of tables dropped so far in the step
    QSet<QString> droppedIndexes = {}; ///< keys of indexes and triggers dropped by name
    QSet<QString> touchedTables = {}; ///< keys of tables whose rows its statements may have changed
    qint64 rowsScanned = 0; ///< of the live tables that its statements go through from end to end
    bool unjudged = false; ///< a statement was left out because it could not be judged

    [[nodiscard]] const QString &id() const { return step.migration.id; }
    [[nodiscard]] bool rollsBack() const { return step.action == PlanStep::Action::RollBack; }
    /// Made by this run, or by the up script that is being undone.
    [[nodiscard]] bool isNew(const QString &table) const;
    [[nodiscard]] bool isNewColumn(const QString &table, const QString &column) const;
    /// The 1-based number of the first statement of @p form about @p target; 0 if there is none.
    [[nodiscard]] int statementOf(StatementShape::Form form, const QString &target) const;
    void add(const QString &rule, int statement, const QString &object, const QString &message);
    /// The same, but a warning where the target is known to have no rows.
    void addLoss(const QString &rule, int statement, const QString &table, const QString &message);
};

[[nodiscard]] StepContext stepContext(RunState &run, const PlanStep &step);
[[nodiscard]] QString columnKey(const QString &table, const QString &column);

} // namespace tidemark
