#include "migrationrules.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// Dropped and made again under its name within the step.
bool isRebuilt(const StepContext &context, const Table &before, const Schema &after)
{
    if (!after.table(before.name))
        return false;
    const Trace trace = tableTrace(context, before.name);
    return context.statementOf(Form::DropTable, before.name) > 0
           || nameKey(trace.name) != nameKey(before.name);
}

int droppingStatement(const StepContext &context, const QString &table)
{
    const int direct = context.statementOf(Form::DropTable, table);
    return direct > 0 ? direct
                      : context.statementOf(Form::DropTable, tableTrace(context, table).name);
}

/// Rolling back, what the up script did not create is not its down script's to drop: G011 says so instead.
void reportGone(StepContext &context,
                const QString &rule,
                int statement,
                const QString &table,
                const QString &message)
{
    if (context.rollsBack())
        context.addLoss(
            u"G011"_s, statement, table, message + u" Its up script did not create it."_s);
    else
        context.addLoss(rule, statement, table, message);
}

void checkGoneTable(StepContext &context, const Table &table, const Schema &after)
{
    const Trace trace = tableTrace(context, table.name);
    if (after.table(trace.name)) {
        if (trace.statement > 0 && nameKey(trace.name) != nameKey(table.name))
            context.add(u"S301"_s,
                        trace.statement,
                        table.name,
                        u"%1 is called %2 afterwards."_s.arg(table.name, trace.name));
        return;
    }
    if (table.kind == Table::Kind::Shadow)
        return;
    reportGone(context,
               u"S101"_s,
               droppingStatement(context, table.name),
               table.name,
               u"The table %1 is dropped with all its rows%2."_s.arg(
                   table.name, context.run.liveCountText(table.name)));
}

int columnStatement(const StepContext &context, const QString &table, const QString &column)
{
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.form == Form::DropColumn && nameKey(shape.object) == nameKey(column)
            && (nameKey(shape.target) == nameKey(table)
                || nameKey(shape.target) == nameKey(tableTrace(context, table).name)))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

void reportGoneColumn(StepContext &context, const Table &table, const Column &column, int statement)
{
    const QString name = table.name + u'.' + column.name;
    const QString message = u"The column %1 is dropped with all its values%2."_s.arg(
        name, context.run.liveCountText(table.name));
    if (context.rollsBack())
        return reportGone(context, u"S102"_s, statement, table.name, message);
    Finding finding = context.run.book.make(u"S102"_s, context.id(), statement, name, message);
    if (context.run.isEmptyLive(table.name))
        finding.severity = Severity::Warning;
    context.run.book.add(finding);
}

/// Dropped and made again by ADD, UPDATE, DROP, RENAME: the values must have come along.
void checkReplacedColumn(StepContext &context,
                         const Table &table,
                         const Column &column,
                         int statement)
{
    const qint64 rows = context.run.substitute.count(table.name);
    const auto filled = context.run.substitute.rows("SELECT count(" + quoted(column.name)
                                                    + ") FROM " + quoted(table.name));
    if (rows > 0 && filled && !filled->isEmpty() && filled->first().first().toInteger() == 0)
        reportGoneColumn(context, table, column, statement);
}

void checkColumns(StepContext &context, const Table &before, const Table &after, bool rebuilt)
{
    QStringList lost;
    for (const Column &column : before.columns) {
        if (context.isNewColumn(before.name, column.name) || column.kind != Column::Kind::Ordinary)
            continue;
        const int dropped = columnStatement(context, before.name, column.name);
        if (after.column(column.name)) {
            if (dropped > 0)
                checkReplacedColumn(context, after, column, dropped);
            continue;
        }
        const Trace trace = columnTrace(context, before.name, column.name);
        if (trace.statement > 0 && after.column(trace.name))
            context.add(
                u"S302"_s,
                trace.statement,
                before.name + u'.' + column.name,
                u"%1.%2 is called %3 afterwards."_s.arg(before.name, column.name, trace.name));
        else if (rebuilt)
            lost << column.name;
        else
            reportGoneColumn(context, before, column, dropped);
    }
    if (!lost.isEmpty())
        reportGone(context,
                   u"S103"_s,
                   droppingStatement(context, before.name),
                   before.name,
                   u"The rebuilt %1 has lost %2."_s.arg(before.name, lost.join(u", "_s)));
}

void checkRows(StepContext &context, const Table &table, const RowCounts &countsAfter)
{
    const qint64 before = context.countsBefore.value(table.name, -1);
    const qint64 after = countsAfter.value(table.name, -1);
    if (before > after && after >= 0)
        context.addLoss(u"S103"_s,
                        droppingStatement(context, table.name),
                        table.name,
                        u"The rebuilt %1 has %2 of its %3 rehearsed rows%4."_s.arg(
                            table.name,
                            QString::number(after),
                            QString::number(before),
                            context.run.liveCountText(table.name)));
}

void compareCount(QStringList &lost,
                  const Table &before,
                  const Table &after,
                  const char *keyword,
                  const QString &words)
{
    if (keywordCount(after.sql, keyword) < keywordCount(before.sql, keyword))
        lost << words;
}

QStringList lostProperties(const Table &before, const Table &after)
{
    QStringList lost;
    if (before.strict && !after.strict)
        lost << u"STRICT"_s;
    if (before.withoutRowid && !after.withoutRowid)
        lost << u"WITHOUT ROWID"_s;
    compareCount(lost, before, after, "CHECK", u"a CHECK"_s);
    compareCount(lost, before, after, "COLLATE", u"a COLLATE"_s);
    compareCount(lost, before, after, "AUTOINCREMENT", u"AUTOINCREMENT"_s);
    compareCount(lost, before, after, "GENERATED", u"a generated column"_s);
    if (after.foreignKeys.size() < before.foreignKeys.size())
        lost << u"a foreign key"_s;
    for (const Column &column : before.columns) {
        const Column *now = after.column(column.name);
        if (now && column.defaultValue && !now->defaultValue)
            lost << u"the default of "_s + column.name;
    }
    return lost;
}

