#include "rowreference.h"

#include <QCoreApplication>

namespace tidemark {

namespace {

struct RowReferenceWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::RowReference)
};

/// nullptr if no key has the column.
const ForeignKey *keyWith(const Table &table, const QString &column)
{
    const ForeignKey *narrowest = nullptr;
    for (const ForeignKey &key : table.foreignKeys) {
        const bool has = std::any_of(key.columns.begin(),
                                     key.columns.end(),
                                     [&](const QString &one) { return sameName(one, column); });
        if (has && (!narrowest || key.columns.size() < narrowest->columns.size()))
            narrowest = &key;
    }
    return narrowest;
}

RowReference nowhere(const QString &whyNot)
{
    return { .whyNot = whyNot };
}

} // namespace

RowReference referenceAt(const BrowseSession &session, int row, int column)
{
    const RowsGridModel &rows = *session.rows();
    const QString noKey = RowReferenceWords::tr("Choose a cell of a foreign key.");
    if (!session.browser() || column < 0 || !rows.isHeld(row))
        return nowhere(noKey);
    const Schema &schema = session.browser()->schema();
    const Table *table = schema.table(session.name());
    const ForeignKey *key
        = table ? keyWith(*table, rows.object().columns.at(column).name) : nullptr;
    if (!key)
        return nowhere(noKey);
    const Table *parent = schema.table(key->parent);
    if (!parent)
        return nowhere(RowReferenceWords::tr("There is no table %1.").arg(key->parent));
    const QStringList columns
        = key->parentColumns.isEmpty() ? parent->primaryKey() : key->parentColumns;
    if (columns.size() != key->columns.size())
        return nowhere(RowReferenceWords::tr("%1 has no such key.").arg(key->parent));
    RowReference reference{ .table = parent->name };
    for (qsizetype place = 0; place < columns.size(); ++place) {
        const int at = rows.object().indexOf(key->columns.at(place));
        const Value *value = at < 0 ? nullptr : rows.value(row, at);
        if (!value || value->isNull())
            return nowhere(RowReferenceWords::tr("It is NULL and refers to no row."));
        if (value->kind() == Value::Kind::Blob || rows.isCut(row, at))
            return nowhere(
                RowReferenceWords::tr("Its value is too long, or binary, to be asked for."));
        reference.where.insert(columns.at(place), value->toString());
    }
    return reference;
}

QList<RowCondition> conditionsOf(const QMap<QString, QString> &where)
{
    QList<RowCondition> conditions;
    for (auto column = where.begin(); column != where.end(); ++column)
        conditions.append({ .column = column.key(), .operand = column.value() });
    return conditions;
}

} // namespace tidemark
