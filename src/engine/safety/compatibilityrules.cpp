#include "migrationrules.h"

#include <engine/sql/canonicalsql.h>
#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// From how many rows on schema and data in one migration are more than a remark.
constexpr qint64 ManyRows = 100'000;

int firstAbout(const StepContext &context, const QString &name)
{
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.changesSchema()
            && (nameKey(shape.target) == nameKey(name) || nameKey(shape.newName) == nameKey(name)))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

QString defaultText(const Column &column)
{
    return column.defaultValue ? *column.defaultValue : u"none"_s;
}

void compareColumn(StepContext &context,
                   const Table &table,
                   const Column &before,
                   const Column &after)
{
    const int statement = firstAbout(context, table.name);
    const QString name = table.name + u'.' + before.name;
    if (before.type.compare(after.type, Qt::CaseInsensitive) != 0)
        context.add(u"S303"_s,
                    statement,
                    name,
                    u"%1 was %2 and becomes %3."_s.arg(name, before.type, after.type));
    if (before.defaultValue != after.defaultValue)
        context.add(u"S304"_s,
                    statement,
                    name,
                    u"The default of %1 was %2 and becomes %3."_s.arg(
                        name, defaultText(before), defaultText(after)));
    if (!before.notNull && after.notNull)
        context.add(u"S305"_s, statement, name, u"%1 no longer allows NULL."_s.arg(name));
}

void compareViews(StepContext &context, const Schema &after)
{
    for (const View &view : std::as_const(context.before.views)) {
        const View *now = after.view(view.name);
        if (now && !view.columns.isEmpty() && !now->columns.isEmpty()
            && now->columns != view.columns)
            context.add(u"S306"_s,
                        firstAbout(context, view.name),
                        view.name,
                        u"The view %1 returned %2 and now returns %3."_s.arg(
                            view.name, view.columns.join(u", "_s), now->columns.join(u", "_s)));
    }
}

/// The statement that makes SQLite compile a trigger; empty if its event cannot be found.
QByteArray firing(const Trigger &trigger, const Schema &schema)
{
    const QByteArray target = quoted(trigger.table);
    const Table *table = schema.table(trigger.table);
    const View *view = schema.view(trigger.table);
    const QSet<QString> words = namesIn(trigger.sql.left(trigger.sql.toUpper().indexOf(" ON ")));
    if (words.contains(u"delete"_s))
        return "DELETE FROM " + target + " WHERE 0";
    if (words.contains(u"insert"_s) && view)
        return view->columns.isEmpty()
                   ? QByteArray()
                   : QByteArray("INSERT INTO " + target + " SELECT * FROM " + target + " WHERE 0");
    if (words.contains(u"insert"_s))
        return "INSERT INTO " + target + " DEFAULT VALUES";
    QStringList columns = view ? view->columns : QStringList();
    for (const Column &column : table ? table->columns : QList<Column>()) {
        if (column.kind == Column::Kind::Ordinary)
            columns << column.name;
    }
    QByteArrayList assignments;
    for (const QString &column : std::as_const(columns))
        assignments << quoted(column) + " = " + quoted(column);
    return assignments.isEmpty()
               ? QByteArray()
               : QByteArray("UPDATE " + target + " SET " + assignments.join(", ") + " WHERE 0");
}

} // namespace

QMap<QString, QString> brokenObjects(Substitute &substitute, const Schema &schema)
{
    QMap<QString, QString> broken;
    for (const View &view : schema.views) {
        const auto execution = substitute.prepare(QByteArray("SELECT * FROM " + quoted(view.name)));
        if (execution.failure && !execution.failure->refused)
            broken.insert(view.name, execution.failure->message);
    }
    for (const Trigger &trigger : schema.triggers) {
        const QByteArray sql = firing(trigger, schema);
        const auto execution = sql.isEmpty() ? Execution{} : substitute.prepare(sql);
        if (execution.failure && !execution.failure->refused)
            broken.insert(trigger.name, execution.failure->message);
    }
    return broken;
}

void checkCompatibility(StepContext &context, const Schema &after)
{
    Counterparts<Table> counterparts(after.tables);
    for (const Table &table : std::as_const(context.before.tables)) {
        const Table *now = counterparts.of(table.name);
        if (!now || *now == table)
            continue;
        for (const Column &column : table.columns) {
            const Column *other = now->column(column.name);
            if (other && !context.isNewColumn(table.name, column.name))
                compareColumn(context, table, column, *other);
        }
    }
    compareViews(context, after);
}

