#pragma once

#include "dice.h"

#include <engine/database/sqlite/connection.h>

namespace tidemark {

/// A change of a schema and what takes it back; each may be several statements.
struct SchemaChange {
    QByteArray up;
    QByteArray down;
};

/// Makes schemas and rows of every kind on a real connection. What SQLite refuses is left out, so that the maker need not
/// know all of its rules.
class RandomDatabase
{
public:
    enum class Contents {
        Everything,
        WithoutVirtualTables,
    };

    RandomDatabase(SqliteConnection &connection, quint32 seed, Contents contents);

    /// Tables, indexes, views, triggers and perhaps FTS5 tables.
    void makeSchema();
    /// Rows for every table, no row without its parent.
    void fill();
    /// Changes the schema in a way that SQLite can take back.
    [[nodiscard]] std::optional<SchemaChange> change();

    [[nodiscard]] int refusals() const { return m_refusals; }

private:
    struct PlannedTable;

    bool run(const QByteArray &sql);
    [[nodiscard]] Schema schema();
    [[nodiscard]] bool tryChange(const SchemaChange &change);
    [[nodiscard]] SchemaChange creation(const QByteArray &name);
    [[nodiscard]] SchemaChange removal(const Schema &now);
    [[nodiscard]] SchemaChange alteration(const Schema &now, const QByteArray &name);

    [[nodiscard]] QByteArray newName();
    [[nodiscard]] QByteArray columnName(const QList<QByteArray> &taken);
    [[nodiscard]] QByteArray identifier(const QByteArray &name);
    [[nodiscard]] QByteArray word(const char *keywords);
    [[nodiscard]] QByteArray gap();

    [[nodiscard]] QByteArray createTable(const QByteArray &name);
    void planColumns(PlannedTable &table);
    void planPrimaryKey(PlannedTable &table);
    void planForeignKeys(PlannedTable &table);
    void planConstraints(PlannedTable &table);
    [[nodiscard]] QByteArray columnConstraints(const QByteArray &name, const QByteArray &type);
    [[nodiscard]] QByteArray generatedColumn(const PlannedTable &table);
    [[nodiscard]] QByteArray expression(const QByteArray &column);
    [[nodiscard]] QByteArray condition(const QByteArray &column);
    [[nodiscard]] QByteArray addableColumn();

    [[nodiscard]] QByteArray createIndex(const QByteArray &name);
    [[nodiscard]] QByteArray createView(const QByteArray &name);
    [[nodiscard]] QByteArray createTrigger(const QByteArray &name);
    [[nodiscard]] QByteArray createFts(const QByteArray &name);

    [[nodiscard]] const Table *anyTable(const Schema &schema);
    [[nodiscard]] QByteArray anyColumn(const Table &table);

    void fillTable(const Table &table);
    void fillFts(const Table &table);
    [[nodiscard]] Row rowFor(const Table &table, const QList<const Column *> &columns);
    void takeParents(const Table &table, const QList<const Column *> &columns, Row &row);
    void dropOrphans();

    SqliteConnection &m_connection;
    Dice m_dice;
    Contents m_contents;
    QList<QByteArray> m_names; ///< taken, lower case
    int m_refusals = 0;
};

/// A value that SQLite can store, often an awkward one; of @p type if the column is STRICT.
[[nodiscard]] Value randomValue(Dice &dice, const QString &type, bool strict);

} // namespace tidemark
