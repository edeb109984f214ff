#include "dumpreader.h"

#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype DumpBlockBytes = 1 << 20;
constexpr QByteArrayView ByteOrderMark = "\xEF\xBB\xBF";

int newlines(QByteArrayView text)
{
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

qsizetype blankLength(QByteArrayView text)
{
    qsizetype at = 0;
    while (at < text.size()) {
        const Token token = tokenAt(text, at);
        if (token.length == 0 || !token.isBlank())
            break;
        at = token.end();
    }
    return at;
}

} // namespace

Result<bool> DumpReader::next()
{
    while (true) {
        const auto end = findEnd();
        if (!end)
            return end.error();
        const auto whole = QByteArrayView(m_window).sliced(m_start, *end - m_start);
        if (whole.isEmpty())
            return false;

        const qsizetype blank = blankLength(whole);
        m_leading = whole.first(blank);
        m_text = whole.sliced(blank);
        m_line = m_nextLine + newlines(m_leading);
        m_nextLine = m_line + newlines(m_text);
        m_start = *end;
        m_bytesRead += whole.size();
        if (m_text.isEmpty())
            return false; // comments after the last statement
        if (m_text == ";")
            continue;
        ++m_number;
        return true;
    }
}

// The end of the first statement in the window, which grows until it holds one; the window's end at the end of the input.
Result<qsizetype> DumpReader::findEnd()
{
    while (true) {
        const qsizetype length = statementEnd(QByteArrayView(m_window).sliced(m_start));
        if (length > 0)
            return m_start + length;
        if (m_isAtEnd) {
            m_isComplete = false;
            return m_window.size();
        }
        if (auto read = readMore(); !read)
            return read.error();
    }
}

Result<> DumpReader::readMore()
{
    const bool isFirst = m_bytesRead == 0 && m_window.isEmpty();
    m_window.remove(0, m_start);
    m_start = 0;
    // Doubling keeps the repeated search for the end of a huge statement linear.
    const qsizetype wanted = std::max(DumpBlockBytes, m_window.size());
    const qsizetype had = m_window.size();
    m_window.resize(had + wanted);
    const qint64 got = m_in.read(m_window.data() + had, wanted);
    m_window.resize(had + std::max<qint64>(got, 0));
    if (got < 0 && !m_in.atEnd()) {
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"The input cannot be read: %1."_s.arg(m_in.errorString()),
                      .remedy = u"Check the file and the disk."_s,
                      .where = { .line = m_nextLine } };
    }
    m_isAtEnd = got <= 0;
    if (isFirst && m_window.startsWith(ByteOrderMark))
        m_window.remove(0, ByteOrderMark.size());
    return Ok{};
}

} // namespace tidemark
