#include "canaries.h"

#include "statementshape.h"

#include <engine/sql/identifier.h>

#include <QHash>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// More combinations of candidate values than this are not tried for a row.
constexpr int MaxAttempts = 400;

/// What was inserted, by column key, as SQL texts; one per row.
using Rows = QList<QHash<QString, QByteArray>>;

void visit(const Schema &schema,
           const Table &table,
           QSet<QString> &seen,
           QList<const Table *> &order)
{
    if (seen.contains(nameKey(table.name)))
        return;
    seen.insert(nameKey(table.name));
    for (const ForeignKey &key : table.foreignKeys) {
        if (const Table *parent = schema.table(key.parent))
            visit(schema, *parent, seen, order);
    }
    order << &table;
}

class Seeder
{
public:
    Seeder(Substitute &substitute, const Schema &schema)
        : m_substitute(substitute)
        , m_schema(schema)
    {}

    QStringList seed()
    {
        QStringList refused;
        for (const Table *table : parentsFirst(m_schema)) {
            const bool seeded
                = table->kind == Table::Kind::Virtual ? seedVirtual(*table) : seedOrdinary(*table);
            if (!seeded)
                refused << table->name;
        }
        refused << removeOrphans();
        refused.removeDuplicates();
        return refused;
    }

private:
    bool seedOrdinary(const Table &table)
    {
        const QSet<QString> keys = keyColumns(table);
        Rows rows;
        for (int row = 0; row < 2; ++row) {
            const auto values = insertRow(table, keys, row, rows);
            if (values.isEmpty())
                break;
            rows << values;
        }
        m_rows.insert(nameKey(table.name), rows);
        return !rows.isEmpty();
    }

    [[nodiscard]] QSet<QString> keyColumns(const Table &table) const
    {
        QSet<QString> keys;
        for (const QString &column : table.primaryKey())
            keys.insert(nameKey(column));
        for (const Index &index : m_schema.indexes) {
            if (!index.unique || nameKey(index.table) != nameKey(table.name))
                continue;
            for (const IndexedColumn &column : index.columns)
                keys.insert(nameKey(column.name));
            const auto mentioned = index.sql.isEmpty() ? QSet<QString>() : namesIn(index.sql);
            keys.unite(mentioned); // expressions and WHERE of a partial index
        }
        return keys;
    }

    [[nodiscard]] QByteArray parentValue(const Table &table, const Column &column, int row) const
    {
        for (const ForeignKey &key : table.foreignKeys) {
            for (qsizetype i = 0; i < key.columns.size(); ++i) {
                if (nameKey(key.columns.at(i)) != nameKey(column.name))
                    continue;
                const Table *parent = m_schema.table(key.parent);
                if (!parent)
                    return "NULL";
                const QStringList target
                    = key.parentColumns.isEmpty() ? parent->primaryKey() : key.parentColumns;
                const auto rows = m_rows.value(nameKey(key.parent));
                if (parent == &table && column.notNull && i < target.size())
                    return ownKey(table, target.at(i), row);
                if (i < target.size() && !rows.isEmpty())
                    return rows.at(std::min<qsizetype>(row, rows.size() - 1))
                        .value(nameKey(target.at(i)), "NULL");
                return "NULL";
            }
        }
        return {};
    }

    /// A row that must reference its own table references itself.
    [[nodiscard]] static QByteArray ownKey(const Table &table, const QString &column, int row)
    {
        const Column *key = table.column(column);
        return key ? canaryCandidates(table, *key, row, true).first() : QByteArray("NULL");
    }

    /// Tries the combinations of candidates, the first column varying fastest; empty if none is taken.
    QHash<QString, QByteArray>
    insertRow(const Table &table, const QSet<QString> &keys, int row, const Rows &before)
    {
        QStringList names;
        QList<QList<QByteArray>> candidates;
        for (const Column &column : table.columns) {
            if (column.kind != Column::Kind::Ordinary)
                continue;
            names << column.name;
            candidates << candidatesFor(table, column, row, keys, before);
        }
        QList<int> choice(names.size(), 0);
        for (int attempt = 0; attempt < MaxAttempts; ++attempt) {
            QList<QByteArray> values;
            for (qsizetype i = 0; i < names.size(); ++i)
                values << candidates.at(i).at(choice.at(i));
            if (insert(table.name, names, values))
                return byColumn(names, values);
            if (!advance(choice, candidates))
                break;
        }
        return {};
    }

    [[nodiscard]] QList<QByteArray> candidatesFor(const Table &table,
                                                  const Column &column,
                                                  int row,
                                                  const QSet<QString> &keys,
                                                  const Rows &before) const
    {
        const QString key = nameKey(column.name);
        const bool isKey = keys.contains(key);
        const QByteArray parent = parentValue(table, column, isKey ? row : 0);
        if (!parent.isEmpty() && (parent != "NULL" || !column.notNull))
            return { parent };
        auto candidates = canaryCandidates(table, column, row, isKey);
        if (row > 0 && !isKey && !before.isEmpty())
            candidates.prepend(before.first().value(key)); // equal in what is not a key
        return satisfying(candidates, table, column);
    }

