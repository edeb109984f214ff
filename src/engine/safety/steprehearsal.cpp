#include "steprehearsal.h"

#include "cascades.h"
#include "downcheck.h"
#include "migrationrules.h"
#include "probesql.h"
#include "statementrules.h"

#include <engine/sql/identifier.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;
using std::chrono::steady_clock;

void reportBroken(StepContext &context,
                  const QMap<QString, QString> &before,
                  const QMap<QString, QString> &after)
{
    for (auto i = after.cbegin(); i != after.cend(); ++i) {
        if (before.contains(i.key()))
            continue;
        context.add(u"S111"_s, 0, i.key(), u"%1 no longer compiles: %2."_s.arg(i.key(), i.value()));
    }
}

/// A DROP TABLE of the script whose table others reference: the usual reason for a COMMIT that fails.
int droppedParent(const StepContext &context)
{
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (shape.form == Form::DropTable && !context.before.childrenOf(shape.target).isEmpty())
            return static_cast<int>(i) + 1;
    }
    return 0;
}

/// Whatever of its rows a statement writes, it says so to the authorizer: those of triggers and foreign keys too.
void noteTouched(StepContext &context, const Execution &execution)
{
    for (const AuthorizerEvent &event : execution.events) {
        switch (event.action) {
        case SQLITE_INSERT:
        case SQLITE_UPDATE: // OR REPLACE deletes
        case SQLITE_DELETE:
        case SQLITE_CREATE_TABLE:
        case SQLITE_DROP_TABLE:
            context.touchedTables.insert(nameKey(event.first));
            break;
        case SQLITE_ALTER_TABLE:
            context.touchedTables.insert(nameKey(event.second));
            break;
        default:
            break;
        }
    }
}

bool onlyCreates(const MigrationScript &script)
{
    return std::ranges::all_of(script.statements, [](const Statement &statement) {
        const StatementShape shape = shapeOf(statement.text);
        return (shape.form == Form::CreateTable && !shape.asSelect)
               || (shape.form == Form::CreateIndex && !shape.unique);
    });
}

} // namespace

StepRehearsal::StepRehearsal(RunState &state, const RehearsalRequest &request, RowCounts &counts)
    : m_state(state)
    , m_request(request)
    , m_counts(counts)
{
    if (request.plan.direction != PlanStep::Action::RollBack)
        return;
    if (auto replayed = replay(request.stream.migrations, request.profile))
        m_replay = std::move(*replayed);
}

Result<std::optional<RehearsedStep>> StepRehearsal::run(const PlanStep &step,
                                                        const std::stop_token &stop)
{
    if (const auto taken = takeSnapshot(step); !taken)
        return taken.error();
    // Each retry empties at least one table more, so the number of tables bounds the attempts.
    for (qsizetype left = m_counts.size() + 2; left > 0; --left) {
        StepContext context = stepContext(m_state, step);
        const auto started = steady_clock::now();
        const auto outcome = attempt(context, stop);
        if (!outcome)
            return outcome.error();
        if (*outcome == Outcome::Retry)
            continue;
        if (*outcome == Outcome::Stopped)
            break;
        m_stoppedAt = 0;
        m_step.duration
            = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - started);
        return std::optional(m_step);
    }
    m_stoppedIn = step.migration.id;
    return std::optional<RehearsedStep>();
}

void StepRehearsal::readOn(const PlanStep &step)
{
    StepContext context = stepContext(m_state, step);
    context.before = m_state.substitute.userSchema().valueOr({});
    const bool failed = step.migration.id == m_stoppedIn;
    if (failed && m_stoppedAt == 0)
        return; // all its statements have run
    const int first = failed ? m_stoppedAt + 1 : static_cast<int>(step.carriedOut) + 1;
    for (int number = first; number <= context.script.statements.size(); ++number)
        (void)checkStatement(context, number);
}

/// A step is tried again without canary rows that stood in its way, and with NULLs in columns that forbid them now. One
/// that only makes things cannot come to that.
Result<> StepRehearsal::takeSnapshot(const PlanStep &step)
{
    m_snapshot = nullptr;
    if (m_state.withData() || onlyCreates(step.script()))
        return Ok{};
    if (!m_snapshotPlace) {
        auto made = Substitute::create(m_request.profile);
        if (!made)
            return made.error();
        m_snapshotPlace.emplace(std::move(*made));
    }
    if (const auto copied = m_snapshotPlace->copyFrom(m_state.substitute); !copied)
        return copied;
    m_snapshot = &*m_snapshotPlace;
    return Ok{};
}

