#include "csvsource.h"

#include <QFileInfo>

#include <cstring>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype BlockBytes = 1 << 20;

// Tells a changed file from an unchanged one at the speed of memory; it is no defence against somebody who wants to
// deceive. The multiplier is that of SplitMix64's finaliser.
quint64 mixed(quint64 sum, const char *bytes, qsizetype size)
{
    constexpr quint64 Multiplier = 0xBF58476D1CE4E5B9U;
    qsizetype at = 0;
    for (; at + 8 <= size; at += 8) {
        quint64 word = 0;
        std::memcpy(&word, bytes + at, 8);
        sum = (sum ^ word) * Multiplier;
        sum ^= sum >> 32;
    }
    quint64 rest = static_cast<quint64>(size - at) + 1;
    for (; at < size; ++at)
        rest = (rest << 8) | static_cast<unsigned char>(bytes[at]);
    sum = (sum ^ rest) * Multiplier;
    return sum ^ (sum >> 32);
}

} // namespace

CsvSource::CsvSource(std::unique_ptr<QFile> file, CsvEncoding encoding, char delimiter)
    : m_file(std::move(file))
    , m_fileBytes(m_file->size())
    , m_transcoder(encoding)
    , m_reader(delimiter)
    , m_block(BlockBytes, Qt::Uninitialized)
{}

Result<CsvSource>
CsvSource::open(const QString &file, CsvEncoding encoding, int markBytes, char delimiter)
{
    const QFileInfo info(file);
    if (!info.exists()) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"There is no file %1."_s.arg(file),
                      .remedy = u"Check the path."_s,
                      .where = { .file = file } };
    }
    if (!info.isFile()) {
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"%1 is not a regular file."_s.arg(file),
                      .remedy = u"Write the rows into a file first: it is read more than once."_s,
                      .where = { .file = file } };
    }
    auto in = std::make_unique<QFile>(file);
    const bool isOpen = in->open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    CsvSource source(std::move(in), encoding, delimiter);
    if (!isOpen)
        return source.unreadable();
    source.m_skip = markBytes;
    return source;
}

QByteArrayView CsvSource::window() const
{
    return QByteArrayView(m_text).sliced(static_cast<qsizetype>(m_begin));
}

void CsvSource::take(qsizetype bytes)
{
    m_begin += static_cast<size_t>(bytes);
    m_position += bytes;
}

Result<bool> CsvSource::next()
{
    for (;;) {
        switch (m_reader.next(window(), m_isLast)) {
        case CsvReader::Found::Record:
            take(m_reader.taken());
            return true;
        case CsvReader::Found::Skipped:
            take(m_reader.taken());
            break;
        case CsvReader::Found::More:
            if (auto read = more(); !read)
                return read.error();
            break;
        case CsvReader::Found::End:
            return false;
        }
    }
}

Result<CsvSource::Mark> CsvSource::mark()
{
    while (m_reader.isSkipping() && !(m_isLast && window().isEmpty())) {
        if (m_reader.next(window(), m_isLast) == CsvReader::Found::Skipped) {
            take(m_reader.taken());
        } else if (auto read = more(); !read) {
            return read.error();
        }
    }
    return Mark{ .position = m_position,
                 .line = line(),
                 .fileBytes = m_fileBytes,
                 .bytesRead = m_bytesRead,
                 .checksum = m_checksum };
}

/// Reads one more block behind the window; whole blocks but for the last one, so that checksums can be compared.
Result<> CsvSource::more()
{
    m_text.erase(0, m_begin);
    m_begin = 0;
    qsizetype filled = 0;
    while (filled < BlockBytes) {
        const qint64 got = m_file->read(m_block.data() + filled, BlockBytes - filled);
        if (got < 0)
            return unreadable();
        if (got == 0)
            break;
        filled += got;
    }
    m_isLast = filled < BlockBytes;
    if (filled > 0) {
        m_checksum = mixed(m_checksum, m_block.constData(), filled);
        m_bytesRead += filled;
    }
    const qsizetype skipped = std::min<qsizetype>(m_skip, filled);
    m_skip -= static_cast<int>(skipped);
    m_transcoder.append(m_text, QByteArrayView(m_block).first(filled).sliced(skipped), m_isLast);
    return Ok{};
}

Result<> CsvSource::goTo(const Mark &mark)
{
    if (m_fileBytes != mark.fileBytes)
        return changed();
    while (m_bytesRead < mark.bytesRead && !m_isLast) {
        if (auto read = more(); !read)
            return read.error();
        take(std::min(window().size(), mark.position - m_position));
    }
    if (m_position != mark.position || m_bytesRead != mark.bytesRead || m_checksum != mark.checksum)
        return changed();
    m_reader.setLine(mark.line);
    return Ok{};
}

Error CsvSource::unreadable() const
{
    return { .kind = Error::Kind::BadInput,
             .message = u"%1 cannot be read: %2."_s.arg(m_file->fileName(), m_file->errorString()),
             .remedy = u"Check that you may read it."_s,
             .where = { .file = m_file->fileName() } };
}

Error CsvSource::changed() const
{
    return { .kind = Error::Kind::BadInput,
             .message = u"%1 is not the file whose import was begun: it changed before the place "
                        "where that ended."_s.arg(m_file->fileName()),
             .remedy = u"Bring the old file back, or give up the unfinished import with "
                       "--forget-unfinished; its rows stay."_s,
             .where = { .file = m_file->fileName() } };
}

} // namespace tidemark
