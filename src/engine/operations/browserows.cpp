#include "browserows.h"

#include "rowpaging.h"
#include "rowreader.h"

#include <engine/sql/identifier.h>

#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

struct RowBrowser::State {
    EnginePointer engine; ///< stays as long as anything is read
    RowReader reader;
    Schema schema;
    BrowsedObject object;
};

namespace {

Error notThere(const QString &name)
{
    return { .kind = Error::Kind::MissingInput,
             .message = u"There is no table or view %1."_s.arg(name),
             .remedy = u"Read the schema again: it may have been dropped or renamed."_s };
}

// https://www.sqlite.org/lang_createtable.html#rowid; "INTEGER PRIMARY KEY DESC" is no alias and has an index.
bool isRowidAlias(const Schema &schema, const Table &table, const Column &column)
{
    const bool hasIndex
        = std::any_of(schema.indexes.begin(), schema.indexes.end(), [&table](const Index &index) {
              return index.origin == Index::Origin::PrimaryKey && sameName(index.table, table.name);
          });
    return column.primaryKey == 1 && table.primaryKey().size() == 1 && !hasIndex
           && sameName(column.type, u"INTEGER");
}

BrowsedObject tableObject(const Schema &schema, const Table &table)
{
    BrowsedObject object{ .name = table.name };
    for (const Column &column : table.columns) {
        if (column.kind != Column::Kind::Hidden)
            object.columns.append(column);
    }
    if (table.withoutRowid) {
        object.key = BrowsedObject::Key::PrimaryKey;
        object.keyColumns = table.primaryKey();
        return object;
    }
    if (table.rowidName().isEmpty())
        return object;
    object.key = BrowsedObject::Key::Rowid;
    for (const Column &column : table.columns) {
        if (isRowidAlias(schema, table, column))
            object.keyColumns = { column.name };
    }
    return object;
}

Result<BrowsedObject> browsedObject(const Schema &schema, const QString &name)
{
    if (const Table *table = schema.table(name))
        return tableObject(schema, *table);
    const View *view = schema.view(name);
    if (!view)
        return notThere(name);
    if (view->columns.isEmpty())
        return Error{ .kind = Error::Kind::Database,
                      .message = u"The view %1 cannot be read: it does not compile."_s.arg(name),
                      .remedy = u"Look at its SQL under Structure."_s };
    BrowsedObject object{ .name = view->name, .isView = true };
    for (const QString &column : view->columns)
        object.columns.append(Column{ .name = column, .type = {} });
    return object;
}

qint64 keyAt(const KeyRange &range, double fraction, bool descending)
{
    const double share = std::clamp(descending ? 1 - fraction : fraction, 0.0, 1.0);
    const double key = double(range.first) + share * (double(range.last) - double(range.first));
    // A double near 2^63 may lie beyond what an integer holds.
    if (key >= double(range.last))
        return range.last;
    return std::max(range.first, static_cast<qint64>(std::floor(key)));
}

/// Rows as they came into a page as it is shown.
RowPage
pageOf(const PageShape &shape, ReadRows read, int limit, bool isBackwards, qint64 firstNumber)
{
    RowPage page;
    page.cost = read.cost;
    page.hasMore = read.rows.size() > limit;
    if (page.hasMore)
        read.rows.resize(limit);
    const qsizetype count = read.rows.size();
    for (qsizetype i = 0; i < count; ++i) {
        const qsizetype from = isBackwards ? count - 1 - i : i;
        Row row = read.rows.at(from);
        Row key;
        for (const OrderTerm &term : shape.terms)
            key.append(row.at(term.value));
        if (!shape.hasKey)
            key = { Value::integer(firstNumber + i) };
        row.resize(shape.shown);
        page.rows.append(row);
        page.keys.append(key);
    }
    const qsizetype width = shape.values.size();
    for (auto cut = read.cut.cbegin(); cut != read.cut.cend(); ++cut) {
        const qsizetype row = cut.key() / width;
        const qsizetype shownRow = isBackwards ? count - 1 - row : row;
        const qsizetype column = cut.key() % width;
        if (row < count && column < shape.shown)
            page.cut.insert(shownRow * shape.shown + column, cut.value());
    }
    return page;
}

// What the order goes by is needed whole: the next page is asked for with it.
QSet<int> neededWhole(const PageShape &shape)
{
    QSet<int> values;
    for (const OrderTerm &term : shape.terms)
        values.insert(term.value);
    return values;
}

Error needsKey()
{
    return { .kind = Error::Kind::Usage,
             .message = u"There is no key to go by: rows are read from the start."_s };
}

/// How a page is asked for.
struct Question {
    BoundStatement statement = {};
    int limit = 0;
    bool isBackwards = false; ///< the rows come in the opposite order
    qint64 firstNumber = 0; ///< without a key: of the first row
};

/// By number, which reads what it leaves out.
Result<Question> numberedQuestion(const PageShape &shape, const BrowsePlace &place, int limit)
{
    using Kind = BrowsePlace::Kind;
    const qint64 at = place.key.value(0).toInteger();
    qint64 first = 0;
    qint64 count = limit;
    if (place.kind == Kind::End)
        return needsKey();
    if (place.kind == Kind::After) {
        first = at + 1;
    } else if (place.kind == Kind::Before) {
        first = std::max<qint64>(0, at - limit);
        count = std::min<qint64>(limit, at);
    } else if (place.kind == Kind::AtNumber) {
        first = std::min(place.number, RowBrowser::MostRowsByNumber);
    }
    count = std::clamp<qint64>(count, 0, RowBrowser::MostRowsByNumber - first);
    return Question{ .statement = firstRows(shape, count + 1, first),
                     .limit = static_cast<int>(count),
                     .firstNumber = first };
}

Question
keyedQuestion(const PageShape &shape, const BrowsePlace &place, int limit, const KeyRange &range)
{
    using Kind = BrowsePlace::Kind;
    const bool isBackwards = place.kind == Kind::Before || place.kind == Kind::End;
    const PageShape way = isBackwards ? reversed(shape) : shape;
    Question question{ .limit = limit, .isBackwards = isBackwards };
    switch (place.kind) {
    case Kind::Start:
    case Kind::End:
        question.statement = firstRows(way, limit + 1);
        break;
    case Kind::AtNumber:
        question.statement = firstRows(way, limit + 1, place.number);
        break;
    case Kind::After:
    case Kind::Before:
        question.statement = rowsAfter(way, place.key, limit + 1);
        break;
    case Kind::AtKey:
        question.statement = rowsFrom(way, place.key.value(0), limit + 1);
        break;
    case Kind::AtFraction: {
        const qint64 from = keyAt(range, place.fraction, shape.terms.first().descending);
        question.statement = rowsFrom(way, Value::integer(from), limit + 1);
        break;
    }
    }
    return question;
}

} // namespace

