#include "migrationfiles.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <dirent.h>
#include <memory>
#include <optional>
#include <sys/stat.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto Suffix = ".sql"_L1;

QString pathBelow(const QString &directory, const QString &relative)
{
    return directory.endsWith(u'/') ? QString(directory + relative)
                                    : QString(directory + u'/' + relative);
}

/// What a down script's name has in it, and hardly another's: a regular expression takes longer to say no.
bool hasWordOfDownScript(const QString &id)
{
    for (const auto word : { "rollback"_L1, "down"_L1, "undo"_L1, "revert"_L1 }) {
        if (id.contains(word, Qt::CaseInsensitive))
            return true;
    }
    return id.contains("__"_L1); // Flyway's
}

/// The stem a down script shares with its up script, or nothing if the name is not one of a down script.
std::optional<QString> stemOfDownScript(const QString &id)
{
    if (!hasWordOfDownScript(id))
        return std::nullopt;
    static const QRegularExpression suffixed(u"^(.+?)[._-](?:rollback|down|undo|revert)$"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bare(u"^(|.*/)(?:rollback|down|undo|revert)$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression inFolder(u"^(|.*/)(?:rollbacks?|down|undo|revert)/([^/]+)$"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression undo(u"^(|.*/)U([0-9][^/]*__[^/]+)$"_s); // Flyway's U1__x.sql
    if (const auto found = inFolder.match(id); found.hasMatch()) {
        const QString below = found.captured(1) + found.captured(2);
        return stemOfDownScript(below).value_or(below);
    }
    if (const auto found = suffixed.match(id); found.hasMatch())
        return found.captured(1);
    if (const auto found = bare.match(id); found.hasMatch())
        return found.captured(1);
    if (const auto found = undo.match(id); found.hasMatch())
        return QString(found.captured(1) + u'V' + found.captured(2));
    return std::nullopt;
}

/// "0001_x" of "0001_x.up", "20260101_init/" of "20260101_init/migration".
QString stemOfUpScript(const QString &id)
{
    static const QRegularExpression suffixed(u"^(.+)[._-]up$"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bare(u"^(.+/)(?:up|migration)$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    if (!id.endsWith("up"_L1, Qt::CaseInsensitive) && !id.contains(u'/'))
        return id;
    if (const auto found = suffixed.match(id); found.hasMatch())
        return found.captured(1);
    if (const auto found = bare.match(id); found.hasMatch())
        return found.captured(1);
    return id;
}

/// readNumber() for "0004_rooms" and the like, which nearly all names are; false for any other.
bool readUsualNumber(MigrationFile &file)
{
    const QStringView stem = file.stem;
    const auto end
        = std::find_if(stem.begin(), stem.end(), [](QChar c) { return c < u'0' || c > u'9'; });
    const qsizetype digits = end - stem.begin();
    const bool isUsual
        = digits > 0 && digits < 19 && end != stem.end() && *end == u'_' && !stem.contains(u'/');
    if (!isUsual)
        return false;
    const auto name = std::find_if(
        end, stem.end(), [](QChar c) { return c != u'_' && c != u'.' && c != u'-' && c != u' '; });
    file.version = stem.first(digits).toString();
    file.number = file.version.toLongLong();
    file.name = stem.sliced(name - stem.begin()).toString();
    return true;
}

void readNumber(MigrationFile &file)
{
    if (readUsualNumber(file))
        return;
    static const QRegularExpression shape(u"^(?:.*/)?V?([0-9]+)(?:[_.\\- ]+([^/]*))?/?$"_s);
    static const QRegularExpression folder(u"^([0-9]+)(?:[_.\\- ]+([^/]*))?/(.+)$"_s);
    auto found = folder.match(file.stem);
    if (!found.hasMatch())
        found = shape.match(file.stem);
    bool fits = false;
    const qint64 number = found.captured(1).toLongLong(&fits);
    file.name = file.stem;
    if (!found.hasMatch() || !fits)
        return;
    file.version = found.captured(1);
    file.number = number;
    file.name = found.captured(3).isEmpty() ? found.captured(2)
                                            : QString(found.captured(2) + u'/' + found.captured(3));
}

void addFile(FolderListing &listing, const QString &relative, bool mayBeUp)
{
    if (!relative.endsWith(Suffix)) { // wrangler is strict about the case, and so the two agree
        listing.ignored.append(relative);
        return;
    }
    const MigrationFile file = migrationFile(listing.directory, relative);
    if (file.isDown)
        listing.downs.append(file);
    else if (mayBeUp)
        listing.ups.append(file);
}

struct CloseFolder {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

/// True for a file and for what leads to one. The folder itself mostly says which it is.
bool isFile(DIR *folder, const dirent &entry)
{
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN)
        return entry.d_type == DT_REG;
    struct stat facts = {};
    return ::fstatat(::dirfd(folder), entry.d_name, &facts, 0) == 0 && S_ISREG(facts.st_mode);
}

/// The names in @p directory that end in .sql, in any letter case, of what is a file or leads to one and is not hidden; sorted.
/// QDir makes a QFileInfo of each, and compares names as people do; std::filesystem makes a path of each.
QStringList scriptsIn(const QString &directory)
{
    QStringList names;
    const std::unique_ptr<DIR, CloseFolder> folder(
        ::opendir(QFile::encodeName(directory).constData()));
    while (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr) {
        const QString name = QFile::decodeName(entry->d_name);
        if (!name.startsWith(u'.') && name.endsWith(Suffix, Qt::CaseInsensitive)
            && isFile(folder.get(), *entry))
            names.append(name);
    }
    names.sort();
    return names;
}

void listFlat(FolderListing &listing)
{
    const QStringList scripts = scriptsIn(listing.directory);
    listing.ups.reserve(scripts.size());
    for (const QString &name : scripts)
        addFile(listing, name, true);
    const QStringList downFolders{
        u"down"_s, u"rollback"_s, u"rollbacks"_s, u"undo"_s, u"revert"_s
    };
    for (const QString &folder : downFolders) {
        for (const QString &name : scriptsIn(pathBelow(listing.directory, folder)))
            addFile(listing, folder + u'/' + name, false);
    }
}

void listMatching(FolderListing &listing, const QString &pattern)
{
    const QRegularExpression expression = globExpression(pattern);
    const QDir directory(listing.directory);
    QDirIterator files(
        listing.directory, { u"*.sql"_s }, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        addFile(listing, directory.relativeFilePath(path), expression.match(path).hasMatch());
    }
}

/// The regular expression for the character at @p at, which is moved on.
QString globPiece(const QString &glob, qsizetype &at)
{
    const QChar character = glob.at(at++);
    if (character == u'*') {
        if (at >= glob.size() || glob.at(at) != u'*')
            return u"[^/]*"_s;
        ++at;
        if (at < glob.size() && glob.at(at) == u'/') {
            ++at;
            return u"(?:.*/)?"_s;
        }
        return u".*"_s;
    }
    if (character == u'?')
        return u"[^/]"_s;
    const qsizetype close = glob.indexOf(character == u'[' ? u']' : u'}', at);
    if ((character != u'[' && character != u'{') || close < 0)
        return QRegularExpression::escape(QString(character));
    const QString inner = glob.mid(at, close - at);
    at = close + 1;
    if (character == u'[')
        return u'[' + (inner.startsWith(u'!') ? QString(u'^' + inner.mid(1)) : inner) + u']';
    QStringList choices;
    for (const QString &choice : inner.split(u','))
        choices.append(QRegularExpression::escape(choice));
    return u"(?:"_s + choices.join(u'|') + u')';
}

} // namespace

MigrationFile migrationFile(const QString &directory, const QString &relative)
{
    MigrationFile file{ .path = pathBelow(directory, relative),
                        .id = relative.chopped(Suffix.size()) };
    const auto down = stemOfDownScript(file.id);
    file.isDown = down.has_value();
    file.stem = down ? *down : stemOfUpScript(file.id);
    readNumber(file);
    return file;
}

FolderListing listFolder(const QString &directory, const QString &pattern)
{
    FolderListing listing{ .directory = directory, .exists = QFileInfo(directory).isDir() };
    if (!listing.exists)
        return listing;
    listing.hasDrizzleJournal = QFileInfo::exists(directory + u"/meta/_journal.json"_s);
    if (pattern.isEmpty())
        listFlat(listing);
    else
        listMatching(listing, pattern);
    return listing;
}

LayoutKind recognisedLayout(const FolderListing &listing)
{
    static const QRegularExpression numbered(u"^[0-9]{4}_.+\\.rollback$"_s);
    static const QRegularExpression plain(u"^[0-9]{3}_.+_rollback$"_s);
    const auto has = [&listing](const QRegularExpression &shape) {
        return std::any_of(listing.downs.cbegin(),
                           listing.downs.cend(),
                           [&shape](const auto &down) { return shape.match(down.id).hasMatch(); });
    };
    if (has(numbered))
        return LayoutKind::Numbered;
    return has(plain) ? LayoutKind::Plain : LayoutKind::Wrangler;
}

QRegularExpression globExpression(const QString &glob)
{
    const QString clean = QDir::cleanPath(glob);
    QString expression;
    for (qsizetype at = 0; at < clean.size();)
        expression += globPiece(clean, at);
    // The folder it is relative to is not known here; files are only looked for below the migrations folder.
    const QString before = clean.startsWith(u'/') ? u"^"_s : u"^(?:.*/)?"_s;
    return QRegularExpression(before + expression + u'$');
}

bool matchesOne(const QStringList &patterns, const MigrationFile &file)
{
    if (patterns.isEmpty())
        return false;
    const QString name = file.id.section(u'/', -1) + Suffix;
    const QString relative = file.id + Suffix;
    return std::any_of(patterns.cbegin(), patterns.cend(), [&](const QString &pattern) {
        const QRegularExpression expression(
            QRegularExpression::wildcardToRegularExpression(pattern));
        return expression.match(name).hasMatch() || expression.match(relative).hasMatch();
    });
}

bool isDownScript(const QString &fileName)
{
    const QString id = fileName.endsWith(Suffix, Qt::CaseInsensitive)
                           ? fileName.chopped(Suffix.size())
                           : fileName;
    return stemOfDownScript(id.startsWith(u'/') ? id.section(u'/', -1) : id).has_value();
}

} // namespace tidemark
