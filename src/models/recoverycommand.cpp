#include "recoverycommand.h"

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString word(const QString &text)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./:=@%+-]+$"_s);
    if (plain.match(text).hasMatch())
        return text;
    QString inside = text;
    return u'\'' + inside.replace(u'\'', u"'\\''"_s) + u'\'';
}

QStringList where(const RecoveryNote &note)
{
    const Target &target = note.target;
    if (!note.origin.sqliteFile.isEmpty())
        return { u"--sqlite"_s, note.origin.sqliteFile };
    QStringList words;
    if (!target.environment.isEmpty())
        words << u"--env"_s << target.environment;
    words << (target.place == PlaceOfTarget::Remote ? u"--remote"_s : u"--local"_s);
    if (note.origin.projectDirectory.isEmpty() && !target.accountId.isEmpty())
        words << u"--account"_s << target.accountId;
    return words << u"--database"_s << target.stream;
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

QString commandLine(const QStringList &words)
{
    QStringList quoted{ u"tidemark-cli"_s };
    for (const QString &text : words)
        quoted.append(word(text));
    return quoted.join(u' ');
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
