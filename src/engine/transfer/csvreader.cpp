#include "csvreader.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tidemark {

namespace {

constexpr char Quote = '"';

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

// LF, CRLF and CR each end one line.
qint64 lineEnds(QByteArrayView text)
{
    qint64 count = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text.at(at);
        if (c == '\n' || (c == '\r' && (at + 1 == text.size() || text.at(at + 1) != '\n')))
            ++count;
    }
    return count;
}

qsizetype lineEndBytes(const char *at, const char *end)
{
    return *at == '\r' && at + 1 != end && at[1] == '\n' ? 2 : 1;
}

} // namespace

const char *findAny(const char *from, const char *end, char first, char second, char third)
{
#if defined(__SSE2__)
    const __m128i one = _mm_set1_epi8(first);
    const __m128i two = _mm_set1_epi8(second);
    const __m128i three = _mm_set1_epi8(third);
    for (; end - from >= 16; from += 16) {
        __m128i block;
        std::memcpy(&block, from, sizeof block);
        const __m128i hits
            = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, one), _mm_cmpeq_epi8(block, two)),
                           _mm_cmpeq_epi8(block, three));
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
        if (mask != 0)
            return from + std::countr_zero(mask);
    }
#endif
    while (from != end && *from != first && *from != second && *from != third)
        ++from;
    return from;
}

/// One call of next(): where it stands, and how the record ended.
struct CsvReader::Scan {
    enum class Stop { Field, LineEnd, TextEnd, BadQuote, OpenQuote };

    const char *begin = nullptr;
    const char *end = nullptr; ///< of what may be looked at: the limit, or the text's end
    const char *at = nullptr;
    bool isLast = false; ///< nothing follows @c end
    bool isCut = false; ///< the record may not be longer than this
    Stop stop = Stop::Field;
    const char *openedAt = nullptr; ///< the last quoted field's quote
    bool isMultiline = false; ///< a quoted field holds a line end
};

CsvReader::CsvReader(char delimiter, qsizetype maxRecordBytes)
    : m_delimiter(delimiter)
    , m_maxRecordBytes(std::max<qsizetype>(maxRecordBytes, 2))
{}

CsvReader::Found CsvReader::next(QByteArrayView text, bool isLast)
{
    m_fields.clear();
    m_escaped.clear();
    m_taken = 0;
    if (m_isSkipping)
        return skipRest(text, isLast);
    m_record = { .line = m_line };
    if (text.isEmpty())
        return isLast ? Found::End : Found::More;

    const bool isCut = text.size() > m_maxRecordBytes;
    Scan scan{ .begin = text.data(),
               .end = text.data() + (isCut ? m_maxRecordBytes : text.size()),
               .at = text.data(),
               .isLast = isLast && !isCut,
               .isCut = isCut };
    do {
        if (m_fields.size() == MaxFields)
            return fail(CsvFault::TooManyFields, scan.at, scan);
        if (scan.at != scan.end && *scan.at == Quote)
            quotedField(scan);
        else
            plainField(scan);
    } while (scan.stop == Scan::Stop::Field);

    if (scan.stop == Scan::Stop::BadQuote)
        return fail(CsvFault::TextAfterQuote, scan.openedAt, scan);
    // A CR at the end may be half of a CRLF.
    const bool isHalf = scan.stop == Scan::Stop::LineEnd && *scan.at == '\r'
                        && scan.at + 1 == scan.end && !scan.isLast;
    if (scan.stop == Scan::Stop::LineEnd && !isHalf)
        return finish(scan);
    if (!scan.isLast && !scan.isCut)
        return Found::More;
    if (scan.isCut)
        return fail(
            CsvFault::TooLong, scan.stop == Scan::Stop::OpenQuote ? scan.openedAt : scan.at, scan);
    return scan.stop == Scan::Stop::OpenQuote
               ? fail(CsvFault::UnterminatedQuote, scan.openedAt, scan)
               : finish(scan);
}

void CsvReader::plainField(Scan &scan)
{
    const char *const from = scan.at;
    scan.at = findAny(from, scan.end, m_delimiter, '\n', '\r');
    addField(from, scan.at, false);
    if (scan.at == scan.end) {
        scan.stop = Scan::Stop::TextEnd;
    } else if (*scan.at == m_delimiter) {
        scan.stop = Scan::Stop::Field;
        ++scan.at;
    } else {
        scan.stop = Scan::Stop::LineEnd;
    }
}

