#pragma once

#include <engine/sql/value.h>

#include <optional>

namespace tidemark {

/// A JSON object or array with one member per line; every number and string keeps its very bytes. Empty if @p text is not
/// valid JSON, or no object and no array.
[[nodiscard]] std::optional<QByteArray> prettyJson(const QByteArray &text);

/// Lines of offset, sixteen bytes in hex, and what is printable of them.
[[nodiscard]] QString hexDump(const QByteArray &bytes);

/// What selected cells add up to.
struct SelectionSum {
    qint64 cells = 0;
    qint64 numbers = 0; ///< of them
    Value sum = {}; ///< Integer if all were integers and it fits; NULL: there are no numbers
    double average = 0;

    void add(const Value &value);
};

} // namespace tidemark
