#pragma once

#include <engine/sql/schema.h>

namespace tidemark {

/// Something that would break or change its meaning if a table or view went away.
struct Dependent {
    enum class Kind { ForeignKey, View, Trigger };

    Kind kind = Kind::View;
    QString name; ///< of the child table, view or trigger
    QString
        detail; ///< ForeignKey: "user_id → id, ON DELETE CASCADE"; Trigger: the table it fires for; View: empty
    QByteArray sql = {};
};

/// What in @p schema depends on @p object: foreign keys of other tables and of itself, views that name it, and
/// triggers of other tables that name it. Views and triggers are read by token: a column of the same name counts too.
[[nodiscard]] QList<Dependent> dependentsOf(const Schema &schema, const QString &object);

} // namespace tidemark
