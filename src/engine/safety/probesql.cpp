#include "probesql.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// The parenthesised terms of CREATE INDEX, without ASC and DESC, and the text after WHERE.
struct IndexTerms {
    QByteArrayList terms;
    QByteArray where;
};

QByteArray withoutDirection(QByteArray term)
{
    term = term.trimmed();
    for (const char *direction : { "ASC", "DESC" }) {
        const QByteArray word(direction);
        if (term.size() > word.size() && term.last(word.size()).toUpper() == word
            && std::isspace(static_cast<unsigned char>(term.at(term.size() - word.size() - 1))))
            return term.chopped(word.size()).trimmed();
    }
    return term;
}

IndexTerms termsOf(QByteArrayView createIndex)
{
    IndexTerms result;
    const auto tokens = significantTokens(createIndex);
    int depth = 0;
    qsizetype start = -1;
    for (const Token &token : tokens) {
        const auto text = token.in(createIndex);
        const bool closes = text == QByteArrayView(")");
        if (text == QByteArrayView("(") && ++depth == 1)
            start = token.end();
        const bool ends = depth == 1 && (closes || text == QByteArrayView(","));
        if (ends && start >= 0) {
            result.terms << withoutDirection(
                createIndex.sliced(start, token.offset - start).toByteArray());
            start = token.end();
        }
        if (closes && --depth == 0)
            start = -1;
        if (depth == 0 && isKeyword(createIndex, token, "WHERE")) {
            result.where = createIndex.sliced(token.end()).toByteArray().trimmed();
            break;
        }
    }
    return result;
}

QByteArray duplicates(const QByteArray &table, const QByteArrayList &terms, const QByteArray &where)
{
    if (terms.isEmpty())
        return {};
    QByteArrayList conditions;
    for (const QByteArray &term : terms)
        conditions << "(" + term + ") IS NOT NULL"; // NULLs never collide
    if (!where.isEmpty())
        conditions << "(" + where + ")";
    return "SELECT 1 FROM " + table + " WHERE " + conditions.join(" AND ") + " GROUP BY "
           + terms.join(", ") + " HAVING count(*) > 1 LIMIT 1";
}

bool hasColumns(const Table &table, const QStringList &columns)
{
    return std::ranges::all_of(columns, [&](const QString &name) { return table.column(name); });
}

} // namespace

QByteArray anyRowProbe(const QString &table)
{
    return "SELECT 1 FROM " + quoted(table) + " LIMIT 1";
}

QByteArray duplicatesProbe(QByteArrayView createIndex, const QString &table)
{
    const IndexTerms terms = termsOf(createIndex);
    return duplicates(quoted(table), terms.terms, terms.where);
}

QByteArray duplicatesProbe(const QString &table, const QStringList &columns)
{
    QByteArrayList terms;
    for (const QString &column : columns)
        terms << quoted(column);
    return duplicates(quoted(table), terms, {});
}

QByteArray nullsProbe(const QString &table, const QString &column)
{
    return "SELECT 1 FROM " + quoted(table) + " WHERE " + quoted(column) + " IS NULL LIMIT 1";
}

QByteArray checkProbe(const Table &source, const Table &target)
{
    QSet<QByteArray> known;
    for (const QByteArray &check : checkExpressions(source.sql))
        known.insert(tokenForm(check));
    QByteArrayList violated;
    for (const QByteArray &check : checkExpressions(target.sql)) {
        if (!known.contains(tokenForm(check)))
            violated << "NOT (" + check + ")";
    }
    if (violated.isEmpty())
        return {};
    return "SELECT 1 FROM " + quoted(source.name) + " WHERE " + violated.join(" OR ") + " LIMIT 1";
}

QByteArray orphansProbe(const Table &source, const Table &target, const Schema &schema)
{
    for (const ForeignKey &key : target.foreignKeys) {
        const Table *parent = schema.table(key.parent);
        if (!parent || source.foreignKeys.contains(key) || !hasColumns(source, key.columns))
            continue;
        const QStringList columns
            = key.parentColumns.isEmpty() ? parent->primaryKey() : key.parentColumns;
        if (columns.size() != key.columns.size())
            continue;
        QByteArrayList conditions;
        QByteArrayList matches;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            conditions << "child." + quoted(key.columns.at(i)) + " IS NOT NULL";
            matches << "parent." + quoted(columns.at(i)) + " = child." + quoted(key.columns.at(i));
        }
        return "SELECT 1 FROM " + quoted(source.name) + " AS child WHERE "
               + conditions.join(" AND ") + " AND NOT EXISTS (SELECT 1 FROM " + quoted(parent->name)
               + " AS parent WHERE " + matches.join(" AND ") + ") LIMIT 1";
    }
    return {};
}

} // namespace tidemark
