#include "recoverdatabase.h"

#include <engine/base/files.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A bar in a name would end the cell.
QString cell(QString text)
{
    return text.replace(u'|', u"\\|"_s);
}

QString number(const std::optional<qint64> &count, const QString &otherwise)
{
    return count ? QString::number(*count) : otherwise;
}

QString photographText(const RecoverDatabase::Photograph &photograph)
{
    QString text = u"## What was there\n\n- taken at %1\n"_s.arg(rfc3339(photograph.at));
    if (!photograph.bookmark.isEmpty())
        text += u"- bookmark `%1`\n"_s.arg(photograph.bookmark);
    text += u"- schema `%1`\n"_s.arg(photograph.fingerprint.left(16));
    if (photograph.backup)
        text += u"- verified backup `%1`\n"_s.arg(photograph.backup->path);
    text += u"\n| table | rows |\n|---|---|\n"_s;
    for (auto count = photograph.counts.begin(); count != photograph.counts.end(); ++count)
        text += u"| %1 | %2 |\n"_s.arg(cell(count.key())).arg(count.value());
    return text;
}

QString candidatesText(const QList<RecoverDatabase::Candidate> &candidates)
{
    QString text
        = u"\n## Moments that can be gone back to\n\n| at | what | where |\n|---|---|---|\n"_s;
    for (const RecoverDatabase::Candidate &candidate : candidates) {
        const QString where = candidate.bookmark.isEmpty() ? candidate.backup : candidate.bookmark;
        text += u"| %1 | %2 | `%3` |\n"_s.arg(rfc3339(candidate.at), cell(candidate.reason), where);
    }
    return text;
}

QString previewText(const RecoverDatabase::Outcome &outcome)
{
    QString text = u"\n## What goes\n\n"_s;
    text += outcome.migrationsUndone.isEmpty()
                ? u"No migration is known to go.\n"_s
                : u"Migrations: %1.\n"_s.arg(outcome.migrationsUndone.join(u", "_s));
    text += u"\n| table | rows before | rows then |\n|---|---|---|\n"_s;
    for (const RestorePreviewRow &row : outcome.preview)
        text += u"| %1 | %2 | %3 |\n"_s.arg(
            cell(row.table), number(row.now, u"no table"_s), number(row.then, u"unknown"_s));
    return text;
}

QString outcomeText(const Target &target, const RecoverDatabase::Outcome &outcome)
{
    QString text = u"\n## What was done\n\nThe database went back to %1 (%2).\n"_s.arg(
        rfc3339(outcome.candidate.at), outcome.candidate.reason);
    text += u"\n| check | of | passed | found |\n|---|---|---|---|\n"_s;
    for (const Check &check : outcome.checks)
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(cell(check.name),
                                                 cell(check.subject),
                                                 check.passed ? u"yes"_s : u"**no**"_s,
                                                 cell(check.detail));
    if (!outcome.undo.isEmpty())
        text += u"\nTo take it back:\n\n```\ntidemark-cli %1 %2 --confirm %3\n```\n"_s.arg(
            outcome.undo,
            target.place == PlaceOfTarget::Remote ? u"--remote --database "_s + target.stream
                                                  : u"--local"_s,
            target.name);
    return text;
}

} // namespace

QString RecoverDatabase::report(const Target &target,
                                const Photograph &photograph,
                                const QList<Candidate> &candidates,
                                const std::optional<Outcome> &outcome)
{
    QString text = u"# Recovery of %1\n\n%2\n\n"_s.arg(target.name, target.label());
    text += photographText(photograph) + candidatesText(candidates);
    if (outcome)
        text += previewText(*outcome);
    if (outcome && outcome->done)
        text += outcomeText(target, *outcome);
    else
        text += u"\nNothing was written to the database.\n"_s;
    return text;
}

Result<QString>
RecoverDatabase::saveReport(const Target &target, const QString &text, const QString &output) const
{
    const QString time = m_engine->clock().toUTC().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    const QString file
        = output.isEmpty()
              ? u"%1/reports/recovery-%2-%3.md"_s.arg(m_engine->paths.state, time, target.stream)
              : output;
    if (auto written = writeFileAtomically(file, text.toUtf8(), Overwrite::No); !written)
        return written.error();
    return file;
}

} // namespace tidemark
