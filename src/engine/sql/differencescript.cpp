#include "identifier.h"
#include "schemadiff.h"
#include "tabledefinition.h"
#include "tokenizer.h"

#include <QHash>

#include <algorithm>
#include <set>

namespace tidemark {

namespace {

using Kind = SchemaDifference::Kind;
using Object = SchemaDifference::Object;

bool mentions(const QByteArray &sql, const QByteArray &name)
{
    const auto tokens = significantTokens(sql);
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token &token) {
        return folded(identifierName(sql, token)) == name;
    });
}

/// SQLite's conditions for ALTER TABLE … ADD COLUMN, those on a table with rows included.
bool canBeAdded(const ColumnDefinition &column)
{
    if (column.has({ "PRIMARY" }) || column.has({ "UNIQUE" }) || column.has({ "STORED" }))
        return false;
    const auto value = column.defaultStart();
    const bool constant = !value.startsWith("CURRENT_") && value != "(";
    const bool empty = value.isEmpty() || value == "NULL";
    const bool references = column.has({ "REFERENCES" });
    return constant && !(column.has({ "NOT", "NULL" }) && empty) && !(references && !empty);
}

/// SQLite's conditions for ALTER TABLE … DROP COLUMN as far as the table itself shows them.
bool canBeDropped(const TableDefinition &table, const ColumnDefinition &column)
{
    if (column.has({ "PRIMARY" }) || column.has({ "UNIQUE" }) || column.has({ "REFERENCES" }))
        return false;
    const auto name = folded(column.name);
    for (const auto &constraint : table.constraints) {
        if (mentions(constraint.sql, name))
            return false;
    }
    return std::none_of(table.columns.begin(), table.columns.end(), [&](const auto &other) {
        return &other != &column && mentions(other.rest, name);
    });
}

/// True if every column that @p expected has after @p name is new to @p found: added columns come last.
bool standsAtTheEnd(const TableDefinition &expected,
                    const TableDefinition &found,
                    const ColumnDefinition &added)
{
    bool after = false;
    for (const auto &column : expected.columns) {
        if (after && found.column(column.name))
            return false;
        after = after || &column == &added;
    }
    return true;
}

class ScriptWriter
{
public:
    ScriptWriter(const Schema &expected, const Schema &found)
        : m_expected(expected.userPart())
        , m_found(found.userPart())
        , m_names(namesIn(m_expected) + namesIn(m_found))
    {
        for (const auto &difference : schemaDifferences(expected, found))
            sortIn(difference);
    }

    DifferenceScript write();

private:
    void sortIn(const SchemaDifference &difference);
    template<typename T>
    void drop(const QByteArray &what, Object object, const QList<T> &objects);
    void dropTables();
    using ColumnChange
        = void (ScriptWriter::*)(const Table &, const TableDefinition &, const TableDefinition &);
    /// Calls @p change with each table of both schemas, as expected, and its two definitions.
    void changeColumns(ColumnChange change);
    void
    dropColumns(const Table &table, const TableDefinition &expected, const TableDefinition &found);
    void
    addColumns(const Table &table, const TableDefinition &expected, const TableDefinition &found);
    void giveUp(const Table &table, const ColumnDefinition &column);
    template<typename T>
    void create(Object object, const QList<T> &objects);
    void keepTriggersOfReplacedViews();
    void add(const QByteArray &statement) { m_script.statements.append(statement); }

    Schema m_expected;
    Schema m_found;
    NameSet m_names;
    using Key = std::pair<Object, QByteArray>; // with the folded name
    std::set<Key> m_toDrop;
    std::set<Key> m_toCreate;
    QHash<QByteArray, SchemaDifference> m_columns; // missing and unexpected ones, by folded name
    DifferenceScript m_script;
};

void ScriptWriter::sortIn(const SchemaDifference &difference)
{
    const bool changed = difference.kind == Kind::Changed;
    if (difference.object == Object::Column && !changed) {
        m_columns.insert(folded(difference.name), difference);
        return;
    }
    if (changed && (difference.object == Object::Column || difference.object == Object::Table)) {
        m_script.unproven.append(difference); // nothing short of a new table changes these
        return;
    }
    const Key key(difference.object, folded(difference.name));
    if (difference.kind != Kind::Missing)
        m_toDrop.insert(key);
    if (difference.kind != Kind::Unexpected)
        m_toCreate.insert(key);
}

template<typename T>
void ScriptWriter::drop(const QByteArray &what, Object object, const QList<T> &objects)
{
    for (const auto &candidate : objects) {
        if (m_toDrop.contains({ object, folded(candidate.name) }))
            add("DROP " + what + ' ' + quoted(candidate.name));
    }
}