QSet<QString> keysOf(const QStringList &names)
{
    QSet<QString> keys;
    for (const QString &name : names)
        keys.insert(nameKey(name));
    return keys;
}

QStringList columnNames(const Index &index)
{
    QStringList names;
    for (const IndexedColumn &column : index.columns)
        names << column.name;
    return names;
}

/// Whether no two rows of @p table can agree in @p columns.
bool isUniqueIn(const Schema &schema, const Table &table, const QStringList &columns)
{
    const QSet<QString> wanted = keysOf(columns);
    return keysOf(table.primaryKey()) == wanted
           || std::ranges::any_of(schema.indexes, [&](const Index &index) {
                  return nameKey(index.table) == nameKey(table.name) && index.unique
                         && !index.partial && keysOf(columnNames(index)) == wanted;
              });
}

/// Keys and UNIQUE constraints have no statement of their own; the indexes behind them tell.
QStringList lostKeys(const StepContext &context, const Table &before, const Schema &after)
{
    const Table &now = *after.table(before.name);
    const auto isLost = [&](const QStringList &columns) {
        const bool stay = std::ranges::all_of(
            columns, [&](const QString &name) { return !name.isEmpty() && now.column(name); });
        return !columns.isEmpty() && stay && !isUniqueIn(after, now, columns);
    };
    QStringList lost;
    if (isLost(before.primaryKey()))
        lost << u"the primary key (%1)"_s.arg(before.primaryKey().join(u", "_s));
    for (const Index &index : context.before.indexes) {
        if (nameKey(index.table) == nameKey(before.name)
            && index.origin == Index::Origin::UniqueConstraint && isLost(columnNames(index)))
            lost << u"UNIQUE (%1)"_s.arg(columnNames(index).join(u", "_s));
    }
    return lost;
}

bool isDroppedByName(const StepContext &context, Form form, const QString &name)
{
    return context.statementOf(form, name) > 0;
}

QStringList lostObjects(const StepContext &context, const Table &before, const Schema &after)
{
    const Table &now = *after.table(before.name);
    QStringList lost;
    for (const Index &index : context.before.indexes) {
        const bool gone = nameKey(index.table) == nameKey(before.name) && !after.index(index.name);
        const bool columnsStay
            = std::ranges::all_of(index.columns, [&](const IndexedColumn &column) {
                  return column.name.isEmpty() || now.column(column.name);
              });
        if (gone && columnsStay && index.origin == Index::Origin::Statement
            && !isDroppedByName(context, Form::DropIndex, index.name))
            lost << u"the index "_s + index.name;
    }
    for (const Trigger &trigger : context.before.triggers) {
        if (nameKey(trigger.table) == nameKey(before.name) && !after.trigger(trigger.name)
            && !isDroppedByName(context, Form::DropTrigger, trigger.name))
            lost << u"the trigger "_s + trigger.name;
    }
    return lost;
}

void checkRebuild(StepContext &context, const Table &before, const Schema &after)
{
    const QStringList lost = lostObjects(context, before, after)
                             + lostProperties(before, *after.table(before.name))
                             + lostKeys(context, before, after);
    if (!lost.isEmpty())
        context.add(u"S106"_s,
                    droppingStatement(context, before.name),
                    before.name,
                    u"The rebuilt %1 has lost %2."_s.arg(before.name, lost.join(u", "_s)));
}

} // namespace

Trace tableTrace(const StepContext &context, const QString &table)
{
    Trace trace{ table };
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.form == Form::DropTable && nameKey(shape.target) == nameKey(trace.name))
            break;
        if (shape.form == Form::RenameTable && nameKey(shape.target) == nameKey(trace.name))
            trace = { shape.newName, static_cast<int>(i) + 1 };
    }
    return trace;
}

Trace columnTrace(const StepContext &context, const QString &table, const QString &column)
{
    Trace trace{ column };
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.form == Form::RenameColumn && nameKey(shape.target) == nameKey(table)
            && nameKey(shape.object) == nameKey(trace.name))
            trace = { shape.newName, static_cast<int>(i) + 1 };
    }
    return trace;
}

void checkLosses(StepContext &context, const Schema &after, const RowCounts &countsAfter)
{
    Counterparts<Table> counterparts(after.tables);
    for (const Table &table : std::as_const(context.before.tables)) {
        if (context.isNew(table.name))
            continue;
        const Table *now = counterparts.of(table.name);
        if (!now) {
            checkGoneTable(context, table, after);
            continue;
        }
        const bool rebuilt = isRebuilt(context, table, after);
        checkColumns(context, table, *now, rebuilt);
        if (!rebuilt)
            continue;
        checkRows(context, table, countsAfter);
        checkRebuild(context, table, after);
    }
}

QStringList missingObjects(const Schema &before, const Schema &after, const StepContext &context)
{
    QStringList missing;
    for (const Table &table : before.tables) {
        const Table *now = after.table(table.name);
        if (!now && !context.isNew(table.name))
            missing << table.name;
        if (!now)
            continue;
        for (const Column &column : table.columns) {
            if (!now->column(column.name) && !context.isNewColumn(table.name, column.name))
                missing << table.name + u'.' + column.name;
        }
    }
    return missing;
}

} // namespace tidemark
