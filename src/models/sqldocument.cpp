#include "sqldocument.h"

#include <engine/base/digest.h>
#include <engine/base/files.h>
#include <engine/base/run.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// From the first change on, so that whoever types without a pause is kept too. The promise is five seconds.
constexpr std::chrono::milliseconds KeepAfter{ 2000 };

QString folderOf(const EnginePointer &engine)
{
    return engine->paths.state + u"/documents"_s;
}

QString fileName(const QString &targetKey, const QString &name)
{
    if (name.isEmpty())
        return u"database-%1.sql"_s.arg(sha256(targetKey.toUtf8()).left(16));
    static const QRegularExpression strange(u"[^A-Za-z0-9 _-]"_s);
    QString plain = name;
    plain.replace(strange, u"_"_s);
    return plain + u".sql"_s;
}

} // namespace

SqlDocument::SqlDocument(const EnginePointer &engine,
                         const QString &targetKey,
                         const QString &name,
                         QObject *parent)
    : QObject(parent)
    , m_name(name)
    , m_file(folderOf(engine) + u'/' + fileName(targetKey, name))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(KeepAfter);
    connect(&m_timer, &QTimer::timeout, this, &SqlDocument::keep);
    m_path = QString::fromUtf8(readFile(notePath()).valueOr({}));
}

SqlDocument::~SqlDocument()
{
    flush();
}

QString SqlDocument::newName(const EnginePointer &engine)
{
    static_cast<void>(makePrivateDirectory(folderOf(engine)));
    for (int number = 1;; ++number) {
        const QString name = tr("Query %1").arg(number);
        QFile file(folderOf(engine) + u'/' + fileName({}, name));
        const bool isTaken = !file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                                        QFileDevice::ReadOwner | QFileDevice::WriteOwner)
                             && file.exists();
        if (!isTaken)
            return name;
    }
}

QString SqlDocument::notePath() const
{
    return m_file + u".path"_s;
}

QString SqlDocument::restored() const
{
    const QFileInfo own(m_path);
    const bool isNewer = !m_path.isEmpty() && own.lastModified() > QFileInfo(m_file).lastModified();
    return QString::fromUtf8(readFile(isNewer ? m_path : m_file).valueOr({}));
}

void SqlDocument::touch()
{
    m_unsaved = true;
    m_dirty = true;
    if (m_state == State::Keeping)
        return; // kept() sees to it
    if (!m_timer.isActive())
        m_timer.start();
    if (m_state != State::Kept)
        return;
    m_state = State::Changed;
    emit changed();
}

void SqlDocument::keep()
{
    if (!m_source || m_state == State::Keeping)
        return;
    m_state = State::Keeping;
    m_dirty = false;
    const QString text = m_source();
    const QString file = m_file;
    const auto writing = [text, file] { return writeFileAtomically(file, text.toUtf8()); };
    emit changed(); // not later: it may be kept before run() returns
    run(this, m_writer->run(writing), [this](const Result<> &written) { kept(written); });
}

void SqlDocument::kept(const Result<> &written)
{
    m_error = written ? QString() : written.error().message;
    if (written)
        m_keptAt = QDateTime::currentDateTimeUtc();
    else
        m_dirty = true; // a full disk may have room again
    m_state = m_dirty ? State::Changed : State::Kept;
    if (!written)
        m_state = State::NotKept;
    if (m_dirty)
        m_timer.start();
    emit changed();
}

void SqlDocument::flush()
{
    if (!m_source || (!m_dirty && m_state != State::Keeping))
        return;
    m_timer.stop();
    m_writer = std::make_unique<Worker>(u"documents"_s); // the one before ends its writing first
    m_dirty = false;
    const QString text = m_source();
    // A document that nobody wrote anything into leaves nothing behind.
    if (text.isEmpty() && m_path.isEmpty()) {
        QFile::remove(m_file);
        m_state = State::Kept;
        return;
    }
    kept(writeFileAtomically(m_file, text.toUtf8()));
}

Result<> SqlDocument::saveAs(const QString &path)
{
    if (!m_source)
        return Ok{};
    const QByteArray text = m_source().toUtf8();
    const QFileInfo before(path);
    const auto permissions = before.exists() ? before.permissions()
                                             : QFile::ReadOwner | QFile::WriteOwner
                                                   | QFile::ReadGroup | QFile::ReadOther;
    if (const auto written = writeFileAtomically(path, text); !written)
        return written.error();
    QFile::setPermissions(path, permissions);
    m_path = path;
    m_unsaved = false;
    if (const auto noted = writeFileAtomically(notePath(), path.toUtf8()); !noted)
        return noted.error();
    m_dirty = true;
    flush();
    return Ok{};
}

QString SqlDocument::title() const
{
    return m_path.isEmpty() ? m_name : QFileInfo(m_path).fileName();
}

} // namespace tidemark
