#include "rehearsal.h"

#include "canaries.h"
#include "filerules.h"
#include "steprehearsal.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Builds @p schema; the names of views, triggers and indexes that this SQLite cannot make are returned.
Result<QStringList> buildSchema(Substitute &substitute, const Schema &schema)
{
    QStringList left;
    for (const QByteArray &statement : creationStatements(schema)) {
        const auto made = substitute.run(statement);
        if (made)
            continue;
        const StatementShape shape = shapeOf(statement);
        if (shape.form == StatementShape::Form::CreateTable
            || shape.form == StatementShape::Form::CreateVirtualTable)
            return Error{ .message = u"The table %1 cannot be rebuilt for the rehearsal: %2"_s.arg(
                              shape.target, made.error().message) };
        left << shape.target;
    }
    return left;
}

QByteArray insertStatement(const Table &table)
{
    QByteArrayList names;
    for (const Column &column : table.columns) {
        if (column.kind == Column::Kind::Ordinary)
            names << quoted(column.name);
    }
    const QByteArrayList marks(names.size(), "?");
    return "INSERT INTO " + quoted(table.name) + "(" + names.join(',') + ") VALUES("
           + marks.join(',') + ")";
}

/// A row may hold all columns or those that are stored as given.
Row storedValues(const Table &table, const Row &row)
{
    const auto stored = std::ranges::count(table.columns, Column::Kind::Ordinary, &Column::kind);
    if (row.size() == stored || row.size() != table.columns.size())
        return row;
    Row values;
    for (qsizetype i = 0; i < row.size(); ++i) {
        if (table.columns.at(i).kind == Column::Kind::Ordinary)
            values << row.at(i);
    }
    return values;
}

Result<> loadRows(Substitute &substitute, const Schema &schema, const RowSource &rows)
{
    if (const auto begun = substitute.run("BEGIN"); !begun)
        return begun;
    for (const Table *table : parentsFirst(schema)) {
        const QByteArray sql = insertStatement(*table);
        const auto loaded = rows(*table, [&](const Row &row) -> Result<> {
            return substitute.insert(sql, storedValues(*table, row));
        });
        if (!loaded)
            return loaded;
    }
    return substitute.run("COMMIT");
}

/// The whole of a rehearsal, step after step.
class Rehearsal
{
public:
    Rehearsal(const RehearsalRequest &request, const Conduct &conduct)
        : m_request(request)
        , m_conduct(conduct)
        , m_live(userPartWithKeys(request.live))
        , m_book(request.allowedRules)
    {}

    Result<RehearsalReport> run();

private:
    Result<> build(Substitute &substitute, Substitute &liveSchema);
    Result<> runSteps(RunState &state);
    void lint();
    void compare(RunState &state);
    void compareRows(const RunState &state, const RowCounts &after);

    const RehearsalRequest &m_request;
    const Conduct &m_conduct;
    Schema m_live;
    FindingBook m_book;
    RowCounts m_counts; ///< at the start
    RehearsalReport m_report;
    bool m_stopped = false;
};

void Rehearsal::lint()
{
    QList<Migration> migrations;
    for (const PlanStep &step : m_request.plan.steps) {
        m_book.declare(step.migration.id, step.script());
        migrations << step.migration;
    }
    if (m_request.plan.direction == PlanStep::Action::Apply)
        lintNames(m_request.stream, migrations, m_book);
    for (const PlanStep &step : m_request.plan.steps)
        lintScript(step.migration.id, step.script(), m_book);
    lintPhases(m_request, m_book);
}

Result<> Rehearsal::build(Substitute &substitute, Substitute &liveSchema)
{
    for (Substitute *one : { &substitute, &liveSchema }) {
        one->setForeignKeys(false);
        one->setTriggers(false);
        const auto left = buildSchema(*one, m_live);
        if (!left)
            return left.error();
        m_report.notRehearsed = *left;
    }
    if (m_request.rows) {
        if (const auto loaded = loadRows(substitute, m_live, m_request.rows); !loaded)
            return loaded;
    } else {
        m_report.notRehearsed << seedCanaries(substitute, m_live);
    }
    substitute.setForeignKeys(true);
    substitute.setTriggers(true);
    return Ok{};
}

Result<> Rehearsal::runSteps(RunState &state)
{
    StepRehearsal rehearsal(state, m_request, m_counts);
    const auto &steps = m_request.plan.steps;
    for (qsizetype i = 0; i < steps.size(); ++i) {
        if (m_conduct.stop.stop_requested())
            return cancelled();
        report(m_conduct.progress,
               { .text = u"Rehearsing %1"_s.arg(steps.at(i).migration.id),
                 .done = i,
                 .total = steps.size(),
                 .database = m_request.plan.stream });
        auto step = rehearsal.run(steps.at(i), m_conduct.stop);
        if (!step)
            return step.error();
        if (!step->has_value()) {
            m_stopped = true;
            // The schema that later migrations would meet is not known; their text is.
            for (const PlanStep &left : steps.mid(i))
                rehearsal.readOn(left);
            return Ok{};
        }
        m_report.steps << **step;
    }
    return Ok{};
}

void Rehearsal::compareRows(const RunState &state, const RowCounts &after)
{
    QStringList names = m_counts.keys() + after.keys();
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        RowChange change{ .table = name, .before = {}, .after = {} };
        if (m_counts.contains(name))
            change.before = m_counts.value(name);
        if (after.contains(name))
            change.after = after.value(name);
        if (change.before == change.after || change.before.value_or(0) == change.after.value_or(0))
            continue;
        change.liveBefore = state.liveCount(name);
        change.lost = state.lostTables.contains(nameKey(name));
        m_report.rowChanges << change;
    }
    std::ranges::stable_sort(m_report.rowChanges, std::ranges::greater(), &RowChange::lost);
}

void Rehearsal::compare(RunState &state)
{
    const auto schema = state.substitute.userSchema();
    if (!schema)
        return;
    m_report.schemaChanges = schemaDifferences(*schema, m_live);
    compareRows(state, state.substitute.counts(*schema));
}

Result<RehearsalReport> Rehearsal::run()
{
    auto substitute = Substitute::create(m_request.profile);
    auto liveSchema = Substitute::create(m_request.profile);
    if (!substitute || !liveSchema)
        return substitute ? liveSchema.error() : substitute.error();
    m_report.planHash = m_request.plan.hash();
    m_report.withData = static_cast<bool>(m_request.rows);
    lint();
    if (const auto built = build(*substitute, *liveSchema); !built)
        return built.error();
    m_counts = substitute->counts(m_live);
    RunState state{ m_request, *substitute, *liveSchema, m_book };
    if (const auto ran = runSteps(state); !ran)
        return ran.error();
    compare(state);
    for (Probe &probe : state.probes)
        probe.finding = m_book.allow(probe.finding);
    m_report.probes = state.probes;
    m_report.findings = m_book.finished(m_stopped ? FindingBook::Coverage::Partial
                                                  : FindingBook::Coverage::Complete);
    return m_report;
}

} // namespace

bool RehearsalReport::blocks() const
{
    return blocking() > 0;
}

int RehearsalReport::blocking() const
{
    return static_cast<int>(std::ranges::count_if(findings, &Finding::blocks));
}

Result<RehearsalReport> rehearse(const RehearsalRequest &request, const Conduct &conduct)
{
    return Rehearsal(request, conduct).run();
}

} // namespace tidemark
