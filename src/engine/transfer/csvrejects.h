#pragma once

#include <engine/base/result.h>

#include <QFile>

#include <memory>

namespace tidemark {

/// The file of bad rows, itself CSV: the line in the imported file, the reason, and the record's own bytes.
///
/// What a chunk adds is on the disk before the chunk is committed, and a resumed import cuts off what belongs to a chunk
/// that was not.
class CsvRejects
{
public:
    /// A new file, readable by its owner alone. Fails with Usage if it exists and may not be overwritten, Safety if it
    /// cannot be written.
    [[nodiscard]] static Result<CsvRejects> create(const QString &path, bool mayOverwrite);
    /// An earlier run's file, cut to @p bytes. Fails with MissingInput, or BadInput if it is shorter.
    [[nodiscard]] static Result<CsvRejects> reopen(const QString &path, qint64 bytes);

    void add(qint64 line, QByteArrayView reason, QByteArrayView record);
    /// Writes what was added; on the disk (fsync) afterwards. Fails with Safety.
    [[nodiscard]] Result<> flush();
    /// Flushes if much was added.
    [[nodiscard]] Result<> drain();
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    /// Takes back what does not count any more: down to @p bytes, or, with 0, the file itself. Best effort.
    void cut(qint64 bytes);

private:
    explicit CsvRejects(std::unique_ptr<QFile> file, qint64 bytes);
    [[nodiscard]] Result<> write();

    std::unique_ptr<QFile> m_file;
    QByteArray m_waiting;
    qint64 m_bytes;
    bool m_isSynced = true;
};

} // namespace tidemark
