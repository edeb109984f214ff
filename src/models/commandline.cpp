#include "commandline.h"

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString quotedForShell(const QString &text)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_./:=@%+-]+$"_s);
    if (plain.match(text).hasMatch())
        return text;
    QString inside = text;
    return u'\'' + inside.replace(u'\'', u"'\\''"_s) + u'\'';
}

} // namespace

QString commandLine(const QStringList &words)
{
    QStringList quoted{ u"tidemark-cli"_s };
    for (const QString &text : words)
        quoted.append(quotedForShell(text));
    return quoted.join(u' ');
}

QStringList targetWords(const Target &target)
{
    if (target.kind == DatabaseKind::Sqlite)
        return { u"--sqlite"_s, target.file };
    QStringList words;
    if (!target.environment.isEmpty())
        words << u"--env"_s << target.environment;
    words << (target.place == PlaceOfTarget::Remote ? u"--remote"_s : u"--local"_s);
    return words << u"--database"_s << target.stream;
}

} // namespace tidemark
