#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

namespace tidemark {

/// The whole file. Fails with MissingInput if it is not there, BadInput if it cannot be read.
[[nodiscard]] Result<QByteArray> readFile(const QString &path);

enum class Overwrite { No, Yes };

/// Writes beside @p path, syncs, renames: after any failure the old file is whole. The new file is readable by
/// its owner alone (mode 600). Missing parent folders are made (mode 700).
/// Fails with Usage if the file exists and may not be overwritten, with Safety if it cannot be written.
[[nodiscard]] Result<> writeFileAtomically(const QString &path,
                                           const QByteArray &content,
                                           Overwrite overwrite = Overwrite::Yes);

/// Flushes a file's, and its folder's, content to the disk. Fails with Safety.
[[nodiscard]] Result<> syncToDisk(const QString &path);

/// Makes @p path and its missing parents with mode 700. Fails with Safety.
[[nodiscard]] Result<> makePrivateDirectory(const QString &path);

/// SHA-256 of a file in lower-case hex, read in blocks. Fails like readFile.
[[nodiscard]] Result<QString> sha256OfFile(const QString &path);

/// SHA-256 in lower-case hex.
[[nodiscard]] QString sha256(const QByteArray &bytes);

} // namespace tidemark
