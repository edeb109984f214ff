#include "plan.h"

#include "plangoal.h"

#include <engine/base/files.h>
#include <engine/sql/schemadiff.h>
#include <engine/sql/tokenizer.h>

#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error history(const QString &message, const QString &remedy)
{
    return { .kind = Error::Kind::History, .message = message, .remedy = remedy };
}

// A "transaction none" script that stopped goes on where it stopped; the runner checks what ran before.
bool isResumable(const MigrationStatus &status, const Migration *migration)
{
    return status.state == MigrationState::Failed && migration
           && !migration->up.header.transactional;
}

bool isPending(const MigrationStatus &status, const Migration *migration)
{
    return status.state == MigrationState::Pending || status.state == MigrationState::RolledBack
           || isResumable(status, migration);
}

Error refusal(const MigrationStatus &status, const Migration *migration)
{
    const QString sentence
        = u"%1 is %2. %3"_s.arg(status.id, stateName(status.state), status.remark);
    Error error = history(sentence, {});
    if (migration)
        error.where.file = migration->up.file;
    switch (status.state) {
    case MigrationState::Edited:
        error.remedy
            = u"Put the file back as it was and write a new migration, or accept the edit with "
              u"`tidemark-cli resolve %1 --accept-edit --reason TEXT`."_s.arg(status.id);
        break;
    case MigrationState::Missing:
        error.remedy
            = u"Put the file back, for example from the version control, or settle it with "
              u"`tidemark-cli resolve %1`."_s.arg(status.id);
        break;
    case MigrationState::RecordedNotEffective:
        error.remedy = u"Run it again after `tidemark-cli resolve %1 --pending --reason TEXT`, or "
                       u"restore the "
                       u"database to a time when it was in effect."_s.arg(status.id);
        break;
    case MigrationState::Duplicate:
        error.remedy
            = u"Give one of them a new number with `tidemark-cli renumber %1`; if both are applied "
              u"somewhere, declare the pair under `duplicates` in tidemark.toml."_s.arg(status.id);
        break;
    case MigrationState::Future:
        error.remedy = u"Use the checkout that has the file."_s;
        break;
    default:
        error.remedy
            = u"See what is in the database and say so with `tidemark-cli resolve %1 --applied` or "
              u"`--pending`."_s.arg(status.id);
        break;
    }
    return error;
}

bool forbidsWrites(MigrationState state)
{
    switch (state) {
    case MigrationState::Failed:
    case MigrationState::Indeterminate:
    case MigrationState::RecordedNotEffective:
    case MigrationState::Edited:
    case MigrationState::Missing:
    case MigrationState::Duplicate:
    case MigrationState::Blocked:
        return true;
    case MigrationState::Pending:
    case MigrationState::Applied:
    case MigrationState::AppliedOutOfOrder:
    case MigrationState::Adopted:
    case MigrationState::Baseline:
    case MigrationState::RolledBack:
    case MigrationState::EditedCosmetic:
    case MigrationState::Future:
    case MigrationState::Renamed:
        break;
    }
    return false;
}

// The plan's hash, head and warnings are the same for both directions.
Plan emptyPlan(const StatusInput &input, const StreamStatus &status, PlanStep::Action direction)
{
    Plan plan{ .stream = input.stream.config.name, .direction = direction };
    plan.head = input.ledger.head;
    plan.ledgerExists = input.ledger.exists;
    plan.fingerprint = status.fingerprint;
    for (const auto &migration : status.migrations) {
        const bool worthSaying = migration.state == MigrationState::EditedCosmetic
                                 || migration.state == MigrationState::Renamed
                                 || migration.state == MigrationState::Future;
        if (worthSaying)
            plan.warnings.append(migration.id + u": "_s + migration.remark);
    }
    if (status.drifted) {
        plan.warnings.append(
            u"The database's schema is not what its migrations make; `tidemark-cli drift` shows "
            u"the differences."_s);
    }
    return plan;
}

QSet<QString> namesIn(QByteArrayView sql)
{
    QSet<QString> names;
    for (const auto &token : significantTokens(sql)) {
        if (token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted)
            names.insert(QString::fromUtf8(identifierName(sql, token)).toLower());
    }
    return names;
}

