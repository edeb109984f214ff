#include "replay.h"

#include <algorithm>

namespace tidemark {

namespace {

/// What the details of a migration say, counted.
struct Votes {
    int present = 0;
    int absent = 0;
    int partial = 0;

    /// @p live is one of before and after, or a third shape, which a later change may have made.
    template<typename T>
    void judgeChange(const T &before, const T &after, const T &live)
    {
        if (live == after)
            ++present;
        else if (live == before)
            ++absent;
        else
            ++partial;
    }

    [[nodiscard]] Effect effect() const
    {
        if (present + absent + partial == 0)
            return Effect::Undecidable;
        if (absent + partial == 0)
            return Effect::Present;
        return present + partial == 0 ? Effect::Absent : Effect::Partial;
    }
};

bool sameColumn(const Column &left, const Column &right)
{
    return left.name.compare(right.name, Qt::CaseInsensitive) == 0
           && left.type.compare(right.type, Qt::CaseInsensitive) == 0
           && left.notNull == right.notNull && left.defaultValue == right.defaultValue
           && left.primaryKey == right.primaryKey && left.kind == right.kind;
}

/// A column with the comparison that counts here.
struct Shape {
    const Column *column;
    bool operator==(const Shape &other) const
    {
        return column && other.column ? sameColumn(*column, *other.column) : column == other.column;
    }
};

void judgeColumns(Votes &votes, const Table &before, const Table &after, const Table *live)
{
    for (const Column &column : after.columns) {
        const Column *was = before.column(column.name);
        const Column *is = live ? live->column(column.name) : nullptr;
        if (!was && is)
            ++(is->type.compare(column.type, Qt::CaseInsensitive) == 0 ? votes.present
                                                                       : votes.partial);
        else if (!was)
            ++votes.absent;
        else if (!sameColumn(*was, column))
            votes.judgeChange(Shape{ was }, Shape{ &column }, Shape{ is });
    }
    for (const Column &column : before.columns) {
        if (!after.column(column.name) && live && live->column(column.name))
            ++votes.absent;
    }
}

void judgeNewTable(Votes &votes, const Table &table, const Table *live)
{
    if (!live)
        ++votes.absent;
    else
        judgeColumns(votes, Table{ .name = table.name }, table, live);
}

void judgeTableOptions(Votes &votes, const Table &before, const Table &after, const Table *live)
{
    if (!live)
        return;
    if (before.foreignKeys != after.foreignKeys)
        votes.judgeChange(before.foreignKeys, after.foreignKeys, live->foreignKeys);
    if (before.strict != after.strict)
        votes.judgeChange(before.strict, after.strict, live->strict);
    if (before.withoutRowid != after.withoutRowid)
        votes.judgeChange(before.withoutRowid, after.withoutRowid, live->withoutRowid);
}

QString shapeOf(const Table &table)
{
    return fingerprint(Schema{ .tables = { table } });
}
QString shapeOf(const Index &index)
{
    return fingerprint(Schema{ .indexes = { index } });
}
QString shapeOf(const Trigger &trigger)
{
    return fingerprint(Schema{ .triggers = { trigger } });
}
QString shapeOf(const View &view)
{
    return fingerprint(Schema{ .views = { view } });
}

/// CHECK constraints and the like have no field of their own: the whole definition is compared, and a third shape says
/// nothing, since any later ALTER TABLE makes one.
void judgeDefinition(Votes &votes, const Table &before, const Table &after, const Table *live)
{
    if (!live)
        return;
    const QString shape = shapeOf(*live);
    if (shape == shapeOf(after))
        ++votes.present;
    else if (shape == shapeOf(before))
        ++votes.absent;
}

void judgeTables(Votes &votes, const Schema &before, const Schema &after, const Schema &live)
{
    for (const Table &table : after.tables) {
        const Table *was = before.table(table.name);
        const Table *is = live.table(table.name);
        if (!was) {
            judgeNewTable(votes, table, is);
            continue;
        }
        if (shapeOf(*was) == shapeOf(table))
            continue;
        Votes details;
        judgeColumns(details, *was, table, is);
        judgeTableOptions(details, *was, table, is);
        if (details.effect() == Effect::Undecidable)
            judgeDefinition(details, *was, table, is);
        votes.present += details.present;
        votes.absent += details.absent;
        votes.partial += details.partial;
    }
    for (const Table &table : before.tables) {
        if (!after.table(table.name) && live.table(table.name))
            ++votes.absent;
    }
}

/// Indexes, triggers and views.
template<typename T, typename Find>
void judgeObjects(
    Votes &votes, const QList<T> &before, const QList<T> &after, const Schema &live, Find find)
{
    const auto named = [](const QList<T> &objects, const QString &name) {
        return std::find_if(objects.cbegin(), objects.cend(), [&name](const T &object) {
            return object.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    for (const T &object : after) {
        const auto was = named(before, object.name);
        const T *is = find(live, object.name);
        const QString shape = shapeOf(object);
        if (was != before.cend() && shapeOf(*was) == shape)
            continue;
        const QString found = is ? shapeOf(*is) : QString();
        votes.judgeChange(was != before.cend() ? shapeOf(*was) : QString(), shape, found);
    }
    for (const T &object : before) {
        if (named(after, object.name) == after.cend() && find(live, object.name))
            ++votes.absent;
    }
}

/// Those that have a statement of their own; the others come and go with their table.
QList<Index> ownIndexes(const Schema &schema)
{
    QList<Index> indexes = schema.indexes;
    indexes.removeIf([](const Index &index) { return index.origin != Index::Origin::Statement; });
    return indexes;
}

bool undoes(const Schema &before, const Schema &after, const Schema &later)
{
    const Effect left = effectOf(before, after, later);
    return left == Effect::Absent || left == Effect::Partial;
}

} // namespace

Effect effectOf(const Schema &before, const Schema &after, const Schema &live)
{
    const Schema was = before.userPart();
    const Schema will = after.userPart();
    const Schema is = live.userPart();
    Votes votes;
    judgeTables(votes, was, will, is);
    judgeObjects(votes,
                 ownIndexes(was),
                 ownIndexes(will),
                 is,
                 [](const Schema &schema, const QString &name) { return schema.index(name); });
    judgeObjects(
        votes, was.triggers, will.triggers, is, [](const Schema &schema, const QString &name) {
            return schema.trigger(name);
        });
    judgeObjects(votes, was.views, will.views, is, [](const Schema &schema, const QString &name) {
        return schema.view(name);
    });
    return votes.effect();
}

Effect effectInStream(const Replay &replay, const QString &id, const Schema &live)
{
    const ReplayStep *step = replay.step(id);
    if (!step)
        return Effect::Undecidable;
    const Schema before = replay.before(id);
    const Effect effect = effectOf(before, step->after, live);
    if (effect == Effect::Present || effect == Effect::Undecidable)
        return effect;
    bool isAfter = false;
    bool mayBeUndone = false;
    for (const ReplayStep &later : replay.steps) {
        if (isAfter && undoes(before, step->after, later.after)) {
            const Effect ofLater = effectOf(replay.before(later.id), later.after, live);
            if (ofLater == Effect::Present)
                return Effect::Present;
            mayBeUndone = mayBeUndone || ofLater == Effect::Undecidable;
        }
        isAfter = isAfter || later.id == id;
    }
    return mayBeUndone ? Effect::Undecidable : effect;
}

} // namespace tidemark
