#include "statuscommand.h"

#include "../json.h"
#include "../texts.h"
#include "boardreport.h"

#include <engine/operations/showstatus.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

QString StatusCommand::name() const
{
    return u"status"_s;
}

QString StatusCommand::synopsis() const
{
    return u"status [--check] [--all-environments] [--format table|markdown]"_s;
}

QString StatusCommand::summary() const
{
    return u"every migration of every database: state, applied when, by what"_s;
}

QList<OptionSpec> StatusCommand::options() const
{
    return {
        { u"check"_s, {}, u"exit with 2 unless every database is up to date"_s },
        { u"all-environments"_s,
          {},
          u"a line for each database in each environment, local and remote, with schema and backup"_s },
        { u"format"_s, u"FORMAT"_s, u"table (default) or markdown"_s }
    };
}

QCoro::Task<Report> StatusCommand::run(Invocation invocation) const
{
    const QString format = invocation.arguments.has(u"format"_s)
                               ? invocation.arguments.value(u"format"_s)
                               : u"table"_s;
    if (format != "table"_L1 && format != "markdown"_L1)
        co_return failed({ .kind = Error::Kind::Usage,
                           .message = u"--format takes table or markdown, not %1."_s.arg(format),
                           .remedy = u"status --format markdown"_s });
    const TableStyle style = format == "markdown"_L1 ? TableStyle::Markdown : TableStyle::Plain;
    const bool check = invocation.arguments.has(u"check"_s);
    if (invocation.arguments.has(u"all-environments"_s))
        co_return co_await boardReport(invocation, style, check);
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const ShowStatus operation(invocation.engine);
    const auto results = co_await operation.run(*selection, invocation.conduct);
    if (!results)
        co_return failed(results.error());
    Report report;
    for (const auto &result : *results) {
        TargetReport target{ .target = result.target };
        if (result.outcome) {
            const StreamStatus &status = result.outcome->status;
            target.state = stateName(status.state);
            if (invocation.arguments.json())
                target.fields.insert(u"migrations"_s, migrationsJson(status));
            else
                report.text += statusText(result.target, status, style);
            if (check)
                target.error = differenceOf(status);
        } else {
            target.state = stateName(TargetState::Unreachable);
            target.error = result.outcome.error();
        }
        report.targets.append(target);
    }
    co_return report;
}

} // namespace tidemark::cli