QString objectOf(const SchemaDifference &difference)
{
    return difference.name.section(u'.', 0, 0);
}

// What the schema has beside its migrations. The half of a script that a stopped run left behind is no drift.
QList<SchemaDifference>
foreignDifferences(const Plan &plan, const Schema &expected, const Schema &live)
{
    auto differences = schemaDifferences(expected, live);
    for (const auto &step : plan.steps) {
        for (const auto &statement : step.script().statements.mid(0, step.carriedOut)) {
            const auto names = namesIn(statement.text);
            differences.removeIf([&names](const SchemaDifference &difference) {
                return names.contains(objectOf(difference).toLower());
            });
        }
    }
    return differences;
}

// Whoever defines objects anew and changes nothing of the migrations' schema can only want to mend: that is for drift, and
// it is rehearsed on the live schema as it is. A script that moves rows alone is none.
bool mends(const PlanStep &step, const Replay &replay)
{
    const ReplayStep *effect = replay.step(step.migration.id);
    if (!effect || effect->fingerprintBefore != effect->fingerprintAfter)
        return false;
    const auto &statements = step.script().statements;
    return std::any_of(statements.cbegin(), statements.cend(), [](const Statement &statement) {
        const auto tokens = significantTokens(statement.text);
        return !tokens.isEmpty()
               && (isKeyword(statement.text, tokens.first(), "CREATE")
                   || isKeyword(statement.text, tokens.first(), "DROP")
                   || isKeyword(statement.text, tokens.first(), "ALTER"));
    });
}

// Drift elsewhere is tolerated with a warning; drift in what a step names is not: nobody has rehearsed it in that shape.
std::optional<Error>
touchedDrift(const Plan &plan, const StatusInput &input, const StreamStatus &status)
{
    const auto expected = status.drifted ? expectedSchema(input, status) : std::nullopt;
    if (!expected)
        return std::nullopt;
    const auto differences = foreignDifferences(plan, *expected, streamSchema(input));
    for (const auto &step : plan.steps) {
        if (step.action == PlanStep::Action::Apply && mends(step, *input.replay))
            continue;
        const auto names = namesIn(step.script().text);
        for (const auto &difference : differences) {
            const QString object = objectOf(difference);
            if (!names.contains(object.toLower()))
                continue;
            Error error = history(
                u"%1 changes %2, which is not what the migrations make of it (%3: %4)."_s.arg(
                    step.migration.id,
                    object,
                    difference.name,
                    differenceKindName(difference.kind)),
                u"Look at `tidemark-cli drift`; write the difference as a migration with `drift "
                u"--write-migration`, or undo it, then plan again."_s);
            error.where.file = step.script().file;
            return error;
        }
    }
    return std::nullopt;
}

std::optional<Error> unmanaged(const StreamStatus &status)
{
    const bool nothingRecorded
        = std::none_of(status.migrations.cbegin(), status.migrations.cend(), [](const auto &m) {
              return m.inEffect || m.seq > 0;
          });
    if (status.state != TargetState::Unmanaged || !nothingRecorded)
        return std::nullopt;
    return history(u"The database has tables, but no record of any migration."_s,
                   u"If its tables come from these migrations, `tidemark-cli baseline` checks that "
                   u"and records it; "
                   u"`tidemark-cli adopt` takes over what another tool applied."_s);
}

Error outOfOrder(const MigrationStatus &status)
{
    return history(
        u"%1 is out of order. %2"_s.arg(status.id, status.remark),
        u"If it may run after the later ones, add --allow-out-of-order; else give it the next "
        u"number with "
        u"`tidemark-cli renumber %1`. If it is in the database already, `tidemark-cli adopt` records it."_s
            .arg(status.id));
}

