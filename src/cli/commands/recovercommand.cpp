#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/recoverdatabase.h>
#include <engine/operations/repairrows.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

using Candidate = RecoverDatabase::Candidate;

QJsonObject photographJson(const RecoverDatabase::Photograph &photograph)
{
    QJsonObject counts;
    for (auto count = photograph.counts.begin(); count != photograph.counts.end(); ++count)
        counts.insert(count.key(), count.value());
    QJsonObject object{ { u"at"_s, rfc3339(photograph.at) },
                        { u"fingerprint"_s, photograph.fingerprint },
                        { u"rows"_s, counts },
                        { u"state"_s, stateName(photograph.status.state) } };
    if (!photograph.bookmark.isEmpty())
        object.insert(u"bookmark"_s, photograph.bookmark);
    if (photograph.backup)
        object.insert(u"backup"_s, backupJson(*photograph.backup));
    return object;
}

QJsonObject candidateJson(const Candidate &candidate)
{
    QJsonObject object{ { u"at"_s, rfc3339(candidate.at) }, { u"reason"_s, candidate.reason } };
    if (!candidate.bookmark.isEmpty())
        object.insert(u"bookmark"_s, candidate.bookmark);
    if (!candidate.backup.isEmpty())
        object.insert(u"backup"_s, candidate.backup);
    return object;
}

QJsonArray candidatesJson(const QList<Candidate> &candidates)
{
    QJsonArray array;
    for (const Candidate &candidate : candidates)
        array.append(candidateJson(candidate));
    return array;
}

QJsonObject previewJson(const RecoverDatabase::Outcome &outcome)
{
    return { { u"to"_s, candidateJson(outcome.candidate) },
             { u"rows"_s, previewRowsJson(outcome.preview) },
             { u"migrations_undone"_s, QJsonArray::fromStringList(outcome.migrationsUndone) } };
}

QString photographText(const RecoverDatabase::Photograph &photograph)
{
    QStringList rows;
    for (auto count = photograph.counts.begin(); count != photograph.counts.end(); ++count)
        rows.append(u"%1 %2"_s.arg(count.key()).arg(count.value()));
    QString text = u"now: %1; rows: %2\n"_s.arg(stateName(photograph.status.state),
                                                rows.isEmpty() ? u"none"_s : rows.join(u", "_s));
    if (!photograph.bookmark.isEmpty())
        text += u"bookmark of now: %1\n"_s.arg(photograph.bookmark);
    if (photograph.backup)
        text += u"verified backup of now: %1\n"_s.arg(photograph.backup->path);
    return text;
}

QString candidatesText(const QList<Candidate> &candidates)
{
    TextTable table({ u"moment (UTC)"_s, u"what"_s });
    for (const Candidate &candidate : candidates)
        table.add({ candidate.at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s), candidate.reason });
    if (table.isEmpty())
        return u"no safety point and no backup of this database is known here\n"_s;
    return table.text();
}

QString outcomeText(const RecoverDatabase::Outcome &outcome)
{
    QString text
        = u"back to %1 (%2)\n"_s.arg(rfc3339(outcome.candidate.at), outcome.candidate.reason);
    text += previewRowsText(outcome.preview, u"unknown"_s);
    if (!outcome.migrationsUndone.isEmpty())
        text += u"migrations that go: %1\n"_s.arg(outcome.migrationsUndone.join(u", "_s));
    if (!outcome.done)
        return text + u"Previewed: nothing was written.\n"_s;
    return text + u"restored\n"_s + checksText(outcome.checks);
}

/// What one recovery has found so far, for the JSON, the text and the report.
struct Recovery {
    SelectedTarget selected;
    RecoverDatabase::Photograph photograph = {};
    QList<Candidate> candidates = {};
    std::optional<RecoverDatabase::Outcome> outcome = {};
    std::optional<Error> error = {};
};

