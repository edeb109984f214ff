#include "migrationrules.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// How the words of a name are put together; a name of one word fits every style.
enum class Style { Any, Snake, Camel };

/// So many names must agree before one of another style stands out.
constexpr int Agreement = 2;

Style styleOf(const QString &name)
{
    const auto isUpper = [](QChar c) { return c.isUpper(); };
    if (name.trimmed().contains(u'_'))
        return Style::Snake;
    const bool mixed = std::ranges::any_of(name, isUpper) && name != name.toUpper();
    return mixed && !name.isEmpty() && name.front().isLower() ? Style::Camel : Style::Any;
}

QString words(Style style)
{
    return style == Style::Snake ? u"words_with_underscores"_s : u"wordsInCamelCase"_s;
}

/// The one style of @p names; Any if they differ or are too few.
Style commonStyle(const QStringList &names)
{
    Style common = Style::Any;
    int count = 0;
    for (const QString &name : names) {
        const Style style = styleOf(name);
        if (style == Style::Any)
            continue;
        if (common != Style::Any && style != common)
            return Style::Any;
        common = style;
        ++count;
    }
    return count >= Agreement ? common : Style::Any;
}

bool standsOut(const QString &name, Style common)
{
    return common != Style::Any && styleOf(name) != Style::Any && styleOf(name) != common;
}

QStringList columnNames(const Table &table)
{
    QStringList names;
    for (const Column &column : table.columns)
        names << column.name;
    return names;
}

QStringList tableNames(const Schema &schema)
{
    QStringList names;
    for (const Table &table : schema.tables) {
        if (table.kind != Table::Kind::Shadow)
            names << table.name;
    }
    return names;
}

int firstAbout(const StepContext &context, const QString &table, const QString &column)
{
    for (qsizetype i = 0; i < context.shapes.size(); ++i) {
        const StatementShape &shape = context.shapes.at(i);
        const bool same
            = nameKey(shape.target) == nameKey(table) || nameKey(shape.newName) == nameKey(table);
        if (same && (column.isEmpty() || nameKey(shape.object) == nameKey(column)))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

} // namespace

void checkNaming(StepContext &context, const Schema &after)
{
    std::optional<Style> tables; // once there is a new one
    Counterparts<Table> counterparts(context.before.tables);
    for (const Table &table : after.tables) {
        const Table *before = counterparts.of(table.name);
        if (before && *before == table)
            continue;
        if (!before && !tables)
            tables = commonStyle(tableNames(context.before));
        if (!before && table.kind != Table::Kind::Shadow
            && standsOut(table.name, tables.value_or(Style::Any)))
            context.add(u"G023"_s,
                        firstAbout(context, table.name, {}),
                        table.name,
                        u"%1 is named unlike the other tables, which have %2."_s.arg(
                            table.name, words(tables.value_or(Style::Any))));
        const Style columns = before ? commonStyle(columnNames(*before)) : Style::Any;
        for (const Column &column : table.columns) {
            if (before && !before->column(column.name) && standsOut(column.name, columns))
                context.add(u"G023"_s,
                            firstAbout(context, table.name, column.name),
                            table.name + u'.' + column.name,
                            u"%1 is named unlike the other columns of %2, which have %3."_s.arg(
                                column.name, table.name, words(columns)));
        }
    }
}

} // namespace tidemark
