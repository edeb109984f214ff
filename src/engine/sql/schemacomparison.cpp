#include "schemacomparison.h"

#include "tabledefinition.h"

#include <QMap>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Outcome = ComparedPart::Outcome;
using Change = ComparedPart::Change;

QString text(const QByteArray &sql)
{
    return QString::fromUtf8(oneLine(sql));
}

/// The clauses of a column that have a word of their own; what is left tells whether anything else differs.
QList<Change> columnChanges(const ColumnDefinition &expected,
                            const ColumnDefinition &present,
                            const Column *wanted,
                            const Column *found)
{
    QList<Change> changes;
    const auto clause = [&](const QList<QByteArray> &keywords, Change gone, Change added) {
        const bool before = expected.has(keywords);
        if (before != present.has(keywords))
            changes.append(before ? gone : added);
    };
    if (wanted && found && wanted->type.compare(found->type, Qt::CaseInsensitive) != 0)
        changes.append(Change::Type);
    clause({ "NOT", "NULL" }, Change::NotNullGone, Change::NotNullAdded);
    clause({ "UNIQUE" }, Change::UniqueGone, Change::UniqueAdded);
    clause({ "PRIMARY" }, Change::KeyDiffers, Change::KeyDiffers);
    clause({ "REFERENCES" }, Change::ReferenceDiffers, Change::ReferenceDiffers);
    if (wanted && found && wanted->defaultValue != found->defaultValue)
        changes.append(Change::DefaultDiffers);
    if (changes.isEmpty())
        changes.append(Change::Definition);
    return changes;
}

ComparedPart
part(const QString &name, const QString &expected, const QString &present, Outcome outcome)
{
    ComparedPart made{ .name = name, .expected = expected, .present = present, .outcome = outcome };
    if (outcome == Outcome::Changed)
        made.changes = { Change::Definition };
    return made;
}

QString referenceText(const ForeignKey &key)
{
    QString words = key.parent;
    if (!key.parentColumns.isEmpty())
        words += u'(' + key.parentColumns.join(u", "_s) + u')';
    if (key.onDelete != "NO ACTION"_L1)
        words += u" ON DELETE "_s + key.onDelete;
    if (key.onUpdate != "NO ACTION"_L1)
        words += u" ON UPDATE "_s + key.onUpdate;
    return words;
}

/// Two lists side by side, by folded name in order; nullptr where one has no such object.
template<typename T>
using Pairs = QMap<QByteArray, std::pair<const T *, const T *>>;

template<typename T, typename Name>
Pairs<T> paired(const QList<T> &expected, const QList<T> &present, Name name)
{
    Pairs<T> pairs;
    for (const T &object : expected)
        pairs[folded(name(object))].first = &object;
    for (const T &object : present)
        pairs[folded(name(object))].second = &object;
    return pairs;
}

class TableComparison
{
public:
    TableComparison(const Schema &expected, const Schema &present, const NameSet &names)
        : m_expected(expected)
        , m_present(present)
        , m_names(names)
    {}

    ComparedTable compare(const Table *expected, const Table *present) const;
    ComparedTable compare(const View *expected, const View *present) const;

private:
    void compareColumns(ComparedTable &result, const Table *expected, const Table *present) const;
    void
    compareBareColumns(ComparedTable &result, const Table &expected, const Table &present) const;
    void compareRest(ComparedTable &result,
                     const TableDefinition &expected,
                     const TableDefinition &present) const;
    void compareKeys(ComparedTable &result, const Table *expected, const Table *present) const;
    template<typename T>
    [[nodiscard]] QList<ComparedPart>
    objectsOf(const QString &table, const QList<T> &expected, const QList<T> &present) const;
    void addObjects(ComparedTable &result) const;
    static void settle(ComparedTable &result, bool isExpected, bool isPresent);

    const Schema &m_expected;
    const Schema &m_present;
    const NameSet &m_names;
};

ComparedTable TableComparison::compare(const Table *expected, const Table *present) const
{
    ComparedTable result{ .name = (expected ? expected : present)->name };
    result.expectedSql = expected ? expected->sql : QByteArray();
    result.presentSql = present ? present->sql : QByteArray();
    compareColumns(result, expected, present);
    compareKeys(result, expected, present);
    addObjects(result);
    const bool isSame = expected && present
                        && canonicalForm(*expected, m_names) == canonicalForm(*present, m_names);
    // What no part explains is a difference all the same.
    if (expected && present && !isSame && differing(result.columns) == 0 && result.rest.isEmpty())
        result.rest.append(
            part(result.name, text(expected->sql), text(present->sql), Outcome::Changed));
    settle(result, expected, present);
    return result;
}

