#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/bindings.h>
#include <engine/operations/managedatabases.h>
#include <engine/operations/timetravel.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

Error remoteUsage(const QString &message, const QString &remedy)
{
    return { .kind = Error::Kind::Usage, .message = message, .remedy = remedy };
}

QCoro::Task<Report> refuseRemotely(Error error)
{
    co_return failed(error);
}

Result<std::optional<QDateTime>> timeOf(const Arguments &arguments)
{
    const QString text = arguments.value(u"at"_s);
    if (text.isEmpty())
        return std::optional<QDateTime>();
    const QDateTime time = parseTime(text);
    if (!time.isValid())
        return remoteUsage(u"%1 is no time."_s.arg(text),
                           u"Write 2026-11-21T03:14:00Z, or seconds since 1970."_s);
    return std::optional(time);
}

QCoro::Task<Report> timeTravelInfo(Invocation invocation)
{
    const auto at = timeOf(invocation.arguments);
    if (!at)
        co_return failed(at.error());
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const TimeTravel operation(invocation.engine, *selection);
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        TargetReport target{ .target = selected.target };
        const auto info = co_await operation.info(selected, *at, invocation.conduct);
        if (info) {
            target.fields = { { u"bookmark"_s, info->bookmark },
                              { u"at"_s, rfc3339(info->at) },
                              { u"oldest"_s, rfc3339(info->oldest) } };
            report.text
                += u"%1\n  at        %2\n  bookmark  %3\n  oldest    %4 at the most (7 days on the free plan)\n"_s
                       .arg(selected.target.label(),
                            rfc3339(info->at),
                            info->bookmark,
                            rfc3339(info->oldest));
        } else {
            target.error = info.error();
        }
        report.targets.append(target);
    }
    co_return report;
}

QJsonObject previewJson(const TimeTravel::Preview &preview)
{
    return { { u"bookmark"_s, preview.bookmark },
             { u"current_bookmark"_s, preview.current },
             { u"migrations_undone"_s, QJsonArray::fromStringList(preview.migrationsUndone) },
             { u"rows"_s, previewRowsJson(preview.rows) },
             { u"counts_from"_s, preview.countsFrom } };
}

QString previewText(const TimeTravel::Preview &preview)
{
    QString text = u"from %1\nto   %2\n"_s.arg(preview.current, preview.bookmark);
    text += preview.migrationsUndone.isEmpty()
                ? u"No migration is known to have been applied since.\n"_s
                : u"Migrations that go: %1\n"_s.arg(preview.migrationsUndone.join(u", "_s));
    const QString then = preview.countsFrom.isEmpty() ? u"rows then"_s : u"rows then *"_s;
    text += previewRowsText(preview.rows, u"unknown"_s, then);
    if (!preview.countsFrom.isEmpty())
        text += u"* as %1 has them\n"_s.arg(preview.countsFrom);
    return text;
}

QString doneText(const TimeTravel::Outcome &outcome, const Target &target)
{
    QString text = u"restored\n"_s;
    if (outcome.wroteMeanwhile)
        text
            += u"note: something was written between the preview and the restore; the undo brings it back\n"_s;
    const QString environment
        = target.environment.isEmpty() ? QString() : u" --env "_s + target.environment;
    text
        += u"to undo: tidemark-cli time-travel restore --undo --remote%1 --database %2 --confirm %3\n"_s
               .arg(environment, target.stream, target.name);
    return text;
}

Result<TimeTravel::Moment> momentOf(const Arguments &arguments)
{
    const auto at = timeOf(arguments);
    if (!at)
        return at.error();
    const TimeTravel::Moment moment{ .bookmark = arguments.value(u"bookmark"_s),
                                     .at = *at,
                                     .undo = arguments.has(u"undo"_s) };
    const int said
        = int(!moment.bookmark.isEmpty()) + int(moment.at.has_value()) + int(moment.undo);
    if (said != 1)
        return remoteUsage(u"A restore needs one of --bookmark, --at and --undo."_s,
                           u"time-travel restore --at 2026-11-21T03:14:00Z --dry-run"_s);
    return moment;
}