Result<RecoverDatabase::Choice> choiceOf(const Arguments &arguments)
{
    RecoverDatabase::Choice choice{ .beforeMigration = arguments.value(u"before"_s) };
    const QString text = arguments.value(u"at"_s);
    if (text.isEmpty())
        return choice;
    choice.at = parseTime(text);
    if (choice.at->isValid() && choice.beforeMigration.isEmpty())
        return choice;
    return Error{ .kind = Error::Kind::Usage,
                  .message = choice.at->isValid() ? u"A recovery goes to one moment."_s
                                                  : u"%1 is no time."_s.arg(text),
                  .remedy = u"recover --before ID, or recover --at 2026-11-21T03:14:00Z"_s };
}

QCoro::Task<Recovery> recovered(RecoverDatabase operation,
                                Recovery recovery,
                                RecoverDatabase::Choice choice,
                                bool dryRun,
                                Conduct conduct)
{
    const auto photograph = co_await operation.photograph(recovery.selected, !dryRun, conduct);
    if (!photograph) {
        recovery.error = photograph.error();
        co_return recovery;
    }
    recovery.photograph = *photograph;
    if (choice.beforeMigration.isEmpty() && !choice.at)
        co_return recovery;
    const auto chosen = operation.choose(recovery.selected, recovery.candidates, choice);
    if (!chosen) {
        recovery.error = chosen.error();
        co_return recovery;
    }
    const Candidate &candidate = *chosen;
    auto outcome = co_await operation.restore(recovery.selected, candidate, dryRun, conduct);
    if (!outcome)
        recovery.error = outcome.error();
    else
        recovery.outcome = *outcome;
    if (recovery.outcome && recovery.outcome->done && !allPassed(recovery.outcome->checks)) {
        recovery.error = Error{ .kind = Error::Kind::Policy,
                                .message = u"The database went back, but a check of it failed."_s,
                                .remedy = u"Look at the report; the restore can be taken back."_s,
                                .databaseState = DatabaseState::Changed };
    }
    co_return recovery;
}

Report
reportOf(const Invocation &invocation, const RecoverDatabase &operation, const Recovery &recovery)
{
    const Target target = recovery.selected.target;
    QJsonObject fields{ { u"photograph"_s, photographJson(recovery.photograph) },
                        { u"candidates"_s, candidatesJson(recovery.candidates) } };
    Report report;
    report.text = photographText(recovery.photograph) + candidatesText(recovery.candidates);
    if (recovery.outcome) {
        fields.insert(u"preview"_s, previewJson(*recovery.outcome));
        fields.insert(u"outcome"_s, recovery.outcome->done ? u"restored"_s : u"previewed"_s);
        fields.insert(u"checks"_s, checksJson(recovery.outcome->checks));
        report.text = outcomeText(*recovery.outcome);
    } else if (!recovery.error) {
        report.text
            += target.place == PlaceOfTarget::Remote
                   ? u"Choose one with --before ID, or any moment of the last days with --at TIME.\n"_s
                   : u"Choose one: recover --before ID, or recover --at TIME.\n"_s;
    }
    TargetReport entry{ .target = target, .error = recovery.error };
    const QString text = RecoverDatabase::report(
        target, recovery.photograph, recovery.candidates, recovery.outcome);
    const auto saved = operation.saveReport(target, text, invocation.arguments.value(u"output"_s));
    if (saved) {
        fields.insert(u"report"_s, *saved);
        report.text += u"report: %1\n"_s.arg(*saved);
    } else if (!entry.error) {
        entry.error = saved.error();
    }
    if (recovery.outcome && recovery.outcome->done)
        entry.state = stateName(recovery.outcome->status.state);
    entry.fields = { { u"recovery"_s, fields } };
    report.targets.append(entry);
    return report;
}