void ScriptWriter::dropTables()
{
    QList<Table> tables = m_found.tables;
    tables.removeIf([this](const Table &table) {
        return !m_toDrop.contains({ Object::Table, folded(table.name) });
    });
    const auto isParent = [&tables](const Table &table) {
        return std::any_of(tables.begin(), tables.end(), [&table](const Table &other) {
            return &other != &table
                   && std::any_of(other.foreignKeys.begin(),
                                  other.foreignKeys.end(),
                                  [&table](const ForeignKey &key) {
                                      return sameName(key.parent, table.name);
                                  });
        });
    };
    while (!tables.isEmpty()) {
        // Children first, or dropping their parent would delete or refuse for their sake; a circle is cut anywhere.
        auto next = std::find_if_not(tables.begin(), tables.end(), isParent);
        if (next == tables.end())
            next = tables.begin();
        add("DROP TABLE " + quoted(next->name));
        tables.erase(next);
    }
}

void ScriptWriter::changeColumns(ColumnChange change)
{
    for (const auto &table : m_expected.tables) {
        const auto *const present = m_found.table(table.name);
        const auto wanted = tableDefinition(table, m_names);
        const auto found = present ? tableDefinition(*present, m_names) : std::nullopt;
        if (wanted && found)
            (this->*change)(table, *wanted, *found);
    }
}

void ScriptWriter::dropColumns(const Table &table,
                               const TableDefinition &expected,
                               const TableDefinition &found)
{
    for (const auto &column : found.columns) {
        if (expected.column(column.name))
            continue;
        if (canBeDropped(found, column))
            add("ALTER TABLE " + quoted(table.name) + " DROP COLUMN " + quoted(column.name));
        else
            giveUp(table, column);
    }
}

void ScriptWriter::addColumns(const Table &table,
                              const TableDefinition &expected,
                              const TableDefinition &found)
{
    for (const auto &column : expected.columns) {
        if (found.column(column.name))
            continue;
        if (canBeAdded(column) && standsAtTheEnd(expected, found, column))
            add("ALTER TABLE " + quoted(table.name) + " ADD COLUMN " + column.sql);
        else
            giveUp(table, column);
    }
}

void ScriptWriter::giveUp(const Table &table, const ColumnDefinition &column)
{
    m_script.unproven.append(m_columns.value(folded(QString(table.name + u'.' + column.name))));
}

template<typename T>
void ScriptWriter::create(Object object, const QList<T> &objects)
{
    for (const auto &candidate : objects) {
        if (m_toCreate.contains({ object, folded(candidate.name) }))
            add(candidate.sql);
    }
}

void ScriptWriter::keepTriggersOfReplacedViews()
{
    for (const auto &trigger : m_expected.triggers) {
        const bool replaced = m_toDrop.contains({ Object::View, folded(trigger.table) });
        if (replaced)
            m_toCreate.insert({ Object::Trigger, folded(trigger.name) });
    }
}

DifferenceScript ScriptWriter::write()
{
    // Triggers, views and indexes go first because a column that one of them uses cannot be dropped.
    drop("TRIGGER", Object::Trigger, m_found.triggers);
    drop("VIEW", Object::View, m_found.views);
    drop("INDEX", Object::Index, m_found.indexes);
    dropTables();
    Schema missing;
    missing.tables = m_expected.tables;
    missing.tables.removeIf([this](const Table &table) {
        return !m_toCreate.contains({ Object::Table, folded(table.name) });
    });
    m_script.statements += creationStatements(missing);
    // In this order because a table cannot lose its last column.
    changeColumns(&ScriptWriter::addColumns);
    changeColumns(&ScriptWriter::dropColumns);
    keepTriggersOfReplacedViews();
    create(Object::Index, m_expected.indexes);
    create(Object::View, m_expected.views);
    create(Object::Trigger, m_expected.triggers);
    return std::move(m_script);
}

template<typename T>
QByteArray creationOf(const QList<T> &objects, const QString &name)
{
    const auto found = std::find_if(objects.begin(), objects.end(), [&name](const T &object) {
        return sameName(object.name, name);
    });
    return found == objects.end() ? QByteArray() : found->sql;
}

QList<QByteArray> replacementOf(const Schema &expected, const SchemaDifference &difference)
{
    const QByteArray name = quoted(difference.name);
    switch (difference.object) {
    case Object::Index:
        return { "DROP INDEX " + name, creationOf(expected.indexes, difference.name) };
    case Object::Trigger:
        return { "DROP TRIGGER " + name, creationOf(expected.triggers, difference.name) };
    case Object::View: {
        QList<QByteArray> view{ "DROP VIEW " + name, creationOf(expected.views, difference.name) };
        for (const Trigger &trigger : expected.triggers) {
            if (sameName(trigger.table, difference.name))
                view.append(trigger.sql);
        }
        return view;
    }
    case Object::Table:
    case Object::Column:
        break;
    }
    return {};
}

} // namespace

QList<QList<QByteArray>> replacements(const Schema &expected, const Schema &found)
{
    QList<QList<QByteArray>> all;
    const auto differences = schemaDifferences(expected, found);
    for (const SchemaDifference &difference : differences) {
        if (difference.kind == Kind::Changed)
            all.append(replacementOf(expected, difference));
    }
    all.removeIf([](const QList<QByteArray> &statements) {
        return statements.isEmpty() || statements.contains(QByteArray());
    });
    return all;
}

DifferenceScript differenceScript(const Schema &expected, const Schema &found)
{
    return ScriptWriter(expected, found).write();
}

} // namespace tidemark
