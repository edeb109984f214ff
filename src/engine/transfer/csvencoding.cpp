#include "csvencoding.h"

#include <algorithm>
#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<char16_t, 32> Windows1252High{
    // WHATWG Encoding Standard, index windows-1252; the five bytes without a character are controls
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178
};

constexpr bool isHighSurrogate(char16_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

constexpr bool isLowSurrogate(char16_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

void appendCodePoint(std::string &out, char32_t point)
{
    const auto tail = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += tail(point);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += tail(point >> 6);
        out += tail(point);
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += tail(point >> 12);
        out += tail(point >> 6);
        out += tail(point);
    }
}

// How many bytes the character at @p at has if it is right UTF-8 beyond ASCII, 0 if it is not, -1 if the text ends in it.
int characterBytes(QByteArrayView text, qsizetype at)
{
    const auto byte
        = [text](qsizetype index) { return static_cast<unsigned char>(text.at(index)); };
    const unsigned char first = byte(at);
    const int length = first >= 0xC2 && first < 0xE0   ? 2
                       : first >= 0xE0 && first < 0xF0 ? 3
                       : first >= 0xF0 && first < 0xF5 ? 4
                                                       : 0;
    for (int i = 1; i < length; ++i) {
        if (at + i == text.size())
            return -1;
        if ((byte(at + i) & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

// UTF-16 without a mark: of text in Latin letters, digits and delimiters every other byte is NUL.
std::optional<CsvEncoding> utf16ByNuls(QByteArrayView sample)
{
    std::array<qsizetype, 2> nuls{};
    for (qsizetype at = 0; at < sample.size(); ++at) {
        if (sample.at(at) == '\0')
            ++nuls[static_cast<size_t>(at % 2)];
    }
    const qsizetype most = sample.size() * 3 / 10; // of the half that could be
    if (sample.size() < 4 || (nuls[0] <= most && nuls[1] <= most))
        return std::nullopt;
    if (nuls[1] > 10 * nuls[0])
        return CsvEncoding::Utf16Le;
    if (nuls[0] > 10 * nuls[1])
        return CsvEncoding::Utf16Be;
    return std::nullopt;
}

} // namespace

std::optional<CsvEncoding> csvEncoding(const QString &name)
{
    struct Alias {
        QLatin1StringView name;
        CsvEncoding encoding = CsvEncoding::Utf8;
    };
    static constexpr std::array<Alias, 12> Aliases{ {
        { "utf-8"_L1, CsvEncoding::Utf8 },
        { "utf8"_L1, CsvEncoding::Utf8 },
        { "ascii"_L1, CsvEncoding::Utf8 },
        { "utf-16le"_L1, CsvEncoding::Utf16Le },
        { "utf-16"_L1, CsvEncoding::Utf16Le },
        { "utf-16be"_L1, CsvEncoding::Utf16Be },
        { "windows-1252"_L1, CsvEncoding::Windows1252 },
        { "cp1252"_L1, CsvEncoding::Windows1252 },
        { "ansi"_L1, CsvEncoding::Windows1252 },
        { "iso-8859-1"_L1, CsvEncoding::Latin1 },
        { "latin-1"_L1, CsvEncoding::Latin1 },
        { "latin1"_L1, CsvEncoding::Latin1 },
    } };
    const auto found = std::find_if(Aliases.begin(), Aliases.end(), [&name](const Alias &alias) {
        return name.compare(alias.name, Qt::CaseInsensitive) == 0;
    });
    return found == Aliases.end() ? std::nullopt : std::optional(found->encoding);
}

QString encodingName(CsvEncoding encoding)
{
    switch (encoding) {
    case CsvEncoding::Utf8:
        return u"utf-8"_s;
    case CsvEncoding::Utf16Le:
        return u"utf-16le"_s;
    case CsvEncoding::Utf16Be:
        return u"utf-16be"_s;
    case CsvEncoding::Windows1252:
        return u"windows-1252"_s;
    case CsvEncoding::Latin1:
        return u"iso-8859-1"_s;
    }
    return {};
}

int markBytes(QByteArrayView sample, CsvEncoding encoding)
{
    if (encoding == CsvEncoding::Utf8)
        return sample.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    if (encoding == CsvEncoding::Utf16Le)
        return sample.startsWith("\xFF\xFE") ? 2 : 0;
    if (encoding == CsvEncoding::Utf16Be)
        return sample.startsWith("\xFE\xFF") ? 2 : 0;
    return 0;
}

DetectedEncoding detectEncoding(QByteArrayView sample)
{
    for (const CsvEncoding encoding :
         { CsvEncoding::Utf8, CsvEncoding::Utf16Le, CsvEncoding::Utf16Be }) {
        if (const int bytes = markBytes(sample, encoding); bytes > 0)
            return { .encoding = encoding, .markBytes = bytes };
    }
    if (const auto wide = utf16ByNuls(sample))
        return { .encoding = *wide, .isGuess = true };
    qsizetype right = 0;
    qsizetype wrong = 0;
    for (qsizetype at = 0; at < sample.size();) {
        if (static_cast<unsigned char>(sample.at(at)) < 0x80) {
            ++at;
            continue;
        }
        const int length = characterBytes(sample, at);
        right += length > 0 ? 1 : 0;
        wrong += length == 0 ? 1 : 0;
        at += std::max(1, length);
    }
    if (wrong > right)
        return { .encoding = CsvEncoding::Windows1252, .isGuess = true };
    return {};
}

void CsvTranscoder::append(std::string &out, QByteArrayView bytes, bool isLast)
{
    switch (m_encoding) {
    case CsvEncoding::Utf8:
        out.append(bytes.data(), static_cast<size_t>(bytes.size()));
        return;
    case CsvEncoding::Utf16Le:
    case CsvEncoding::Utf16Be:
        appendUtf16(out, bytes, isLast);
        return;
    case CsvEncoding::Windows1252:
    case CsvEncoding::Latin1:
        for (const char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            const bool isMoved
                = m_encoding == CsvEncoding::Windows1252 && byte >= 0x80 && byte < 0xA0;
            appendCodePoint(out, isMoved ? Windows1252High[byte - 0x80] : char32_t(byte));
        }
        return;
    }
}

void CsvTranscoder::appendUtf16(std::string &out, QByteArrayView bytes, bool isLast)
{
    for (const char byte : bytes) {
        if (!m_oddByte) {
            m_oddByte = byte;
            continue;
        }
        const auto first = static_cast<unsigned char>(*m_oddByte);
        const auto second = static_cast<unsigned char>(byte);
        m_oddByte.reset();
        appendUnit(out,
                   static_cast<char16_t>(m_encoding == CsvEncoding::Utf16Le
                                             ? first | (second << 8)
                                             : (first << 8) | second));
    }
    if (!isLast)
        return;
    if (m_high != 0)
        appendCodePoint(out, m_high);
    if (m_oddByte)
        out += '\xFF';
    m_high = 0;
    m_oddByte.reset();
}

void CsvTranscoder::appendUnit(std::string &out, char16_t unit)
{
    if (m_high != 0 && isLowSurrogate(unit)) {
        appendCodePoint(out, 0x10000 + ((char32_t(m_high) - 0xD800) << 10) + (unit - 0xDC00));
        m_high = 0;
        return;
    }
    if (m_high != 0)
        appendCodePoint(out, m_high);
    m_high = isHighSurrogate(unit) ? unit : char16_t(0);
    if (m_high == 0)
        appendCodePoint(out, unit);
}

} // namespace tidemark
