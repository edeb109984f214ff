#include "rebuild.h"

#include "canaries.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error refusal(const QString &message)
{
    return Error{ .kind = Error::Kind::Policy,
                  .message = message,
                  .remedy
                  = u"Change the table with ALTER TABLE instead: add a column, fill it, drop "
                    "the old one and rename."_s };
}

/// Writes the script step by step; see safeRebuild().
class Rebuild
{
public:
    Rebuild(const Schema &schema, QString table, QByteArray sql, RebuildParts parts)
        : m_schema(schema)
        , m_table(std::move(table))
        , m_newSql(std::move(sql))
        , m_parts(std::move(parts))
    {}

    Result<QByteArray> script()
    {
        if (const auto ready = prepare(); !ready)
            return ready.error();
        if (const auto filled = createAndFill(); !filled)
            return filled.error();
        dropDependents();
        if (const auto dropped = dropOld(); !dropped)
            return dropped.error();
        for (const Table *table : std::as_const(m_order))
            add("ALTER TABLE " + quoted(temporary(table->name)) + " RENAME TO "
                + quoted(table->name));
        recreate();
        return m_script;
    }

private:
    Result<> prepare();
    Result<> orderTables();
    Result<> readNewTable();
    Result<> createAndFill();
    void keepCounter(const Table &table);
    void dropDependents();
    Result<> dropOld();
    void recreate();

    [[nodiscard]] QString temporary(const QString &table) const
    {
        return m_temporary.value(nameKey(table));
    }
    [[nodiscard]] bool isRebuilt(const QString &table) const
    {
        return m_temporary.contains(nameKey(table));
    }
    [[nodiscard]] bool isTaken(const QString &name) const
    {
        return m_schema.table(name) || m_schema.index(name) || m_schema.view(name)
               || m_temporary.values().contains(name);
    }
    [[nodiscard]] QString freeName(const QString &table) const
    {
        // A table called "sqlite" or "_cf" would get a name that is reserved.
        const QString base = isInternal(table + u"_new"_s) ? u"new_"_s + table : table + u"_new"_s;
        QString name = base;
        for (int i = 2; isTaken(name); ++i)
            name = base + QString::number(i);
        return name;
    }
    [[nodiscard]] bool mentionsRebuilt(const QByteArray &sql, const QSet<QString> &names) const
    {
        return namesIn(sql).intersects(names);
    }
    [[nodiscard]] Result<QByteArray> copy(const Table &from, const Table &to) const;
    void add(const QByteArray &statement) { m_script += statement + ";\n"; }

    const Schema &m_schema;
    QString m_table;
    QByteArray m_newSql;
    RebuildParts m_parts;
    QList<const Table *> m_order; ///< those that are rebuilt, parents first
    QHash<QString, QString> m_temporary; ///< key → name while it is filled
    Table m_new; ///< the new shape, as SQLite understands it
    QList<View> m_droppedViews;
    QList<Trigger> m_droppedTriggers;
    QByteArray m_script;
};

Result<> Rebuild::orderTables()
{
    QSet<QString> reached{ nameKey(m_table) };
    QStringList open{ m_table };
    while (!open.isEmpty()) {
        const auto children = m_schema.childrenOf(open.takeFirst());
        for (const ChildReference &reference : children) {
            if (reached.contains(nameKey(reference.child)))
                continue;
            reached.insert(nameKey(reference.child));
            open << reference.child;
        }
    }
    QSet<QString> placed;
    for (const Table *table : parentsFirst(m_schema)) {
        if (!reached.contains(nameKey(table->name)))
            continue;
        for (const ForeignKey &key : table->foreignKeys) {
            const QString parent = nameKey(key.parent);
            if (reached.contains(parent) && parent != nameKey(table->name)
                && !placed.contains(parent))
                return refusal(
                    u"%1 and %2 reference each other, so there is no order in which both "
                    "can be rebuilt without loss."_s.arg(table->name, key.parent));
        }
        placed.insert(nameKey(table->name));
        m_order << table;
    }
    return Ok{};
}