Result<StepRehearsal::Moment> StepRehearsal::look()
{
    auto schema = m_state.substitute.userSchema();
    if (!schema)
        return schema.error();
    Moment moment{ .schema = std::move(*schema) };
    moment.fingerprint = m_fingerprinter.of(moment.schema);
    moment.counts = m_state.substitute.counts(moment.schema);
    moment.broken = brokenObjects(m_state.substitute, moment.schema);
    moment.orphans = m_state.substitute.rows("PRAGMA foreign_key_check").valueOr({});
    return moment;
}

Result<StepRehearsal::Outcome> StepRehearsal::attempt(StepContext &context,
                                                      const std::stop_token &stop)
{
    m_state.substitute.setForeignKeys(true); // every step begins on a connection of its own
    auto before = m_reached ? Result<Moment>(*std::exchange(m_reached, std::nullopt)) : look();
    if (!before)
        return before.error();
    context.before = before->schema;
    context.countsBefore = before->counts;
    if (context.rollsBack())
        noteOwnObjects(context, m_replay);
    m_step
        = { .id = context.id(), .fingerprintBefore = before->fingerprint, .fingerprintAfter = {} };
    const bool transactional = context.script.header.transactional;
    if (transactional) {
        if (const auto begun = m_state.substitute.run("BEGIN"); !begun)
            return begun.error();
    }
    const auto ran = runStatements(context, stop);
    if (!ran || *ran != Outcome::Done) {
        if (m_state.substitute.inTransaction())
            (void)m_state.substitute.run("ROLLBACK");
        return ran;
    }
    tryDownScript(context);
    const Outcome committed = commit(context);
    if (committed == Outcome::Retry)
        return retry(
            context,
            tablesInTheWay(context, context.script.statements.at(droppedParent(context) - 1).text));
    if (committed == Outcome::Stopped)
        return committed;
    auto after = finish(context, *before);
    if (!after)
        return after.error();
    if (transactional) // else its pragmas are still in force
        m_reached = std::move(*after);
    return Outcome::Done;
}

Result<StepRehearsal::Outcome> StepRehearsal::runStatements(StepContext &context,
                                                            const std::stop_token &stop)
{
    for (int number = 1; number <= context.script.statements.size(); ++number) {
        if (stop.stop_requested())
            return cancelled();
        if (number <= context.step.carriedOut) {
            if (context.shapes.at(number - 1).form == Form::Pragma) // as the runner does
                (void)m_state.substitute.run(context.script.statements.at(number - 1).text);
            continue;
        }
        const Verdict verdict = runStatement(context, number, stop);
        if (stop.stop_requested())
            return cancelled();
        if (verdict.next == Verdict::Next::Retry)
            return retry(context, verdict.toEmpty);
        if (verdict.next == Verdict::Next::Stop) {
            m_stoppedAt = number;
            return Outcome::Stopped;
        }
    }
    return Outcome::Done;
}

Verdict StepRehearsal::runStatement(StepContext &context, int number, const std::stop_token &stop)
{
    const Verdict goOn{ Verdict::Next::Continue };
    const QByteArray sql = checkStatement(context, number);
    if (sql.isEmpty())
        return goOn;
    const StatementShape &shape = context.shapes.at(number - 1);
    checkQuotedStrings(context, number);
    const Schema guarded = shape.guarded ? m_state.substitute.userSchema().valueOr({}) : Schema{};
    const auto foreseen
        = shape.form == Form::Pragma ? Execution{} : m_state.substitute.prepare(sql);
    CascadeWatch cascades(context, number, foreseen.events);
    const bool scans = mayScan(context, number);
    const Execution execution = m_state.substitute.execute(sql, stop);
    if (stop.stop_requested())
        return goOn;
    noteTouched(context, execution);
    if (execution.failure)
        return judgeFailure(context, number, execution);
    cascades.report();
    checkEvents(context, number, execution);
    checkTriggers(context, number, execution);
    if (scans)
        checkVolume(context, number);
    checkMasked(context, number, guarded);
    return goOn;
}

StepRehearsal::Outcome StepRehearsal::commit(StepContext &context)
{
    if (!m_state.substitute.inTransaction())
        return Outcome::Done;
    if (!context.script.header.transactional) {
        context.add(u"G012"_s, 0, {}, u"The script leaves a transaction open."_s);
        (void)m_state.substitute.run("ROLLBACK");
        return Outcome::Stopped;
    }
    const auto committed = m_state.substitute.run("COMMIT");
    if (committed)
        return Outcome::Done;
    (void)m_state.substitute.run("ROLLBACK");
    const int drop = droppedParent(context);
    if (drop > 0)
        reportBlockedDrop(context, drop, { .message = committed.error().message });
    else
        context.add(u"S110"_s,
                    0,
                    {},
                    u"The migration cannot be committed: %1."_s.arg(committed.error().message));
    return drop > 0 && !m_state.withData() ? Outcome::Retry : Outcome::Stopped;
}

