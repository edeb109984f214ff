#include "schemadiff.h"

#include "tabledefinition.h"

#include <QMap>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Kind = SchemaDifference::Kind;
using Object = SchemaDifference::Object;

QString sqlText(const QByteArray &sql)
{
    return QString::fromUtf8(oneLine(sql));
}

QString textOf(const Table &table)
{
    if (!table.sql.isEmpty())
        return sqlText(table.sql);
    QStringList names;
    for (const auto &column : table.columns)
        names.append(column.name);
    return u"columns "_s + names.join(u", "_s);
}

QString textOf(const Index &index)
{
    if (!index.sql.isEmpty())
        return sqlText(index.sql);
    QStringList names;
    for (const auto &column : index.columns)
        names.append(column.name);
    return (index.unique ? u"unique, on "_s : u"on "_s) + index.table + u"("_s + names.join(u", "_s)
           + u")"_s;
}

QString textOf(const Trigger &trigger)
{
    return sqlText(trigger.sql);
}

QString textOf(const View &view)
{
    return sqlText(view.sql);
}

QString textOf(const ColumnDefinition &column)
{
    return column.rest.isEmpty() ? u"no type"_s : QString::fromUtf8(column.rest);
}

/// Two lists side by side, by name in order; nullptr where one has no such object.
template<typename T>
using Pairs = QMap<QByteArray, std::pair<const T *, const T *>>;

template<typename T>
Pairs<T> paired(const QList<T> &expected, const QList<T> &found)
{
    Pairs<T> pairs;
    for (const auto &object : expected)
        pairs[folded(object.name)].first = &object;
    for (const auto &object : found)
        pairs[folded(object.name)].second = &object;
    return pairs;
}

QStringList columnOrder(const TableDefinition &of, const TableDefinition &other)
{
    QStringList order;
    for (const auto &column : of.columns) {
        if (other.column(column.name))
            order.append(QString::fromUtf8(folded(column.name)));
    }
    return order;
}

/// The constraints of @p of that @p other does not have.
QStringList constraintsOnlyIn(const TableDefinition &of, const TableDefinition &other)
{
    QList<QByteArray> others;
    for (const auto &constraint : other.constraints)
        others.append(constraint.canonical);
    QStringList own;
    for (const auto &constraint : of.constraints) {
        if (!others.removeOne(constraint.canonical))
            own.append(QString::fromUtf8(constraint.sql));
    }
    return own;
}

/// What @p of has beside its columns that @p other has not.
QStringList ownParts(const TableDefinition &of, const TableDefinition &other)
{
    QStringList parts = constraintsOnlyIn(of, other);
    if (of.options != other.options && !of.options.isEmpty())
        parts.append(QString::fromUtf8(of.options));
    if (columnOrder(of, other) != columnOrder(other, of)) {
        QStringList names;
        for (const auto &column : of.columns)
            names.append(column.name);
        parts.append(u"columns in the order "_s + names.join(u", "_s));
    }
    return parts;
}

class Comparison
{
public:
    Comparison(const Schema &expected, const Schema &found)
        : m_expected(expected.userPart())
        , m_found(found.userPart())
        , m_names(namesIn(m_expected) + namesIn(m_found))
    {}

    QList<SchemaDifference> differences()
    {
        const auto tables = paired(m_expected.tables, m_found.tables);
        for (const auto &[expected, found] : tables) {
            if (expected && found)
                compareTables(*expected, *found);
            else
                compare(Object::Table, expected, found);
        }
        compareAll(Object::Index, m_expected.indexes, m_found.indexes);
        compareAll(Object::Trigger, m_expected.triggers, m_found.triggers);
        compareAll(Object::View, m_expected.views, m_found.views);
        return std::move(m_differences);
    }

private:
    template<typename T>
    void compareAll(Object object, const QList<T> &expectedOnes, const QList<T> &foundOnes)
    {
        const auto pairs = paired(expectedOnes, foundOnes);
        for (const auto &[expected, found] : pairs)
            compare(object, expected, found);
    }

    template<typename T>
    void compare(Object object, const T *expected, const T *found)
    {
        if (!found)
            add(Kind::Missing, object, expected->name, textOf(*expected), {});
        else if (!expected)
            add(Kind::Unexpected, object, found->name, {}, textOf(*found));
        else if (canonicalForm(*expected, m_names) != canonicalForm(*found, m_names))
            add(Kind::Changed, object, expected->name, textOf(*expected), textOf(*found));
    }

    void compareTables(const Table &expected, const Table &found);
    /// False if the columns are the same.
    bool compareColumns(const QString &table,
                        const TableDefinition &expected,
                        const TableDefinition &found);

    void add(Kind kind,
             Object object,
             const QString &name,
             const QString &expected,
             const QString &found)
    {
        m_differences.append({ kind, object, name, expected, found });
    }

    Schema m_expected;
    Schema m_found;
    NameSet m_names;
    QList<SchemaDifference> m_differences;
};

void Comparison::compareTables(const Table &expected, const Table &found)
{
    if (canonicalForm(expected, m_names) == canonicalForm(found, m_names))
        return;
    const auto wanted = tableDefinition(expected, m_names);
    const auto present = tableDefinition(found, m_names);
    if (!wanted || !present) {
        compare(Object::Table, &expected, &found);
        return;
    }
    const auto missing = ownParts(*wanted, *present).join(u"; "_s);
    const auto surplus = ownParts(*present, *wanted).join(u"; "_s);
    const bool differs = !missing.isEmpty() || !surplus.isEmpty();
    if (differs)
        add(Kind::Changed,
            Object::Table,
            expected.name,
            missing.isEmpty() ? u"not there"_s : missing,
            surplus.isEmpty() ? u"not there"_s : surplus);
    if (!compareColumns(expected.name, *wanted, *present) && !differs)
        compare(Object::Table, &expected, &found);
}

bool Comparison::compareColumns(const QString &table,
                                const TableDefinition &expected,
                                const TableDefinition &found)
{
    const auto before = m_differences.size();
    const auto pairs = paired(expected.columns, found.columns);
    for (const auto &[wanted, present] : pairs) {
        const QString name = table + u'.' + (wanted ? wanted->name : present->name);
        if (!present)
            add(Kind::Missing, Object::Column, name, textOf(*wanted), {});
        else if (!wanted)
            add(Kind::Unexpected, Object::Column, name, {}, textOf(*present));
        else if (wanted->canonical != present->canonical)
            add(Kind::Changed, Object::Column, name, textOf(*wanted), textOf(*present));
    }
    return m_differences.size() > before;
}

} // namespace

QList<SchemaDifference> schemaDifferences(const Schema &expected, const Schema &found)
{
    return Comparison(expected, found).differences();
}

QString differenceKindName(SchemaDifference::Kind kind)
{
    switch (kind) {
    case Kind::Missing:
        return u"missing"_s;
    case Kind::Unexpected:
        return u"unexpected"_s;
    case Kind::Changed:
        return u"changed"_s;
    }
    Q_UNREACHABLE();
}

QString objectName(SchemaDifference::Object object)
{
    switch (object) {
    case Object::Table:
        return u"table"_s;
    case Object::Column:
        return u"column"_s;
    case Object::Index:
        return u"index"_s;
    case Object::Trigger:
        return u"trigger"_s;
    case Object::View:
        return u"view"_s;
    }
    Q_UNREACHABLE();
}

} // namespace tidemark