Result<> Rebuild::readNewTable()
{
    const StatementShape shape = shapeOf(m_newSql);
    if (shape.form != StatementShape::Form::CreateTable || shape.asSelect || shape.temporary)
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"The new shape of %1 must be a CREATE TABLE with columns."_s.arg(
                          m_table) };
    const QString wanted = shape.target;
    m_temporary.insert(nameKey(m_table), isTaken(wanted) ? freeName(m_table) : wanted);
    auto scratch = Substitute::create(SqliteOptions::Profile::Sqlite);
    if (!scratch)
        return scratch.error();
    if (const auto made = scratch->run(m_newSql); !made)
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"The new shape of %1 cannot be created: %2"_s.arg(
                          m_table, made.error().message) };
    const auto schema = scratch->userSchema();
    if (!schema || !schema->table(wanted))
        return Error{ .message = u"The new shape of %1 cannot be read."_s.arg(m_table) };
    m_new = *schema->table(wanted);
    return Ok{};
}

Result<> Rebuild::prepare()
{
    const Table *table = m_schema.table(m_table);
    if (!table || table->kind != Table::Kind::Ordinary)
        return refusal(u"There is no ordinary table %1."_s.arg(m_table));
    m_table = table->name;
    if (const auto ordered = orderTables(); !ordered)
        return ordered;
    if (const auto read = readNewTable(); !read)
        return read;
    for (const Table *other : std::as_const(m_order)) {
        if (!isRebuilt(other->name))
            m_temporary.insert(nameKey(other->name), freeName(other->name));
    }
    return Ok{};
}

Result<QByteArray> Rebuild::copy(const Table &from, const Table &to) const
{
    QByteArrayList columns;
    QByteArrayList values;
    for (const Column &column : to.columns) {
        if (column.kind != Column::Kind::Ordinary)
            continue;
        const Column *old = from.column(column.name);
        if (!old && column.notNull && !column.defaultValue)
            return refusal(
                u"The new column %1.%2 is NOT NULL without a default, and the old table has "
                "nothing to fill it with."_s.arg(from.name, column.name));
        if (!old)
            continue;
        const bool fills = column.notNull && !old->notNull && column.defaultValue;
        columns << quoted(column.name);
        values << (fills ? QByteArray("coalesce(" + quoted(column.name) + ", "
                                      + column.defaultValue->toUtf8() + ")")
                         : quoted(column.name));
    }
    if (columns.isEmpty())
        return refusal(u"The old and the new %1 have no column in common."_s.arg(from.name));
    return QByteArray("INSERT INTO " + quoted(temporary(from.name)) + " (" + columns.join(", ")
                      + ") SELECT " + values.join(", ") + " FROM " + quoted(from.name));
}

Result<> Rebuild::createAndFill()
{
    QHash<QString, QString> references = m_temporary;
    references.insert(nameKey(shapeOf(m_newSql).target), temporary(m_table)); // its own name
    for (const Table *table : std::as_const(m_order)) {
        const bool isNew = table->name == m_table;
        add(renamedCreateTable(isNew ? m_newSql : table->sql, temporary(table->name), references));
        if (isNew && !m_parts.copy.isEmpty()) {
            add(m_parts.copy);
        } else {
            const auto filling = copy(*table, isNew ? m_new : *table);
            if (!filling)
                return filling.error();
            add(*filling);
        }
        if (keywordCount(isNew ? m_newSql : table->sql, "AUTOINCREMENT") > 0
            && keywordCount(table->sql, "AUTOINCREMENT") > 0)
            keepCounter(*table);
    }
    return Ok{};
}

/// AUTOINCREMENT must not give numbers of deleted rows again; the copy alone knows the rows that are left.
void Rebuild::keepCounter(const Table &table)
{
    const QByteArray old = quotedString(table.name.toUtf8());
    const QByteArray fresh = quotedString(temporary(table.name).toUtf8());
    add("DELETE FROM sqlite_sequence WHERE name = " + fresh);
    add("INSERT INTO sqlite_sequence (name, seq) SELECT " + fresh
        + ", seq FROM sqlite_sequence WHERE name = " + old);
}

