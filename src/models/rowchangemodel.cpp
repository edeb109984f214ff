#include "rowchangemodel.h"

#include "roles.h"

#include <QLocale>

namespace tidemark {

namespace {

QString countOrDash(const std::optional<qint64> &rows)
{
    return rows ? QLocale().toString(*rows) : QStringLiteral("–");
}

struct Shown {
    QString before;
    QString after;
    QString change;
};

QString signedNumber(qint64 difference)
{
    const QString sign = difference > 0   ? QStringLiteral("+")
                         : difference < 0 ? QStringLiteral("−")
                                          : QString();
    return sign + QLocale().toString(std::abs(difference));
}

// An empty table loses nothing, whatever became of its canary rows.
bool losesRows(const RowChange &change)
{
    return change.lost && change.liveBefore != 0;
}

// The substitute holds a few canary rows of a table's many. What became of all of them or of none is said of the live
// rows; what became of some stays a countOrDash of canary rows.
Shown shownNumbers(const RowChange &change)
{
    const qint64 difference = change.after.value_or(0) - change.before.value_or(0);
    const QString none = RowChangeModel::tr("no change");
    if (!change.liveBefore)
        return { countOrDash(change.before),
                 countOrDash(change.after),
                 difference == 0 ? none : signedNumber(difference) };
    const QString live = countOrDash(change.liveBefore);
    if (change.liveBefore == 0)
        return { live, live, none };
    if (difference == 0)
        return { live, live, none };
    if (change.after == 0)
        return { live, countOrDash(change.after), signedNumber(-*change.liveBefore) };
    return { live,
             RowChangeModel::tr("unknown"),
             RowChangeModel::tr("%1 of %2 rehearsed")
                 .arg(signedNumber(difference), countOrDash(change.before)) };
}

} // namespace

QVariant RowChangeModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column != TableColumn)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<RowChangeColumn>(column)) {
    case TableColumn:
        return tr("Rows in");
    case BeforeColumn:
        return tr("Before");
    case AfterColumn:
        return tr("After");
    case ChangeColumn:
        return tr("Change");
    case RowChangeColumnCount:
        break;
    }
    return {};
}

QVariant RowChangeModel::cell(const RowChange &change, int column, int role) const
{
    Shown shown = shownNumbers(change);
    if (losesRows(change))
        shown.change = tr("%1 lost").arg(shown.change);
    if (role == LossRole)
        return losesRows(change) && column == ChangeColumn;
    if (role == NumberRole)
        return column != TableColumn;
    if (role == MonospaceRole)
        return column == TableColumn;
    if (role == Qt::AccessibleTextRole)
        return tr("%1: %2 rows before, %3 after, %4")
            .arg(change.table, shown.before, shown.after, shown.change);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<RowChangeColumn>(column)) {
    case TableColumn:
        return change.table;
    case BeforeColumn:
        return shown.before;
    case AfterColumn:
        return shown.after;
    case ChangeColumn:
        return shown.change;
    case RowChangeColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
