#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/managelock.h>
#include <engine/operations/settlehistory.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString effectName(Effect effect)
{
    switch (effect) {
    case Effect::Present:
        return u"present"_s;
    case Effect::Absent:
        return u"absent"_s;
    case Effect::Partial:
        return u"partial"_s;
    case Effect::Undecidable:
        return u"cannot be seen in the schema"_s;
    }
    return {};
}

void addOutcome(Report &report, const Target &target, const Result<SettleHistory::Outcome> &outcome)
{
    TargetReport entry{ .target = target };
    if (!outcome) {
        entry.error = outcome.error();
        report.targets.append(entry);
        return;
    }
    entry.state = stateName(outcome->status.state);
    entry.fields.insert(u"migrations"_s, migrationsJson(outcome->status));
    QJsonArray items;
    TextTable table({ u"migration"_s, u"effect"_s, u"recorded now"_s, u"why"_s });
    for (const AdoptionItem &item : outcome->items) {
        table.add({ item.migration.id,
                    effectName(item.effect),
                    item.propose ? u"yes"_s : u"no"_s,
                    item.why });
        items.append(QJsonObject{ { u"id"_s, item.migration.id },
                                  { u"effect"_s, effectName(item.effect) },
                                  { u"recorded"_s, item.propose },
                                  { u"why"_s, item.why } });
    }
    entry.fields.insert(u"adopted"_s, items);
    report.targets.append(entry);
    report.text += u"%1  (%2)\n"_s.arg(target.stream, target.label())
                   + (table.isEmpty() ? u"Nothing to record.\n"_s : table.text()) + u'\n';
}

// Recording history asks once: --yes, or an answer at the terminal.
Result<> confirmRecording(const Invocation &invocation, const Selection &selection)
{
    if (auto confirmed = invocation.confirmProduction(selection); !confirmed)
        return confirmed.error();
    if (invocation.arguments.has(u"yes"_s))
        return Ok{};
    if (invocation.console->canAsk()) {
        const QString answer = invocation.console->ask(u"Record this? [y/N]"_s);
        if (answer.startsWith(u'y', Qt::CaseInsensitive))
            return Ok{};
    }
    return Error{ .kind = Error::Kind::Usage,
                  .message
                  = u"Nothing was recorded: this changes the history and was not confirmed."_s,
                  .remedy = u"Look at the proposal with --dry-run, then add --yes."_s };
}

enum class Settling { Baseline, Adopt };

QCoro::Task<Report> settle(Invocation invocation, Settling settling)
{
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    const QString upTo = invocation.arguments.words.value(0);
    const auto selection = invocation.select(dryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    if (!dryRun) {
        invocation.announce(*selection);
        if (auto confirmed = confirmRecording(invocation, *selection); !confirmed)
            co_return failed(confirmed.error());
    }
    const SettleHistory operation(invocation.engine, *selection);
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        auto task = settling == Settling::Baseline
                        ? operation.baseline(selected, upTo, !dryRun, invocation.conduct)
                        : operation.adopt(selected, !dryRun, invocation.conduct);
        const auto outcome = co_await task;
        addOutcome(report, selected.target, outcome);
    }
    co_return report;
}

QCoro::Task<Report> baseline(Invocation invocation)
{
    return settle(std::move(invocation), Settling::Baseline);
}

QCoro::Task<Report> adopt(Invocation invocation)
{
    return settle(std::move(invocation), Settling::Adopt);
}

Result<Resolution> resolutionOf(const Arguments &arguments)
{
    QList<Resolution> chosen;
    if (arguments.has(u"applied"_s))
        chosen.append(Resolution::Applied);
    if (arguments.has(u"pending"_s))
        chosen.append(Resolution::Pending);
    if (arguments.has(u"accept-edit"_s))
        chosen.append(Resolution::AcceptEdit);
    if (chosen.size() != 1)
        return Error{ .kind = Error::Kind::Usage,
                      .message
                      = u"A resolution is one of --applied, --pending and --accept-edit."_s,
                      .remedy = u"Add the one that is true."_s };
    return chosen.first();
}

QCoro::Task<Report> resolve(Invocation invocation)
{
    const QString id = invocation.arguments.words.value(0);
    const QString reason = invocation.arguments.value(u"reason"_s);
    const auto resolution = resolutionOf(invocation.arguments);
    if (!resolution)
        co_return failed(resolution.error());
    if (id.isEmpty() || reason.trimmed().isEmpty())
        co_return failed({ .kind = Error::Kind::Usage,
                           .message = u"A resolution needs a migration and a reason."_s,
                           .remedy = u"resolve ID --applied --reason \"why it is true\""_s });
    const auto selection = invocation.select(Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    invocation.announce(*selection);
    if (auto confirmed = invocation.confirmProduction(*selection); !confirmed)
        co_return failed(confirmed.error());
    const SettleHistory operation(invocation.engine, *selection);
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        if (selection->targets.size() > 1 && !selected.stream.find(id))
            continue; // the id belongs to another of the project's databases
        const auto outcome
            = co_await operation.resolve(selected, id, *resolution, reason, invocation.conduct);
        addOutcome(report, selected.target, outcome);
    }
    if (report.targets.isEmpty())
        co_return failed(
            { .kind = Error::Kind::Usage,
              .message = u"There is no migration %1 in the selected databases."_s.arg(id),
              .remedy = u"`tidemark-cli status` lists the ids."_s });
    co_return report;
}

