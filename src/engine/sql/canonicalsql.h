#pragma once

#include "schema.h"

#include <QByteArray>
#include <QSet>

namespace tidemark {

/// Names in the form in which SQLite compares them: ASCII letters in upper case.
using NameSet = QSet<QByteArray>;

[[nodiscard]] QByteArray folded(QByteArrayView name);
[[nodiscard]] QByteArray folded(QStringView name);
/// Folds what @p text holds from @p start on.
void foldFrom(QByteArray &text, qsizetype start);

/// The names of everything in @p schema. Canonical forms need them because SQLite takes "x" for an identifier where
/// it knows one of that name, and else for a string, whose letter case counts.
[[nodiscard]] NameSet namesIn(const Schema &schema);

/// One statement, or a part of one, so that equal meaning gives equal bytes as far as tokens can tell: identifiers
/// unquoted where they can be and folded, no comments, one blank between tokens, no IF NOT EXISTS.
[[nodiscard]] QByteArray canonicalSql(QByteArrayView sql, const NameSet &names);

/// canonicalSql() of an object's statement, or of its parts where there is no statement.
[[nodiscard]] QByteArray canonicalForm(const Table &table, const NameSet &names);
[[nodiscard]] QByteArray canonicalForm(const Index &index, const NameSet &names);
[[nodiscard]] QByteArray canonicalForm(const Trigger &trigger, const NameSet &names);
[[nodiscard]] QByteArray canonicalForm(const View &view, const NameSet &names);

/// A statement for people: on one line, comments left out, otherwise as it was written.
[[nodiscard]] QByteArray oneLine(QByteArrayView sql);

/// True for a word that SQLite takes as an identifier only in quotes. @p upperCase is folded.
[[nodiscard]] bool isReserved(QByteArrayView upperCase);

} // namespace tidemark
