#include "runstate.h"

namespace tidemark {

using namespace Qt::StringLiterals;

std::optional<qint64> RunState::liveCount(const QString &table) const
{
    for (auto i = request.liveCounts.cbegin(); i != request.liveCounts.cend(); ++i) {
        if (nameKey(i.key()) == nameKey(table))
            return i.value();
    }
    return {};
}

bool RunState::isEmptyLive(const QString &table) const
{
    return liveCount(table) == 0;
}

QString RunState::liveCountText(const QString &table) const
{
    const auto count = liveCount(table);
    if (!count)
        return {};
    return *count == 1 ? u" (1 row in the database)"_s
                       : u" (%1 rows in the database)"_s.arg(QString::number(*count));
}

bool StepContext::isNew(const QString &table) const
{
    return run.createdTables.contains(nameKey(table)) || ownTables.contains(nameKey(table));
}

bool StepContext::isNewColumn(const QString &table, const QString &column) const
{
    const QString key = columnKey(table, column);
    return isNew(table) || run.createdColumns.contains(key) || ownColumns.contains(key);
}

int StepContext::statementOf(StatementShape::Form form, const QString &target) const
{
    for (qsizetype i = 0; i < shapes.size(); ++i) {
        if (shapes.at(i).form == form && nameKey(shapes.at(i).target) == nameKey(target))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

void StepContext::add(const QString &rule,
                      int statement,
                      const QString &object,
                      const QString &message)
{
    run.book.add(rule, id(), statement, object, message);
}

void StepContext::addLoss(const QString &rule,
                          int statement,
                          const QString &table,
                          const QString &message)
{
    Finding finding = run.book.make(rule, id(), statement, table, message);
    if (run.isEmptyLive(table)) {
        finding.severity = std::min(finding.severity, Severity::Warning);
        finding.message += u" The table has no rows in the database at present."_s;
    }
    run.book.add(finding);
}

StepContext stepContext(RunState &run, const PlanStep &step)
{
    StepContext context{ .run = run, .step = step, .script = step.script() };
    for (const Statement &statement : context.script.statements)
        context.shapes << shapeOf(statement.text);
    context.writtenBefore = run.written;
    return context;
}

QString columnKey(const QString &table, const QString &column)
{
    return nameKey(table) + u'.' + nameKey(column);
}

} // namespace tidemark
