#include "lintmigrations.h"

#include <engine/migration/replay.h>

#include <QFileInfo>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Finding fromProblem(const Error &problem)
{
    return { .rule = u"G001"_s,
             .title = u"unsound-directory"_s,
             .severity = Severity::Error,
             .migration = {},
             .file = problem.where.file,
             .line = problem.where.line,
             .statement = 0,
             .message = problem.message,
             .remedy = problem.remedy };
}

// The whole stream as a plan from nothing: what `up` on an empty database would do.
Plan planFromEmpty(const Stream &stream)
{
    Plan plan{ .stream = stream.config.name };
    plan.fingerprint = fingerprint({});
    for (const Migration &migration : stream.migrations)
        plan.steps.append({ .action = PlanStep::Action::Apply, .migration = migration });
    return plan;
}

// What only changes what is there: alone on the schema before it, nothing of it counts as made in the same run.
bool changesWhatIsThere(const Migration &migration)
{
    static const QList<StatementKind> changing{ StatementKind::Alter,
                                                StatementKind::Drop,
                                                StatementKind::Delete,
                                                StatementKind::Update,
                                                StatementKind::Insert };
    const auto &statements = migration.up.statements;
    return std::any_of(statements.begin(), statements.end(), [](const Statement &statement) {
        return changing.contains(statementKind(statement.text));
    });
}

// A file can be judged without a database only as far as its rows do not matter.
QList<Finding> asWarnings(const QList<Probe> &probes)
{
    QList<Finding> findings;
    for (const Probe &probe : probes) {
        findings.append(probe.finding);
        findings.last().severity = Severity::Warning;
    }
    return findings;
}

void addNew(QList<Finding> &findings, const QList<Finding> &more)
{
    for (const Finding &finding : more) {
        const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding &other) {
            return other.rule == finding.rule && other.file == finding.file
                   && other.line == finding.line && other.object == finding.object;
        });
        if (!known)
            findings.append(finding);
    }
}

// Each migration that changes what is there, alone on a filled database with the schema before it.
Result<QList<Finding>> lintOneByOne(const RehearsalRequest &whole, const QSet<QString> &only)
{
    QList<Finding> findings;
    const auto replayed = replay(whole.stream.migrations, whole.profile);
    if (!replayed)
        return findings; // the whole plan has told where it fails
    Schema before;
    for (qsizetype i = 0; i < whole.plan.steps.size(); ++i) {
        const PlanStep &step = whole.plan.steps.at(i);
        const bool isMeant = only.isEmpty() || only.contains(step.migration.up.file);
        if (isMeant && changesWhatIsThere(step.migration)) {
            RehearsalRequest alone = whole;
            alone.plan.steps = { step };
            alone.live = before;
            const auto rehearsed = rehearse(alone);
            if (!rehearsed)
                return rehearsed.error();
            addNew(findings, rehearsed->findings + asWarnings(rehearsed->probes));
        }
        before = replayed->steps.at(i).after;
    }
    return findings;
}

Result<LintMigrations::Report> lint(const RehearsalRequest &request, const QSet<QString> &only)
{
    LintMigrations::Report report{ .stream = request.stream.config.name, .findings = {} };
    for (const Error &problem : request.stream.problems)
        report.findings.append(fromProblem(problem));
    const auto rehearsed = rehearse(request);
    if (!rehearsed)
        return rehearsed.error();
    report.findings += rehearsed->findings;
    const auto alone = lintOneByOne(request, only);
    if (!alone)
        return alone.error();
    addNew(report.findings, *alone);
    if (!only.isEmpty()) {
        report.findings.removeIf([&only](const Finding &finding) {
            return !only.contains(QFileInfo(finding.file).absoluteFilePath());
        });
    }
    return report;
}

} // namespace

QCoro::Task<Result<QList<TargetResult<LintMigrations::Report>>>>
LintMigrations::run(Selection selection, QStringList files, Conduct conduct) const
{
    const auto engine = m_engine;
    QSet<QString> only;
    for (const QString &file : files) {
        if (!QFileInfo::exists(file)) {
            co_return Error{ .kind = Error::Kind::MissingInput,
                             .message = u"There is no file %1."_s.arg(file),
                             .remedy = u"Check the path."_s,
                             .where = { .file = file } };
        }
        only.insert(QFileInfo(file).absoluteFilePath());
    }
    QList<TargetResult<Report>> reports;
    for (const SelectedTarget &selected : selection.targets) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        RehearsalRequest request{
            .plan = planFromEmpty(selected.stream),
            .stream = selected.stream,
            .live = {},
            .profile = optionsFor(selected.target, SqliteOptions::Access::ReadOnly).profile
        };
        request.owners = selection.owners;
        const auto linting = [request, only] { return lint(request, only); };
        auto report = co_await engine->worker->run(linting);
        reports.append({ selected.target, std::move(report) });
    }
    co_return reports;
}

} // namespace tidemark
