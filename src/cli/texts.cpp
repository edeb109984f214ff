#include "texts.h"

#include <engine/base/clock.h>
#include <engine/operations/runjournal.h>

#include <QFileInfo>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString duration(const std::optional<std::chrono::milliseconds> &time)
{
    return time ? u"%1 ms"_s.arg(time->count()) : u"-"_s;
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"-"_s : text;
}

QString shortTime(const QDateTime &time)
{
    if (!time.isValid())
        return u"-"_s;
    QString text = rfc3339(time).left(19); // without fraction and zone
    return text.replace(10, 1, u' ');
}

QString count(const std::optional<qint64> &rows)
{
    return rows ? QString::number(*rows) : u"none"_s;
}

// A mark beside the word, so that states are told apart without reading.
QString stateMark(MigrationState state)
{
    switch (state) {
    case MigrationState::Applied:
    case MigrationState::Adopted:
    case MigrationState::Baseline:
        return u"✓ "_s;
    case MigrationState::Pending:
    case MigrationState::RolledBack:
        return u"· "_s;
    case MigrationState::EditedCosmetic:
    case MigrationState::Renamed:
        return u"i "_s;
    case MigrationState::AppliedOutOfOrder:
    case MigrationState::Edited:
    case MigrationState::Future:
    case MigrationState::Duplicate:
        return u"! "_s;
    case MigrationState::Failed:
    case MigrationState::Indeterminate:
    case MigrationState::RecordedNotEffective:
    case MigrationState::Missing:
    case MigrationState::Blocked:
        return u"✗ "_s;
    }
    return {};
}

QString rowChangesText(const QList<RowChange> &changes)
{
    TextTable table({ u"rows in"_s, u"before"_s, u"after"_s, u"live"_s, {} });
    for (const RowChange &change : changes)
        table.add({ change.table,
                    count(change.before),
                    count(change.after),
                    change.liveBefore ? QString::number(*change.liveBefore) : QString(),
                    change.lost ? u"lost"_s : QString() });
    return table.isEmpty() ? QString() : table.text() + u'\n';
}

QString schemaChangesText(const QList<SchemaDifference> &changes)
{
    TextTable table({ u"schema"_s, {}, {} });
    for (const SchemaDifference &change : changes) {
        const QString words
            = change.kind == SchemaDifference::Kind::Changed
                  ? change.found.simplified() + u" → "_s + change.expected.simplified()
                  : QString();
        table.add(
            { changeName(change.kind), objectName(change.object) + u' ' + change.name, words });
    }
    return table.isEmpty() ? QString() : table.text() + u'\n';
}

} // namespace

QString changeName(SchemaDifference::Kind kind)
{
    switch (kind) {
    case SchemaDifference::Kind::Missing:
        return u"new"_s;
    case SchemaDifference::Kind::Unexpected:
        return u"removed"_s;
    case SchemaDifference::Kind::Changed:
        return u"changed"_s;
    }
    return {};
}

QString previewRowsText(const QList<RestorePreviewRow> &rows,
                        const QString &unknown,
                        const QString &thenTitle)
{
    const auto number = [](const std::optional<qint64> &count, const QString &otherwise) {
        return count ? QString::number(*count) : otherwise;
    };
    TextTable table({ u"table"_s, u"rows now"_s, thenTitle });
    for (const RestorePreviewRow &row : rows)
        table.add({ row.table, number(row.now, u"no table"_s), number(row.then, unknown) });
    return table.isEmpty() ? QString() : table.text();
}

QString costText(const D1Cost &cost)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(cost.serverTime).count();
    const QString regions
        = cost.regions.isEmpty() ? QString() : u" in "_s + cost.regions.join(u", "_s);
    const QString retries = cost.retries == 0 ? QString() : u" (%1 sent again)"_s.arg(cost.retries);
    return u"%1%2, %3 read, %4 written, %5 ms%6"_s.arg(
        counted(cost.requests, u"request"_s, u"requests"_s),
        retries,
        counted(cost.rowsRead, u"row"_s, u"rows"_s),
        QString::number(cost.rowsWritten),
        QString::number(ms),
        regions);
}

QString counted(qsizetype count, const QString &singular, const QString &plural)
{
    return u"%1 %2"_s.arg(count).arg(count == 1 ? singular : plural);
}

QString statusText(const Target &target, const StreamStatus &status, TableStyle style)
{
    const QString facts = u"%1: %2 applied, %3 pending"_s.arg(stateName(status.state))
                              .arg(status.applied())
                              .arg(status.pending());
    QString text = style == TableStyle::Markdown
                       ? u"### %1 (%2)\n\n%3\n\n"_s.arg(target.stream, target.label(), facts)
                       : u"%1  (%2)\n%3\n\n"_s.arg(target.stream, target.label(), facts);
    TextTable table({ u"migration"_s,
                      u"state"_s,
                      u"applied at (UTC)"_s,
                      u"by"_s,
                      u"took"_s,
                      u"down"_s,
                      u"remark"_s });
    for (const MigrationStatus &migration : status.migrations)
        table.add({ migration.id,
                    stateMark(migration.state) + stateName(migration.state),
                    shortTime(migration.appliedAt),
                    orDash(migration.appliedBy),
                    duration(migration.duration),
                    migration.hasDown ? u"yes"_s : u"no"_s,
                    migration.remark });
    if (!table.isEmpty())
        text += table.text(style);
    for (const QString &remark : status.remarks)
        text += u"note: "_s + remark + u'\n';
    return text + u'\n';
}

