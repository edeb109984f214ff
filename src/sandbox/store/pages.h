#pragma once

#include <engine/base/result.h>

#include <QByteArray>
#include <QMap>
#include <QString>

namespace tidemark::sandbox {

constexpr qsizetype PageSize = 4096;

/// Pages of a database file by number, counted from 1, and how many the database has.
struct Pages {
    QMap<quint32, QByteArray> content;
    quint32 count = 0;
};

/// The newest content of each page that frames @p first up to, not including, @p last of a write-ahead log hold; the
/// last of them ends a transaction.
[[nodiscard]] Result<Pages> pagesOfFrames(const QString &walFile, qsizetype first, qsizetype last);

/// Every page of a database file.
[[nodiscard]] Result<Pages> pagesOfFile(const QString &path);

} // namespace tidemark::sandbox
