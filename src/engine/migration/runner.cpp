#include "runner.h"

#include "runstep.h"

namespace tidemark {

using namespace Qt::StringLiterals;
using runstep::Run;
using runstep::RunPointer;

namespace {

using std::chrono::steady_clock;

std::chrono::milliseconds since(steady_clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start);
}

// A COMMIT of the script's own would end our transaction before the ledger row is written.
std::optional<Error> ownTransaction(const PlanStep &step)
{
    const MigrationScript &script = step.script();
    for (qsizetype i = 0; i < script.statements.size(); ++i) {
        const Statement &statement = script.statements.at(i);
        if (statementKind(statement.text) != StatementKind::Transaction)
            continue;
        Error error{
            .kind = Error::Kind::Policy,
            .message
            = u"%1: \"%2\" controls a transaction, but every migration runs in one already."_s.arg(
                step.migration.id, QString::fromUtf8(statement.text)),
            .remedy = u"Take BEGIN, COMMIT and their like out of the file."_s
        };
        error.where = { .file = script.file, .line = statement.line, .statement = int(i) + 1 };
        return error;
    }
    return std::nullopt;
}

StepOutcome::Outcome outcomeOf(const Error &error)
{
    if (error.databaseState == DatabaseState::Unknown)
        return StepOutcome::Outcome::Indeterminate;
    return error.kind == Error::Kind::Cancelled ? StepOutcome::Outcome::Skipped
                                                : StepOutcome::Outcome::Failed;
}

QCoro::Task<StepOutcome> runInOneBatch(RunPointer run, int index)
{
    const PlanStep step = run->step(index);
    StepOutcome outcome{ .id = step.migration.id, .action = step.action };
    const auto entry = runstep::entryFor(*run, index);
    const auto batch = runstep::batchFor(*run, index, 0, step.script().statements.size(), entry);
    const auto answers = co_await runstep::deliver(run, batch);
    if (!answers) {
        outcome.error = co_await runstep::explain(run, index, batch, answers.error());
        outcome.outcome = outcomeOf(*outcome.error);
        co_return outcome;
    }
    runstep::takeFigures(outcome, batch, *answers);
    outcome.outcome = StepOutcome::Outcome::Done;
    co_return outcome;
}

using Way = QCoro::Task<StepOutcome> (*)(RunPointer, int);

Way wayOf(const PlanStep &step)
{
    const MigrationScript &script = step.script();
    if (step.channel == PlanStep::Channel::Import)
        return runstep::runImported;
    const bool piecemeal = !script.header.transactional && !script.statements.isEmpty();
    return piecemeal ? runstep::runPiecemeal : runInOneBatch;
}

QCoro::Task<Result<>> keepLease(RunPointer run)
{
    auto &lease = run->request.lease;
    if (steady_clock::now() - lease.renewedAt < run->request.times.renewAfter)
        co_return Ok{};
    const auto renewed = co_await renewLease(run->request.database, lease, run->request.times);
    if (renewed)
        run->request.lease.renewedAt = steady_clock::now();
    co_return renewed;
}

QCoro::Task<StepOutcome> runStep(RunPointer run, int index)
{
    const PlanStep step = run->step(index);
    StepOutcome refused{ .id = step.migration.id, .action = step.action };
    refused.error = ownTransaction(step);
    if (!refused.error) {
        const auto kept = co_await keepLease(run);
        if (!kept)
            refused.error = kept.error();
    }
    if (refused.error)
        co_return refused;

    const auto start = steady_clock::now();
    auto task = wayOf(step)(run, index);
    StepOutcome outcome = co_await task;
    outcome.duration = since(start);
    if (outcome.outcome == StepOutcome::Outcome::Done) {
        const auto entry = runstep::entryFor(*run, index);
        run->durations.append(
            ledgersql::recordDuration(entry, run->request.clock(), outcome.duration));
    }
    co_return outcome;
}

RunReport untouched(const Plan &plan)
{
    RunReport report;
    for (const auto &step : plan.steps)
        report.steps.append(StepOutcome{ .id = step.migration.id, .action = step.action });
    return report;
}

// The failed step was undone, but those before it stay.
Error besideEarlierSteps(Error error, const QList<StepOutcome> &steps)
{
    const bool anyDone = std::any_of(steps.cbegin(), steps.cend(), [](const StepOutcome &step) {
        return step.outcome == StepOutcome::Outcome::Done;
    });
    if (anyDone && error.databaseState == DatabaseState::Unchanged)
        error.databaseState = DatabaseState::Changed;
    return error;
}

void announce(const Run &run, int index)
{
    const PlanStep &step = run.step(index);
    const auto verb = step.action == PlanStep::Action::Apply ? u"Applying "_s : u"Rolling back "_s;
    const bool imports = step.channel == PlanStep::Channel::Import;
    const auto way
        = imports ? u" by D1's import; nobody can use the database meanwhile"_s : QString();
    report(run.conduct.progress,
           { .text = verb + step.migration.id + way,
             .done = index,
             .total = run.request.plan.steps.size(),
             .database = run.request.names.stream });
    if (run.request.observer.stepStarting)
        run.request.observer.stepStarting(step);
}

} // namespace

QCoro::Task<RunReport> runPlan(RunRequest request, Conduct conduct)
{
    const auto run = std::make_shared<Run>(Run{ .request = request,
                                                .planHash = request.plan.hash(),
                                                .conduct = conduct,
                                                .head = request.plan.head,
                                                .ledgerExists = request.plan.ledgerExists });
    RunReport report = untouched(request.plan);
    for (int index = 0; index < int(report.steps.size()) && !report.error; ++index) {
        if (conduct.stop.stop_requested()) {
            report.error = cancelled();
            break;
        }
        announce(*run, index);
        const StepOutcome outcome = co_await runStep(run, index);
        report.steps[index] = outcome;
        report.error = outcome.error;
        if (request.observer.stepFinished)
            request.observer.stepFinished(outcome);
    }
    if (report.error)
        report.error = besideEarlierSteps(*report.error, report.steps);
    report.durations = run->durations;
    co_return report;
}

} // namespace tidemark
