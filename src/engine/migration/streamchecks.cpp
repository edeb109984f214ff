#include "streamchecks.h"

#include <QFileInfo>
#include <QMap>
#include <QSet>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString fileName(const QString &path)
{
    return QFileInfo(path).fileName();
}

QString sentence(const QStringList &files)
{
    return files.size() < 2
               ? files.join(QString())
               : files.first(files.size() - 1).join(u", "_s) + u" and "_s + files.last();
}

/// The declared pair that has both, or nullptr.
const QStringList *commonPair(const QList<QStringList> &duplicates, const QStringList &ids)
{
    for (const QStringList &pair : duplicates) {
        if (std::all_of(
                ids.cbegin(), ids.cend(), [&pair](const QString &id) { return pair.contains(id); }))
            return &pair;
    }
    return nullptr;
}

bool runsBefore(const Migration &left, const Migration &right, const QList<QStringList> &duplicates)
{
    if (left.isInit != right.isInit)
        return left.isInit;
    if (left.version.isEmpty() != right.version.isEmpty())
        return right.version.isEmpty();
    if (left.number != right.number)
        return left.number < right.number;
    if (const auto *pair = commonPair(duplicates, { left.id, right.id }))
        return pair->indexOf(left.id) < pair->indexOf(right.id);
    return left.id.toUtf8() < right.id.toUtf8();
}

Error duplicateProblem(const QList<const Migration *> &same, bool joinsPair)
{
    QStringList names;
    QStringList ids;
    for (const Migration *migration : same) {
        names.append(fileName(migration->up.file));
        ids.append(u'"' + migration->id + u'"');
    }
    const QString what = joinsPair ? u"%1 share the number %2, of which only a pair is declared."_s
                                   : u"%1 share the number %2."_s;
    const QString renumber = u"tidemark-cli renumber %1"_s.arg(same.last()->id);
    const QString remedy
        = joinsPair ? u"Nothing may join a declared pair: give the new one the next free number "
                      "with `%1`."_s.arg(renumber)
                    : u"If none or one of them is applied anywhere, give the other the next free "
                      "number with `%1`. If all of them are applied in a database, declare them in "
                      "tidemark.toml with `%1 --keep-both`: duplicates = [[%2]]."_s.arg(
                          renumber, ids.join(u", "_s));
    return { .kind = Error::Kind::History,
             .message = what.arg(sentence(names), same.first()->version),
             .remedy = remedy,
             .where = { .file = same.last()->up.file } };
}

/// Time stamps leave gaps by nature.
bool isSequence(const QString &version)
{
    return version.size() < 8;
}

QStringList gaps(const FolderListing &listing)
{
    QMap<qint64, QString> versions;
    for (const MigrationFile &up : listing.ups) {
        if (!up.version.isEmpty() && isSequence(up.version))
            versions.insert(up.number, up.version);
    }
    QStringList remarks;
    for (auto at = versions.cbegin(); at != versions.cend(); ++at) {
        const auto next = std::next(at);
        if (next != versions.cend() && next.key() > at.key() + 1)
            remarks.append(
                u"No file has a number between %1 and %2."_s.arg(at.value(), next.value()));
    }
    return remarks;
}

std::optional<QString> mixedWidths(const Stream &stream)
{
    QMap<qsizetype, QString> byWidth;
    for (const Migration &migration : stream.migrations) {
        if (!migration.isInit && !migration.version.isEmpty())
            byWidth.insert(migration.version.size(), migration.version);
    }
    if (byWidth.size() < 2)
        return std::nullopt;
    return u"The numbers have different widths (%1): they run by value, while a file list sorts "
           "them by text."_s.arg(QStringList(byWidth.values()).join(u", "_s));
}

QStringList unusedDeclarations(const Stream &stream)
{
    QStringList remarks;
    for (const QStringList &pair : stream.config.duplicates) {
        QSet<qint64> numbers;
        for (const QString &id : pair) {
            const Migration *migration = stream.find(id);
            if (migration)
                numbers.insert(migration->number);
            else
                remarks.append(u"duplicates names \"%1\", which is not in the folder."_s.arg(id));
        }
        if (numbers.size() > 1)
            remarks.append(
                u"duplicates lists %1 together, but their numbers differ."_s.arg(sentence(pair)));
    }
    return remarks;
}

} // namespace

void sortMigrations(QList<Migration> &migrations, const QList<QStringList> &duplicates)
{
    std::sort(migrations.begin(),
              migrations.end(),
              [&duplicates](const Migration &left, const Migration &right) {
                  return runsBefore(left, right, duplicates);
              });
}

QList<Error> duplicateProblems(const Stream &stream)
{
    QMap<qint64, QList<const Migration *>> byNumber;
    for (const Migration &migration : stream.migrations) {
        if (!migration.isInit && !migration.version.isEmpty())
            byNumber[migration.number].append(&migration);
    }
    QList<Error> problems;
    for (const auto &same : std::as_const(byNumber)) {
        if (same.size() < 2)
            continue;
        QStringList ids;
        for (const Migration *migration : same)
            ids.append(migration->id);
        if (commonPair(stream.config.duplicates, ids))
            continue;
        // The one to renumber is named last: of three it is the one that nobody declared.
        QList<const Migration *> ordered = same;
        std::stable_partition(
            ordered.begin(), ordered.end(), [&stream](const Migration *migration) {
                return stream.isDeclaredDuplicate(migration->id);
            });
        const bool joinsPair = stream.isDeclaredDuplicate(ordered.at(1)->id);
        problems.append(duplicateProblem(ordered, joinsPair));
    }
    return problems;
}

QList<Error> downScriptProblems(const QList<MigrationFile> &ups, const QList<MigrationFile> &downs)
{
    QSet<QString> known;
    for (const MigrationFile &up : ups)
        known.insert(up.stem);
    QMap<QString, QString> seen;
    QList<Error> problems;
    for (const MigrationFile &down : downs) {
        Error problem{ .kind = Error::Kind::History, .where = { .file = down.path } };
        if (!known.contains(down.stem)) {
            problem.message = u"%1 is a down script without the migration it undoes."_s.arg(
                fileName(down.path));
            problem.remedy
                = u"Restore %1.sql, or remove the down script. If it is a migration after "
                  "all, give it a name that does not end like a down script's."_s.arg(
                      down.stem.isEmpty() ? u"the migration"_s : down.stem);
            problems.append(problem);
        } else if (seen.contains(down.stem)) {
            problem.message = u"%1 and %2 are down scripts of the same migration."_s.arg(
                seen.value(down.stem), fileName(down.path));
            problem.remedy = u"Keep one of the two."_s;
            problems.append(problem);
        }
        seen.insert(down.stem, fileName(down.path));
    }
    return problems;
}

QStringList streamRemarks(const Stream &stream, const FolderListing &listing)
{
    QStringList remarks = gaps(listing);
    if (const auto widths = mixedWidths(stream))
        remarks.append(*widths);
    for (const Migration &migration : stream.migrations) {
        if (migration.version.isEmpty())
            remarks.append(u"%1 has no number and runs after all that have one."_s.arg(
                fileName(migration.up.file)));
    }
    for (const QString &name : listing.ignored)
        remarks.append(u"%1 is left out: only names that end in .sql are read."_s.arg(name));
    return remarks + unusedDeclarations(stream);
}

} // namespace tidemark
