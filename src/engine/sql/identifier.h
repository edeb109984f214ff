#pragma once

#include <QByteArray>
#include <QString>

namespace tidemark {

/// The one function that turns a name into an SQL identifier: in double quotes, quotes within doubled.
/// (D1 and SQLite take an unknown "name" for a string: check names against the schema first.)
[[nodiscard]] QByteArray quoted(QByteArrayView name);
[[nodiscard]] QByteArray quoted(QStringView name);

/// A text as an SQL string literal.
[[nodiscard]] QByteArray quotedString(QByteArrayView text);

} // namespace tidemark
