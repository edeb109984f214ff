#pragma once

#include "schema.h"

namespace tidemark {

/// A column, index, foreign key, trigger or further part of one table, beside itself in another schema.
struct ComparedPart {
    enum class Outcome { Same, Missing, Unexpected, Changed };
    /// What about a changed part is not the same; what has no word of its own is Definition.
    enum class Change {
        Type,
        NotNullGone,
        NotNullAdded,
        UniqueGone,
        UniqueAdded,
        DefaultDiffers,
        KeyDiffers,
        ReferenceDiffers,
        Definition
    };

    QString name; ///< "email"; the columns of a foreign key: "user_id"
    QString expected; ///< SQL on one line; empty if it is unexpected
    QString present; ///< the same; empty if it is missing
    Outcome outcome = Outcome::Same;
    QList<Change> changes = {}; ///< of a changed one, at least one

    bool operator==(const ComparedPart &other) const = default;
};

/// A table or view of either schema.
struct ComparedTable {
    QString name;
    bool isView = false;
    ComparedPart::Outcome outcome = ComparedPart::Outcome::Same;
    QList<ComparedPart> columns = {}; ///< in the expected order, unexpected ones last
    QList<ComparedPart> indexes = {}; ///< those with a statement of their own
    QList<ComparedPart> foreignKeys = {};
    QList<ComparedPart> triggers = {};
    QList<ComparedPart> rest
        = {}; ///< constraints of the whole table, options, the columns' order; only what differs
    QByteArray expectedSql = {}; ///< as it was written; empty if it is unexpected
    QByteArray presentSql = {};

    /// Parts that differ; what is missing or unexpected as a whole counts as one.
    [[nodiscard]] int differences() const;
};
[[nodiscard]] int differing(const QList<ComparedPart> &parts);

/// Two schemas side by side.
struct SchemaComparison {
    QList<ComparedTable> tables; ///< the user's tables and views, in name order

    [[nodiscard]] const ComparedTable *
    table(const QString &name) const; ///< nullptr if neither has it
    [[nodiscard]] int differences() const; ///< tables and views that are not the same
};

/// Compares the user's parts by meaning, as schemaDifferences() does: comments, blanks and quoting are no difference.
[[nodiscard]] SchemaComparison compareSchemas(const Schema &expected, const Schema &present);

} // namespace tidemark
