#include "lintmigrations.h"

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

Result<LintMigrations::Report> lint(const Stream &stream,
                                    SqliteOptions::Profile profile,
                                    const QMap<QString, QString> &owners,
                                    const QSet<QString> &only)
{
    LintMigrations::Report report{ .stream = stream.config.name, .findings = {} };
    for (const Error &problem : stream.problems)
        report.findings.append(fromProblem(problem));
    RehearsalRequest request{
        .plan = planFromEmpty(stream), .stream = stream, .live = {}, .profile = profile
    };
    request.owners = owners;
    const auto rehearsed = rehearse(request);
    if (!rehearsed)
        return rehearsed.error();
    report.findings += rehearsed->findings;
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
        const Stream stream = selected.stream;
        const auto profile = optionsFor(selected.target, SqliteOptions::Access::ReadOnly).profile;
        const auto owners = selection.owners;
        const auto linting
            = [stream, profile, owners, only] { return lint(stream, profile, owners, only); };
        auto report = co_await engine->worker->run(linting);
        reports.append({ selected.target, std::move(report) });
    }
    co_return reports;
}

} // namespace tidemark