int BrowsedObject::indexOf(const QString &column) const
{
    for (int i = 0; i < columns.size(); ++i) {
        if (sameName(columns.at(i).name, column))
            return i;
    }
    return -1;
}

RowBrowser::RowBrowser(std::shared_ptr<const State> state)
    : m_state(std::move(state))
{}

const BrowsedObject &RowBrowser::object() const
{
    return m_state->object;
}

const Schema &RowBrowser::schema() const
{
    return m_state->schema;
}

bool RowBrowser::goesByRowid(const BrowseQuery &query) const
{
    const BrowsedObject &object = m_state->object;
    if (object.key != BrowsedObject::Key::Rowid)
        return false;
    return query.order.isEmpty()
           || (!object.keyColumns.isEmpty()
               && sameName(query.order.first().column, object.keyColumns.first()));
}

QCoro::Task<Result<RowBrowserPointer>>
RowBrowser::open(EnginePointer engine, Target target, QString object)
{
    const auto reader = co_await RowReader::open(engine, target);
    if (!reader)
        co_return reader.error();
    const auto database = reader->database();
    const auto schema = co_await database->schema();
    if (!schema)
        co_return schema.error();
    const auto found = browsedObject(*schema, object);
    if (!found)
        co_return found.error();
    const auto state = std::make_shared<const State>(State{ engine, *reader, *schema, *found });
    const RowBrowserPointer browser(new RowBrowser(state));
    co_return browser;
}

QCoro::Task<Result<RowPage>>
RowBrowser::page(BrowseQuery query, BrowsePlace place, int limit, std::stop_token stop) const
{
    const auto state = m_state;
    const auto shape = shapeOf(state->schema, state->object, query);
    if (!shape)
        co_return shape.error();
    using Kind = BrowsePlace::Kind;
    const bool isByKey = place.kind == Kind::AtFraction || place.kind == Kind::AtKey;
    if (isByKey && !goesByRowid(query))
        co_return needsKey();
    KeyRange range;
    if (place.kind == Kind::AtFraction) {
        const auto found = co_await keyRange(stop);
        if (!found)
            co_return found.error();
        range = *found;
    }
    const auto question = shape->hasKey
                              ? Result<Question>(keyedQuestion(*shape, place, limit, range))
                              : numberedQuestion(*shape, place, limit);
    if (!question)
        co_return question.error();
    const QSet<int> whole = neededWhole(*shape);
    const auto read = co_await state->reader.read(question->statement, whole, stop);
    if (!read)
        co_return read.error();
    RowPage page
        = pageOf(*shape, *read, question->limit, question->isBackwards, question->firstNumber);
    if (!shape->hasKey && place.kind == Kind::Before)
        page.hasMore = question->firstNumber > 0;
    else if (!shape->hasKey)
        page.hasMore = page.hasMore && question->firstNumber + question->limit < MostRowsByNumber;
    co_return page;
}