QCoro::Task<Report> recover(Invocation invocation)
{
    const auto choice = choiceOf(invocation.arguments);
    if (!choice)
        co_return failed(choice.error());
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    const auto selection = invocation.select(dryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    const auto selected = invocation.single(*selection);
    if (!selected)
        co_return failed(selected.error());
    const bool goesBack = !dryRun && (choice->at || !choice->beforeMigration.isEmpty());
    if (goesBack) {
        invocation.announce(*selection);
        const QString question
            = u"The database goes back to an earlier moment; what is there now is photographed first."_s;
        if (auto confirmed = invocation.confirmName(selected->target, question); !confirmed)
            co_return failed(confirmed.error());
    }
    const RecoverDatabase operation(invocation.engine, *selection);
    const auto candidates = co_await operation.candidates(*selected, invocation.conduct);
    if (!candidates)
        co_return failed(candidates.error());
    const Recovery begun{ .selected = *selected, .candidates = *candidates };
    const auto recovery = co_await recovered(operation, begun, *choice, dryRun, invocation.conduct);
    co_return reportOf(invocation, operation, recovery);
}

QString repairText(const RepairRows::Outcome &outcome)
{
    TextTable table({ u"table"_s, u"missing rows"_s });
    for (const MissingRows &missing : outcome.repair.tables)
        table.add({ missing.table, QString::number(missing.rows.size()) });
    QString text = table.isEmpty() ? u"No row of the backup is missing.\n"_s : table.text();
    for (const QString &why : outcome.repair.notCompared)
        text += u"not compared: %1\n"_s.arg(why);
    if (outcome.done)
        return text + u"put back %1\n"_s.arg(counted(outcome.putBack, u"row"_s, u"rows"_s));
    return text + u"Previewed: nothing was written.\n"_s;
}

QJsonObject repairJson(const RepairRows::Outcome &outcome)
{
    QJsonArray tables;
    for (const MissingRows &missing : outcome.repair.tables)
        tables.append(
            QJsonObject{ { u"table"_s, missing.table }, { u"rows"_s, missing.rows.size() } });
    return { { u"missing"_s, tables },
             { u"not_compared"_s, QJsonArray::fromStringList(outcome.repair.notCompared) },
             { u"put_back"_s, outcome.putBack },
             { u"outcome"_s, outcome.done ? u"repaired"_s : u"previewed"_s } };
}

QCoro::Task<Report> repairRows(Invocation invocation)
{
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    const auto selection = invocation.select(dryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    const auto selected = invocation.single(*selection);
    if (!selected)
        co_return failed(selected.error());
    if (!dryRun) {
        invocation.announce(*selection);
        const QString question = u"Rows that the backup has and the database lacks are inserted."_s;
        if (auto confirmed = invocation.confirmName(selected->target, question); !confirmed)
            co_return failed(confirmed.error());
    }
    const RepairRows operation(invocation.engine, *selection);
    const RepairRows::Wish wish{ .backup = invocation.arguments.value(u"rows-from"_s),
                                 .tables = invocation.arguments.all(u"table"_s) };
    TargetReport target{ .target = selected->target };
    Report report;
    const auto outcome = co_await operation.run(*selected, wish, dryRun, invocation.conduct);
    if (outcome) {
        target.fields = { { u"recovery"_s, repairJson(*outcome) },
                          { u"safety_point"_s, safetyPointJson(outcome->safetyPoint) } };
        report.text = repairText(*outcome);
    } else {
        target.error = outcome.error();
    }
    report.targets.append(target);
    co_return report;
}

QCoro::Task<Report> recoverOrRepair(Invocation invocation)
{
    return invocation.arguments.has(u"rows-from"_s) ? repairRows(std::move(invocation))
                                                    : recover(std::move(invocation));
}

} // namespace

QList<SimpleCommand::Spec> recoverCommands()
{
    return { { .name = u"recover"_s,
               .synopsis
               = u"recover [--before ID|--at TIME|--rows-from DIR [--table T]...] [--dry-run]"_s,
               .summary = u"the red button: photograph, choose, preview, restore, verify, report"_s,
               .options
               = { { u"before"_s, u"ID"_s, u"to the state before this migration's run"_s },
                   { u"at"_s, u"TIME"_s, u"RFC 3339, or seconds since 1970"_s },
                   { u"rows-from"_s,
                     u"DIR"_s,
                     u"put back only the rows that this backup has and the database lacks"_s },
                   { u"table"_s, u"T"_s, u"of this table alone; repeatable"_s },
                   { u"dry-run"_s, {}, u"photograph without a backup, and preview"_s } },
               .run = recoverOrRepair } };
}

} // namespace tidemark::cli
