#pragma once

#include "csvencoding.h"
#include "csvreader.h"

#include <engine/base/result.h>

#include <QFile>

#include <memory>

namespace tidemark {

/// A CSV file's records, one after the other, through a window of a few megabytes; whatever its encoding, they are UTF-8.
///
/// Positions count bytes of that UTF-8 text. A checksum of what was read so far tells later whether the file is still the
/// same up to there. Blocking.
class CsvSource
{
public:
    /// Fails with MissingInput (no such file), BadInput (not a regular file, not readable).
    [[nodiscard]] static Result<CsvSource>
    open(const QString &file, CsvEncoding encoding, int markBytes, char delimiter);

    /// True: record() and fields() hold the next one; false: there is none. Fails with BadInput.
    [[nodiscard]] Result<bool> next();

    [[nodiscard]] const CsvRecord &record() const { return m_reader.record(); }
    [[nodiscard]] const std::vector<CsvField> &fields() const { return m_reader.fields(); }
    /// Nothing but a line end. In a file of one column that is an empty field, else nobody's row.
    [[nodiscard]] bool isBlank() const
    {
        return record().bytes.isEmpty() && record().fault == CsvFault::None;
    }

    [[nodiscard]] qint64 position() const { return m_position; } ///< after the last record
    [[nodiscard]] qint64 line() const { return m_reader.line(); } ///< of the next record
    [[nodiscard]] qint64 fileBytes() const { return m_fileBytes; }
    [[nodiscard]] qint64 bytesRead() const { return m_bytesRead; } ///< of the file
    [[nodiscard]] quint64 checksum() const { return m_checksum; } ///< of the bytes read

    /// A place between two records, and what the file was like up to there.
    struct Mark {
        qint64 position = 0;
        qint64 line = 1;
        qint64 fileBytes = 0;
        qint64 bytesRead = 0;
        quint64 checksum = 0;

        bool operator==(const Mark &other) const = default;
    };
    /// Passes over the text before it. Fails with BadInput if the file has changed.
    [[nodiscard]] Result<> goTo(const Mark &mark);
    /// Where the next record begins; what is left of a record that was too long is passed over first, so that record() is
    /// gone afterwards.
    [[nodiscard]] Result<Mark> mark();

private:
    CsvSource(std::unique_ptr<QFile> file, CsvEncoding encoding, char delimiter);

    [[nodiscard]] Result<> more();
    void take(qsizetype bytes);
    [[nodiscard]] QByteArrayView window() const;
    [[nodiscard]] Error unreadable() const;
    [[nodiscard]] Error changed() const;

    std::unique_ptr<QFile> m_file;
    qint64 m_fileBytes;
    CsvTranscoder m_transcoder;
    CsvReader m_reader;
    QByteArray m_block;
    std::string m_text;
    size_t m_begin = 0; ///< of the window in m_text
    bool m_isLast = false;
    int m_skip = 0; ///< the byte order mark
    qint64 m_position = 0;
    qint64 m_bytesRead = 0;
    quint64 m_checksum = 0;
};

} // namespace tidemark