QCoro::Task<Result<KeyRange>> RowBrowser::keyRange(std::stop_token stop) const
{
    const auto state = m_state;
    const Table *table = state->schema.table(state->object.name);
    if (!table || state->object.key != BrowsedObject::Key::Rowid)
        co_return needsKey();
    const QByteArray rowid = table->rowidName();
    const QByteArray from = " FROM " + quoted(table->name);
    // Two questions: with both in one SELECT SQLite would read every row.
    const BoundStatement statement{ "SELECT (SELECT min(" + rowid + ")" + from + "), (SELECT max("
                                    + rowid + ")" + from + ")" };
    const QSet<int> whole;
    const auto read = co_await state->reader.read(statement, whole, stop);
    if (!read)
        co_return read.error();
    const Row row = read->rows.value(0);
    KeyRange range;
    if (!row.value(0).isNull())
        range = { row.value(0).toInteger(), row.value(1).toInteger() };
    co_return range;
}

QCoro::Task<Result<RowCount>> RowBrowser::count(BrowseQuery query, std::stop_token stop) const
{
    const auto state = m_state;
    const auto shape = shapeOf(state->schema, state->object, query);
    if (!shape)
        co_return shape.error();
    const BoundStatement statement = countOf(*shape);
    const QSet<int> whole;
    const auto read = co_await state->reader.read(statement, whole, stop);
    if (!read)
        co_return read.error();
    const RowCount counted{ read->rows.value(0).value(0).toInteger(), read->cost };
    co_return counted;
}

QCoro::Task<Result<BrowsePlan>> RowBrowser::plan(BrowseQuery query, std::stop_token stop) const
{
    const auto state = m_state;
    const auto shape = shapeOf(state->schema, state->object, query);
    if (!shape)
        co_return shape.error();
    BoundStatement statement = firstRows(*shape, 1);
    statement.sql.prepend("EXPLAIN QUERY PLAN ");
    const QSet<int> whole;
    const auto read = co_await state->reader.read(statement, whole, stop);
    if (!read)
        co_return read.error();
    BrowsePlan plan;
    for (const Row &row : read->rows) {
        const QString detail = row.value(3).toString();
        plan.sorts = plan.sorts || detail.contains("TEMP B-TREE FOR ORDER BY"_L1)
                     || detail.contains("TEMP B-TREE FOR RIGHT PART"_L1)
                     || detail.contains("TERMS OF ORDER BY"_L1);
        plan.searches = plan.searches || detail.startsWith("SEARCH "_L1);
        const qsizetype at = detail.indexOf(" INDEX "_L1);
        if (at >= 0 && plan.index.isEmpty())
            plan.index = detail.mid(at + 7).section(u" ("_s, 0, 0);
    }
    co_return plan;
}

QCoro::Task<Result<Value>>
RowBrowser::wholeValue(BrowseQuery query, Row key, QString column, std::stop_token stop) const
{
    const auto state = m_state;
    const auto shape = shapeOf(state->schema, state->object, query);
    if (!shape)
        co_return shape.error();
    const int index = state->object.indexOf(column);
    if (index < 0)
        co_return notThere(column);
    const BoundStatement statement = oneValue(*shape, key, index);
    const QSet<int> whole{ 0 };
    const auto read = co_await state->reader.read(statement, whole, stop);
    if (!read)
        co_return read.error();
    if (read->rows.isEmpty()) {
        co_return Error{ .kind = Error::Kind::Difference,
                         .message = u"The row is not there any more."_s,
                         .remedy = u"Read the rows again."_s };
    }
    const Value value = read->rows.first().first();
    co_return value;
}

QCoro::Task<Result<qint64>> RowBrowser::exportRows(RowExport request, Conduct conduct) const
{
    const auto state = m_state;
    const auto shape = shapeOf(state->schema, state->object, request.query);
    if (!shape)
        co_return shape.error();
    co_return co_await state->reader.writeAll(*shape, state->object, request, conduct);
}

} // namespace tidemark
