#include "runcommands.h"

#include "../json.h"
#include "../texts.h"

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

const OptionSpec ToOption{ u"to"_s, u"ID"_s, u"up to, or down to, this id"_s };
const OptionSpec AllowOption{ u"allow"_s, u"RULE"_s, u"allow a rule for this run; repeatable"_s };
const OptionSpec OutOfOrderOption{ u"allow-out-of-order"_s,
                                   {},
                                   u"also run what sorts before an applied migration"_s };
const OptionSpec WithDataOption{ u"with-data"_s,
                                 {},
                                 u"rehearse with the live rows instead of canary rows"_s };
const OptionSpec ImportOption{
    u"import"_s,
    u"N|ID"_s,
    u"let D1 import this one, which stops the database for everybody; repeatable"_s
};
const OptionSpec RowBudgetOption{
    u"row-budget"_s,
    u"ROWS"_s,
    u"how many rows --with-data may read of a remote database (1000000)"_s
};

Result<RunGoal> goalOf(const Arguments &arguments, PlanStep::Action direction)
{
    RunGoal goal{ .direction = direction };
    const QString word = arguments.words.value(0);
    const QString goalId = arguments.has(u"to"_s) ? arguments.value(u"to"_s) : word;
    if (!word.isEmpty() && arguments.has(u"to"_s))
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"A number and --to exclude each other."_s,
                      .remedy = u"Give one of them."_s };
    if (direction == PlanStep::Action::RollBack) {
        if (goalId.isEmpty())
            return Error{ .kind = Error::Kind::Usage,
                          .message = u"It is not said how far down."_s,
                          .remedy
                          = u"`down 3` undoes every migration after 3; `down 0` undoes all."_s };
        goal.downTo = goalId;
    } else {
        goal.up = { .upTo = goalId,
                    .only = arguments.value(u"only"_s),
                    .allowOutOfOrder = arguments.has(u"allow-out-of-order"_s) };
    }
    goal.allowedRules = arguments.all(u"allow"_s);
    goal.withData = arguments.has(u"with-data"_s);
    if (arguments.has(u"row-budget"_s)) {
        bool isNumber = false;
        goal.rowBudget = arguments.value(u"row-budget"_s).toLongLong(&isNumber);
        if (!isNumber || goal.rowBudget < 0)
            return Error{ .kind = Error::Kind::Usage,
                          .message = u"--row-budget takes a number of rows."_s,
                          .remedy = u"--row-budget 5000000"_s };
    }
    goal.safetyPoint = !arguments.has(u"no-safety-point"_s);
    goal.imports = arguments.all(u"import"_s);
    goal.planHash = arguments.value(u"plan"_s);
    return goal;
}

TargetReport rehearsed(const TargetResult<PreparedRun> &result, bool withFindings)
{
    TargetReport target{ .target = result.target };
    if (!result.outcome) {
        target.error = result.outcome.error();
        return target;
    }
    const PreparedRun &prepared = *result.outcome;
    target.state = stateName(prepared.observation.status.state);
    target.fields.insert(u"plan"_s, planJson(prepared.plan));
    if (!withFindings) {
        target.fields.insert(u"migrations"_s, migrationsJson(prepared.observation.status));
        return target;
    }
    target.fields.insert(u"findings"_s, findingsJson(prepared.rehearsal.findings));
    target.fields.insert(u"row_changes"_s, rowChangesJson(prepared.rehearsal.rowChanges));
    target.fields.insert(u"schema_changes"_s, schemaChangesJson(prepared.rehearsal.schemaChanges));
    if (prepared.rehearsal.blocks())
        target.error = policyError(prepared.rehearsal);
    return target;
}

QString planText(const PreparedRun &prepared)
{
    const Target &target = prepared.observation.target();
    QString text
        = u"%1  (%2)\nplan %3\n"_s.arg(target.stream, target.label(), prepared.plan.hash());
    for (const PlanStep &step : prepared.plan.steps)
        text += u"  apply %1%2\n"_s.arg(step.migration.id, channelText(step));
    return text + (prepared.plan.isEmpty() ? u"  nothing to do\n\n"_s : u"\n"_s);
}

Report rehearsalReport(const QList<TargetResult<PreparedRun>> &results, bool withFindings)
{
    Report report;
    for (const auto &result : results) {
        report.targets.append(rehearsed(result, withFindings));
        if (result.outcome)
            report.text
                += withFindings ? rehearsalText(*result.outcome) : planText(*result.outcome);
    }
    return report;
}

