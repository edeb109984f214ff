#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>
#include <string>

namespace tidemark {

enum class CsvEncoding { Utf8, Utf16Le, Utf16Be, Windows1252, Latin1 };

/// By its name or an alias of it, in any letter case: "utf-8", "cp1252", "iso-8859-1", …
[[nodiscard]] std::optional<CsvEncoding> csvEncoding(const QString &name);
[[nodiscard]] QString encodingName(CsvEncoding encoding);

struct DetectedEncoding {
    CsvEncoding encoding = CsvEncoding::Utf8;
    int markBytes = 0; ///< of the byte order mark
    bool isGuess = false; ///< nothing but the bytes' looks speaks for it
};
/// By byte order mark, else by the bytes. @p sample may end within a character. A text that is mostly right UTF-8 is UTF-8
/// with damaged places, not another encoding.
[[nodiscard]] DetectedEncoding detectEncoding(QByteArrayView sample);
/// The length of the byte order mark that @p sample begins with, if it is one of @p encoding.
[[nodiscard]] int markBytes(QByteArrayView sample, CsvEncoding encoding);

/// Turns a file's bytes, given in pieces of any size, into UTF-8. What is no character (half a surrogate pair, an odd byte
/// at the end) becomes bytes that are not UTF-8 either, so that it is found and not replaced.
class CsvTranscoder
{
public:
    explicit CsvTranscoder(CsvEncoding encoding)
        : m_encoding(encoding)
    {}

    void append(std::string &out, QByteArrayView bytes, bool isLast);

private:
    void appendUtf16(std::string &out, QByteArrayView bytes, bool isLast);
    void appendUnit(std::string &out, char16_t unit);

    CsvEncoding m_encoding;
    std::optional<char> m_oddByte;
    char16_t m_high = 0; ///< the first half of a pair
};

} // namespace tidemark
