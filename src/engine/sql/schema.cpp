#include "schema.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

char16_t upper(QChar c)
{
    const char16_t unit = c.unicode();
    return unit >= u'a' && unit <= u'z' ? static_cast<char16_t>(unit - u'a' + u'A') : unit;
}

bool startsWithName(QStringView name, QStringView prefix)
{
    return name.size() >= prefix.size() && sameName(name.first(prefix.size()), prefix);
}

/// SQLite's or D1's own: nobody can create or drop them.
bool isEngines(const QString &name)
{
    return startsWithName(name, u"sqlite_") || startsWithName(name, u"_cf_");
}

template<typename Object>
const Object *named(const QList<Object> &objects, const QString &name)
{
    const auto found = std::find_if(objects.begin(), objects.end(), [&name](const Object &object) {
        return sameName(object.name, name);
    });
    return found == objects.end() ? nullptr : &*found;
}

/// The statements of @p objects that a user could have given.
template<typename Object>
void addStatements(QList<QByteArray> &statements, const QList<Object> &objects)
{
    for (const auto &object : objects) {
        if (!object.sql.isEmpty() && !isEngines(object.name))
            statements.append(object.sql);
    }
}

} // namespace

bool sameName(QStringView a, QStringView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](QChar x, QChar y) {
        return upper(x) == upper(y);
    });
}

const Column *Table::column(const QString &wanted) const
{
    return named(columns, wanted);
}

QByteArray Table::rowidName() const
{
    if (withoutRowid || kind == Kind::Virtual)
        return {};
    for (const char *candidate : { "rowid", "_rowid_", "oid" }) {
        if (!column(QString::fromLatin1(candidate)))
            return candidate;
    }
    return {};
}

QStringList Table::primaryKey() const
{
    QList<const Column *> key;
    for (const auto &candidate : columns) {
        if (candidate.primaryKey > 0)
            key.append(&candidate);
    }
    std::sort(key.begin(), key.end(), [](const Column *a, const Column *b) {
        return a->primaryKey < b->primaryKey;
    });
    QStringList names;
    for (const auto *part : key)
        names.append(part->name);
    return names;
}

const Table *Schema::table(const QString &name) const
{
    return named(tables, name);
}

const Index *Schema::index(const QString &name) const
{
    return named(indexes, name);
}

const Trigger *Schema::trigger(const QString &name) const
{
    return named(triggers, name);
}

const View *Schema::view(const QString &name) const
{
    return named(views, name);
}

QList<ChildReference> Schema::childrenOf(const QString &table) const
{
    QList<ChildReference> children;
    for (const auto &child : tables) {
        for (const auto &key : child.foreignKeys) {
            if (sameName(key.parent, table))
                children.append({ child.name, key });
        }
    }
    return children;
}

Schema Schema::userPart() const
{
    QStringList
        shadows; // few; looking every owner up among all tables takes the square of their number
    for (const Table &table : tables) {
        if (table.kind == Table::Kind::Shadow)
            shadows.append(table.name);
    }
    const auto isForeign = [&shadows](const QString &owner) {
        return isInternal(owner)
               || std::any_of(shadows.begin(), shadows.end(), [&owner](const QString &shadow) {
                      return sameName(shadow, owner);
                  });
    };
    Schema part = *this;
    part.tables.removeIf([&](const Table &object) { return isForeign(object.name); });
    part.indexes.removeIf(
        [&](const Index &object) { return isInternal(object.name) || isForeign(object.table); });
    part.triggers.removeIf(
        [&](const Trigger &object) { return isInternal(object.name) || isForeign(object.table); });
    part.views.removeIf([](const View &object) { return isInternal(object.name); });
    return part;
}

bool Schema::isEmpty() const
{
    return tables.isEmpty() && indexes.isEmpty() && triggers.isEmpty() && views.isEmpty();
}

bool isInternal(const QString &name)
{
    return isEngines(name) || isOurs(name) || sameName(name, u"d1_migrations")
           || sameName(name, u"_migrations") || sameName(name, u"__drizzle_migrations");
}

bool isOurs(const QString &name)
{
    return startsWithName(name, u"_tidemark_");
}

QList<QByteArray> creationStatements(const Schema &schema)
{
    // A virtual table may name an ordinary one (FTS5's content=), so these come first.
    QList<Table> tables = schema.tables;
    tables.removeIf([](const Table &table) { return table.kind == Table::Kind::Shadow; });
    std::stable_partition(tables.begin(), tables.end(), [](const Table &table) {
        return table.kind == Table::Kind::Ordinary;
    });
    QList<Index> indexes = schema.indexes;
    indexes.removeIf([&schema](const Index &index) {
        const auto *const table = schema.table(index.table);
        return isEngines(index.table) || (table && table->kind == Table::Kind::Shadow);
    });
    QList<QByteArray> statements;
    addStatements(statements, tables);
    addStatements(statements, indexes);
    addStatements(statements, schema.views);
    addStatements(statements, schema.triggers);
    return statements;
}

} // namespace tidemark
