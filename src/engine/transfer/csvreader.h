#pragma once

#include <QByteArrayView>
#include <QtGlobal>

#include <string>
#include <vector>

namespace tidemark {

/// One field. @c text is without the quotes around it, and doubled quotes in it are single ones.
struct CsvField {
    QByteArrayView text;
    bool isQuoted = false; ///< an empty field that is quoted is a text, one that is not is nothing

    bool operator==(const CsvField &other) const
    {
        return isQuoted == other.isQuoted && text == other.text;
    }
};

/// What is wrong with a record whose fields cannot be told.
enum class CsvFault {
    None,
    UnterminatedQuote, ///< a quote is opened and nothing closes it
    TextAfterQuote, ///< something else than a delimiter follows a closing quote
    TooLong, ///< it, or a quote that is never closed in it, goes beyond the reader's limit
    TooManyFields, ///< more than any table has columns
};

struct CsvRecord {
    QByteArrayView bytes = {}; ///< as they are in the file, without the line end
    qint64 line = 0; ///< 1-based line of the file on which it begins
    CsvFault fault = CsvFault::None; ///< if there is one, the record has no fields
    qint64 faultLine = 0; ///< the line on which the quote was opened
};

/// Takes a text apart into records, one at a time; a function of the text and of what it was given before.
///
/// RFC 4180, and what is found in its place: lines may end with LF, CRLF or CR, mixed in one file; a quote inside an
/// unquoted field is itself; quoted fields may hold line ends. A field whose quotes are not right costs one line: reading
/// goes on after the line on which that field began. Bytes are not looked at beyond that: encoding, NUL bytes, the number
/// of fields and a byte order mark are the caller's.
class CsvReader
{
public:
    /// The longest record, line ends in it included, that a text can have.
    static constexpr qsizetype MaxRecordBytes = qsizetype(8) << 20;
    /// SQLite's own upper bound for SQLITE_MAX_COLUMN.
    static constexpr size_t MaxFields = 32767;

    explicit CsvReader(char delimiter, qsizetype maxRecordBytes = MaxRecordBytes);

    enum class Found {
        Record, ///< record() and fields() tell; taken() bytes of the text are done with
        More, ///< the text ends within a record: call again with more of it, from the same place
        Skipped, ///< taken() bytes belong to a record that was too long: call again after them
        End, ///< nothing is left
    };
    /// Reads the record that @p text begins with. @p isLast says that nothing follows @p text. A text that is longer than
    /// the limit is never answered with More.
    [[nodiscard]] Found next(QByteArrayView text, bool isLast);

    [[nodiscard]] const CsvRecord &record() const { return m_record; }
    /// Views into the text given to next(), or into the reader; valid until the next call.
    [[nodiscard]] const std::vector<CsvField> &fields() const { return m_fields; }
    [[nodiscard]] qsizetype taken() const { return m_taken; } ///< with the line end

    /// The line on which the next record begins; set where reading begins in the middle of a file.
    [[nodiscard]] qint64 line() const { return m_line; }
    void setLine(qint64 line) { m_line = line; }
    /// The record was too long and its rest is still to be passed over: reading cannot begin anew here.
    [[nodiscard]] bool isSkipping() const { return m_isSkipping; }

private:
    struct Scan;

    void plainField(Scan &scan);
    void quotedField(Scan &scan);
    void addField(const char *from, const char *to, bool isQuoted);
    [[nodiscard]] Found finish(const Scan &scan);
    [[nodiscard]] Found fail(CsvFault fault, const char *openedAt, const Scan &scan);
    [[nodiscard]] Found skipRest(QByteArrayView text, bool isLast);
    void unescape();

    char m_delimiter;
    qsizetype m_maxRecordBytes;
    qint64 m_line = 1;
    qsizetype m_taken = 0;
    bool m_isSkipping = false; ///< within the rest of a record that is too long
    CsvRecord m_record;
    std::vector<CsvField> m_fields;
    std::vector<size_t> m_escaped; ///< fields with doubled quotes
    std::string m_unescaped; ///< their texts
};

/// Where the next of three bytes is, or @p end.
[[nodiscard]] const char *
findAny(const char *from, const char *end, char first, char second, char third);

/// "a quote is never closed", …: the reason as the rejects file has it.
[[nodiscard]] const char *faultReason(CsvFault fault);

} // namespace tidemark
