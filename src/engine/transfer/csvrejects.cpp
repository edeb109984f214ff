#include "csvrejects.h"

#include <engine/base/files.h>

#include <QFileInfo>

#include <unistd.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView Header("line,reason,record\n");
constexpr qsizetype MuchBytes = 1 << 20;

void appendQuoted(QByteArray &out, QByteArrayView text)
{
    out.append('"');
    for (const char c : text) {
        if (c == '"')
            out.append('"');
        out.append(c);
    }
    out.append('"');
}

Error unopened(const QFile &file)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2."_s.arg(file.fileName(), file.errorString()),
             .remedy = u"Check the permissions and the free space of the disk."_s,
             .where = { .file = file.fileName() } };
}

} // namespace

CsvRejects::CsvRejects(std::unique_ptr<QFile> file, qint64 bytes)
    : m_file(std::move(file))
    , m_bytes(bytes)
{}

Result<CsvRejects> CsvRejects::create(const QString &path, bool mayOverwrite)
{
    if (QFileInfo::exists(path) && !mayOverwrite) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"%1 exists already."_s.arg(path),
                      .remedy = u"Choose another name, or add --overwrite."_s,
                      .where = { .file = path } };
    }
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered)
        || !file->setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return unopened(*file);
    CsvRejects rejects(std::move(file), 0);
    rejects.m_waiting.append(Header.data(), Header.size());
    if (auto flushed = rejects.flush(); !flushed)
        return flushed.error();
    if (auto synced = syncToDisk(path); !synced) // the name as well
        return synced.error();
    return rejects;
}

Result<CsvRejects> CsvRejects::reopen(const QString &path, qint64 bytes)
{
    auto file = std::make_unique<QFile>(path);
    if (!file->exists() || file->size() < bytes) {
        return Error{ .kind = file->exists() ? Error::Kind::BadInput : Error::Kind::MissingInput,
                      .message = u"%1, with the bad rows found so far, %2."_s.arg(
                          path, file->exists() ? u"was cut"_s : u"is gone"_s),
                      .remedy = u"Bring it back, or give up the unfinished import with "
                                "--forget-unfinished; its rows stay."_s,
                      .where = { .file = path } };
    }
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered) || !file->resize(bytes)
        || !file->seek(bytes))
        return unopened(*file);
    return CsvRejects(std::move(file), bytes);
}

void CsvRejects::add(qint64 line, QByteArrayView reason, QByteArrayView record)
{
    m_waiting.append(QByteArray::number(line));
    m_waiting.append(',');
    appendQuoted(m_waiting, reason);
    m_waiting.append(',');
    appendQuoted(m_waiting, record);
    m_waiting.append('\n');
}

Result<> CsvRejects::write()
{
    if (m_waiting.isEmpty())
        return Ok{};
    if (m_file->write(m_waiting) != m_waiting.size())
        return unopened(*m_file);
    m_bytes += m_waiting.size();
    m_waiting.clear();
    m_isSynced = false;
    return Ok{};
}

Result<> CsvRejects::drain()
{
    return m_waiting.size() < MuchBytes ? Ok{} : write();
}

Result<> CsvRejects::flush()
{
    if (auto written = write(); !written)
        return written.error();
    if (!m_isSynced && ::fsync(m_file->handle()) != 0)
        return unopened(*m_file);
    m_isSynced = true;
    return Ok{};
}

void CsvRejects::cut(qint64 bytes)
{
    m_waiting.clear();
    const bool isDone = bytes > 0 ? m_file->resize(bytes) && m_file->seek(bytes) : m_file->remove();
    if (isDone)
        m_bytes = bytes;
}

} // namespace tidemark
