// CSV comes from everywhere, in pieces. Beside the reader: the same text read whole and in small pieces, and a writer whose
// records it must give back.

#include "targets.h"

#include <engine/transfer/csvdialect.h>
#include <engine/transfer/csvreader.h>
#include <engine/transfer/csvsource.h>
#include <engine/transfer/csvtypes.h>

#include <vector>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype Limit = 64; // bytes of a record, so that short inputs reach it

struct Field {
    QByteArray text;
    bool isQuoted = false;

    bool operator==(const Field &other) const = default;
};

struct Record {
    QByteArray bytes;
    qint64 line = 0;
    CsvFault fault = CsvFault::None;
    std::vector<Field> fields;

    bool operator==(const Record &other) const = default;
};

/// What a whole text gives: its records, and what is wrong with the reader's own account of it.
struct Reading {
    std::vector<Record> records;
    QString wrong;
};

Record recordOf(const CsvReader &reader)
{
    Record record{ .bytes = reader.record().bytes.toByteArray(),
                   .line = reader.record().line,
                   .fault = reader.record().fault };
    for (const CsvField &field : reader.fields())
        record.fields.push_back({ field.text.toByteArray(), field.isQuoted });
    return record;
}

/// Reads @p text as if it came @p piece bytes at a time.
Reading readInPieces(const QByteArray &text, char delimiter, qsizetype limit, qsizetype piece)
{
    CsvReader reader(delimiter, limit);
    Reading reading;
    qsizetype begin = 0;
    qsizetype end = 0;
    while (true) {
        const auto window = QByteArrayView(text).sliced(begin, end - begin);
        const bool isLast = end == text.size();
        const auto found = reader.next(window, isLast);
        if (found == CsvReader::Found::End)
            return reading;
        if (found == CsvReader::Found::More) {
            if (isLast)
                return { reading.records, u"wants more than there is"_s };
            if (window.size() > limit)
                return { reading.records, u"wants more than its limit"_s };
            end = std::min(text.size(), end + piece);
            continue;
        }
        if (reader.taken() > window.size() || reader.taken() <= 0)
            return { reading.records, u"takes %1 bytes"_s.arg(reader.taken()) };
        if (found == CsvReader::Found::Record)
            reading.records.push_back(recordOf(reader));
        begin += reader.taken();
    }
}

QString piecesDoNotMatter(const QByteArray &text, char delimiter)
{
    const Reading whole = readInPieces(text, delimiter, Limit, std::max<qsizetype>(1, text.size()));
    if (!whole.wrong.isEmpty())
        return whole.wrong;
    for (const qsizetype piece : { 1, 3, 17 }) {
        const Reading pieces = readInPieces(text, delimiter, Limit, piece);
        if (!pieces.wrong.isEmpty())
            return u"in pieces of %1: %2"_s.arg(piece).arg(pieces.wrong);
        if (pieces.records != whole.records)
            return u"in pieces of %1 the records are others"_s.arg(piece);
    }
    return {};
}

QByteArray written(const std::vector<Record> &records, char delimiter)
{
    QByteArray out;
    for (const Record &record : records) {
        bool isFirst = true;
        for (const Field &field : record.fields) {
            if (!isFirst)
                out += delimiter;
            isFirst = false;
            QByteArray text = field.text;
            out += field.isQuoted ? QByteArray('"' + text.replace("\"", "\"\"") + '"') : text;
        }
        out += '\n';
    }
    return out;
}

/// What was understood, written by the rules of RFC 4180, is understood as the same.
QString recordsComeBack(const QByteArray &text, char delimiter)
{
    const qsizetype size = std::max<qsizetype>(1, text.size());
    auto records = readInPieces(text, delimiter, CsvReader::MaxRecordBytes, size).records;
    std::erase_if(records, [](const Record &record) { return record.fault != CsvFault::None; });
    for (const Record &record : records) {
        if (record.fields.empty())
            return u"the record of line %1 has neither fields nor a fault"_s.arg(record.line);
        if (!text.contains(record.bytes))
            return u"the record of line %1 is not in the text"_s.arg(record.line);
    }
    const QByteArray again = written(records, delimiter);
    const auto back = readInPieces(
        again, delimiter, CsvReader::MaxRecordBytes, std::max<qsizetype>(1, again.size()));
    if (back.records.size() != records.size())
        return u"%1 records come back as %2"_s.arg(records.size()).arg(back.records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (back.records[i].fields != records[i].fields)
            return u"record %1 comes back with other fields"_s.arg(i + 1);
    }
    return {};
}

QString linesGoUp(const QByteArray &text, char delimiter)
{
    const auto reading = readInPieces(text, delimiter, Limit, std::max<qsizetype>(1, text.size()));
    const qint64 lines = text.count('\n') + text.count('\r') + 1;
    qint64 before = 0;
    for (const Record &record : reading.records) {
        if (record.line <= before || record.line > lines)
            return u"a record is said to begin on line %1"_s.arg(record.line);
        before = record.line;
    }
    return {};
}

/// The file as an import reads it: encoding and delimiter guessed. Going to a mark gives what came after it.
QString fileCanBeResumed(const QByteArray &input)
{
    const QString file = fuzzFile(u"rows.csv"_s, input);
    const auto sample = readCsvSample(file, {});
    if (!sample)
        return u"no sample: "_s + sample.error().message;
    const char delimiter = detectDelimiter(*sample);
    const auto open
        = [&] { return CsvSource::open(file, sample->encoding, sample->markBytes, delimiter); };
    auto source = open();
    auto second = open();
    if (!source || !second)
        return u"cannot be opened: "_s + (source ? second : source).error().message;
    std::vector<CsvColumnGuess> guesses(4);
    while (true) {
        const auto mark = source->mark();
        if (!mark)
            return u"no mark: "_s + mark.error().message;
        const auto more = source->next();
        if (!more)
            return u"cannot be read: "_s + more.error().message;
        if (!*more)
            break;
        if (auto gone = second->goTo(*mark); !gone)
            return u"cannot go to line %1: %2"_s.arg(mark->line).arg(gone.error().message);
        const auto same = second->next();
        if (!same || !*same || second->record().bytes != source->record().bytes
            || second->record().line != source->record().line
            || second->fields() != source->fields())
            return u"after a mark another record follows line %1"_s.arg(mark->line);
        for (std::size_t i = 0; i < std::min(source->fields().size(), guesses.size()); ++i)
            guesses[i].look(source->fields()[i]);
    }
    return {};
}

} // namespace

QString checkCsv(const QByteArray &input)
{
    for (const char delimiter : { ',', '\t' }) {
        for (const auto check : { piecesDoNotMatter, recordsComeBack, linesGoUp }) {
            if (const QString wrong = check(input, delimiter); !wrong.isEmpty())
                return wrong;
        }
    }
    return fileCanBeResumed(input);
}

} // namespace tidemark