ComparedTable TableComparison::compare(const View *expected, const View *present) const
{
    ComparedTable result{ .name = (expected ? expected : present)->name, .isView = true };
    result.expectedSql = expected ? expected->sql : QByteArray();
    result.presentSql = present ? present->sql : QByteArray();
    addObjects(result);
    if (expected && present
        && canonicalForm(*expected, m_names) != canonicalForm(*present, m_names))
        result.rest.append(
            part(result.name, text(expected->sql), text(present->sql), Outcome::Changed));
    settle(result, expected, present);
    return result;
}

void TableComparison::settle(ComparedTable &result, bool isExpected, bool isPresent)
{
    if (!isPresent)
        result.outcome = Outcome::Missing;
    else if (!isExpected)
        result.outcome = Outcome::Unexpected;
    else
        result.outcome = result.differences() > 0 ? Outcome::Changed : Outcome::Same;
}

QString definitionOf(const ColumnDefinition &column)
{
    return QString::fromUtf8(column.rest);
}

void TableComparison::compareColumns(ComparedTable &result,
                                     const Table *expected,
                                     const Table *present) const
{
    const auto wanted = expected ? tableDefinition(*expected, m_names) : std::nullopt;
    const auto found = present ? tableDefinition(*present, m_names) : std::nullopt;
    if ((expected && !wanted) || (present && !found)) {
        compareBareColumns(result, expected ? *expected : Table(), present ? *present : Table());
        return;
    }
    for (const ColumnDefinition &column : wanted ? wanted->columns : QList<ColumnDefinition>()) {
        const ColumnDefinition *other = found ? found->column(column.name) : nullptr;
        ComparedPart compared = part(column.name, definitionOf(column), {}, Outcome::Missing);
        if (other) {
            compared.present = definitionOf(*other);
            compared.outcome = Outcome::Same;
            if (other->canonical != column.canonical) {
                compared.outcome = Outcome::Changed;
                compared.changes = columnChanges(
                    column, *other, expected->column(column.name), present->column(column.name));
            }
        }
        result.columns.append(compared);
    }
    for (const ColumnDefinition &column : found ? found->columns : QList<ColumnDefinition>()) {
        if (!wanted || !wanted->column(column.name))
            result.columns.append(part(column.name, {}, definitionOf(column), Outcome::Unexpected));
    }
    if (wanted && found)
        compareRest(result, *wanted, *found);
}

// Virtual tables have no definitions to take apart: names and types are all there is.
void TableComparison::compareBareColumns(ComparedTable &result,
                                         const Table &expected,
                                         const Table &present) const
{
    for (const Column &column : expected.columns) {
        const Column *other = present.column(column.name);
        ComparedPart compared = part(column.name, column.type, {}, Outcome::Missing);
        if (other) {
            compared.present = other->type;
            compared.outcome = *other == column ? Outcome::Same : Outcome::Changed;
            if (*other != column)
                compared.changes
                    = { other->type == column.type ? Change::Definition : Change::Type };
        }
        result.columns.append(compared);
    }
    for (const Column &column : present.columns) {
        if (!expected.column(column.name))
            result.columns.append(part(column.name, {}, column.type, Outcome::Unexpected));
    }
}

QStringList commonOrder(const TableDefinition &of, const TableDefinition &other)
{
    QStringList order;
    for (const auto &column : of.columns) {
        if (other.column(column.name))
            order.append(QString::fromUtf8(folded(column.name)).toLower());
    }
    return order;
}

/// The constraints of @p of that @p other does not have.
QList<ConstraintDefinition> ownConstraints(const TableDefinition &of, const TableDefinition &other)
{
    QList<QByteArray> others;
    for (const auto &constraint : other.constraints)
        others.append(constraint.canonical);
    QList<ConstraintDefinition> own;
    for (const auto &constraint : of.constraints) {
        if (!others.removeOne(constraint.canonical))
            own.append(constraint);
    }
    return own;
}

