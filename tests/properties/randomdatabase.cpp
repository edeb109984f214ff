#include "randomdatabase.h"

#include <engine/sql/identifier.h>
#include <engine/sql/script.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Names that need quotes, look like something else, or hold what ends a statement.
const QList<QByteArray> &awkwardNames()
{
    static const QList<QByteArray> names{
        "order",       "with space", "quo\"te",     "back`tick",  "brack]et",  "semi;colon",
        "dash--dash",  "it's",       "Größe",       "名前",       "1st",       "select",
        "END",         "a.b",        "new\nline",   "per%cent",   "TEMP",      "trigger",
        "/*comment*/", "(paren)",    "back\\slash", "emoji 🙂", "rowid",     "_rowid_",
        "sqlite",      "values",     "excluded",    "new",        "null",      "true",
        "datetime",    "X'00'",      "strict",      "CamelCase",  "generated",
    };
    return names;
}

bool isPlainName(const QByteArray &name)
{
    static const QByteArray letters = "abcdefghijklmnopqrstuvwxyz_";
    return std::all_of(name.begin(), name.end(), [](char c) { return letters.contains(c); });
}

} // namespace

/// What is being put together for a CREATE TABLE.
struct RandomDatabase::PlannedTable {
    QByteArray name;
    bool strict = false;
    bool withoutRowid = false;
    QList<QByteArray> columns = {}; ///< names
    QList<QByteArray> definitions = {};
    QList<QByteArray> constraints = {};
    bool hasKey = false;
};

RandomDatabase::RandomDatabase(SqliteConnection &connection, quint32 seed, Contents contents)
    : m_connection(connection)
    , m_dice(seed)
    , m_contents(contents)
{}

bool RandomDatabase::run(const QByteArray &sql)
{
    const bool ran = static_cast<bool>(m_connection.run(sql));
    m_refusals += ran ? 0 : 1;
    return ran;
}

Schema RandomDatabase::schema()
{
    const auto schema = m_connection.schema();
    if (!schema)
        qFatal("%s", qPrintable(schema.error().message));
    return *schema;
}

QByteArray RandomDatabase::newName()
{
    while (true) {
        QByteArray name = m_dice.chance(50) ? m_dice.pick(awkwardNames())
                                            : m_dice.pick({ "user", "item", "log", "tag", "part" });
        if (m_dice.chance(30))
            name += '_' + QByteArray::number(m_dice.below(1000));
        if (m_names.contains(name.toLower()))
            continue;
        m_names.append(name.toLower());
        return name;
    }
}

QByteArray RandomDatabase::columnName(const QList<QByteArray> &taken)
{
    while (true) {
        QByteArray name = m_dice.chance(35) ? m_dice.pick(awkwardNames())
                                            : m_dice.pick({ "a", "b", "c", "name", "at", "kind" });
        if (m_dice.chance(20))
            name += QByteArray::number(m_dice.below(100));
        const bool isTaken = std::any_of(taken.begin(), taken.end(), [&](const QByteArray &other) {
            return other.toLower() == name.toLower();
        });
        if (!isTaken)
            return name;
    }
}

QByteArray RandomDatabase::identifier(const QByteArray &name)
{
    const int style = m_dice.below(10);
    if (style < 3 && isPlainName(name))
        return m_dice.chance(30) ? name.toUpper() : name;
    if (style == 4 && !name.contains(']'))
        return '[' + name + ']';
    if (style == 5)
        return '`' + QByteArray(name).replace('`', "``") + '`';
    return quoted(name);
}

QByteArray RandomDatabase::word(const char *keywords)
{
    return m_dice.chance(15) ? QByteArray(keywords).toLower() : QByteArray(keywords);
}

/// What may stand between two tokens.
QByteArray RandomDatabase::gap()
{
    return m_dice.chance(80)
               ? QByteArray(" ")
               : m_dice.pick({ "\n", "  ", "\t", " /* a; b */ ", " -- c; 'd'\n", "\r\n" });
}

