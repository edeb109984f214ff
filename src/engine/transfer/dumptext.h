#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace tidemark {

// What a dump's statements say, found by token. None of it is trusted: SQLite itself still judges the statement.

/// The first word in upper case; empty if the statement does not start with one.
[[nodiscard]] QByteArray firstWord(QByteArrayView statement);

struct CreatedObject {
    enum class Type { Table, Index, View, Trigger, Other };

    Type type = Type::Other;
    QByteArray name; ///< as written, without quotes
};
[[nodiscard]] CreatedObject createdObject(QByteArrayView createStatement);

struct DroppedObject {
    QByteArray name;
    bool isTable = false;
    bool ifExists = false;
};
[[nodiscard]] DroppedObject droppedObject(QByteArrayView dropStatement);

/// The table of INSERT INTO or REPLACE INTO, lower case.
[[nodiscard]] QByteArray insertedTable(QByteArrayView insertStatement);
/// Lower case.
[[nodiscard]] QByteArray pragmaName(QByteArrayView pragma);
/// The names after REFERENCES, lower case.
[[nodiscard]] QList<QByteArray> referencedTables(QByteArrayView createStatement);
/// True if a CREATE TRIGGER names @p object after ON.
[[nodiscard]] bool hasTriggerOn(QByteArrayView createTrigger, QByteArrayView object);

/// The CREATE VIRTUAL TABLE in INSERT INTO sqlite_schema … VALUES('table','x','x',0,'CREATE VIRTUAL TABLE …'); nothing for
/// any other form.
[[nodiscard]] std::optional<QByteArray> virtualTableDefinition(QByteArrayView insertStatement);

/// With the bare words Infinity and Inf turned into 9e999.
[[nodiscard]] QByteArray withInfinities(QByteArrayView statement);

/// True if an integer literal of 16 digits or more is in it: beyond 2^53 doubles have gaps.
[[nodiscard]] bool hasWideInteger(QByteArrayView statement);

} // namespace tidemark
