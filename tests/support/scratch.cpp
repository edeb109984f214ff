#include "scratch.h"

#include "await.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

template<typename T>
T orDie(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return std::move(*result);
}

} // namespace

ScratchFolder::ScratchFolder()
{
    if (!m_folder.isValid())
        qFatal("No scratch folder: %s", qPrintable(m_folder.errorString()));
}

QString ScratchFolder::path(const QString &relative) const
{
    return relative.isEmpty() ? m_folder.path() : m_folder.filePath(relative);
}

QString ScratchFolder::write(const QString &relative, const QByteArray &content) const
{
    const QString file = path(relative);
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("%s: %s", qPrintable(file), qPrintable(out.errorString()));
    return file;
}

QByteArray ScratchFolder::read(const QString &relative) const
{
    QFile in(path(relative));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

QString ScratchFolder::copyFromCheckout(const QString &relative, const QString &to) const
{
    const QDir source(QStringLiteral(TIDEMARK_SOURCE_DIR) + u'/' + relative);
    QDirIterator files(source.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString target = path(to + u'/' + source.relativeFilePath(file));
        QDir().mkpath(QFileInfo(target).path());
        if (!QFile::copy(file, target))
            qFatal("%s cannot be copied", qPrintable(file));
    }
    return path(to);
}

ScratchDatabase::ScratchDatabase(const QByteArray &script, const SqliteOptions &options)
{
    SqliteOptions create = options;
    create.access = SqliteOptions::Access::Create;
    m_database = orDie(await(SqliteDatabase::open(file(), create)));
    if (!script.isEmpty())
        run(script);
}

QString ScratchDatabase::file() const
{
    return m_folder.path(u"scratch.sqlite"_s);
}

QList<Row> ScratchDatabase::rows(const QByteArray &sql) const
{
    return orDie(await(m_database->query({ sql }))).rows;
}

QString ScratchDatabase::value(const QByteArray &sql) const
{
    const auto all = rows(sql);
    return all.isEmpty() || all.first().isEmpty() ? QString() : all.first().first().toString();
}

void ScratchDatabase::run(const QByteArray &script) const
{
    orDie(await(m_database->with(
        [script](SqliteConnection &connection) { return connection.run(script); })));
}

} // namespace tidemark