    /// Those of @p candidates that fit the CHECKs about this column alone, so that few combinations are left to be
    /// tried; the first one if no CHECK names the column.
    [[nodiscard]] QList<QByteArray>
    satisfying(QList<QByteArray> candidates, const Table &table, const Column &column) const
    {
        bool checked = false;
        for (const QByteArray &check : checkExpressions(table.sql)) {
            const QSet<QString> names = namesIn(check);
            if (!names.contains(nameKey(column.name)))
                continue;
            checked = true;
            const auto mentioned = std::ranges::count_if(table.columns, [&](const Column &other) {
                return names.contains(nameKey(other.name));
            });
            if (mentioned == 1)
                dropViolating(candidates, column, check);
        }
        return checked ? candidates : candidates.mid(0, 1);
    }

    void dropViolating(QList<QByteArray> &candidates,
                       const Column &column,
                       const QByteArray &check) const
    {
        QList<QByteArray> fitting;
        for (const QByteArray &candidate : std::as_const(candidates)) {
            const auto violated
                = m_substitute.rows("SELECT 1 FROM (SELECT " + candidate + " AS "
                                    + quoted(column.name) + ") WHERE NOT (" + check + ")");
            if (violated && violated->isEmpty())
                fitting << candidate;
        }
        if (!fitting.isEmpty())
            candidates = fitting;
    }

    bool insert(const QString &table, const QStringList &names, const QList<QByteArray> &values)
    {
        QByteArrayList columns;
        for (const QString &name : names)
            columns << quoted(name);
        const QByteArray sql
            = names.isEmpty() ? QByteArray("INSERT INTO " + quoted(table) + " DEFAULT VALUES")
                              : QByteArray("INSERT INTO " + quoted(table) + "(" + columns.join(',')
                                           + ") VALUES(" + values.join(',') + ")");
        return static_cast<bool>(m_substitute.rows(sql));
    }

    static QHash<QString, QByteArray> byColumn(const QStringList &names,
                                               const QList<QByteArray> &values)
    {
        QHash<QString, QByteArray> row{ { QString(), QByteArray() } }; // never empty
        for (qsizetype i = 0; i < names.size(); ++i)
            row.insert(nameKey(names.at(i)), values.at(i));
        return row;
    }

    static bool advance(QList<int> &choice, const QList<QList<QByteArray>> &candidates)
    {
        for (qsizetype i = 0; i < choice.size(); ++i) {
            if (++choice[i] < candidates.at(i).size())
                return true;
            choice[i] = 0;
        }
        return false;
    }

    /// A full-text index of its own gets two documents; one over another table is filled by its rebuild command.
    bool seedVirtual(const Table &table)
    {
        if (!namesIn(table.sql).contains(u"fts5"_s))
            return false;
        const QByteArray name = quoted(table.name);
        if (m_substitute.rows("INSERT INTO " + name + "(" + name + ") VALUES('rebuild')"))
            if (m_substitute.count(table.name) > 0)
                return true;
        QStringList names;
        QList<QByteArray> values;
        for (const Column &column : table.columns) {
            if (column.kind != Column::Kind::Ordinary)
                continue;
            names << column.name;
            values << "'canary'";
        }
        return insert(table.name, names, values) && insert(table.name, names, values);
    }

    /// A canary that references nothing (a cycle of tables) goes again, until all that are left are consistent.
    QStringList removeOrphans()
    {
        QStringList emptied;
        for (qsizetype round = 0; round <= m_schema.tables.size(); ++round) {
            const auto orphans = m_substitute.rows("PRAGMA foreign_key_check");
            if (!orphans || orphans->isEmpty())
                break;
            for (const Row &row : *orphans) {
                const QString table = row.first().toString();
                if (!m_substitute.run("DELETE FROM " + quoted(table)))
                    return emptied;
                emptied << table;
            }
        }
        return emptied;
    }

    Substitute &m_substitute;
    const Schema &m_schema;
    QHash<QString, Rows> m_rows;
};

} // namespace

QList<const Table *> parentsFirst(const Schema &schema)
{
    QList<const Table *> order;
    QSet<QString> seen;
    for (const Table &table : schema.tables) {
        if (table.kind != Table::Kind::Virtual)
            visit(schema, table, seen, order);
    }
    for (const Table &table : schema.tables)
        visit(schema, table, seen, order);
    return order;
}

QStringList seedCanaries(Substitute &substitute, const Schema &schema)
{
    return Seeder(substitute, schema).seed();
}

} // namespace tidemark