void checkMixture(StepContext &context)
{
    bool altersExisting = false;
    for (const StatementShape &shape : std::as_const(context.shapes)) {
        const bool alters = shape.form >= Form::AddColumn && shape.form <= Form::AlterOther;
        altersExisting |= (alters || shape.form == Form::DropTable)
                          && context.before.table(shape.target) && !context.isNew(shape.target);
    }
    for (qsizetype i = 0; altersExisting && i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        const bool bulk = shape.form == Form::Update || shape.form == Form::Delete;
        if (!bulk || !context.before.table(shape.target) || context.isNew(shape.target))
            continue;
        Finding finding = context.run.book.make(
            u"G019"_s,
            context.id(),
            static_cast<int>(i) + 1,
            shape.target,
            u"Schema changes and a change of rows of %1%2 are in one migration."_s.arg(
                shape.target, context.run.liveCountText(shape.target)));
        if (context.run.liveCount(shape.target).value_or(0) >= ManyRows)
            finding.severity = Severity::Warning;
        context.run.book.add(finding);
    }
}

void checkExpectations(StepContext &context, const RowCounts &countsAfter)
{
    const auto countOf
        = [](const RowCounts &counts, const QString &table) -> std::optional<qint64> {
        for (auto i = counts.cbegin(); i != counts.cend(); ++i) {
            if (nameKey(i.key()) == nameKey(table))
                return i.value();
        }
        return {};
    };
    for (const RowExpectation &expectation : context.script.header.expectations) {
        const auto before = countOf(context.countsBefore, expectation.table);
        const auto after = countOf(countsAfter, expectation.table);
        // Absolute numbers say nothing about canary rows that the script did not touch.
        if (after && expectation.count && !context.run.withData() && before == after)
            continue;
        if (after && expectation.holds(before.value_or(0), *after))
            continue;
        const QString found = after ? u"%1 before, %2 after"_s.arg(before.value_or(0)).arg(*after)
                                    : u"the table is not there afterwards"_s;
        Finding finding = context.run.book.make(
            u"S112"_s,
            context.id(),
            0,
            expectation.table,
            u"Expected %1; found on the substitute: %2."_s.arg(expectation.text(), found));
        finding.line = expectation.line;
        context.run.book.add(finding);
    }
}

void noteCreated(StepContext &context, const Schema &after)
{
    QSet<QString> moved;
    for (const Table &table : std::as_const(context.before.tables)) {
        if (!context.run.createdTables.contains(nameKey(table.name)))
            moved.insert(nameKey(tableTrace(context, table.name).name));
    }
    Counterparts<Table> counterparts(context.before.tables);
    for (const Table &table : after.tables) {
        const Table *before = counterparts.of(table.name);
        if (!before && !moved.contains(nameKey(table.name)))
            context.run.createdTables.insert(nameKey(table.name));
        if (!before || *before == table)
            continue;
        for (const Column &column : table.columns) {
            if (!before->column(column.name))
                context.run.createdColumns.insert(columnKey(table.name, column.name));
        }
    }
}

namespace {

NameSet tablesIn(const Schema &schema)
{
    NameSet names;
    for (const Table &table : schema.tables)
        names.insert(folded(table.name));
    return names;
}

QString orphanKey(const Row &row)
{
    return row.value(0).toString() + u'/' + row.value(1).toString() + u'/'
           + row.value(3).toString();
}

} // namespace

void checkIntegrity(StepContext &context,
                    const Schema &after,
                    const QList<Row> &orphansBefore,
                    const QList<Row> &orphansAfter)
{
    Counterparts<Table> counterparts(context.before.tables);
    const NameSet present = tablesIn(after);
    for (const Table &table : after.tables) {
        if (table.foreignKeys.isEmpty())
            continue;
        const Table *before = counterparts.of(table.name);
        for (const ForeignKey &key : table.foreignKeys) {
            if (present.contains(folded(key.parent)))
                continue;
            const bool known
                = before && before->foreignKeys.contains(key) && !context.before.table(key.parent);
            if (!known)
                context.add(u"S109"_s,
                            firstAbout(context, key.parent),
                            table.name,
                            u"%1 references %2, which is not there."_s.arg(table.name, key.parent));
        }
    }
    QSet<QString> known;
    for (const Row &row : orphansBefore)
        known.insert(orphanKey(row));
    for (const Row &row : orphansAfter) {
        if (present.contains(folded(row.value(2).bytes())) && !known.contains(orphanKey(row)))
            context.add(u"S110"_s,
                        0,
                        row.value(0).toString(),
                        u"Rows of %1 reference rows of %2 that do not exist."_s.arg(
                            row.value(0).toString(), row.value(2).toString()));
    }
}

} // namespace tidemark
