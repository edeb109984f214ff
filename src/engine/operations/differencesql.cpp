#include "differencesql.h"

#include <engine/safety/rehearsal.h>
#include <engine/sql/identifier.h>
#include <engine/sql/schemadiff.h>

namespace tidemark {

namespace {

/// A table or view alone, with what belongs to it.
Schema only(const Schema &schema, const QString &name)
{
    Schema part = schema.userPart();
    const auto isOther = [&name](const QString &object) { return !sameName(object, name); };
    part.tables.removeIf([&](const Table &each) { return isOther(each.name); });
    part.views.removeIf([&](const View &each) { return isOther(each.name); });
    part.indexes.removeIf([&](const Index &each) { return isOther(each.table); });
    part.triggers.removeIf([&](const Trigger &each) { return isOther(each.table); });
    return part;
}

QByteArray script(const QList<QByteArray> &statements)
{
    QByteArray text;
    for (const QByteArray &statement : statements)
        text += statement + ";\n";
    return text;
}

QByteArray note(const char *words)
{
    return QByteArray("-- ") + words + '\n';
}

/// The table anew, and the objects that differ beside it.
QByteArray rebuilt(const Schema &present, const ComparedTable &table, const DifferenceScript &rest)
{
    const auto rebuild = safeRebuild(present, table.name, table.expectedSql);
    if (!rebuild)
        return note("This cannot be written as statements that lose nothing.") + "-- "
               + rebuild.error().message.toUtf8() + '\n';
    QList<QByteArray> others = rest.statements;
    others.removeIf([](const QByteArray &each) { return each.startsWith("ALTER TABLE"); });
    return note("SQLite cannot change this in place: the table is made anew.")
           + note("The rows of every table that refers to it are kept.") + *rebuild
           + script(others);
}

} // namespace

bool needsRebuild(const ComparedTable &table)
{
    if (table.isView || table.outcome != ComparedPart::Outcome::Changed)
        return false;
    return !table.rest.isEmpty()
           || std::any_of(table.columns.begin(), table.columns.end(), [](const auto &column) {
                  return column.outcome == ComparedPart::Outcome::Changed;
              });
}

QByteArray differenceSql(const Schema &expected, const Schema &present, const ComparedTable &table)
{
    if (table.outcome == ComparedPart::Outcome::Same)
        return {};
    const DifferenceScript difference
        = differenceScript(only(expected, table.name), only(present, table.name));
    if (!difference.unproven.isEmpty())
        return rebuilt(present, table, difference);
    QByteArray text;
    if (table.outcome == ComparedPart::Outcome::Unexpected && !table.isView)
        text += note("This deletes the table with its rows.");
    if (table.outcome == ComparedPart::Outcome::Missing && !table.isView)
        text += note("This makes the table empty; its rows come back from a backup alone.");
    return text + script(difference.statements);
}

} // namespace tidemark
