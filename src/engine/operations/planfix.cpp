#include "planfix.h"

#include "attempt.h"
#include "checkdrift.h"
#include "differencesql.h"
#include "driftfile.h"

#include <engine/base/files.h>
#include <engine/migration/replay.h>
#include <engine/safety/rehearsal.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// "CREATE TABLE IF NOT EXISTS …", "DROP INDEX IF EXISTS …": what does nothing where it was done already.
QByteArray repeatable(const QByteArray &statement)
{
    const auto tokens = significantTokens(statement);
    const bool creates = !tokens.isEmpty() && isKeyword(statement, tokens.first(), "CREATE");
    const bool drops = !tokens.isEmpty() && isKeyword(statement, tokens.first(), "DROP");
    if (!creates && !drops)
        return statement;
    for (qsizetype i = 1; i + 1 < tokens.size() && i < 4; ++i) {
        const Token &token = tokens.at(i);
        const bool isKind
            = isKeyword(statement, token, "TABLE") || isKeyword(statement, token, "INDEX")
              || isKeyword(statement, token, "VIEW") || isKeyword(statement, token, "TRIGGER");
        if (!isKind)
            continue;
        if (isKeyword(statement, tokens.at(i + 1), "IF"))
            return statement;
        const QByteArray clause = creates ? " IF NOT EXISTS" : " IF EXISTS";
        return statement.left(token.end()) + clause + statement.mid(token.end());
    }
    return statement;
}

QStringList childrenOf(const Schema &schema, const QString &table)
{
    QStringList children;
    const auto references = schema.childrenOf(table);
    for (const ChildReference &reference : references)
        children.append(reference.child.toLower());
    children.sort();
    return children;
}

/// A rebuild takes rows along that it knows of: those of columns and of children that both schemas have.
bool isSafeElsewhere(const Schema &recorded, const Schema &live, const ComparedTable &table)
{
    const bool losesColumn
        = std::any_of(table.columns.begin(), table.columns.end(), [](const ComparedPart &column) {
              return column.outcome == ComparedPart::Outcome::Missing;
          });
    return !losesColumn && childrenOf(recorded, table.name) == childrenOf(live, table.name);
}

QList<QByteArray> rebuilds(const Schema &recorded, const Schema &live)
{
    QList<QByteArray> candidates;
    const SchemaComparison comparison = compareSchemas(recorded, live);
    for (const ComparedTable &table : comparison.tables) {
        const bool hasSurplus
            = table.outcome == ComparedPart::Outcome::Changed
              && std::any_of(table.columns.begin(), table.columns.end(), [](const auto &column) {
                     return column.outcome == ComparedPart::Outcome::Unexpected;
                 });
        if ((!needsRebuild(table) && !hasSurplus) || !isSafeElsewhere(recorded, live, table))
            continue;
        if (const auto rebuild = safeRebuild(live, table.name, table.expectedSql))
            candidates.append(rebuild->trimmed());
    }
    return candidates;
}

/// Single objects first: a rebuild takes the indexes and triggers along that it finds.
QList<QByteArray> repairCandidates(const Schema &recorded, const Schema &live)
{
    QList<QByteArray> candidates;
    for (const QByteArray &statement : differenceScript(recorded, live).statements)
        candidates.append(repeatable(statement));
    for (const QList<QByteArray> &statements : replacements(recorded, live)) {
        QList<QByteArray> steps;
        std::transform(statements.begin(), statements.end(), std::back_inserter(steps), repeatable);
        candidates.append(steps.join(";\n"));
    }
    return candidates;
}

Result<SqliteConnection> built(const Schema &schema)
{
    auto scratch = SqliteConnection::open(u":memory:"_s);
    if (!scratch)
        return scratch.error();
    for (const QByteArray &statement : creationStatements(schema)) {
        if (auto made = scratch->run(statement); !made)
            return made.error();
    }
    return scratch;
}

/// Keeps a statement if it brings the database nearer to what is recorded, and changes nothing where it is that already.
class Repair
{
public:
    Repair(SqliteConnection here, SqliteConnection elsewhere, Schema recorded, const Schema &live)
        : m_here(std::move(here))
        , m_elsewhere(std::move(elsewhere))
        , m_recorded(std::move(recorded))
        , m_proposal{ .left = schemaDifferences(m_recorded, live) }
    {}

