#include "filerules.h"
#include "rehearsal.h"
#include "statementshape.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Code that was running when a column came needs some time to be replaced before the old one goes.
constexpr std::chrono::hours BetweenPhases{ 24 };

QSet<QString> tablesOf(const Migration &migration)
{
    QSet<QString> tables;
    for (const Statement &statement : migration.up.statements) {
        const StatementShape shape = shapeOf(statement.text);
        if (shape.changesSchema())
            tables.insert(nameKey(shape.target));
    }
    return tables;
}

/// The nearest migration before @p contract that expands a table it contracts.
const Migration *expandBefore(const Stream &stream, const Migration &contract)
{
    const QSet<QString> tables = tablesOf(contract);
    const Migration *found = nullptr;
    for (const Migration &migration : stream.migrations) {
        if (migration.id == contract.id)
            break;
        if (migration.up.header.phase == "expand"_L1 && tablesOf(migration).intersects(tables))
            found = &migration;
    }
    return found;
}

QString tooSoon(const RehearsalRequest &request, const Migration &expand)
{
    const bool sameRun = std::ranges::any_of(
        request.plan.steps, [&](const PlanStep &step) { return step.migration.id == expand.id; });
    if (sameRun)
        return u"%1, which expands the same table, is in the same run"_s.arg(expand.id);
    const QDateTime applied = request.appliedAt.value(expand.id);
    if (!applied.isValid() || !request.now.isValid()
        || applied.addSecs(std::chrono::seconds(BetweenPhases).count()) <= request.now)
        return {};
    return u"%1, which expands the same table, was applied only at %2"_s.arg(
        expand.id, applied.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s));
}

} // namespace

void lintPhases(const RehearsalRequest &request, FindingBook &book)
{
    if (request.plan.direction != PlanStep::Action::Apply)
        return;
    for (const PlanStep &step : request.plan.steps) {
        if (step.migration.up.header.phase != "contract"_L1)
            continue;
        const Migration *expand = expandBefore(request.stream, step.migration);
        const QString why = expand ? tooSoon(request, *expand) : QString();
        if (!why.isEmpty())
            book.add(u"G025"_s,
                     step.migration.id,
                     0,
                     expand->id,
                     u"%1; code that knows only the old shape may still be running."_s.arg(why));
    }
}

} // namespace tidemark
