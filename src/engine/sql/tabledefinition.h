#pragma once

#include "canonicalsql.h"

#include <optional>

namespace tidemark {

/// One column as its table's CREATE statement has it.
struct ColumnDefinition {
    QString name;
    QByteArray sql; ///< the whole definition on one line, name included
    QByteArray rest; ///< the same without the name; may be empty
    QByteArray canonical; ///< canonicalSql() of @c rest

    /// True if the keywords follow each other in the definition, outside of parentheses.
    [[nodiscard]] bool has(const QList<QByteArray> &keywords) const;
    /// The token after the keyword DEFAULT, in upper case; empty if there is no default.
    [[nodiscard]] QByteArray defaultStart() const;
};

/// A constraint of the whole table.
struct ConstraintDefinition {
    QByteArray sql; ///< on one line
    QByteArray canonical;
};

/// What stands between and after the parentheses of a CREATE TABLE statement.
struct TableDefinition {
    QList<ColumnDefinition> columns;
    QList<ConstraintDefinition> constraints;
    QByteArray options; ///< canonical, e.g. "STRICT , WITHOUT ROWID"

    [[nodiscard]] const ColumnDefinition *column(const QString &name) const;
};

/// Takes a table's statement apart; nothing for virtual tables and text that is not such a statement.
[[nodiscard]] std::optional<TableDefinition> tableDefinition(const Table &table,
                                                             const NameSet &names);

} // namespace tidemark
