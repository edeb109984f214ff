#pragma once

#include "runstate.h"

namespace tidemark {

/// Looks for rows that vanish, or lose their reference, in tables a statement does not name (S107). The authorizer says
/// which tables a statement reaches; the rows before and after say whether it hurt.
class CascadeWatch
{
public:
    CascadeWatch(StepContext &context, int number, const QList<AuthorizerEvent> &events);

    /// To be called after the statement ran.
    void report();

private:
    struct Reached {
        QString table;
        QStringList columns; ///< those an action updates
        bool deleted = false;
        bool byTrigger = false;
        QByteArray measure; ///< a SELECT whose single row tells whether anything happened
        Row before;
    };

    void look(const AuthorizerEvent &event);
    void measure(Reached &reached) const;
    [[nodiscard]] bool isDroppedLater(const QString &table) const;
    [[nodiscard]] QString harm(const Reached &reached) const;

    StepContext &m_context;
    int m_number;
    Schema
        m_schema; ///< when the statement was prepared; read only if it reaches further than it says
    QList<Reached> m_reached;
};

/// DROP TABLE fails because rows still reference the table: the same hazard with the other foreign key actions.
void reportBlockedDrop(StepContext &context, int number, const Failure &failure);

} // namespace tidemark
