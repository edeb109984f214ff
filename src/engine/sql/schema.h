#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark {

/// What a database contains, read from it and not from the migrations. Plain values; names as they were
/// written, compared without regard to ASCII letter case as SQLite does.

struct Column {
    enum class Kind { Ordinary, Hidden, GeneratedVirtual, GeneratedStored };

    QString name;
    QString type; ///< as declared, e.g. "VARCHAR(50)"; may be empty
    bool notNull = false;
    std::optional<QString> defaultValue = {}; ///< the expression's text
    int primaryKey = 0; ///< 1-based place in the primary key; 0 if not part of it
    Kind kind = Kind::Ordinary;

    bool operator==(const Column &other) const = default;
};

struct ForeignKey {
    QStringList columns;
    QString parent;
    QStringList parentColumns; ///< empty: the parent's primary key
    QString onUpdate; ///< "NO ACTION", "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"
    QString onDelete;

    bool operator==(const ForeignKey &other) const = default;
};

struct IndexedColumn {
    QString name; ///< empty for an expression; its text is in Index::sql
    bool descending = false;
    QString collation = {};

    bool operator==(const IndexedColumn &other) const = default;
};

struct Index {
    enum class Origin { Statement, UniqueConstraint, PrimaryKey };

    QString name;
    QString table;
    bool unique = false;
    bool partial = false;
    Origin origin = Origin::Statement;
    QList<IndexedColumn> columns = {};
    QByteArray sql = {}; ///< empty for those a constraint made

    bool operator==(const Index &other) const = default;
};

struct Trigger {
    QString name;
    QString table;
    QByteArray sql;

    bool operator==(const Trigger &other) const = default;
};

struct View {
    QString name;
    QStringList columns; ///< empty if this view, or perhaps if another one, does not compile
    QByteArray sql;

    bool operator==(const View &other) const = default;
};

struct Table {
    enum class Kind { Ordinary, Virtual, Shadow };

    QString name;
    Kind kind = Kind::Ordinary;
    bool withoutRowid = false;
    bool strict = false;
    QList<Column> columns = {};
    QList<ForeignKey> foreignKeys = {};
    QByteArray sql = {};

    [[nodiscard]] const Column *column(const QString &wanted) const; ///< nullptr if there is none
    [[nodiscard]] QStringList primaryKey() const; ///< column names in key order
    /// A name that means the rowid and no column; empty if there is none: virtual, WITHOUT ROWID, or all three taken.
    [[nodiscard]] QByteArray rowidName() const;

    bool operator==(const Table &other) const = default;
};

/// A reference from one table to another, as found by Schema::childrenOf().
struct ChildReference {
    QString child;
    ForeignKey key;
};

struct Schema {
    QList<Table> tables
        = {}; ///< in the order in which sqlite_schema lists them, internals included
    QList<Index> indexes = {};
    QList<Trigger> triggers = {};
    QList<View> views = {};

    [[nodiscard]] const Table *table(const QString &name) const;
    [[nodiscard]] const Index *index(const QString &name) const;
    [[nodiscard]] const Trigger *trigger(const QString &name) const;
    [[nodiscard]] const View *view(const QString &name) const;
    [[nodiscard]] QList<ChildReference> childrenOf(const QString &table) const;

    /// Without what is not the user's: isInternal() names, shadow tables, and their indexes and triggers.
    [[nodiscard]] Schema userPart() const;
    [[nodiscard]] bool isEmpty() const;

    bool operator==(const Schema &other) const = default;
};

/// Compares two names as SQLite does: without regard to the case of ASCII letters.
[[nodiscard]] bool sameName(QStringView a, QStringView b);

/// True for sqlite_…, _cf_…, our own tables and the mirrors (d1_migrations, _migrations, __drizzle_migrations).
[[nodiscard]] bool isInternal(const QString &name);
/// True for _tidemark_….
[[nodiscard]] bool isOurs(const QString &name);

/// SHA-256 (lower-case hex) of the user's part of the schema: without comments, white space, letter case of bare
/// words, quoting style or IF NOT EXISTS; column order counts, the order of objects does not.
[[nodiscard]] QString fingerprint(const Schema &schema);

/// The statements that build @p schema in an empty database, in an order that works: tables, then indexes,
/// views, triggers; shadow tables, sqlite_… and _cf_… left out (their virtual table makes them).
[[nodiscard]] QList<QByteArray> creationStatements(const Schema &schema);

} // namespace tidemark
