#pragma once

#include <engine/base/result.h>

#include <QByteArray>
#include <QIODevice>

namespace tidemark {

/// Reads an SQL script of any size statement by statement; in memory is a window of about a megabyte, or the largest
/// statement if that is larger.
class DumpReader
{
public:
    explicit DumpReader(QIODevice &in)
        : m_in(in)
    {}

    /// Goes to the next statement that is not empty; false at the end. Fails with BadInput if the device does.
    [[nodiscard]] Result<bool> next();

    /// The statement without what is blank before it; valid until next().
    [[nodiscard]] QByteArrayView text() const { return m_text; }
    /// Blanks and comments before it.
    [[nodiscard]] QByteArrayView leading() const { return m_leading; }
    [[nodiscard]] int line() const { return m_line; } ///< 1-based, of the statement's first byte
    [[nodiscard]] int number() const { return m_number; } ///< 1-based
    [[nodiscard]] bool isComplete() const { return m_isComplete; } ///< a semicolon ended it
    [[nodiscard]] qint64 bytesRead() const
    {
        return m_bytesRead;
    } ///< up to the end of the statement

private:
    [[nodiscard]] Result<qsizetype> findEnd();
    [[nodiscard]] Result<> readMore();

    QIODevice &m_in;
    QByteArray m_window;
    qsizetype m_start = 0; ///< of what is not handed out yet
    bool m_isAtEnd = false;
    QByteArrayView m_text;
    QByteArrayView m_leading;
    int m_line = 1;
    int m_nextLine = 1;
    int m_number = 0;
    bool m_isComplete = true;
    qint64 m_bytesRead = 0;
};

} // namespace tidemark
