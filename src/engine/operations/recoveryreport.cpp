#include "recoveryreport.h"

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
    if (!outcome.checks.isEmpty())
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

QString counted(int count, const QString &one, const QString &many)
{
    return u"%1 %2"_s.arg(QString::number(count), count == 1 ? one : many);
}

/// The one line that somebody reads who reads one line.
QString verdictText(const RecoveryStory &story)
{
    if (!story.proof)
        return {};
    const int failed = story.proof->failed();
    if (failed == 0)
        return u"**All %1 passed.**\n\n"_s.arg(
            counted(story.proof->checked(), u"check"_s, u"checks"_s));
    return u"**%1 of %2 failed.**\n\n"_s.arg(
        QString::number(failed), counted(story.proof->checked(), u"check"_s, u"checks"_s));
}

QString outcomeName(ProofRow::Outcome outcome)
{
    switch (outcome) {
    case ProofRow::Outcome::Same:
        return u"same"_s;
    case ProofRow::Outcome::Present:
        return u"present"_s;
    case ProofRow::Outcome::Back:
        return u"back"_s;
    case ProofRow::Outcome::Rewound:
        return u"rewound"_s;
    case ProofRow::Outcome::Missing:
        return u"**missing**"_s;
    case ProofRow::Outcome::Differs:
        return u"**differs**"_s;
    }
    return {};
}

QString proofText(const RecoveryProof &proof)
{
    QString text = u"\n## The proof\n\nLooked at %1.\n\n| table | photograph | after | expected | "
                   u"result |\n|---|---|---|---|---|\n"_s.arg(rfc3339(proof.at));
    for (const ProofRow &row : proof.rows) {
        const QString about = row.expected && !row.isExact ? u"≈ "_s : QString();
        text += u"| %1 | %2 | %3 | %4 | %5 |\n"_s.arg(cell(row.table),
                                                      number(row.photograph, u"no table"_s),
                                                      number(row.after, u"no table"_s),
                                                      about + number(row.expected, u"unknown"_s),
                                                      outcomeName(row.outcome));
    }
    text += u"\n| check | of | passed | found |\n|---|---|---|---|\n"_s;
    for (const Check &check : proof.otherChecks())
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(cell(check.name),
                                                 cell(check.subject),
                                                 check.passed ? u"yes"_s : u"**no**"_s,
                                                 cell(check.detail));
    return text;
}

QString deedsText(const QList<RecoveryNote::Deed> &deeds)
{
    QString text = u"\n## Step by step\n\n| at (UTC) | what |\n|---|---|\n"_s;
    for (const RecoveryNote::Deed &deed : deeds)
        text += u"| %1 | %2 |\n"_s.arg(rfc3339(deed.at), cell(deed.text));
    return text;
}

QString doneText(const RecoveryStory &story)
{
    if (story.outcome && story.outcome->done)
        return outcomeText(story.target, *story.outcome);
    if (story.rowsPutBack > 0)
        return u"\n## What was done\n\n%1 put back; nothing else was written.\n"_s.arg(
            counted(static_cast<int>(story.rowsPutBack), u"row was"_s, u"rows were"_s));
    return u"\nNothing was written to the database.\n"_s;
}

} // namespace

QString recoveryReport(const RecoveryStory &story)
{
    QString text = u"# Recovery of %1\n\n"_s.arg(story.target.name);
    text += verdictText(story) + story.target.label() + u"\n\n"_s;
    text += photographText(story.photograph) + candidatesText(story.candidates);
    if (story.outcome)
        text += previewText(*story.outcome);
    text += doneText(story);
    if (story.proof)
        text += proofText(*story.proof);
    if (!story.deeds.isEmpty())
        text += deedsText(story.deeds);
    if (!story.command.isEmpty())
        text += u"\n## The same on the command line\n\n```\n%1\n```\n"_s.arg(story.command);
    return text;
}

QString RecoverDatabase::report(const Target &target,
                                const Photograph &photograph,
                                const QList<Candidate> &candidates,
                                const std::optional<Outcome> &outcome)
{
    return recoveryReport({ .target = target,
                            .photograph = photograph,
                            .candidates = candidates,
                            .outcome = outcome });
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