void TableComparison::compareRest(ComparedTable &result,
                                  const TableDefinition &expected,
                                  const TableDefinition &present) const
{
    for (const auto &constraint : ownConstraints(expected, present))
        result.rest.append(
            part(result.name, QString::fromUtf8(constraint.sql), {}, Outcome::Missing));
    for (const auto &constraint : ownConstraints(present, expected))
        result.rest.append(
            part(result.name, {}, QString::fromUtf8(constraint.sql), Outcome::Unexpected));
    if (expected.options != present.options)
        result.rest.append(part(result.name,
                                QString::fromUtf8(expected.options),
                                QString::fromUtf8(present.options),
                                Outcome::Changed));
    const QStringList wanted = commonOrder(expected, present);
    const QStringList found = commonOrder(present, expected);
    if (wanted != found)
        result.rest.append(
            part(result.name, wanted.join(u", "_s), found.join(u", "_s), Outcome::Changed));
}

void TableComparison::compareKeys(ComparedTable &result,
                                  const Table *expected,
                                  const Table *present) const
{
    const auto columns = [](const ForeignKey &key) { return key.columns.join(u", "_s); };
    const auto pairs = paired(expected ? expected->foreignKeys : QList<ForeignKey>(),
                              present ? present->foreignKeys : QList<ForeignKey>(),
                              columns);
    for (const auto &[wanted, found] : pairs) {
        const QString name = columns(wanted ? *wanted : *found);
        const QString before = wanted ? referenceText(*wanted) : QString();
        const QString after = found ? referenceText(*found) : QString();
        const Outcome outcome = !found                            ? Outcome::Missing
                                : !wanted                         ? Outcome::Unexpected
                                : folded(before) == folded(after) ? Outcome::Same
                                                                  : Outcome::Changed;
        ComparedPart compared = part(name, before, after, outcome);
        if (outcome == Outcome::Changed)
            compared.changes = { Change::ReferenceDiffers };
        result.foreignKeys.append(compared);
    }
}

template<typename T>
QList<ComparedPart> TableComparison::objectsOf(const QString &table,
                                               const QList<T> &expected,
                                               const QList<T> &present) const
{
    const auto own = [&table](QList<T> objects) {
        objects.removeIf([&table](const T &object) {
            return object.sql.isEmpty() || !sameName(object.table, table);
        });
        return objects;
    };
    const auto wantedOnes = own(expected);
    const auto foundOnes = own(present);
    QList<ComparedPart> parts;
    const auto pairs = paired(wantedOnes, foundOnes, [](const T &object) { return object.name; });
    for (const auto &[wanted, found] : pairs) {
        const bool isSame
            = wanted && found && canonicalForm(*wanted, m_names) == canonicalForm(*found, m_names);
        const Outcome outcome = !found    ? Outcome::Missing
                                : !wanted ? Outcome::Unexpected
                                : isSame  ? Outcome::Same
                                          : Outcome::Changed;
        parts.append(part((wanted ? wanted : found)->name,
                          wanted ? text(wanted->sql) : QString(),
                          found ? text(found->sql) : QString(),
                          outcome));
    }
    return parts;
}

void TableComparison::addObjects(ComparedTable &result) const
{
    result.indexes = objectsOf(result.name, m_expected.indexes, m_present.indexes);
    result.triggers = objectsOf(result.name, m_expected.triggers, m_present.triggers);
}

} // namespace

int differing(const QList<ComparedPart> &parts)
{
    return static_cast<int>(std::count_if(parts.begin(), parts.end(), [](const ComparedPart &each) {
        return each.outcome != Outcome::Same;
    }));
}

int ComparedTable::differences() const
{
    if (outcome == Outcome::Missing || outcome == Outcome::Unexpected)
        return 1;
    return differing(columns) + differing(indexes) + differing(foreignKeys) + differing(triggers)
           + differing(rest);
}

const ComparedTable *SchemaComparison::table(const QString &name) const
{
    const auto found = std::find_if(tables.begin(), tables.end(), [&name](const auto &each) {
        return sameName(each.name, name);
    });
    return found == tables.end() ? nullptr : &*found;
}

int SchemaComparison::differences() const
{
    return static_cast<int>(std::count_if(tables.begin(), tables.end(), [](const auto &each) {
        return each.outcome != Outcome::Same;
    }));
}

SchemaComparison compareSchemas(const Schema &expected, const Schema &present)
{
    const Schema wanted = expected.userPart();
    const Schema found = present.userPart();
    const NameSet names = namesIn(wanted) + namesIn(found);
    const TableComparison comparison(wanted, found, names);
    const auto name = [](const auto &object) { return object.name; };
    SchemaComparison result;
    for (const auto &[before, after] : paired(wanted.tables, found.tables, name))
        result.tables.append(comparison.compare(before, after));
    for (const auto &[before, after] : paired(wanted.views, found.views, name))
        result.tables.append(comparison.compare(before, after));
    return result;
}

} // namespace tidemark
