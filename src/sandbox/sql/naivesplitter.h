#pragma once

#include <QByteArrayList>

namespace tidemark::sandbox {

/// Takes a script apart with the mistakes that the service's splitter has been reported to make: a trigger's body begins
/// at BEGIN in upper case before a blank or a line feed and ends at the next END, be it that of a CASE
/// (workers-sdk#4326, #10998, #14991, #15314); comments are not known, so a semicolon or a quote in one counts
/// (workers-sdk#3892, #4713).
[[nodiscard]] QByteArrayList splitNaively(const QByteArray &script);

} // namespace tidemark::sandbox
