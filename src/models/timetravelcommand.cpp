#include "timetravelcommand.h"

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Subject = TimeTravelSession::Subject;

QString word(const QString &text)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./:=@%+-]+$"_s);
    if (plain.match(text).hasMatch())
        return text;
    QString inside = text;
    return u'\'' + inside.replace(u'\'', u"'\\''"_s) + u'\'';
}

QStringList where(const Target &target)
{
    if (target.kind == DatabaseKind::Sqlite)
        return { u"--sqlite"_s, target.file };
    QStringList words;
    if (!target.environment.isEmpty())
        words << u"--env"_s << target.environment;
    words << (target.place == PlaceOfTarget::Remote ? u"--remote"_s : u"--local"_s);
    return words << u"--database"_s << target.stream;
}

QStringList what(const Subject &subject, const Target &target)
{
    switch (subject.kind) {
    case Subject::Kind::Moment:
        return { u"time-travel"_s, u"restore"_s, u"--bookmark"_s, subject.bookmark };
    case Subject::Kind::Undo:
        if (!subject.backup)
            return { u"time-travel"_s, u"restore"_s, u"--undo"_s };
        [[fallthrough]];
    case Subject::Kind::Backup:
        return { u"restore"_s, subject.backup->path, u"--replace"_s, target.stream };
    case Subject::Kind::Rows:
        return { u"recover"_s, u"--rows-from"_s, subject.backup->path };
    case Subject::Kind::Comparison:
        return {};
    }
    Q_UNREACHABLE();
}

QString commandLine(const QStringList &words)
{
    QStringList quoted{ u"tidemark-cli"_s };
    for (const QString &text : words)
        quoted.append(word(text));
    return quoted.join(u' ');
}

} // namespace

QString timeTravelCommand(const Subject &subject, const Target &target)
{
    const QStringList words = what(subject, target);
    if (words.isEmpty())
        return {};
    return commandLine(where(target) + words + QStringList{ u"--confirm"_s, target.name });
}

QString backupCommand(const Target &target)
{
    return commandLine(where(target) + QStringList{ u"backup"_s });
}

} // namespace tidemark
