#include "runjournal.h"

#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QJsonObject describedStep(const StepOutcome &step)
{
    QJsonArray statements;
    for (const auto duration : step.statementDurations)
        statements.append(static_cast<double>(duration.count()) / 1000.0);
    QJsonObject details{ { u"id"_s, step.id },
                         { u"action"_s, actionName(step.action) },
                         { u"outcome"_s, outcomeName(step.outcome) },
                         { u"duration_ms"_s, static_cast<qint64>(step.duration.count()) },
                         { u"statement_ms"_s, statements } };
    if (step.error)
        details.insert(u"error"_s, step.error->message);
    return details;
}

QJsonObject processOf(const RunIdentity &identity)
{
    return { { u"machine"_s, identity.machine },
             { u"pid"_s, identity.pid },
             { u"start"_s, identity.processStart } };
}

} // namespace

Error afterTheFact(Error error)
{
    error.kind = Error::Kind::Database;
    error.databaseState = DatabaseState::Changed;
    error.message = u"The work was done, but its end could not be noted. "_s + error.message;
    error.remedy
        = u"The database is as `tidemark-cli status` shows it. Free some space on the disk of "
          u"the journal before the next run."_s;
    return error;
}

QString outcomeName(StepOutcome::Outcome outcome)
{
    switch (outcome) {
    case StepOutcome::Outcome::Done:
        return u"done"_s;
    case StepOutcome::Outcome::Failed:
        return u"failed"_s;
    case StepOutcome::Outcome::Skipped:
        return u"skipped"_s;
    case StepOutcome::Outcome::Indeterminate:
        return u"indeterminate"_s;
    }
    return {};
}

QString actionName(PlanStep::Action action)
{
    return action == PlanStep::Action::Apply ? u"apply"_s : u"roll-back"_s;
}

QString channelName(PlanStep::Channel channel)
{
    return channel == PlanStep::Channel::Import ? u"import"_s : u"batch"_s;
}

RunJournal::RunJournal(EnginePointer engine, RunIdentity identity, Target target)
    : m_engine(std::move(engine))
    , m_identity(std::move(identity))
    , m_target(std::move(target))
{}

Result<> RunJournal::note(const QString &event, const QJsonObject &details) const
{
    JournalEvent noted{ .at = m_engine->clock(),
                        .event = event,
                        .run = m_identity.runId,
                        .target = m_target.label(),
                        .targetKey = m_target.key(),
                        .details = details };
    if (event.endsWith("-started"_L1))
        noted.details.insert(u"process"_s, processOf(m_identity));
    // A step stands in the ledger by then; should the machine lose power, that is what is believed.
    const auto sync = event == "step-finished"_L1 ? Journal::Sync::WithNext : Journal::Sync::Now;
    return m_engine->journal.append(noted, sync);
}

Result<> RunJournal::runStarted(const Plan &plan, const SafetyPoint &safetyPoint) const
{
    QJsonArray steps;
    QJsonArray imports; // what D1 may still run when this process is gone
    for (const PlanStep &step : plan.steps) {
        steps.append(step.migration.id);
        if (step.channel == PlanStep::Channel::Import)
            imports.append(step.migration.id);
    }
    return note(u"run-started"_s,
                { { u"direction"_s, actionName(plan.direction) },
                  { u"plan"_s, plan.hash() },
                  { u"steps"_s, steps },
                  { u"imports"_s, imports },
                  { u"safety_point"_s, safetyPoint.value },
                  { u"actor"_s, m_identity.actor } });
}

Result<> RunJournal::runFinished(const CompletedRun &completed) const
{
    QJsonArray done;
    for (const StepOutcome &step : completed.report.steps) {
        if (step.outcome == StepOutcome::Outcome::Done)
            done.append(step.id);
    }
    QJsonObject details{ { u"outcome"_s, completed.error ? u"failed"_s : u"done"_s },
                         { u"done"_s, done } };
    if (completed.error) {
        details.insert(u"error"_s, completed.error->message);
        details.insert(u"database_state"_s, stateName(completed.error->databaseState));
    }
    return note(u"run-finished"_s, details);
}

RunObserver RunJournal::observer() const
{
    const RunJournal self = *this;
    return { .stepStarting = {}, .stepFinished = [self](const StepOutcome &step) {
                if (step.outcome == StepOutcome::Outcome::Skipped)
                    return;
                const auto noted = self.note(u"step-finished"_s, describedStep(step));
                Q_UNUSED(noted)
            } };
}

} // namespace tidemark
