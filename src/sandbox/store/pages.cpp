#include "pages.h"

#include <QFile>
#include <QtEndian>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

// "WAL File Format" of the SQLite documentation: a header of 32 bytes, then frames of 24 bytes and a page each.
constexpr qsizetype WalHeader = 32;
constexpr qsizetype FrameHeader = 24;

Error unreadable(const QString &file, const QString &why)
{
    return { .kind = Error::Kind::Database,
             .message = u"%1 cannot be read: %2."_s.arg(file, why),
             .where = { .file = file } };
}

} // namespace

Result<Pages> pagesOfFrames(const QString &walFile, qsizetype first, qsizetype last)
{
    QFile file(walFile);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(WalHeader + first * (FrameHeader + PageSize)))
        return unreadable(walFile, file.errorString());
    Pages pages;
    for (qsizetype frame = first; frame < last; ++frame) {
        const QByteArray header = file.read(FrameHeader);
        const QByteArray page = file.read(PageSize);
        if (header.size() != FrameHeader || page.size() != PageSize)
            return unreadable(walFile, u"frame %1 is not whole"_s.arg(frame));
        pages.content.insert(qFromBigEndian<quint32>(header.constData()), page);
        if (const auto count = qFromBigEndian<quint32>(header.constData() + 4); count > 0)
            pages.count = count;
    }
    return pages;
}

Result<Pages> pagesOfFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(path, file.errorString());
    if (file.size() % PageSize != 0)
        return unreadable(path, u"its pages are not of %1 bytes"_s.arg(PageSize));
    Pages pages{ .count = static_cast<quint32>(file.size() / PageSize) };
    for (quint32 number = 1; number <= pages.count; ++number)
        pages.content.insert(number, file.read(PageSize));
    return pages;
}

} // namespace tidemark::sandbox