void CsvReader::quotedField(Scan &scan)
{
    scan.openedAt = scan.at;
    const char *const from = scan.at + 1;
    const char *to = from;
    bool isEscaped = false;
    for (;;) {
        to = scan.isMultiline ? static_cast<const char *>(
                 std::memchr(to, Quote, static_cast<size_t>(scan.end - to)))
                              : findAny(to, scan.end, Quote, '\n', '\r');
        if (!to || to == scan.end || (*to == Quote && to + 1 == scan.end && !scan.isLast)) {
            scan.stop = Scan::Stop::OpenQuote; // the next byte may double the quote
            return;
        }
        if (*to != Quote) {
            scan.isMultiline = true;
        } else if (to + 1 != scan.end && to[1] == Quote) {
            isEscaped = true;
            to += 2;
        } else {
            break;
        }
    }
    if (isEscaped)
        m_escaped.push_back(m_fields.size());
    addField(from, to, true);
    scan.at = to + 1;
    if (scan.at == scan.end) {
        scan.stop = Scan::Stop::TextEnd;
    } else if (*scan.at == m_delimiter) {
        scan.stop = Scan::Stop::Field;
        ++scan.at;
    } else {
        scan.stop = isLineEnd(*scan.at) ? Scan::Stop::LineEnd : Scan::Stop::BadQuote;
    }
}

void CsvReader::addField(const char *from, const char *to, bool isQuoted)
{
    m_fields.push_back({ .text = QByteArrayView(from, to - from), .isQuoted = isQuoted });
}

CsvReader::Found CsvReader::finish(const Scan &scan)
{
    m_record.bytes = QByteArrayView(scan.begin, scan.at - scan.begin);
    const char *after = scan.at;
    if (after != scan.end) {
        after += lineEndBytes(after, scan.end);
        ++m_line;
    }
    if (scan.isMultiline)
        m_line += lineEnds(m_record.bytes);
    m_taken = after - scan.begin;
    if (!m_escaped.empty())
        unescape();
    return Found::Record;
}

/// Ends a record that is none after the line on which the trouble began, so that a stray quote does not swallow the rest
/// of a file.
CsvReader::Found CsvReader::fail(CsvFault fault, const char *openedAt, const Scan &scan)
{
    m_fields.clear();
    m_escaped.clear();
    const char *const lineEnd = findAny(openedAt, scan.end, '\n', '\r', '\n');
    const bool isHalf
        = lineEnd != scan.end && *lineEnd == '\r' && lineEnd + 1 == scan.end && !scan.isLast;
    const bool isOpen = isHalf || (lineEnd == scan.end && !scan.isLast);
    if (isOpen && !scan.isCut)
        return Found::More;

    m_record.bytes = QByteArrayView(scan.begin, lineEnd - scan.begin);
    m_record.fault = fault;
    m_record.faultLine = m_line + lineEnds(QByteArrayView(scan.begin, openedAt - scan.begin));
    m_line = m_record.faultLine;
    m_isSkipping = isOpen;
    m_taken = lineEnd - scan.begin;
    if (!isOpen && lineEnd != scan.end) {
        m_taken += lineEndBytes(lineEnd, scan.end);
        ++m_line;
    }
    return Found::Record;
}

/// Passes over the rest of a line; it makes no record.
CsvReader::Found CsvReader::skipRest(QByteArrayView text, bool isLast)
{
    if (text.isEmpty())
        return isLast ? Found::End : Found::More;
    const char *const end = text.data() + text.size();
    const char *const lineEnd = findAny(text.data(), end, '\n', '\r', '\n');
    m_taken = lineEnd - text.data();
    if (lineEnd == end)
        return Found::Skipped;
    if (*lineEnd == '\r' && lineEnd + 1 == end && !isLast)
        return m_taken > 0 ? Found::Skipped : Found::More;
    m_taken += lineEndBytes(lineEnd, end);
    m_isSkipping = false;
    ++m_line;
    return Found::Skipped;
}

void CsvReader::unescape()
{
    size_t room = 0;
    for (const size_t index : m_escaped)
        room += static_cast<size_t>(m_fields[index].text.size());
    m_unescaped.clear();
    m_unescaped.reserve(room); // the views must not move
    for (const size_t index : m_escaped) {
        const QByteArrayView raw = m_fields[index].text;
        const size_t start = m_unescaped.size();
        for (const char *at = raw.begin(); at != raw.end();) {
            const auto *quote = static_cast<const char *>(
                std::memchr(at, Quote, static_cast<size_t>(raw.end() - at)));
            if (!quote) {
                m_unescaped.append(at, raw.end());
                break;
            }
            m_unescaped.append(at, quote + 1);
            at = quote + 2;
        }
        m_fields[index].text = QByteArrayView(m_unescaped.data() + start,
                                              static_cast<qsizetype>(m_unescaped.size() - start));
    }
}

const char *faultReason(CsvFault fault)
{
    switch (fault) {
    case CsvFault::None:
        return "";
    case CsvFault::UnterminatedQuote:
        return "a quote is opened and never closed";
    case CsvFault::TextAfterQuote:
        return "text follows a closing quote";
    case CsvFault::TooLong:
        return "the record, or a quote that is never closed in it, is too long";
    case CsvFault::TooManyFields:
        return "there are more fields than a table can have columns";
    }
    return "";
}

} // namespace tidemark