QByteArray RandomDatabase::expression(const QByteArray &column)
{
    const QByteArray c = quoted(column);
    switch (m_dice.below(6)) {
    case 0:
        return "length(" + c + ')';
    case 1:
        return c + " || 'x;'";
    case 2:
        return "typeof(" + c + ')';
    case 3:
        return "coalesce(" + c + ", 1.5)";
    case 4:
        return word("CASE WHEN ") + c + " > 5 THEN 'big' ELSE " + c + " END";
    default:
        return "lower(" + c + ')';
    }
}

QByteArray RandomDatabase::condition(const QByteArray &column)
{
    const QByteArray c = quoted(column);
    switch (m_dice.below(4)) {
    case 0:
        return c + " IS NOT NULL";
    case 1:
        return c + " <> 'it''s'";
    case 2:
        return "typeof(" + c + ") IN ('integer', \"text\")";
    default:
        return c + " > 0";
    }
}

QByteArray RandomDatabase::columnConstraints(const QByteArray &name, const QByteArray &type)
{
    QByteArray sql;
    if (m_dice.chance(30))
        sql += gap() + word("DEFAULT ")
               + m_dice.pick(
                   { "0", "-1.5", "'it''s'", "x'00ff'", "NULL", "(1 + 2)", "true", "'a;b'", "+7" });
    if (m_dice.chance(20))
        sql += gap() + word("NOT NULL") + (m_dice.chance(20) ? " ON CONFLICT IGNORE" : "");
    if (m_dice.chance(10))
        sql += gap() + word("UNIQUE") + (m_dice.chance(30) ? " ON CONFLICT REPLACE" : "");
    if (m_dice.chance(20) && type != "BLOB")
        sql += gap() + word("COLLATE ")
               + m_dice.pick({ "NOCASE", "RTRIM", "binary", "\"nocase\"" });
    if (m_dice.chance(12))
        sql += gap() + (m_dice.chance(50) ? "CONSTRAINT \"a check\" " : "") + word("CHECK") + " ("
               + quoted(name) + " IS NULL OR length(" + quoted(name) + ") < 200000)";
    return sql;
}

void RandomDatabase::planPrimaryKey(PlannedTable &table)
{
    const int kind = m_dice.below(table.withoutRowid ? 2 : 6);
    const QByteArray name = columnName(table.columns);
    const QByteArray own = identifier(name);
    table.hasKey = kind < 5;
    if (kind == 0 || kind == 4) {
        table.columns.append(name);
        table.definitions.append(
            own + (table.strict ? " TEXT" : m_dice.pick({ " TEXT", "", " INT", " VARCHAR(20)" }))
            + gap() + word("PRIMARY KEY") + (m_dice.chance(30) ? " DESC" : ""));
    } else if (kind == 1) {
        const QByteArray second = columnName(table.columns + QList<QByteArray>{ name });
        table.columns += { name, second };
        table.definitions
            += { own + " INTEGER NOT NULL", identifier(second) + " TEXT COLLATE NOCASE" };
        table.constraints.append(word("PRIMARY KEY") + gap() + '(' + identifier(second)
                                 + (m_dice.chance(30) ? " DESC, " : ", ") + identifier(name) + ')');
    } else if (kind < 4) {
        table.columns.append(name);
        table.definitions.append(own + gap() + "INTEGER" + gap() + "PRIMARY KEY"
                                 + (kind == 3 ? " AUTOINCREMENT" : ""));
    }
}

QByteArray RandomDatabase::generatedColumn(const PlannedTable &table)
{
    return (m_dice.chance(50) ? " GENERATED ALWAYS AS (" : " AS (")
           + expression(m_dice.pick(table.columns)) + ')'
           + m_dice.pick({ " STORED", " VIRTUAL", "" });
}

void RandomDatabase::planColumns(PlannedTable &table)
{
    const int count = m_dice.between(table.columns.isEmpty() ? 1 : 0, 6);
    for (int i = 0; i < count; ++i) {
        const QByteArray name = columnName(table.columns);
        const QByteArray type
            = table.strict ? m_dice.pick({ "INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY" })
                           : m_dice.pick({ "",
                                           "INTEGER",
                                           "TEXT",
                                           "REAL",
                                           "BLOB",
                                           "NUMERIC",
                                           "VARCHAR(50)",
                                           "DOUBLE PRECISION",
                                           "DECIMAL(10, 2)",
                                           "BOOLEAN",
                                           "\"odd type\"",
                                           "datetime" });
        const bool generated = !table.columns.isEmpty() && m_dice.chance(15) && i + 1 < count;
        table.definitions.append(identifier(name)
                                 + (type.isEmpty() ? QByteArray() : QByteArray(gap() + type))
                                 + (generated && !table.strict ? generatedColumn(table)
                                                               : columnConstraints(name, type)));
        table.columns.append(name);
    }
}

