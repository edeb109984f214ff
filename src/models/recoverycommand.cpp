#include "recoverycommand.h"

#include "commandline.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QStringList where(const RecoveryNote &note)
{
    if (!note.origin.sqliteFile.isEmpty())
        return { u"--sqlite"_s, note.origin.sqliteFile };
    QStringList words = targetWords(note.target);
    if (note.origin.projectDirectory.isEmpty() && !note.target.accountId.isEmpty())
        words << u"--account"_s << note.target.accountId;
    return words;
}

QStringList what(const RecoveryNote &note)
{
    using Kind = RecoverDatabase::Candidate::Kind;
    if (note.choice == RecoveryNote::Choice::Rows) {
        QStringList words{ u"recover"_s, u"--rows-from"_s, note.rowsFrom };
        for (const QString &table : note.tables)
            words << u"--table"_s << table;
        return words;
    }
    if (note.moment->kind != Kind::Time && !note.moment->bookmark.isEmpty()
        && note.target.place == PlaceOfTarget::Remote)
        return { u"time-travel"_s, u"restore"_s, u"--bookmark"_s, note.moment->bookmark };
    return { u"recover"_s, u"--at"_s, rfc3339(note.moment->at) };
}

} // namespace

QString recoveryLookCommand(const RecoveryNote &note)
{
    return commandLine(where(note) + QStringList{ u"recover"_s, u"--dry-run"_s });
}

QString recoveryCommand(const RecoveryNote &note)
{
    if (note.choice == RecoveryNote::Choice::Leave || !note.moment)
        return {};
    return commandLine(where(note) + what(note) + QStringList{ u"--confirm"_s, note.target.name });
}

} // namespace tidemark
