#include "downcheck.h"

#include "migrationrules.h"

#include <engine/sql/schemadiff.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// More differences than this are counted, not listed.
constexpr qsizetype ListedDifferences = 5;

Finding
downFinding(const StepContext &context, const QString &rule, int statement, const QString &message)
{
    const MigrationScript &down = *context.step.migration.down;
    Finding finding = context.run.book.make(rule, context.id(), 0, {}, message);
    finding.severity = Severity::Warning;
    finding.file = down.file;
    finding.statement = statement;
    finding.line = statement > 0 ? down.statements.at(statement - 1).line : 1;
    return finding;
}

QString differencesText(const Schema &expected, const Schema &found)
{
    const auto differences = schemaDifferences(expected, found);
    QStringList texts;
    for (const SchemaDifference &difference :
         differences.first(std::min(differences.size(), ListedDifferences)))
        texts << objectName(difference.object) + u' ' + difference.name + u" is "_s
                     + differenceKindName(difference.kind);
    if (differences.size() > ListedDifferences)
        texts << u"%1 more"_s.arg(differences.size() - ListedDifferences);
    return texts.join(u", "_s);
}

/// False if a statement does not run.
bool runDown(StepContext &context)
{
    const MigrationScript &down = *context.step.migration.down;
    for (qsizetype i = 0; i < down.statements.size(); ++i) {
        const Statement &statement = down.statements.at(i);
        if (shapeOf(statement.text).form == StatementShape::Form::Transaction)
            continue;
        const Execution execution = context.run.substitute.execute(statement.text);
        if (!execution.failure)
            continue;
        const bool byRows
            = (execution.failure->code & 0xff) == SQLITE_CONSTRAINT && !context.run.withData();
        if (!byRows)
            context.run.book.add(downFinding(
                context,
                u"G010"_s,
                static_cast<int>(i) + 1,
                u"The down script does not run: %1."_s.arg(execution.failure->message)));
        return false;
    }
    return true;
}

void compareAfterDown(StepContext &context)
{
    const auto schema = context.run.substitute.userSchema();
    if (!schema)
        return;
    const QStringList missing = missingObjects(context.before, *schema, context);
    if (!missing.isEmpty()) {
        Finding finding
            = downFinding(context,
                          u"G011"_s,
                          0,
                          u"The down script drops %1, which its up script did not create."_s.arg(
                              missing.join(u", "_s)));
        finding.object = missing.first();
        context.run.book.add(finding);
    }
    if (fingerprint(*schema) != fingerprint(context.before))
        context.run.book.add(downFinding(context,
                                         u"G010"_s,
                                         0,
                                         u"Up and then down does not lead back: %1."_s.arg(
                                             differencesText(context.before, *schema))));
}

} // namespace

void tryDownScript(StepContext &context)
{
    const auto &down = context.step.migration.down;
    if (context.rollsBack() || !down || !down->header.transactional
        || !context.script.header.transactional)
        return;
    if (!context.run.substitute.run("SAVEPOINT tidemark_down"))
        return;
    if (runDown(context))
        compareAfterDown(context);
    if (context.run.substitute.inTransaction())
        (void)context.run.substitute.run("ROLLBACK TO tidemark_down; RELEASE tidemark_down");
}

void noteOwnObjects(StepContext &context, const std::optional<Replay> &replay)
{
    const ReplayStep *step = replay ? replay->step(context.id()) : nullptr;
    if (!step) {
        for (const Statement &statement : context.step.migration.up.statements) {
            const StatementShape shape = shapeOf(statement.text);
            if (shape.form == StatementShape::Form::CreateTable && !shape.guarded)
                context.ownTables.insert(nameKey(shape.target));
            else if (shape.form == StatementShape::Form::AddColumn)
                context.ownColumns.insert(columnKey(shape.target, shape.object));
        }
        return;
    }
    const qsizetype place = step - replay->steps.constData();
    const Schema before = place > 0 ? replay->steps.at(place - 1).after : Schema{};
    for (const Table &table : step->after.tables) {
        const Table *old = before.table(table.name);
        if (!old) {
            context.ownTables.insert(nameKey(table.name));
            continue;
        }
        for (const Column &column : table.columns) {
            if (!old->column(column.name))
                context.ownColumns.insert(columnKey(table.name, column.name));
        }
    }
}

void checkReturn(StepContext &context, const Schema &after, const std::optional<Replay> &replay)
{
    const ReplayStep *step = replay ? replay->step(context.id()) : nullptr;
    if (!step || fingerprint(context.before) != step->fingerprintAfter
        || fingerprint(after) == step->fingerprintBefore)
        return;
    const qsizetype place = step - replay->steps.constData();
    const Schema expected = place > 0 ? replay->steps.at(place - 1).after.userPart() : Schema{};
    context.add(u"G010"_s,
                0,
                context.id(),
                u"The down script does not lead back to the schema before %1: %2."_s.arg(
                    context.id(), differencesText(expected, after)));
}

} // namespace tidemark