Result<StepRehearsal::Moment> StepRehearsal::finish(StepContext &context, const Moment &before)
{
    auto schema = m_state.substitute.userSchema();
    if (!schema)
        return schema.error();
    Moment after{ .schema = std::move(*schema) };
    after.fingerprint = m_fingerprinter.of(after.schema);
    after.counts = m_state.substitute.counts(after.schema, before.counts, context.touchedTables);
    after.orphans = m_state.substitute.rows("PRAGMA foreign_key_check").valueOr({});
    after.broken = brokenObjects(m_state.substitute, after.schema);
    m_step.fingerprintAfter = after.fingerprint;
    checkLosses(context, after.schema, after.counts);
    checkCompatibility(context, after.schema);
    checkIntegrity(context, after.schema, before.orphans, after.orphans);
    reportBroken(context, before.broken, after.broken);
    checkPortability(context, after.schema);
    checkMixture(context);
    checkNaming(context, after.schema);
    checkExports(context, after.schema);
    checkDuration(context);
    checkExpectations(context, after.counts);
    if (context.rollsBack())
        checkReturn(context, after.schema, m_replay);
    tryNulls(context, after.schema);
    noteCreated(context, after.schema);
    return after;
}

/// Canary rows hold values wherever they can; a column that becomes NOT NULL is tried once more with a NULL in it.
void StepRehearsal::tryNulls(const StepContext &context, const Schema &after)
{
    if (!m_snapshot)
        return;
    Counterparts<Table> counterparts(after.tables);
    for (const Table &table : std::as_const(context.before.tables)) {
        const Table *now = counterparts.of(table.name);
        const bool changed = now && *now != table;
        for (const Column &column : changed ? table.columns : QList<Column>()) {
            const Column *other = now->column(column.name);
            if (!other || column.notNull || !other->notNull || column.primaryKey > 0
                || context.isNewColumn(table.name, column.name))
                continue;
            auto trial = Substitute::create(m_request.profile);
            if (!trial || !trial->copyFrom(*m_snapshot))
                return;
            trial->setTriggers(false);
            if (!trial->run("UPDATE " + quoted(table.name) + " SET " + quoted(column.name)
                            + " = NULL"))
                continue;
            trial->setTriggers(true);
            const int first = static_cast<int>(context.step.carriedOut) + 1;
            for (int number = first; number <= context.script.statements.size(); ++number) {
                const auto run = trial->execute(context.script.statements.at(number - 1).text);
                if (!run.failure || !run.failure->message.startsWith("NOT NULL constraint"_L1))
                    continue;
                const Finding finding = m_state.book.make(
                    u"S206"_s, context.id(), number, table.name, run.failure->message + u'.');
                recordDoubt(
                    m_state, finding, nullsProbe(table.name, column.name), context.writtenBefore);
                break;
            }
        }
    }
}

Result<> StepRehearsal::restore(const QSet<QString> &toEmpty)
{
    if (const auto copied = m_state.substitute.copyFrom(*m_snapshot); !copied)
        return copied;
    m_state.substitute.setForeignKeys(false);
    m_state.substitute.setTriggers(false);
    for (const QString &table : toEmpty) {
        if (const auto emptied = m_state.substitute.run("DELETE FROM " + quoted(table)); !emptied)
            return Error{ .message = emptied.error().message };
        for (auto i = m_counts.begin(); i != m_counts.end(); ++i) {
            if (nameKey(i.key()) == table)
                i.value() = 0;
        }
    }
    m_state.substitute.setForeignKeys(true);
    m_state.substitute.setTriggers(true);
    return m_snapshot->copyFrom(m_state.substitute);
}

Result<StepRehearsal::Outcome> StepRehearsal::retry(StepContext &context,
                                                    const QSet<QString> &toEmpty)
{
    if (m_state.substitute.inTransaction())
        (void)m_state.substitute.run("ROLLBACK");
    if (!m_snapshot || toEmpty.isEmpty())
        return Outcome::Stopped;
    for (const QString &table : toEmpty) {
        if (!context.before.table(table))
            return Error{ .message = u"The table %1 is not there to be emptied."_s.arg(table) };
    }
    if (const auto restored = restore(toEmpty); !restored)
        return restored.error();
    return Outcome::Retry;
}

} // namespace tidemark
