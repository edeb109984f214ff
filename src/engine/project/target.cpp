#include "target.h"

#include <QDir>
#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype ShownOfTheId = 8;

// canonicalFilePath() is empty for a file that is not there yet; its folder may still be behind a link, and so may the
// folder's folder.
QString canonicalPath(const QString &file)
{
    const QFileInfo info(QDir::cleanPath(QFileInfo(file).absoluteFilePath()));
    if (info.exists())
        return info.canonicalFilePath();
    const QString parent = info.path();
    if (parent == info.filePath())
        return parent;
    return QDir(canonicalPath(parent)).filePath(info.fileName());
}

} // namespace

QString Target::label() const
{
    QStringList parts{ environmentWord() };
    if (place == PlaceOfTarget::Remote)
        parts.append(u"remote"_s);
    else if (!environment.isEmpty())
        parts.append(environment); // its copy of that environment's database
    parts.append(name);
    if (kind == DatabaseKind::D1 && !id.isEmpty())
        parts.append(id.first(std::min(ShownOfTheId, id.size())));
    return parts.join(u" · "_s);
}

QString Target::environmentWord() const
{
    if (place == PlaceOfTarget::Local)
        return u"local"_s;
    if (!environment.isEmpty())
        return environment;
    return production ? u"production"_s : u"top level"_s;
}

QString Target::key() const
{
    if (!file.isEmpty())
        return u"file:"_s + canonicalPath(file);
    // Without an id the name is what the API will look up, so it tells as much.
    const QString which = id.isEmpty() ? u"name:"_s + name : id;
    if (kind == DatabaseKind::D1)
        return u"d1:"_s + accountId + u'/' + which;
    return u"postgres:"_s + which;
}

} // namespace tidemark
