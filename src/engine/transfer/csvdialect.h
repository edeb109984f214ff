#pragma once

#include "csvencoding.h"
#include "csvreader.h"

#include <engine/base/result.h>

namespace tidemark {

/// The first part of a file, as UTF-8, and what it says about the rest.
struct CsvSample {
    CsvEncoding encoding = CsvEncoding::Utf8;
    int markBytes = 0;
    bool isGuess = false; ///< the encoding is
    QByteArray text = {}; ///< without the byte order mark
    bool isWhole = false; ///< there is no more
};
/// Reads the sample. Fails with MissingInput or BadInput like CsvSource::open().
[[nodiscard]] Result<CsvSample> readCsvSample(const QString &file,
                                              std::optional<CsvEncoding> encoding);

/// Comma, semicolon, tab or bar: that which gives the same number of fields, more than one, in the most records; the comma
/// if none does.
[[nodiscard]] char detectDelimiter(const CsvSample &sample);

/// The first records of a sample, at most @p count, copied; faulty ones and one that is cut off left out.
[[nodiscard]] QList<QList<QByteArray>>
firstRecords(const CsvSample &sample, char delimiter, qsizetype count);

/// ",", "semicolon", "tab", "\t", …: one ASCII character that is neither quote nor line end.
[[nodiscard]] std::optional<char> csvDelimiter(const QString &name);

} // namespace tidemark
