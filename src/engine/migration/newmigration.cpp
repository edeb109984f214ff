#include "migrationfiles.h"
#include "migrationtemplate.h"
#include "numbering.h"
#include "stream.h"

#include <QDateTime>
#include <QDir>
#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MaxWords
    = 100; // file systems take 255 bytes, and a down script's name is longer

/// Lower-case words of [a-z0-9] joined by '_'; letters lose their accents.
QString fileWords(const QString &description)
{
    static const QRegularExpression others(u"[^a-z0-9]+"_s);
    QString plain;
    for (const QChar character : description.normalized(QString::NormalizationForm_KD)) {
        if (!character.isMark())
            plain += character.toLower();
    }
    const QStringList words = plain.replace(others, u" "_s).split(u' ', Qt::SkipEmptyParts);
    QString joined;
    for (const QString &word : words) {
        if (joined.size() + word.size() < MaxWords)
            joined += (joined.isEmpty() ? QString() : u"_"_s) + word;
    }
    return joined;
}

Error usage(const QString &message, const QString &remedy)
{
    return { .kind = Error::Kind::Usage, .message = message, .remedy = remedy };
}

/// Paths below the migrations folder; empty where there is no such file.
struct Names {
    QString up;
    QString down;
};

/// A pattern such as "migrations/*/migration.sql" wants a folder for each migration.
Names namesFor(const Stream &stream, const QString &stem)
{
    const QString last = stream.config.pattern.section(u'/', -1);
    if (!last.isEmpty() && !last.contains(u'*') && !last.contains(u'{') && !last.contains(u'?'))
        return { .up = stem + u'/' + last, .down = stem + u"/down.sql"_s };
    return { .up = stem + u".sql"_s, .down = stream.layout.downFileName(stem + u".sql"_s) };
}

std::optional<Error> refuses(const Stream &stream, const Names &names)
{
    const StreamConfig &config = stream.config;
    const QDir directory(config.directory);
    if (isDownScript(names.up))
        return usage(
            u"%1 would be read as a down script because of how its name ends."_s.arg(names.up),
            u"End the description with another word."_s);
    if (!config.pattern.isEmpty()
        && !globExpression(config.pattern).match(directory.filePath(names.up)).hasMatch())
        return Error{
            .kind = Error::Kind::Config,
            .message
            = u"%1 would not fit migrations_pattern \"%2\" of wrangler's configuration."_s.arg(
                names.up, config.pattern),
            .remedy = u"Make the file by hand where the pattern finds it, or change the pattern."_s
        };
    if (!config.match.isEmpty() && !config.takesTheRest
        && !matchesOne(config.match, migrationFile(config.directory, names.up)))
        return usage(u"%1 would not belong to the stream %2: it takes %3 of the folder."_s.arg(
                         names.up, config.name, config.match.join(u", "_s)),
                     u"Use one of these words in the description, or add a pattern to match under "
                     "[streams.%1] in tidemark.toml."_s.arg(config.name));
    return std::nullopt;
}

/// The first line of an up script; wrangler's layout has wrangler's own.
QByteArray title(const Stream &stream,
                 const QString &version,
                 const QString &description,
                 const QDateTime &now)
{
    if (stream.layout.kind == LayoutKind::Wrangler)
        return "-- Migration number: " + version.toUtf8() + " \t "
               + now.toUTC().toString(Qt::ISODateWithMs).toUtf8() + '\n';
    return "-- " + description.simplified().toUtf8() + '\n';
}

} // namespace

Result<NewMigration> newMigration(const Stream &stream,
                                  const QString &description,
                                  MigrationTemplate kind,
                                  bool withDown,
                                  const QDateTime &now)
{
    const QString words = fileWords(description);
    if (words.isEmpty())
        return usage(
            description.trimmed().isEmpty()
                ? u"The description of the new migration is empty."_s
                : u"\"%1\" has no letter or digit that a file name could use."_s.arg(description),
            u"Say in a few words what it changes, for example \"add user tier\"."_s);
    const QString version = nextVersion(stream, now);
    const QString stem = version + u'_' + words;
    Names names = namesFor(stream, stem);
    if (auto error = refuses(stream, names))
        return *std::move(error);
    const QDir directory(stream.config.directory);
    const TemplateText text = templateText(kind);
    NewMigration made{ .upFile = directory.filePath(names.up),
                       .upText = title(stream, version, description, now) + text.up };
    // A pattern like "migrations/**" would make wrangler run the down script forward.
    const bool runsForward
        = !stream.config.pattern.isEmpty()
          && globExpression(stream.config.pattern).match(directory.filePath(names.down)).hasMatch();
    if (withDown && !names.down.isEmpty() && !runsForward) {
        made.downFile = directory.filePath(names.down);
        made.downText = "-- Undoes " + stem.toUtf8() + '\n' + text.down;
    }
    return made;
}

} // namespace tidemark