QCoro::Task<Report> timeTravelRestore(Invocation invocation)
{
    const auto moment = momentOf(invocation.arguments);
    if (!moment)
        co_return failed(moment.error());
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    const auto selection = invocation.select(dryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    const auto selected = invocation.single(*selection);
    if (!selected)
        co_return failed(selected.error());
    const TimeTravel operation(invocation.engine, *selection);
    TargetReport target{ .target = selected->target };
    Report report;
    if (!dryRun) {
        invocation.announce(*selection);
        const QString question
            = u"The whole database goes back; everything written since is taken away."_s;
        if (auto confirmed = invocation.confirmName(selected->target, question); !confirmed)
            co_return failed(confirmed.error());
    }
    const auto outcome = co_await operation.restore(*selected, *moment, dryRun, invocation.conduct);
    if (!outcome) {
        target.error = outcome.error();
        report.targets.append(target);
        co_return report;
    }
    target.fields.insert(u"preview"_s, previewJson(outcome->preview));
    report.text = previewText(outcome->preview);
    if (outcome->done) {
        target.state = stateName(outcome->status.state);
        target.fields.insert(
            u"restored"_s,
            QJsonObject{ { u"bookmark"_s, outcome->restored.bookmark },
                         { u"previous_bookmark"_s, outcome->restored.previousBookmark },
                         { u"at"_s, rfc3339(invocation.engine->clock()) } });
        report.text += doneText(*outcome, selected->target);
    } else {
        report.text += u"Previewed: nothing was written.\n"_s;
    }
    report.targets.append(target);
    co_return report;
}

QCoro::Task<Report> timeTravel(Invocation invocation)
{
    const QString verb = invocation.arguments.words.value(0);
    if (verb == "info"_L1)
        return timeTravelInfo(std::move(invocation));
    if (verb == "restore"_L1)
        return timeTravelRestore(std::move(invocation));
    return refuseRemotely(
        remoteUsage(u"time-travel takes info or restore."_s, u"tidemark-cli time-travel info"_s));
}

QJsonObject databaseJson(const D1DatabaseInfo &database)
{
    return { { u"name"_s, database.name },
             { u"id"_s, database.id },
             { u"created_at"_s, rfc3339(database.createdAt) },
             { u"bytes"_s, database.fileSize < 0 ? QJsonValue() : QJsonValue(database.fileSize) },
             { u"region"_s, database.region },
             { u"jurisdiction"_s, database.jurisdiction } };
}

void addDatabases(Report &report, const QList<D1DatabaseInfo> &databases)
{
    TextTable table({ u"name"_s, u"id"_s, u"created (UTC)"_s, u"bytes"_s });
    QJsonArray array;
    for (const D1DatabaseInfo &database : databases) {
        array.append(databaseJson(database));
        table.add({ database.name,
                    database.id,
                    database.createdAt.toUTC().toString(u"yyyy-MM-dd HH:mm"_s),
                    database.fileSize < 0 ? u"unknown"_s : QString::number(database.fileSize) });
    }
    report.fields.insert(u"databases"_s, array);
    report.text += table.isEmpty() ? u"no databases\n"_s : table.text();
}

QCoro::Task<Report> listDatabases(Invocation invocation, ManageDatabases operation)
{
    const auto listed = co_await operation.list(invocation.conduct);
    if (!listed)
        co_return failed(listed.error());
    Report report;
    addDatabases(report, *listed);
    co_return report;
}

QCoro::Task<Report> showDatabase(Invocation invocation, ManageDatabases operation)
{
    const QString name = invocation.arguments.words.value(1);
    const auto found = co_await operation.info(name, invocation.conduct);
    if (!found)
        co_return failed(found.error());
    Report report;
    const QList<D1DatabaseInfo> one{ *found };
    addDatabases(report, one);
    co_return report;
}

QString bindingText(const D1DatabaseInfo &database)
{
    return u"[[d1_databases]]\nbinding = \"DB\"\ndatabase_name = \"%1\"\ndatabase_id = \"%2\"\n"_s
        .arg(database.name, database.id);
}

// Shown before it is written.
Result<> noteBinding(const Invocation &invocation,
                     const Bindings &bindings,
                     const D1DatabaseInfo &database,
                     Report &report)
{
    const auto edit = bindings.propose(invocation.arguments.value(u"binding"_s), database);
    if (!edit)
        return edit.error();
    const QString added = QString::fromUtf8(edit->added);
    invocation.console->log(
        u"info"_s, u"binding"_s, u"Adding to %1:\n%2"_s.arg(edit->file, added), database.name);
    if (auto written = Bindings::write(*edit); !written)
        return written;
    report.fields.insert(u"binding"_s,
                         QJsonObject{ { u"file"_s, edit->file }, { u"added"_s, added } });
    report.text += u"added to %1:\n%2"_s.arg(edit->file, added);
    return Ok{};
}

QCoro::Task<Report> createDatabase(Invocation invocation, ManageDatabases operation)
{
    const D1NewDatabase wish{ .name = invocation.arguments.words.value(1) };
    const QString binding = invocation.arguments.value(u"binding"_s);
    const Bindings bindings(invocation.arguments.selection(invocation.engine->environment));
    if (!binding.isEmpty()) { // what cannot be written is said before anything is made
        const auto trial = bindings.propose(binding, { .id = u"?"_s, .name = wish.name });
        if (!trial)
            co_return failed(trial.error());
    }
    const auto created = co_await operation.create(wish);
    if (!created)
        co_return failed(created.error());
    Report report;
    const QList<D1DatabaseInfo> one{ *created };
    addDatabases(report, one);
    if (binding.isEmpty())
        report.text += u"For wrangler.toml:\n"_s + bindingText(*created);
    else if (const auto noted = noteBinding(invocation, bindings, *created, report); !noted)
        report.error = noted.error();
    co_return report;
}

QCoro::Task<Report> deleteDatabase(Invocation invocation, ManageDatabases operation)
{
    const QString name = invocation.arguments.words.value(1);
    const auto found = co_await operation.info(name, invocation.conduct);
    if (!found)
        co_return failed(found.error());
    const Target target = ManageDatabases::targetOf(*found, {});
    const QString question
        = u"The database is deleted for ever, and its Time Travel with it; a verified backup is made first."_s;
    if (auto confirmed = invocation.confirmName(target, question); !confirmed)
        co_return failed(confirmed.error());
    const QString id = found->id;
    const auto removed = co_await operation.remove(id, invocation.conduct);
    if (!removed)
        co_return failed(removed.error());
    Report report;
    report.fields.insert(u"deleted"_s, databaseJson(removed->database));
    report.fields.insert(u"backup"_s, backupJson(removed->backup));
    report.text = u"deleted %1\nits verified backup: %2\n"_s.arg(removed->database.name,
                                                                 removed->backup.path);
    co_return report;
}

QCoro::Task<Report> databases(Invocation invocation)
{
    const QString verb = invocation.arguments.words.value(0);
    const bool needsName = verb != "list"_L1;
    if (needsName && invocation.arguments.words.size() < 2)
        return refuseRemotely(remoteUsage(u"databases %1 needs a name."_s.arg(verb),
                                          u"databases list|create NAME|delete NAME|info NAME"_s));
    const auto way = invocation.cloudflare();
    if (!way)
        return refuseRemotely(way.error());
    invocation.engine->cloudflare->use(*way);
    const auto account = accountFor(invocation.engine,
                                    invocation.arguments.selection(invocation.engine->environment),
                                    way->token.account);
    if (!account)
        return refuseRemotely(account.error());
    const ManageDatabases operation(invocation.engine, *account);
    if (verb == "list"_L1)
        return listDatabases(std::move(invocation), operation);
    if (verb == "info"_L1)
        return showDatabase(std::move(invocation), operation);
    if (verb == "create"_L1)
        return createDatabase(std::move(invocation), operation);
    if (verb == "delete"_L1)
        return deleteDatabase(std::move(invocation), operation);
    return refuseRemotely(remoteUsage(u"databases does not know “%1”."_s.arg(verb),
                                      u"databases list|create NAME|delete NAME|info NAME"_s));
}

} // namespace

QList<SimpleCommand::Spec> remoteCommands()
{
    return {
        { .name = u"time-travel"_s,
          .synopsis = u"time-travel info [--at TIME] | restore (--bookmark B|--at TIME|--undo)"_s,
          .summary = u"a remote D1 database at a moment of the last days"_s,
          .options
          = { { u"at"_s, u"TIME"_s, u"RFC 3339, or seconds since 1970"_s },
              { u"bookmark"_s, u"B"_s, u"a bookmark that info, a run or a restore named"_s },
              { u"undo"_s, {}, u"take the last restore back"_s },
              { u"dry-run"_s, {}, u"show what would go"_s } },
          .maximumWords = 1,
          .run = timeTravel },
        { .name = u"databases"_s,
          .synopsis = u"databases list | create NAME [--binding B] | delete NAME | info NAME"_s,
          .summary = u"the D1 databases of the account"_s,
          .options = { { u"binding"_s,
                         u"B"_s,
                         u"write it into the wrangler configuration under this name"_s } },
          .maximumWords = 2,
          .run = databases }
    };
}

} // namespace tidemark::cli
