#pragma once

#include "schema.h"

namespace tidemark {

/// One object that differs between an expected and a found schema.
struct SchemaDifference {
    enum class Kind { Missing, Unexpected, Changed };
    enum class Object { Table, Column, Index, Trigger, View };

    Kind kind = Kind::Changed;
    Object object = Object::Table;
    QString name; ///< "api_keys", or "user.email" for a column
    QString expected; ///< in words or SQL; empty if Unexpected
    QString found; ///< in words or SQL; empty if Missing

    bool operator==(const SchemaDifference &other) const = default;
};

/// What distinguishes the user's parts of two schemas; empty if their fingerprints are the same. Tables first, a
/// table's columns after it, then indexes, triggers, views; each in name order. A table that differs only in its
/// columns is reported by columns; one that differs elsewhere (CHECK, key, STRICT, column order) as Changed too.
[[nodiscard]] QList<SchemaDifference> schemaDifferences(const Schema &expected,
                                                        const Schema &found);

/// Statements that should turn @p found into @p expected, best effort; what has none is in @c unproven.
/// Whoever uses them proves them by replay first.
struct DifferenceScript {
    QList<QByteArray> statements;
    QList<SchemaDifference> unproven;
};
[[nodiscard]] DifferenceScript differenceScript(const Schema &expected, const Schema &found);

/// For each index, trigger and view that was made another way, what drops it and makes it as expected; a view's triggers go
/// with it and come back. Neither half alone brings anything nearer.
[[nodiscard]] QList<QList<QByteArray>> replacements(const Schema &expected, const Schema &found);

/// "missing", "unexpected", "changed" and "table", "column", …: the words of the JSON.
[[nodiscard]] QString differenceKindName(SchemaDifference::Kind kind);
[[nodiscard]] QString objectName(SchemaDifference::Object object);

} // namespace tidemark