QString findingsText(const QList<Finding> &findings)
{
    QString text;
    for (const Finding &finding : findings) {
        const QString place
            = finding.file.isEmpty()
                  ? QString()
                  : u" %1:%2"_s.arg(QFileInfo(finding.file).fileName()).arg(finding.line);
        const QString allowed = finding.allowedBecause.isEmpty()
                                    ? QString()
                                    : u" (allowed: %1)"_s.arg(finding.allowedBecause);
        text += u"%1 %2 %3%4%5\n    %6\n"_s.arg(severityName(finding.severity),
                                                finding.rule,
                                                finding.title,
                                                place,
                                                allowed,
                                                finding.message);
        if (!finding.remedy.isEmpty())
            text += u"    do: "_s + finding.remedy + u'\n';
        if (!finding.rewrite.isEmpty())
            text += u"    safe rewrite:\n        "_s
                    + QString(finding.rewrite).trimmed().replace(u'\n', u"\n        "_s) + u'\n';
    }
    return text;
}

QString channelText(const PlanStep &step)
{
    return step.channel == PlanStep::Channel::Import
               ? u" by D1's import: nobody can use the database while it runs"_s
               : QString();
}

QString rehearsalText(const PreparedRun &prepared)
{
    const Target &target = prepared.observation.target();
    QString text = u"%1  (%2)\n"_s.arg(target.stream, target.label());
    if (prepared.plan.isEmpty())
        return text + u"Nothing to do.\n\n"_s;
    text += u"plan %1: %2\n"_s.arg(prepared.plan.hash().left(12),
                                   counted(prepared.plan.steps.size(), u"step"_s, u"steps"_s));
    for (const PlanStep &step : prepared.plan.steps)
        text += u"  %1 %2 (%3)%4\n"_s.arg(
            actionName(step.action),
            step.migration.id,
            counted(step.script().statements.size(), u"statement"_s, u"statements"_s),
            channelText(step));
    text += u'\n' + findingsText(prepared.rehearsal.findings)
            + rowChangesText(prepared.rehearsal.rowChanges)
            + schemaChangesText(prepared.rehearsal.schemaChanges);
    if (!prepared.rehearsal.notRehearsed.isEmpty())
        text += u"not rehearsed with rows: %1\n"_s.arg(
            prepared.rehearsal.notRehearsed.join(u", "_s));
    text += prepared.rehearsal.blocks() ? u"Blocked: nothing would be applied.\n\n"_s
                                        : u"Rehearsed: nothing was written.\n\n"_s;
    return text;
}

QString runText(const CompletedRun &completed)
{
    const Target &target = completed.prepared.observation.target();
    QString text = u"%1  (%2)\n"_s.arg(target.stream, target.label());
    if (completed.prepared.plan.isEmpty())
        return text + u"Nothing to do.\n\n"_s;
    if (completed.safetyPoint.takenAt.isValid())
        text += u"safety point: %1\n"_s.arg(completed.safetyPoint.kind == SafetyPoint::Kind::None
                                                ? u"none"_s
                                                : completed.safetyPoint.value);
    TextTable table({ u"migration"_s, u"action"_s, u"outcome"_s, u"took"_s });
    for (const StepOutcome &step : completed.report.steps)
        table.add(
            { step.id,
              actionName(step.action),
              outcomeName(step.outcome),
              step.outcome == StepOutcome::Outcome::Done ? duration(step.duration) : u"-"_s });
    text += table.text();
    const QString warnings = findingsText(completed.prepared.rehearsal.findings);
    if (!warnings.isEmpty())
        text += u'\n' + warnings;
    const auto failed = std::count_if(completed.verification.begin(),
                                      completed.verification.end(),
                                      [](const Check &check) { return !check.passed; });
    if (!completed.verification.isEmpty())
        text += failed == 0 ? u"verified: %1 passed\n"_s.arg(
                    counted(completed.verification.size(), u"check"_s, u"checks"_s))
                            : checksText(completed.verification);
    return text + u'\n';
}

QString checksText(const QList<Check> &checks)
{
    TextTable table({ {}, u"check"_s, u"subject"_s, u"detail"_s });
    for (const Check &check : checks) {
        const QString mark = check.pending ? u"·"_s : check.passed ? u"✓"_s : u"✗"_s;
        table.add({ mark, check.name, check.subject, check.detail });
    }
    return table.isEmpty() ? QString() : table.text();
}

QString differencesText(const QList<SchemaDifference> &differences)
{
    TextTable table({ u"object"_s, u"difference"_s, u"expected"_s, u"found"_s });
    for (const SchemaDifference &difference : differences)
        table.add({ objectName(difference.object) + u' ' + difference.name,
                    differenceKindName(difference.kind),
                    difference.expected.simplified().left(60),
                    difference.found.simplified().left(60) });
    return table.isEmpty() ? QString() : table.text() + u'\n';
}

} // namespace tidemark::cli
