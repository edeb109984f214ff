#include "migrationrules.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

void checkType(StepContext &context, int statement, const Table &table, const Column &column)
{
    const QString type = column.type.toUpper();
    const QString name = table.name + u'.' + column.name;
    if (type.contains("SERIAL"_L1)) {
        context.add(u"S402"_s,
                    statement,
                    name,
                    u"%1 is %2, which gives no numbers in SQLite."_s.arg(name, column.type));
        return;
    }
    static const QStringList foreign = { u"TIMESTAMPTZ"_s, u"UUID"_s, u"JSONB"_s, u"BOOLEAN"_s,
                                         u"VARCHAR"_s,     u"ENUM"_s, u"MONEY"_s };
    const bool known
        = std::ranges::any_of(foreign, [&](const QString &word) { return type.startsWith(word); });
    if (!known)
        return;
    Finding finding = context.run.book.make(
        u"S402"_s,
        context.id(),
        statement,
        name,
        u"%1 is declared %2, which SQLite accepts and does not enforce."_s.arg(name, column.type));
    finding.severity = Severity::Info;
    context.run.book.add(finding);
}

void checkKey(StepContext &context, int statement, const Table &table)
{
    const QStringList key = table.primaryKey();
    if (key.isEmpty()) {
        context.add(u"S413"_s, statement, table.name, u"%1 has no primary key."_s.arg(table.name));
        return;
    }
    if (table.withoutRowid || table.strict)
        return; // their keys are NOT NULL; STRICT tables know INT
    for (const QString &name : key) {
        const Column *column = table.column(name);
        if (!column || column->notNull
            || (key.size() == 1 && column->type.compare("INTEGER"_L1, Qt::CaseInsensitive) == 0))
            continue;
        context.add(u"S404"_s,
                    statement,
                    table.name,
                    u"%1.%2 %3 PRIMARY KEY admits NULL."_s.arg(table.name, name, column->type));
    }
}

bool startsWith(const QStringList &names, const QStringList &beginning)
{
    if (names.size() < beginning.size())
        return false;
    // The order within the foreign key's columns does not matter to a lookup by all of them.
    QSet<QString> first;
    for (qsizetype i = 0; i < beginning.size(); ++i)
        first.insert(nameKey(names.at(i)));
    return std::ranges::all_of(beginning,
                               [&](const QString &name) { return first.contains(nameKey(name)); });
}

QStringList columnsOf(const Index &index)
{
    QStringList names;
    for (const IndexedColumn &column : index.columns)
        names << column.name;
    return names;
}

bool hasIndex(const Schema &schema, const Table &table, const QStringList &columns)
{
    if (startsWith(table.primaryKey(), columns))
        return true;
    return std::ranges::any_of(schema.indexes, [&](const Index &index) {
        return nameKey(index.table) == nameKey(table.name) && !index.partial
               && startsWith(columnsOf(index), columns);
    });
}

bool isUniqueKey(const Schema &schema, const Table &parent, const QStringList &columns)
{
    const auto exactly = [&](const QStringList &candidate) {
        return candidate.size() == columns.size() && startsWith(candidate, columns);
    };
    if (exactly(parent.primaryKey()))
        return true;
    return std::ranges::any_of(schema.indexes, [&](const Index &index) {
        return nameKey(index.table) == nameKey(parent.name) && index.unique && !index.partial
               && exactly(columnsOf(index));
    });
}

void checkReference(StepContext &context,
                    int statement,
                    const Table &table,
                    const ForeignKey &key,
                    const Schema &after)
{
    const QString columns = key.columns.join(u", "_s);
    if (!hasIndex(after, table, key.columns))
        context.add(
            u"S405"_s,
            statement,
            table.name + u'.' + columns,
            u"%1(%2) references %3 and has no index."_s.arg(table.name, columns, key.parent));
    const Table *parent = after.table(key.parent);
    if (!parent)
        return;
    const bool missing = key.parentColumns.isEmpty() && parent->primaryKey().isEmpty();
    if (missing
        || (!key.parentColumns.isEmpty() && !isUniqueKey(after, *parent, key.parentColumns)))
        context.add(u"S406"_s,
                    statement,
                    table.name + u'.' + columns,
                    u"%1(%2) references %3(%4), which is not a key."_s.arg(
                        table.name, columns, key.parent, key.parentColumns.join(u", "_s)));
}

/// Another index or key that does what @p index does.
QString coveredBy(const Index &index, const Schema &schema)
{
    const Table *table = schema.table(index.table);
    const QStringList columns = columnsOf(index);
    if (!table || index.partial || columns.contains(QString()))
        return {};
    const auto isPrefix = [&](const QStringList &other) {
        return other.size() >= columns.size()
               && std::ranges::equal(
                   columns,
                   other.first(columns.size()),
                   {},
                   [](const QString &n) { return nameKey(n); },
                   [](const QString &n) { return nameKey(n); });
    };
    if (!index.unique && isPrefix(table->primaryKey()))
        return u"the primary key"_s;
    for (const Index &other : schema.indexes) {
        if (other.name == index.name || nameKey(other.table) != nameKey(index.table)
            || other.partial || (index.unique && !other.unique) || !isPrefix(columnsOf(other)))
            continue;
        const bool twin = columnsOf(other).size() == columns.size();
        if (index.unique && !twin)
            continue; // fewer unique columns say more
        if (twin && other.origin == Index::Origin::Statement && other.unique == index.unique
            && other.name > index.name)
            continue; // of two equal ones only the later is redundant
        if (std::ranges::equal(other.columns.first(columns.size()), index.columns))
            return other.origin == Index::Origin::Statement ? other.name : u"a UNIQUE or key"_s;
    }
    return {};
}

void checkIndexes(StepContext &context, const Schema &after)
{
    Counterparts<Index> counterparts(context.before.indexes);
    for (const Index &index : after.indexes) {
        if (index.origin != Index::Origin::Statement || counterparts.of(index.name))
            continue;
        const QString other = coveredBy(index, after);
        if (!other.isEmpty())
            context.add(u"S407"_s,
                        context.statementOf(Form::CreateIndex, index.name),
                        index.name,
                        u"%1 repeats %2 of %3."_s.arg(index.name, other, index.table));
    }
}

int creatingStatement(const StepContext &context, const QString &table)
{
    const int direct = context.statementOf(Form::CreateTable, table);
    if (direct > 0)
        return direct;
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        if (nameKey(shape.newName) == nameKey(table) || nameKey(shape.target) == nameKey(table))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

} // namespace

void checkPortability(StepContext &context, const Schema &after)
{
    Counterparts<Table> counterparts(context.before.tables);
    for (const Table &table : after.tables) {
        if (table.kind != Table::Kind::Ordinary)
            continue;
        const Table *before = counterparts.of(table.name);
        if (before && *before == table)
            continue;
        const int statement = creatingStatement(context, table.name);
        for (const Column &column : table.columns) {
            if (!before || !before->column(column.name))
                checkType(context, statement, table, column);
        }
        for (const ForeignKey &key : table.foreignKeys) {
            if (!before || !before->foreignKeys.contains(key))
                checkReference(context, statement, table, key, after);
        }
        if (before || context.before.table(tableTrace(context, table.name).name))
            continue;
        checkKey(context, statement, table);
        if (keywordCount(table.sql, "AUTOINCREMENT") > 0)
            context.add(
                u"S414"_s, statement, table.name, u"%1 uses AUTOINCREMENT."_s.arg(table.name));
    }
    checkIndexes(context, after);
}

} // namespace tidemark