QCoro::Task<Report> lock(Invocation invocation)
{
    const QString verb = invocation.arguments.words.value(0);
    if (verb != "show"_L1 && verb != "release"_L1)
        co_return failed({ .kind = Error::Kind::Usage,
                           .message = u"lock takes show or release."_s,
                           .remedy = u"lock show|release"_s });
    const bool release = verb == "release"_L1;
    const auto selection = invocation.select(release ? Purpose::Write : Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    if (release) {
        invocation.announce(*selection);
        if (auto confirmed = invocation.confirmProduction(*selection); !confirmed)
            co_return failed(confirmed.error());
    }
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        TargetReport target{ .target = selected.target };
        const auto held = co_await showLock(invocation.engine, selected);
        if (!held) {
            target.error = held.error();
        } else if (!*held) {
            report.text += u"%1: nobody holds the lease\n"_s.arg(selected.target.stream);
        } else {
            const LockRow &row = **held;
            target.fields.insert(u"lock"_s,
                                 QJsonObject{ { u"actor"_s, row.actor },
                                              { u"host"_s, row.host },
                                              { u"pid"_s, row.pid },
                                              { u"token"_s, row.token },
                                              { u"acquired_at"_s, rfc3339(row.acquiredAt) },
                                              { u"expires_at"_s, rfc3339(row.expiresAt) },
                                              { u"expired"_s, row.expired } });
            report.text
                += u"%1: held by %2, process %3, until %4%5\n"_s
                       .arg(selected.target.stream, row.actor)
                       .arg(row.pid)
                       .arg(rfc3339(row.expiresAt), row.expired ? u" (expired)"_s : QString());
        }
        if (release && held && *held) {
            const auto released = co_await releaseLock(invocation.engine, selected);
            if (!released)
                target.error = released.error();
            else
                report.text += u"%1: released\n"_s.arg(selected.target.stream);
        }
        report.targets.append(target);
    }
    co_return report;
}

QCoro::Task<Report> events(Invocation invocation)
{
    QDateTime since;
    if (invocation.arguments.has(u"since"_s)) {
        since = parseTime(invocation.arguments.value(u"since"_s));
        if (!since.isValid())
            co_return failed(
                { .kind = Error::Kind::Usage,
                  .message = u"%1 is not a time."_s.arg(invocation.arguments.value(u"since"_s)),
                  .remedy = u"Use RFC 3339 (2026-11-21T03:14:00Z) or Unix seconds."_s });
    }
    const auto journal = invocation.engine->journal;
    const auto reading = [journal, since] { return journal.events(since); };
    const auto found = co_await invocation.engine->worker->run(reading);
    if (!found)
        co_return failed(found.error());
    Report report;
    QJsonArray array;
    for (const JournalEvent &event : *found) {
        array.append(QJsonObject{ { u"at"_s, rfc3339(event.at) },
                                  { u"event"_s, event.event },
                                  { u"run"_s, event.run },
                                  { u"target"_s, event.target },
                                  { u"details"_s, event.details } });
        const QString detail
            = event.details.value(u"id"_s).toString(event.details.value(u"outcome"_s).toString());
        report.text += u"%1  %2  %3  %4\n"_s.arg(
            rfc3339(event.at), event.event.leftJustified(18), event.target, detail);
    }
    report.fields.insert(u"events"_s, array);
    co_return report;
}

QCoro::Task<Report> eject(Invocation invocation)
{
    const auto selection = invocation.select(Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    invocation.announce(*selection);
    if (auto confirmed = confirmRecording(invocation, *selection); !confirmed)
        co_return failed(confirmed.error());
    const SettleHistory operation(invocation.engine, *selection);
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        TargetReport target{ .target = selected.target };
        if (const auto ejected = co_await operation.eject(selected, invocation.conduct); !ejected)
            target.error = ejected.error();
        else
            report.text += u"%1: Tidemark's tables are removed, the other tool's stay\n"_s.arg(
                selected.target.stream);
        report.targets.append(target);
    }
    co_return report;
}

} // namespace

QList<SimpleCommand::Spec> historyCommands()
{
    const OptionSpec dryRun{ u"dry-run"_s, {}, u"propose only; nothing is written"_s };
    return {
        { .name = u"baseline"_s,
          .synopsis = u"baseline [N] [--dry-run]"_s,
          .summary = u"record that the database already contains everything up to N"_s,
          .options = { dryRun },
          .maximumWords = 1,
          .run = baseline },
        { .name = u"adopt"_s,
          .synopsis = u"adopt [--dry-run]"_s,
          .summary = u"take over what is there, after checking it"_s,
          .options = { dryRun },
          .run = adopt },
        { .name = u"resolve"_s,
          .synopsis = u"resolve ID (--applied|--pending|--accept-edit) --reason TEXT"_s,
          .summary = u"settle one migration whose state is in doubt"_s,
          .options
          = { { u"applied"_s, {}, u"it is in effect"_s },
              { u"pending"_s, {}, u"it is not in effect"_s },
              { u"accept-edit"_s, {}, u"the file was edited after it ran, and that is right"_s },
              { u"reason"_s, u"TEXT"_s, u"why; it is recorded"_s } },
          .maximumWords = 1,
          .run = resolve },
        { .name = u"lock"_s,
          .synopsis = u"lock show|release"_s,
          .summary = u"who holds the lease; free it"_s,
          .maximumWords = 1,
          .run = lock },
        { .name = u"events"_s,
          .synopsis = u"events [--since TIME]"_s,
          .summary = u"what this installation did"_s,
          .options = { { u"since"_s, u"TIME"_s, u"RFC 3339 or Unix seconds"_s } },
          .run = events },
        { .name = u"eject"_s,
          .synopsis = u"eject"_s,
          .summary = u"remove Tidemark's own tables; the mirrors stay"_s,
          .run = eject }
    };
}

} // namespace tidemark::cli
