#include "boardreport.h"

#include "../json.h"
#include "../texts.h"

#include <engine/operations/statusboard.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString verdictName(BoardFacts::SchemaVerdict verdict)
{
    switch (verdict) {
    case BoardFacts::SchemaVerdict::Matches:
        return u"matches"_s;
    case BoardFacts::SchemaVerdict::Differs:
        return u"differs"_s;
    case BoardFacts::SchemaVerdict::NothingRecorded:
        return u"nothing-recorded"_s;
    case BoardFacts::SchemaVerdict::NotComparable:
        return u"not-comparable"_s;
    }
    return {};
}

QJsonValue boardBackupJson(const std::optional<BackupManifest> &backup)
{
    if (!backup)
        return QJsonValue::Null;
    return QJsonObject{ { u"taken_at"_s, rfc3339(backup->takenAt) },
                        { u"verified"_s, backup->verified } };
}

QJsonObject boardJson(const BoardFacts &facts)
{
    return { { u"applied"_s, facts.status.applied() },
             { u"pending"_s, facts.status.pending() },
             { u"last_applied_at"_s,
               facts.lastApplied.isValid() ? QJsonValue(rfc3339(facts.lastApplied))
                                           : QJsonValue::Null },
             { u"schema_verdict"_s, verdictName(facts.schema) },
             { u"differences"_s, differencesJson(facts.differences) },
             { u"backup"_s, boardBackupJson(facts.backup) },
             { u"time_travel"_s, facts.timeTravels } };
}

QString minutes(const QDateTime &moment)
{
    return moment.isValid() ? moment.toUTC().toString(u"yyyy-MM-dd hh:mm"_s) : u"-"_s;
}

QString backupText(const std::optional<BackupManifest> &backup)
{
    if (!backup)
        return u"none"_s;
    return minutes(backup->takenAt) + (backup->verified ? u", verified"_s : u", not verified"_s);
}

QString schemaText(const BoardFacts &facts)
{
    if (facts.schema != BoardFacts::SchemaVerdict::Differs)
        return verdictName(facts.schema);
    return counted(facts.differences.size(), u"difference"_s, u"differences"_s);
}

QStringList lineOf(const Target &target, const BoardFacts &facts)
{
    return { target.stream,
             target.environmentWord(),
             stateName(facts.status.state),
             QString::number(facts.status.applied()),
             QString::number(facts.status.pending()),
             minutes(facts.lastApplied),
             schemaText(facts),
             backupText(facts.backup) };
}

QStringList lineOf(const Target &target)
{
    const QString none = u"-"_s;
    return { target.stream,
             target.environmentWord(),
             stateName(TargetState::Unreachable),
             none,
             none,
             none,
             none,
             none };
}

Result<QList<EnvironmentSelection>> everything(const Invocation &invocation)
{
    for (const QString &narrowing : { u"env"_s, u"local"_s, u"remote"_s, u"url"_s }) {
        if (invocation.arguments.has(narrowing))
            return Error{ .kind = Error::Kind::Usage,
                          .message
                          = u"--all-environments and --%1 exclude each other."_s.arg(narrowing),
                          .remedy = u"Leave one of them out."_s };
    }
    const auto way = invocation.cloudflare();
    if (!way)
        return way.error();
    invocation.engine->cloudflare->use(*way);
    const SelectionRequest request = invocation.arguments.selection(invocation.engine->environment);
    auto all = selectAll(invocation.engine, request);
    if (!all || request.databases.isEmpty())
        return all;
    for (EnvironmentSelection &each : *all) {
        if (each.selection)
            each.selection->targets.removeIf([&request](const SelectedTarget &selected) {
                return !request.databases.contains(selected.target.stream)
                       && !request.databases.contains(selected.target.name);
            });
    }
    return all;
}

// What could not even be selected stands there as an environment without databases.
QList<TargetReport> unreadable(const QList<EnvironmentSelection> &environments)
{
    QList<TargetReport> reports;
    for (const EnvironmentSelection &each : environments) {
        if (!each.selection)
            reports.append({ .target = { .environment = each.environment, .place = each.place },
                             .state = stateName(TargetState::Unreachable),
                             .error = each.selection.error() });
    }
    return reports;
}

} // namespace

std::optional<Error> differenceOf(const StreamStatus &status)
{
    if (status.state == TargetState::UpToDate)
        return std::nullopt;
    const bool unsound = status.state == TargetState::Diverged || status.state == TargetState::Dirty
                         || status.state == TargetState::Unmanaged;
    return Error{ .kind = unsound ? Error::Kind::History : Error::Kind::Difference,
                  .message = u"The database is %1."_s.arg(stateName(status.state)),
                  .remedy = u"`tidemark-cli status` shows which migrations."_s };
}

QCoro::Task<Report> boardReport(Invocation invocation, TableStyle style, bool check)
{
    const auto environments = everything(invocation);
    if (!environments)
        co_return failed(environments.error());
    const StatusBoard board(invocation.engine);
    const auto results = co_await board.run(*environments, invocation.conduct);
    if (!results)
        co_return failed(results.error());
    Report report;
    TextTable table({ u"database"_s,
                      u"environment"_s,
                      u"state"_s,
                      u"applied"_s,
                      u"pending"_s,
                      u"last applied (UTC)"_s,
                      u"schema"_s,
                      u"backup (UTC)"_s });
    for (const auto &result : *results) {
        TargetReport target{ .target = result.target,
                             .state = stateName(TargetState::Unreachable) };
        if (result.outcome) {
            target.state = stateName(result.outcome->status.state);
            target.fields = boardJson(*result.outcome);
            if (check)
                target.error = differenceOf(result.outcome->status);
            table.add(lineOf(result.target, *result.outcome));
        } else {
            target.error = result.outcome.error();
            table.add(lineOf(result.target));
        }
        report.targets.append(target);
    }
    report.targets += unreadable(*environments);
    report.text = table.isEmpty() ? QString() : table.text(style);
    co_return report;
}

} // namespace tidemark::cli