// `--only` may leave earlier ones behind, which are out of order from then on.
void warnOfSkipped(Plan &plan, const plangoal::Index &index)
{
    const int last = index.position(plan.steps.constLast().migration.id);
    QSet<QString> planned;
    for (const auto &step : plan.steps)
        planned.insert(step.migration.id);
    for (const auto &migration : index.stream().migrations.mid(0, last)) {
        const bool skipped
            = !planned.contains(migration.id) && isPending(index.status(migration), &migration);
        if (skipped) {
            plan.warnings.append(
                u"%1 stays pending and will be out of order afterwards."_s.arg(migration.id));
        }
    }
}

std::optional<Error> soundness(const StatusInput &input, const plangoal::Index &index)
{
    if (!input.stream.problems.isEmpty())
        return input.stream.problems.first();
    for (const auto &status : index.status().migrations) {
        const Migration *migration = index.migration(status.id);
        if (forbidsWrites(status.state) && !isResumable(status, migration))
            return refusal(status, migration);
    }
    return std::nullopt;
}

} // namespace

const MigrationScript &PlanStep::script() const
{
    return action == Action::RollBack && migration.down ? *migration.down : migration.up;
}

QString Plan::hash() const
{
    QStringList facts{ stream,
                       direction == PlanStep::Action::Apply ? u"up"_s : u"down"_s,
                       QString::number(head),
                       fingerprint };
    for (const auto &step : steps) {
        facts.append(step.migration.id);
        facts.append(step.action == PlanStep::Action::Apply ? u"apply"_s : u"roll-back"_s);
        facts.append(step.script().checksum);
        if (step.channel == PlanStep::Channel::Import)
            facts.append(u"import"_s);
    }
    return sha256(facts.join(u'\n').toUtf8());
}

Result<Plan> planUp(const StatusInput &input, const StreamStatus &status, const UpGoal &goal)
{
    const plangoal::Index index(input.stream, status);
    if (const auto unsound = soundness(input, index))
        return *unsound;
    const auto wanted = plangoal::wanted(index, goal);
    if (!wanted)
        return wanted.error();
    Plan plan = emptyPlan(input, status, PlanStep::Action::Apply);
    for (const Migration *migration : *wanted) {
        const MigrationStatus &state = index.status(*migration);
        if (!isPending(state, migration))
            continue;
        if (state.outOfOrder && !goal.allowOutOfOrder)
            return outOfOrder(state);
        const LedgerEntry *entry = input.ledger.entry(migration->id);
        const bool resumes = isResumable(state, migration) && entry;
        plan.steps.append({ .migration = *migration,
                            .outOfOrder = state.outOfOrder,
                            .carriedOut = resumes ? entry->statementsApplied : 0 });
    }
    if (plan.isEmpty())
        return plan;
    if (const auto stranger = unmanaged(status))
        return *stranger;
    if (const auto drift = touchedDrift(plan, input, status))
        return *drift;
    warnOfSkipped(plan, index);
    return plan;
}

Result<Plan> planDown(const StatusInput &input, const StreamStatus &status, const QString &downTo)
{
    const plangoal::Index index(input.stream, status);
    if (const auto unsound = soundness(input, index))
        return *unsound;
    const auto undone = plangoal::undone(index, downTo);
    if (!undone)
        return undone.error();
    Plan plan = emptyPlan(input, status, PlanStep::Action::RollBack);
    QStringList withoutDown;
    for (const MigrationStatus *state : *undone) {
        const Migration *migration = index.migration(state->id);
        if (!migration)
            return refusal(*state, nullptr);
        if (state->state == MigrationState::Renamed) {
            return history(
                u"%1 cannot be rolled back under its new name. %2"_s.arg(state->id, state->remark),
                u"Give the file its old name back, roll it back, and rename it then."_s);
        }
        if (!migration->down)
            withoutDown.append(state->id);
        plan.steps.append({ .action = PlanStep::Action::RollBack, .migration = *migration });
    }
    if (!withoutDown.isEmpty()) {
        return history(
            u"There is no down script for %1; nothing was rolled back."_s.arg(
                withoutDown.join(u", "_s)),
            u"Write one, or a new migration that undoes it; or restore a safety point that "
            u"`tidemark-cli backups` lists."_s);
    }
    return plan;
}

} // namespace tidemark
