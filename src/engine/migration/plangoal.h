#pragma once

#include "plan.h"

#include <QHash>

namespace tidemark::plangoal {

/// Migrations and their states, found by id. Holds references to both.
class Index
{
public:
    Index(const Stream &stream, const StreamStatus &status);

    [[nodiscard]] const Stream &stream() const { return m_stream; }
    [[nodiscard]] const StreamStatus &status() const { return m_status; }
    [[nodiscard]] const Migration *
    migration(const QString &id) const; ///< nullptr if there is no file
    [[nodiscard]] const MigrationStatus &status(const Migration &migration) const;
    [[nodiscard]] int
    position(const QString &id) const; ///< in the stream's order; -1 without a file

private:
    const Stream &m_stream;
    const StreamStatus &m_status;
    QHash<QString, int> m_positions;
    QHash<QString, const MigrationStatus *> m_states;
};

/// The migrations that @p goal means, applied or not, in order. Fails with Usage if it names none.
[[nodiscard]] Result<QList<const Migration *>> wanted(const Index &index, const UpGoal &goal);

/// What is in effect after @p downTo, newest applied first. Fails with Usage if there is no such number or id.
[[nodiscard]] Result<QList<const MigrationStatus *>> undone(const Index &index,
                                                            const QString &downTo);

} // namespace tidemark::plangoal
