#include "rowranges.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error unknownColumn(const BrowsedObject &object, const QString &column)
{
    return { .kind = Error::Kind::Usage,
             .message = u"%1 has no column %2."_s.arg(object.name, column) };
}

// With its table's name: an unknown "name" alone would be taken for a string.
QByteArray columnSql(const BrowsedObject &object, const QString &column)
{
    return quoted(object.name) + '.' + quoted(column);
}

Result<> addConditions(PageShape &shape, const BrowsedObject &object, const BrowseQuery &query)
{
    for (const RowCondition &condition : query.conditions) {
        const int column = object.indexOf(condition.column);
        if (column < 0)
            return unknownColumn(object, condition.column);
        if (!shape.where.isEmpty())
            shape.where += " AND ";
        shape.where
            += '('
               + conditionSql(
                   condition, object.columns.at(column), shape.values.at(column), shape.parameters)
               + ')';
    }
    if (query.expression.trimmed().isEmpty())
        return Ok{};
    if (auto checked = checkExpression(query.expression); !checked)
        return checked.error();
    // On lines of its own, so that a comment at its end takes nothing with it.
    shape.where += (shape.where.isEmpty() ? "(\n" : " AND (\n") + query.expression + "\n)";
    return Ok{};
}

Result<> addOrder(PageShape &shape, const BrowsedObject &object, const BrowseQuery &query)
{
    for (const RowOrder &order : query.order) {
        const int column = object.indexOf(order.column);
        if (column < 0)
            return unknownColumn(object, order.column);
        const Column &known = object.columns.at(column);
        const bool isKey = object.keyColumns.contains(known.name);
        shape.terms.append({ .sql = shape.values.at(column),
                             .value = column,
                             .descending = order.descending,
                             .nullable = !known.notNull && !isKey });
        if (isKey && object.keyColumns.size() == 1)
            break; // no two rows tie: whatever comes after says nothing
    }
    return Ok{};
}

bool hasTerm(const PageShape &shape, int value)
{
    return std::any_of(shape.terms.begin(), shape.terms.end(), [value](const OrderTerm &term) {
        return term.value == value;
    });
}

// Ties are broken in the direction of the last term, which is how an index holds them.
void addKey(PageShape &shape, const Schema &schema, const BrowsedObject &object)
{
    shape.hasKey = object.key != BrowsedObject::Key::None;
    const bool descending = !shape.terms.isEmpty() && shape.terms.last().descending;
    if (object.key == BrowsedObject::Key::Rowid && object.keyColumns.isEmpty()) {
        const Table *table = schema.table(object.name);
        const QByteArray rowid
            = quoted(object.name) + '.' + (table ? table->rowidName() : QByteArray("rowid"));
        shape.terms.append({ rowid, static_cast<int>(shape.values.size()), descending, false });
        shape.values.append(rowid);
        return;
    }
    for (const QString &name : object.keyColumns) {
        const int column = object.indexOf(name);
        if (!hasTerm(shape, column))
            shape.terms.append({ shape.values.at(column), column, descending, false });
    }
}

QByteArray selectOf(const PageShape &shape)
{
    QByteArray list;
    for (int i = 0; i < shape.values.size(); ++i)
        list += (i ? ", " : "") + shape.values.at(i) + " AS v" + QByteArray::number(i);
    return "SELECT " + list + " FROM " + shape.source;
}

QByteArray orderOf(const PageShape &shape)
{
    QByteArray order;
    for (const OrderTerm &term : shape.terms)
        order += (order.isEmpty() ? " ORDER BY " : ", ") + term.sql
                 + (term.descending ? " DESC" : "");
    return order;
}

QByteArray whereOf(const PageShape &shape, const QByteArray &range)
{
    if (shape.where.isEmpty() && range.isEmpty())
        return {};
    if (shape.where.isEmpty() || range.isEmpty())
        return " WHERE " + shape.where + range;
    return " WHERE " + shape.where + " AND " + range;
}

QByteArray paged(const PageShape &shape, const QByteArray &range, qint64 limit)
{
    return selectOf(shape) + whereOf(shape, range) + orderOf(shape) + " LIMIT "
           + QByteArray::number(limit);
}

} // namespace

Result<PageShape>
shapeOf(const Schema &schema, const BrowsedObject &object, const BrowseQuery &query)
{
    PageShape shape;
    shape.source = quoted(object.name);
    for (const Column &column : object.columns)
        shape.values.append(columnSql(object, column.name));
    shape.shown = static_cast<int>(shape.values.size());
    shape.goesByKeyAlone = query.order.isEmpty();
    if (auto ordered = addOrder(shape, object, query); !ordered)
        return ordered.error();
    if (auto filtered = addConditions(shape, object, query); !filtered)
        return filtered.error();
    addKey(shape, schema, object);
    return shape;
}

PageShape reversed(PageShape shape)
{
    for (OrderTerm &term : shape.terms)
        term.descending = !term.descending;
    return shape;
}

BoundStatement firstRows(const PageShape &shape, qint64 limit, qint64 skipped)
{
    const QByteArray offset = skipped > 0 ? " OFFSET " + QByteArray::number(skipped) : QByteArray();
    return { paged(shape, {}, limit) + offset, shape.parameters };
}

BoundStatement rowsAfter(const PageShape &shape, const Row &key, qint64 limit)
{
    const RowRanges ranges(shape, key);
    const QList<QByteArray> parts = ranges.after();
    if (parts.size() == 1)
        return { paged(shape, parts.first(), limit), ranges.parameters() };
    QByteArray names;
    for (int i = 0; i < shape.values.size(); ++i)
        names += (i ? ", v" : "v") + QByteArray::number(i);
    QByteArray sql;
    for (const QByteArray &part : parts)
        sql += (sql.isEmpty() ? "" : " UNION ALL ") + QByteArray("SELECT ") + names + " FROM ("
               + paged(shape, part, limit) + ')';
    return { sql + " LIMIT " + QByteArray::number(limit), ranges.parameters() };
}

BoundStatement rowsFrom(const PageShape &shape, const Value &key, qint64 limit)
{
    QList<Value> parameters = shape.parameters;
    parameters.append(key);
    const OrderTerm &term = shape.terms.first();
    const QByteArray range
        = term.sql + (term.descending ? " <= ?" : " >= ?") + QByteArray::number(parameters.size());
    return { paged(shape, range, limit), parameters };
}

BoundStatement oneValue(const PageShape &shape, const Row &key, int value)
{
    const QByteArray select = "SELECT " + shape.values.at(value) + " FROM " + shape.source;
    if (!shape.hasKey)
        return { select + whereOf(shape, {}) + orderOf(shape) + " LIMIT 1 OFFSET "
                     + QByteArray::number(key.value(0).toInteger()),
                 shape.parameters };
    const RowRanges ranges(shape, key);
    return { select + whereOf(shape, ranges.same()) + " LIMIT 1", ranges.parameters() };
}

BoundStatement countOf(const PageShape &shape)
{
    return { "SELECT count(*) FROM " + shape.source + whereOf(shape, {}), shape.parameters };
}

} // namespace tidemark
