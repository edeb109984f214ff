#pragma once

#include <engine/base/result.h>
#include <engine/sql/value.h>

#include <QJsonValue>
#include <QStringList>

#include <optional>

namespace tidemark {

// D1's answers are JSON: integers beyond 2^53 are rounded, 1.0 is written 1, infinities null, and text that is not UTF-8 gets
// U+FFFD. So a statement that reads is made the source of another one, which gives integers, text and blobs as text behind a
// letter, finite reals as numbers, large blobs as arrays. Names are asked for beside it, in the same request.

/// True for statements that read and that D1 may be asked again without harm. A PRAGMA only if it is one that only
/// shows.
[[nodiscard]] bool readsOnly(QByteArrayView statement);

/// True for SELECT, VALUES and WITH … SELECT: what can stand in FROM.
[[nodiscard]] bool isProjectable(QByteArrayView statement);

/// Result columns of a projectable statement as far as its text tells; -1 if there is a `*` among them.
[[nodiscard]] int columnCount(QByteArrayView statement);

/// How text values travel.
enum class TextForm {
    Plain, ///< as it is, twice as fast
    Hex, ///< as hex: for text that is not UTF-8
};

/// A text that goes around a statement.
struct Wrapping {
    QByteArray before;
    QByteArray after;
};
/// Gives the statement's column names and no rows.
[[nodiscard]] Wrapping namesOf();
/// Gives its rows, @p columns values each, as letters and text. The statement is computed once per row: two LIMITs keep
/// SQLite from merging it into the outer SELECT, where an expensive expression would run three times (select.c,
/// flattenSubquery, rule 13).
[[nodiscard]] Wrapping exactRowsOf(int columns, TextForm form);

/// Column names as the statement has them: in a FROM the second `id` is called "id:1".
[[nodiscard]] QStringList originalNames(QStringList names);

/// A value that came through exactRowsOf().
[[nodiscard]] std::optional<Value> exactValue(const QJsonValue &sent);
/// A value as D1 writes it. Not exact: see above.
[[nodiscard]] Value plainValue(const QJsonValue &sent);
/// True for a text with U+FFFD, which may stand for bytes that are not UTF-8.
[[nodiscard]] bool mayBeReplaced(const Value &value);

/// What D1 says if the projection counted wrongly.
[[nodiscard]] bool isMiscount(QStringView message);

} // namespace tidemark
