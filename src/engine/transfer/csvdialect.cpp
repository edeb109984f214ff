#include "csvdialect.h"

#include "csvsource.h"

#include <QFile>
#include <QFileInfo>
#include <QMap>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 SampleBytes = 1 << 20;
constexpr qsizetype JudgedRecords = 200;
constexpr std::array Delimiters{ ',', ';', '\t', '|' };

// How many records have as many fields as most have; none if that is one.
qsizetype agreement(const CsvSample &sample, char delimiter)
{
    QMap<qsizetype, qsizetype> widths;
    for (const auto &record : firstRecords(sample, delimiter, JudgedRecords)) {
        if (record.size() > 1)
            ++widths[record.size()];
    }
    qsizetype most = 0;
    for (const qsizetype count : qAsConst(widths))
        most = std::max(most, count);
    return most;
}

} // namespace

Result<CsvSample> readCsvSample(const QString &file, std::optional<CsvEncoding> encoding)
{
    const auto checked = CsvSource::open(file, CsvEncoding::Utf8, 0, ',');
    if (!checked)
        return checked.error();
    QFile in(file);
    const bool isRead = in.open(QIODevice::ReadOnly);
    const QByteArray bytes = in.read(SampleBytes);
    if (!isRead || in.error() != QFileDevice::NoError) {
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"%1 cannot be read: %2."_s.arg(file, in.errorString()),
                      .remedy = u"Check that you may read it."_s,
                      .where = { .file = file } };
    }
    CsvSample sample;
    if (encoding) {
        sample.encoding = *encoding;
        sample.markBytes = markBytes(bytes, *encoding);
        // "utf-16" alone names both orders; the mark tells which.
        if (*encoding == CsvEncoding::Utf16Le && markBytes(bytes, CsvEncoding::Utf16Be) > 0) {
            sample.encoding = CsvEncoding::Utf16Be;
            sample.markBytes = 2;
        }
    } else {
        const auto detected = detectEncoding(bytes);
        sample.encoding = detected.encoding;
        sample.markBytes = detected.markBytes;
        sample.isGuess = detected.isGuess;
    }
    sample.isWhole = bytes.size() == in.size();
    std::string text;
    CsvTranscoder(sample.encoding)
        .append(text, QByteArrayView(bytes).sliced(sample.markBytes), sample.isWhole);
    sample.text = QByteArray::fromStdString(text);
    return sample;
}

char detectDelimiter(const CsvSample &sample)
{
    char best = Delimiters.front();
    qsizetype most = 0;
    for (const char delimiter : Delimiters) {
        const qsizetype records = agreement(sample, delimiter);
        if (records > most) {
            most = records;
            best = delimiter;
        }
    }
    return best;
}

QList<QList<QByteArray>> firstRecords(const CsvSample &sample, char delimiter, qsizetype count)
{
    CsvReader reader(delimiter);
    QList<QList<QByteArray>> records;
    QByteArrayView rest(sample.text);
    while (records.size() < count) {
        const auto found = reader.next(rest, sample.isWhole);
        if (found == CsvReader::Found::End || found == CsvReader::Found::More)
            break;
        rest = rest.sliced(reader.taken());
        if (found == CsvReader::Found::Skipped || reader.record().fault != CsvFault::None)
            continue;
        QList<QByteArray> fields;
        for (const CsvField &field : reader.fields())
            fields.append(field.text.toByteArray());
        records.append(fields);
    }
    return records;
}

std::optional<char> csvDelimiter(const QString &name)
{
    static const QMap<QString, char> names{ { u"comma"_s, ',' }, { u"semicolon"_s, ';' },
                                            { u"tab"_s, '\t' },  { u"\\t"_s, '\t' },
                                            { u"bar"_s, '|' },   { u"pipe"_s, '|' } };
    if (names.contains(name.toLower()))
        return names.value(name.toLower());
    if (name.size() != 1)
        return std::nullopt;
    const char16_t c = name.at(0).unicode();
    const bool isFit = c < 0x80 && c != u'"' && c != u'\n' && c != u'\r' && c != 0;
    return isFit ? std::optional(static_cast<char>(c)) : std::nullopt;
}

} // namespace tidemark
