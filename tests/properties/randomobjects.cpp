#include "randomdatabase.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// SQLite takes a trigger that updates a generated column, and refuses what fires it; a rehearsal refuses the trigger.
bool isWritable(const Table &table, const QByteArray &column)
{
    return std::any_of(table.columns.begin(), table.columns.end(), [&column](const Column &each) {
        return each.name.toUtf8() == column && each.kind == Column::Kind::Ordinary;
    });
}

} // namespace

QByteArray RandomDatabase::createIndex(const QByteArray &name)
{
    const Schema now = schema();
    const Table *table = anyTable(now);
    if (!table)
        return {};
    QByteArrayList parts;
    const int count = m_dice.between(1, 3);
    for (int i = 0; i < count; ++i) {
        const QByteArray column = anyColumn(*table);
        QByteArray part = m_dice.chance(25) ? expression(column) : identifier(column);
        if (m_dice.chance(20))
            part += word(" COLLATE ") + m_dice.pick({ "NOCASE", "RTRIM" });
        if (m_dice.chance(20))
            part += word(" DESC");
        parts.append(part);
    }
    QByteArray sql = word("CREATE ") + (m_dice.chance(10) ? "UNIQUE " : "") + "INDEX" + gap()
                     + identifier(name) + gap() + word("ON ") + identifier(table->name.toUtf8())
                     + " (" + parts.join(',' + gap()) + ')';
    if (m_dice.chance(30))
        sql += gap() + word("WHERE ") + condition(anyColumn(*table));
    return sql;
}

QByteArray RandomDatabase::createView(const QByteArray &name)
{
    const Schema now = schema();
    const Table *table = anyTable(now);
    if (!table)
        return {};
    const QByteArray source = identifier(table->name.toUtf8());
    switch (m_dice.below(4)) {
    case 0:
        return word("CREATE VIEW ") + identifier(name) + " AS SELECT * FROM " + source;
    case 1:
        return "CREATE VIEW " + identifier(name) + gap() + "(one, \"two;\") AS" + gap() + "SELECT "
               + identifier(anyColumn(*table)) + ", count(*) FROM " + source + " GROUP BY 1";
    case 2:
        return "CREATE VIEW " + identifier(name) + " AS WITH w(x) AS (SELECT "
               + identifier(anyColumn(*table)) + " FROM " + source
               + ") SELECT x FROM w WHERE x <> ';'";
    default:
        if (now.views.isEmpty())
            return "CREATE VIEW " + identifier(name) + " AS SELECT 1 AS a, 'b' AS \"c d\"";
        return "CREATE VIEW " + identifier(name) + " AS SELECT * FROM "
               + identifier(m_dice.pick(now.views).name.toUtf8());
    }
}

QByteArray RandomDatabase::createTrigger(const QByteArray &name)
{
    const Schema now = schema();
    const Table *table = anyTable(now);
    const Table *other = anyTable(now);
    if (!table || !other)
        return {};
    const QByteArray head = word("CREATE TRIGGER") + gap() + identifier(name);
    if (!now.views.isEmpty() && m_dice.chance(25))
        return head + " INSTEAD OF INSERT ON " + identifier(m_dice.pick(now.views).name.toUtf8())
               + " BEGIN SELECT 1; SELECT ';'; END";
    const QByteArray column = anyColumn(*table);
    const QByteArray event
        = m_dice.pick({ " AFTER INSERT", " BEFORE INSERT", " AFTER UPDATE", " AFTER DELETE" });
    const QByteArray row = event.contains("DELETE") ? "old." : "new.";
    QByteArray sql = head + event
                     + (event.contains("UPDATE") ? " OF " + identifier(column) : QByteArray())
                     + gap() + word("ON ") + identifier(table->name.toUtf8());
    if (m_dice.chance(30))
        sql += word(" FOR EACH ROW");
    if (m_dice.chance(40))
        sql += word(" WHEN ") + row + quoted(column) + " IS NOT NULL";
    sql += gap() + word("BEGIN") + gap();
    const QByteArray target = anyColumn(*other);
    if (m_dice.chance(50) && isWritable(*other, target))
        sql += "UPDATE " + quoted(other->name) + " SET " + quoted(target) + " = " + row
               + quoted(column) + " WHERE 0;" + gap();
    if (m_dice.chance(50))
        sql += "DELETE FROM " + quoted(other->name) + " WHERE " + quoted(anyColumn(*other))
               + " = 'gone; END;';" + gap();
    return sql + "SELECT CASE WHEN " + row + quoted(column) + " = 5 THEN 'five' END;" + gap()
           + word("END");
}

QByteArray RandomDatabase::createFts(const QByteArray &name)
{
    const QByteArray head
        = word("CREATE VIRTUAL TABLE ") + quoted(name) + " USING " + word("fts5") + '(';
    if (m_dice.chance(60)) {
        QByteArray sql = head + "title, \"body text\"" + (m_dice.chance(40) ? " UNINDEXED" : "");
        if (m_dice.chance(40))
            sql += gap() + ", tokenize = 'porter unicode61'";
        if (m_dice.chance(30))
            sql += ", prefix='2 3'";
        if (m_dice.chance(20))
            sql += ", columnsize=0";
        return sql + ')';
    }
    const Schema now = schema();
    const Table *table = anyTable(now);
    const QStringList key = table ? table->primaryKey() : QStringList();
    if (key.size() != 1 || table->withoutRowid)
        return head + "text)";
    for (const Column &column : table->columns) {
        const bool plain
            = column.kind == Column::Kind::Ordinary && column.primaryKey == 0
              && tokenAt(column.name.toUtf8(), 0).kind == Token::Kind::Word
              && tokenAt(column.name.toUtf8(), 0).length == column.name.toUtf8().size();
        if (plain && !table->name.contains(u'\''))
            return head + quoted(column.name) + ", content='" + table->name.toUtf8() + "')";
    }
    return head + "text)";
}

} // namespace tidemark
