#pragma once

#include "browserows.h"

namespace tidemark {

/// One term of ORDER BY.
struct OrderTerm {
    QByteArray sql;
    int value = 0; ///< its place among the values that are read
    bool descending = false;
    bool nullable = true;
};

/// What all pages of a query have in common; pure text, no connection.
struct PageShape {
    QByteArray source; ///< the table, quoted
    QList<QByteArray>
        values; ///< what is read: the shown columns, then what the key needs beside them
    int shown = 0; ///< of them, those that are shown
    QList<OrderTerm> terms; ///< the order, ties broken by the key; no key: may be empty
    bool hasKey = false; ///< pages go by the terms; else by number
    bool goesByKeyAlone = false; ///< nothing but the key is in the terms
    QByteArray where; ///< the conditions; empty: none
    QList<Value> parameters; ///< of the conditions, ?1 on
};

/// Fails with Usage: an unknown column, an expression that is not one.
[[nodiscard]] Result<PageShape>
shapeOf(const Schema &schema, const BrowsedObject &object, const BrowseQuery &query);
/// The same rows from the other end.
[[nodiscard]] PageShape reversed(PageShape shape);

/// The first @p limit rows, @p skipped left out.
[[nodiscard]] BoundStatement firstRows(const PageShape &shape, qint64 limit, qint64 skipped = 0);
/// The @p limit rows after the one whose terms have the values of @p key.
///
/// Each part of the answer is a range that an index on the first term can seek: rows that tie with it, rows beyond, rows
/// whose value is NULL. They come one after another by UNION ALL and stop at the limit, so a deep page costs no more than
/// the first.
[[nodiscard]] BoundStatement rowsAfter(const PageShape &shape, const Row &key, qint64 limit);
/// The rows from @p key on, itself included; for shapes with one term.
[[nodiscard]] BoundStatement rowsFrom(const PageShape &shape, const Value &key, qint64 limit);
/// The value numbered @p value of the one row of @p key.
[[nodiscard]] BoundStatement oneValue(const PageShape &shape, const Row &key, int value);
[[nodiscard]] BoundStatement countOf(const PageShape &shape);

/// A condition's SQL; its values are appended to @p parameters. @p column is of @p sql.
[[nodiscard]] QByteArray conditionSql(const RowCondition &condition,
                                      const Column &column,
                                      const QByteArray &sql,
                                      QList<Value> &parameters);
/// Fails with Usage if @p expression is not one expression without parameters.
[[nodiscard]] Result<> checkExpression(const QByteArray &expression);

} // namespace tidemark
