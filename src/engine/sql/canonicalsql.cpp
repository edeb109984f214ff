#include "canonicalsql.h"

#include "identifier.h"
#include "tokenizer.h"

#include <QVarLengthArray>

#include <algorithm>
#include <array>

namespace tidemark {

namespace {

/// SQLite's keywords without those its grammar lets stand for a name: each refused by "CREATE TABLE t(word)" in
/// SQLite 3.40; sorted.
constexpr std::array<QByteArrayView, 58> ReservedWords = {
    "ADD",     "ALL",        "ALTER",       "AND",     "AS",       "AUTOINCREMENT",
    "BETWEEN", "CASE",       "CHECK",       "COLLATE", "COMMIT",   "CONSTRAINT",
    "CREATE",  "DEFAULT",    "DEFERRABLE",  "DELETE",  "DISTINCT", "DROP",
    "ELSE",    "ESCAPE",     "EXCEPT",      "EXISTS",  "FOREIGN",  "FROM",
    "GROUP",   "HAVING",     "IN",          "INDEX",   "INSERT",   "INTERSECT",
    "INTO",    "IS",         "ISNULL",      "JOIN",    "LIMIT",    "NOT",
    "NOTHING", "NOTNULL",    "NULL",        "ON",      "OR",       "ORDER",
    "PRIMARY", "REFERENCES", "RETURNING",   "SELECT",  "SET",      "TABLE",
    "THEN",    "TO",         "TRANSACTION", "UNION",   "UNIQUE",   "UPDATE",
    "USING",   "VALUES",     "WHEN",        "WHERE",
};

bool isPlainWord(QByteArrayView text)
{
    const auto token = tokenAt(text, 0);
    return token.kind == Token::Kind::Word && token.length == text.size();
}

QByteArray canonicalName(QByteArrayView name)
{
    QByteArray upper = folded(name);
    return isPlainWord(upper) && !isReserved(upper) ? upper : quoted(upper);
}

/// Room for most statements: QByteArray looks at its sharing with every token that it takes.
using CanonicalText = QVarLengthArray<char, 1024>;

constexpr char foldedByte(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

void append(CanonicalText &out, QByteArrayView text)
{
    out.append(text.data(), text.size());
}

void appendCanonical(CanonicalText &out,
                     QByteArrayView sql,
                     const Token &token,
                     const NameSet &names)
{
    const auto text = token.in(sql);
    switch (token.kind) {
    case Token::Kind::Word:
    case Token::Kind::Blob:
    case Token::Kind::Number:
        for (const char c : text)
            out.append(foldedByte(c));
        break;
    case Token::Kind::Quoted: {
        const QByteArray name = identifierName(sql, token);
        const bool string = text.front() == '"' && !names.contains(folded(name));
        append(out, string ? quotedString(name) : canonicalName(name));
        break;
    }
    default:
        append(out, text);
        break;
    }
}

/// True if "IF NOT EXISTS" starts at @p index.
bool isCondition(QByteArrayView sql, const QList<Token> &tokens, qsizetype index)
{
    return index + 2 < tokens.size() && isKeyword(sql, tokens[index], "IF")
           && isKeyword(sql, tokens[index + 1], "NOT")
           && isKeyword(sql, tokens[index + 2], "EXISTS");
}

bool isObjectWord(QByteArrayView sql, const Token &token)
{
    return isKeyword(sql, token, "TABLE") || isKeyword(sql, token, "INDEX")
           || isKeyword(sql, token, "VIEW") || isKeyword(sql, token, "TRIGGER");
}

/// The index of the token that names what a CREATE statement creates; -1 in other text.
qsizetype nameIndex(QByteArrayView sql, const QList<Token> &tokens)
{
    constexpr qsizetype LongestHeader = 4; // CREATE TEMP VIRTUAL TABLE
    if (tokens.isEmpty() || !isKeyword(sql, tokens.first(), "CREATE"))
        return -1;
    for (qsizetype i = 1; i + 1 < std::min(tokens.size(), LongestHeader); ++i) {
        if (isObjectWord(sql, tokens[i]))
            return isCondition(sql, tokens, i + 1) ? i + 4 : i + 1;
    }
    return -1;
}

QByteArray sqlOf(const Column &column)
{
    QByteArray sql = quoted(column.name) + ' ' + column.type.toUtf8();
    if (column.notNull)
        sql += " NOT NULL";
    if (column.defaultValue)
        sql += " DEFAULT " + column.defaultValue->toUtf8();
    if (column.primaryKey > 0)
        sql += " PRIMARY KEY " + QByteArray::number(column.primaryKey);
    if (column.kind != Column::Kind::Ordinary)
        sql += " GENERATED " + QByteArray::number(static_cast<int>(column.kind));
    return sql;
}

QByteArray sqlOf(const ForeignKey &key)
{
    QByteArray sql = "FOREIGN KEY (";
    for (const auto &column : key.columns)
        sql += quoted(column) + ' ';
    sql += ") REFERENCES " + quoted(key.parent) + '(';
    for (const auto &column : key.parentColumns)
        sql += quoted(column) + ' ';
    return sql + ") ON UPDATE " + key.onUpdate.toUtf8() + " ON DELETE " + key.onDelete.toUtf8();
}

} // namespace

QByteArray folded(QByteArrayView name)
{
    QByteArray upper = name.toByteArray();
    foldFrom(upper, 0);
    return upper;
}

QByteArray folded(QStringView name)
{
    QByteArray upper = name.toUtf8();
    foldFrom(upper, 0);
    return upper;
}

void foldFrom(QByteArray &text, qsizetype start)
{
    char *const end = text.data() + text.size();
    for (char *c = text.data() + start; c != end; ++c)
        *c = foldedByte(*c);
}

bool isReserved(QByteArrayView upperCase)
{
    return std::binary_search(ReservedWords.begin(), ReservedWords.end(), upperCase);
}

NameSet namesIn(const Schema &schema)
{
    NameSet names;
    for (const auto &table : schema.tables) {
        names.insert(folded(table.name));
        for (const auto &column : table.columns)
            names.insert(folded(column.name));
    }
    for (const auto &index : schema.indexes)
        names.insert(folded(index.name));
    for (const auto &trigger : schema.triggers)
        names.insert(folded(trigger.name));
    for (const auto &view : schema.views)
        names.insert(folded(view.name));
    return names;
}

QByteArray canonicalSql(QByteArrayView sql, const NameSet &names)
{
    const auto tokens = significantTokens(sql);
    const auto name = nameIndex(sql, tokens);
    CanonicalText out;
    bool separate = false;
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        if (name > 3 && i + 3 == name) {
            i = name - 1; // IF NOT EXISTS stands before the name
            continue;
        }
        if (tokens[i].kind == Token::Kind::Semicolon) {
            separate = true;
            continue;
        }
        if (!out.isEmpty())
            append(out, separate ? " ; " : " ");
        separate = false;
        if (i == name)
            append(out, canonicalName(identifierName(sql, tokens[i])));
        else
            appendCanonical(out, sql, tokens[i], names);
    }
    return { out.data(), out.size() };
}

QByteArray canonicalForm(const Table &table, const NameSet &names)
{
    if (!table.sql.isEmpty())
        return canonicalSql(table.sql, names);
    QByteArray sql = quoted(table.name) + '(';
    for (const auto &column : table.columns)
        sql += sqlOf(column) + ',';
    for (const auto &key : table.foreignKeys)
        sql += sqlOf(key) + ',';
    sql += ')' + QByteArray::number(static_cast<int>(table.kind));
    sql += table.withoutRowid ? " WITHOUT ROWID" : "";
    sql += table.strict ? " STRICT" : "";
    return canonicalSql(sql, names);
}

QByteArray canonicalForm(const Index &index, const NameSet &names)
{
    if (!index.sql.isEmpty())
        return canonicalSql(index.sql, names);
    QByteArray sql = index.unique ? "UNIQUE " : "";
    sql += quoted(index.name) + " ON " + quoted(index.table) + '(';
    for (const auto &column : index.columns) {
        sql += quoted(column.name) + " COLLATE " + quoted(column.collation);
        sql += column.descending ? " DESC," : ",";
    }
    sql += index.partial ? ") WHERE" : ")";
    return canonicalSql(sql, names);
}

QByteArray canonicalForm(const Trigger &trigger, const NameSet &names)
{
    return canonicalSql(trigger.sql, names);
}

QByteArray canonicalForm(const View &view, const NameSet &names)
{
    return canonicalSql(view.sql, names);
}

QByteArray oneLine(QByteArrayView sql)
{
    QByteArray out;
    bool blank = false;
    for (auto token = tokenAt(sql, 0); token.length > 0; token = tokenAt(sql, token.end())) {
        if (token.isBlank()) {
            blank = true;
            continue;
        }
        const auto text = token.in(sql);
        const bool tight
            = out.endsWith('(') || text == QByteArrayView(")") || text == QByteArrayView(",");
        if (blank && !out.isEmpty() && !tight)
            out += ' ';
        blank = false;
        out += text;
    }
    return out;
}

} // namespace tidemark