    [[nodiscard]] Result<> tryAll(const QList<QByteArray> &statements)
    {
        for (const QByteArray &statement : statements) {
            if (const auto tried = tryOne(statement); !tried)
                return tried;
        }
        return Ok{};
    }
    [[nodiscard]] Result<Schema> mended() { return m_here.schema(); }
    [[nodiscard]] const FixProposal &proposal() const { return m_proposal; }

private:
    Result<> tryOne(const QByteArray &statement)
    {
        const auto mended = attempt(m_here, statement);
        const auto left = mended ? schemaDifferences(m_recorded, *mended) : m_proposal.left;
        const auto untouched = attempt(m_elsewhere, statement);
        const bool helps = left.size() < m_proposal.left.size() && untouched
                           && schemaDifferences(m_recorded, *untouched).isEmpty();
        if (helps) {
            m_proposal.statements.append(statement);
            m_proposal.left = left;
        }
        if (const auto ended = endAttempt(m_here, helps); !ended)
            return ended;
        return endAttempt(m_elsewhere, false);
    }

    SqliteConnection m_here;
    SqliteConnection m_elsewhere;
    Schema m_recorded;
    FixProposal m_proposal;
};

Result<FixProposal> provedRepair(const Schema &recorded, const Schema &live)
{
    auto here = built(live);
    if (!here)
        return here.error();
    auto elsewhere = built(recorded);
    if (!elsewhere)
        return elsewhere.error();
    Repair repair(std::move(*here), std::move(*elsewhere), recorded, live);
    // Twice: an index may wait for the table that a rebuild makes.
    for (int round = 0; round < 2; ++round) {
        for (const auto candidates : { repairCandidates, rebuilds }) {
            const auto now = repair.mended();
            if (!now)
                return now.error();
            if (const auto tried = repair.tryAll(candidates(recorded, *now)); !tried)
                return tried.error();
        }
    }
    return repair.proposal();
}

FixProposal absorbing(const CheckDrift::Report &report)
{
    FixProposal proposal{ .way = FixProposal::Way::Absorb, .left = report.differences };
    for (const CheckDrift::ProvedStatement &statement : report.proved) {
        proposal.statements.append(statement.sql);
        for (const SchemaDifference &settled : statement.settles)
            proposal.left.removeOne(settled);
    }
    return proposal;
}

QStringList withoutEffect(const StreamStatus &status)
{
    QStringList ids;
    for (const MigrationStatus &migration : status.migrations) {
        if (migration.state == MigrationState::RecordedNotEffective)
            ids.append(migration.id);
    }
    return ids;
}

QByteArray explanation(const FixProposal &proposal)
{
    return proposal.way == FixProposal::Way::Repair
               ? "-- Brings a database back to what the migrations before this one make. Where "
                 "nothing "
                 "is wrong, nothing changes.\n"
               : "-- Takes over what was changed outside of the migrations. Record it with adopt "
                 "where it is there already.\n";
}

} // namespace

QCoro::Task<Result<FixProposals>>
proposeFix(EnginePointer engine, SelectedTarget selected, Conduct conduct)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return missingDatabase(selected.target);
    Selection alone;
    alone.targets.append(selected);
    const CheckDrift drift(engine);
    const CheckDrift::Wish wish;
    const auto reports = co_await drift.run(alone, wish, conduct);
    if (!reports)
        co_return reports.error();
    const auto &report = reports->first().outcome;
    if (!report)
        co_return report.error();
    const auto migrations = observed->recordedMigrations();
    const Schema live = streamSchema(observed->input);
    const auto profile = observed->profile();
    const auto proving = [migrations, profile, live]() -> Result<FixProposal> {
        const auto replayed = replay(migrations, profile);
        if (!replayed)
            return replayed.error();
        return provedRepair(replayed->schema(), live);
    };
    const auto repair = co_await engine->worker->run(proving);
    if (!repair)
        co_return repair.error();
    FixProposals proposals{ .repair = *repair,
                            .absorb = absorbing(*report),
                            .runAgain = withoutEffect(observed->status) };
    co_return proposals;
}

Result<QString>
writeFix(const EnginePointer &engine, const SelectedTarget &selected, const FixProposal &proposal)
{
    if (proposal.statements.isEmpty())
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"Nothing was found that a migration could mend."_s };
    QByteArray text = explanation(proposal);
    for (const QByteArray &statement : proposal.statements)
        text += statement + (statement.endsWith(';') ? "\n" : ";\n");
    const QString subject
        = proposal.way == FixProposal::Way::Repair ? u"repair drift"_s : u"absorb drift"_s;
    const auto files = migrationAbout(selected.stream, subject, text, engine->clock());
    if (!files)
        return files.error();
    if (auto saved = writeFileAtomically(files->upFile, files->upText + text, Overwrite::No);
        !saved)
        return saved.error();
    return files->upFile;
}

} // namespace tidemark