void RandomDatabase::planForeignKeys(PlannedTable &table)
{
    const Schema now = schema();
    const Table *parent = m_dice.chance(35) ? anyTable(now) : nullptr;
    const QStringList key = parent ? parent->primaryKey() : QStringList();
    if (key.isEmpty())
        return;
    QByteArrayList own;
    QByteArrayList theirs;
    for (const QString &part : key) {
        const QByteArray name = columnName(table.columns);
        table.columns.append(name);
        table.definitions.append(
            identifier(name) + (table.strict ? " ANY" : m_dice.pick({ "", " INTEGER", " TEXT" })));
        own.append(identifier(name));
        theirs.append(identifier(part.toUtf8()));
    }
    QByteArray sql
        = "FOREIGN KEY (" + own.join(", ") + ") REFERENCES " + identifier(parent->name.toUtf8());
    if (m_dice.chance(60))
        sql += '(' + theirs.join(", ") + ')';
    if (m_dice.chance(60))
        sql += word(" ON DELETE ")
               + m_dice.pick({ "CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT" });
    if (m_dice.chance(30))
        sql += word(" ON UPDATE ") + m_dice.pick({ "CASCADE", "SET NULL", "NO ACTION" });
    if (m_dice.chance(30))
        sql += " DEFERRABLE INITIALLY DEFERRED";
    table.constraints.append(sql);
}

void RandomDatabase::planConstraints(PlannedTable &table)
{
    if (m_dice.chance(15))
        table.constraints.append(word("UNIQUE") + " (" + identifier(m_dice.pick(table.columns))
                                 + " COLLATE NOCASE)");
    if (m_dice.chance(15))
        table.constraints.append("CONSTRAINT c1 CHECK (" + quoted(m_dice.pick(table.columns))
                                 + " IS NULL OR " + quoted(m_dice.pick(table.columns))
                                 + " IS NOT 'never;')");
}

QByteArray RandomDatabase::createTable(const QByteArray &name)
{
    PlannedTable table{ .name = name,
                        .strict = m_dice.chance(20),
                        .withoutRowid = m_dice.chance(20) };
    planPrimaryKey(table);
    planColumns(table);
    planForeignKeys(table);
    planConstraints(table);
    QByteArrayList options;
    if (table.strict)
        options.append(word("STRICT"));
    if (table.withoutRowid)
        options.append(word("WITHOUT ROWID"));
    return word("CREATE TABLE") + gap() + (m_dice.chance(15) ? "IF NOT EXISTS " : "")
           + identifier(name) + gap() + '(' + gap()
           + (table.definitions + table.constraints).join(',' + gap()) + gap() + ')' + gap()
           + options.join(", ");
}

const Table *RandomDatabase::anyTable(const Schema &all)
{
    QList<const Table *> tables;
    for (const Table &table : all.tables) {
        if (table.kind == Table::Kind::Ordinary && !isInternal(table.name))
            tables.append(&table);
    }
    return tables.isEmpty() ? nullptr : m_dice.pick(tables);
}

QByteArray RandomDatabase::anyColumn(const Table &table)
{
    return m_dice.pick(table.columns).name.toUtf8();
}

void RandomDatabase::makeSchema()
{
    const int tables = m_dice.between(1, 6);
    for (int i = 0; i < tables; ++i)
        run(createTable(newName()));
    const int others = m_dice.below(7);
    for (int i = 0; i < others; ++i) {
        const QByteArray name = newName();
        switch (m_dice.below(m_contents == Contents::Everything ? 4 : 3)) {
        case 0:
            run(createIndex(name));
            break;
        case 1:
            run(createView(name));
            break;
        case 2:
            run(createTrigger(name));
            break;
        default:
            run(createFts(name));
        }
    }
}

} // namespace tidemark