/// ALTER TABLE … RENAME compiles all views and triggers and fails if one names a table that is gone
/// (sqlite.org/lang_altertable.html), so those that do wait outside.
void Rebuild::dropDependents()
{
    QSet<QString> names;
    for (const Table *table : std::as_const(m_order))
        names.insert(nameKey(table->name));
    for (bool grown = true; grown;) {
        grown = false;
        for (const View &view : m_schema.views) {
            if (names.contains(nameKey(view.name)) || !mentionsRebuilt(view.sql, names))
                continue;
            names.insert(nameKey(view.name));
            grown = true;
        }
    }
    for (const Trigger &trigger : m_schema.triggers) {
        if (!names.contains(nameKey(trigger.table)) && !mentionsRebuilt(trigger.sql, names))
            continue;
        m_droppedTriggers << trigger;
        add("DROP TRIGGER " + quoted(trigger.name));
    }
    for (const View &view : m_schema.views) {
        if (!names.contains(nameKey(view.name)))
            continue;
        m_droppedViews << view;
        add("DROP VIEW " + quoted(view.name));
    }
}

Result<> Rebuild::dropOld()
{
    for (auto i = m_order.crbegin(); i != m_order.crend(); ++i) {
        const Table &table = **i;
        // DROP TABLE deletes row by row, and RESTRICT refuses a row that another of the same table still references.
        for (const ForeignKey &key : table.foreignKeys) {
            if (nameKey(key.parent) != nameKey(table.name) || key.onDelete != "RESTRICT"_L1)
                continue;
            const auto nullable = std::ranges::find_if(key.columns, [&](const QString &name) {
                const Column *column = table.column(name);
                return column && !column->notNull && column->primaryKey == 0;
            });
            if (nullable == key.columns.end())
                return refusal(
                    u"%1 references itself with ON DELETE RESTRICT and NOT NULL, so it cannot "
                    "be dropped."_s.arg(table.name));
            add("UPDATE " + quoted(table.name) + " SET " + quoted(*nullable) + " = NULL");
        }
        add("DROP TABLE " + quoted(table.name));
    }
    return Ok{};
}

void Rebuild::recreate()
{
    QSet<QString> lost;
    for (const Column &column : m_schema.table(m_table)->columns) {
        if (!m_new.column(column.name))
            lost.insert(nameKey(column.name));
    }
    for (const Index &index : m_schema.indexes) {
        if (!isRebuilt(index.table) || index.origin != Index::Origin::Statement
            || m_parts.recreatedElsewhere.contains(nameKey(index.name)))
            continue;
        if (nameKey(index.table) == nameKey(m_table) && namesIn(index.sql).intersects(lost))
            m_script += "-- " + index.name.toUtf8() + " is left out: a column of it is gone.\n";
        else
            add(index.sql);
    }
    for (const View &view : std::as_const(m_droppedViews)) {
        if (!m_parts.recreatedElsewhere.contains(nameKey(view.name)))
            add(view.sql);
    }
    for (const Trigger &trigger : std::as_const(m_droppedTriggers)) {
        if (!m_parts.recreatedElsewhere.contains(nameKey(trigger.name)))
            add(trigger.sql);
    }
}

} // namespace

Result<QByteArray> leafFirstRebuild(const Schema &schema,
                                    const QString &table,
                                    const QByteArray &newTableSql,
                                    const RebuildParts &parts)
{
    return Rebuild(schema, table, newTableSql, parts).script();
}

Result<QByteArray>
safeRebuild(const Schema &schema, const QString &table, const QByteArray &newTableSql)
{
    return leafFirstRebuild(userPartWithKeys(schema), table, newTableSql);
}

} // namespace tidemark