Report runReport(const QList<TargetResult<CompletedRun>> &results)
{
    Report report;
    for (const auto &result : results) {
        TargetReport target{ .target = result.target };
        if (!result.outcome) {
            target.error = result.outcome.error();
            report.targets.append(target);
            continue;
        }
        const CompletedRun &completed = *result.outcome;
        target.state = stateName(completed.status.state);
        target.fields = { { u"plan"_s, planJson(completed.prepared.plan) },
                          { u"steps"_s, stepsJson(completed.report) },
                          { u"safety_point"_s, safetyPointJson(completed.safetyPoint) },
                          { u"findings"_s, findingsJson(completed.prepared.rehearsal.findings) },
                          { u"checks"_s, checksJson(completed.verification) },
                          { u"migrations"_s, migrationsJson(completed.status) } };
        target.error = completed.error;
        report.text += runText(completed);
        report.targets.append(target);
    }
    return report;
}

} // namespace

QString RunCommand::name() const
{
    return m_direction == PlanStep::Action::Apply ? u"up"_s : u"down"_s;
}

QString RunCommand::synopsis() const
{
    return m_direction == PlanStep::Action::Apply
               ? u"up [N] [--to ID] [--only N|ID] [--dry-run] [--no-safety-point] [--allow RULE]… [--allow-out-of-order] [--import N|ID]… [--plan HASH]"_s
               : u"down N [--to ID] [--dry-run] [--no-safety-point] [--allow RULE]… [--import N|ID]…"_s;
}

QString RunCommand::summary() const
{
    return m_direction == PlanStep::Action::Apply ? u"apply pending migrations, all or up to N"_s
                                                  : u"undo every migration after N, newest first"_s;
}

QList<OptionSpec> RunCommand::options() const
{
    QList<OptionSpec> options{ ToOption,
                               AllowOption,
                               WithDataOption,
                               RowBudgetOption,
                               ImportOption,
                               { u"dry-run"_s, {}, u"rehearse only; nothing is written"_s },
                               { u"no-safety-point"_s, {}, u"run without a way back"_s },
                               { u"plan"_s, u"HASH"_s, u"run this plan or nothing"_s } };
    if (m_direction == PlanStep::Action::Apply)
        options += { OutOfOrderOption, { u"only"_s, u"N|ID"_s, u"this one alone"_s } };
    return options;
}

QCoro::Task<Report> RunCommand::run(Invocation invocation) const
{
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    const auto goal = goalOf(invocation.arguments, m_direction);
    if (!goal)
        co_return failed(goal.error());
    const auto selection = invocation.select(dryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    const RunMigrations operation(invocation.engine, *goal);
    if (!dryRun)
        invocation.announce(*selection);
    const auto prepared = co_await operation.prepare(*selection, invocation.conduct);
    if (!prepared)
        co_return failed(prepared.error());
    if (dryRun)
        co_return rehearsalReport(*prepared, true);
    const bool forbidden = std::any_of(prepared->begin(), prepared->end(), [](const auto &target) {
        return !target.outcome || target.outcome->rehearsal.blocks();
    });
    if (!forbidden) {
        if (auto confirmed = invocation.confirmProduction(*selection); !confirmed)
            co_return failed(confirmed.error());
    }
    const auto completed = co_await operation.execute(*selection, *prepared, invocation.conduct);
    if (!completed)
        co_return failed(completed.error());
    co_return runReport(*completed);
}

QString RehearseCommand::name() const
{
    return m_show == Show::Plan ? u"plan"_s : u"rehearse"_s;
}

QString RehearseCommand::synopsis() const
{
    return m_show == Show::Plan ? u"plan [N] [--import N|ID]…"_s
                                : u"rehearse [N] [--with-data] [--import N|ID]…"_s;
}

QString RehearseCommand::summary() const
{
    return m_show == Show::Plan ? u"what up would do, with the plan's hash"_s
                                : u"run the plan on a substitute and report"_s;
}

QList<OptionSpec> RehearseCommand::options() const
{
    QList<OptionSpec> options{ ToOption, AllowOption, OutOfOrderOption, ImportOption };
    if (m_show == Show::Rehearsal)
        options += { WithDataOption, RowBudgetOption };
    return options;
}

QCoro::Task<Report> RehearseCommand::run(Invocation invocation) const
{
    const bool withFindings = m_show == Show::Rehearsal;
    const auto goal = goalOf(invocation.arguments, PlanStep::Action::Apply);
    if (!goal)
        co_return failed(goal.error());
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const RunMigrations operation(invocation.engine, *goal);
    const auto prepared = co_await operation.prepare(*selection, invocation.conduct);
    if (!prepared)
        co_return failed(prepared.error());
    co_return rehearsalReport(*prepared, withFindings);
}

} // namespace tidemark::cli
