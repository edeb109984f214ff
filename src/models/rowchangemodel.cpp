#include "rowchangemodel.h"

#include "roles.h"

#include <QLocale>

namespace tidemark {

namespace {

QString number(const std::optional<qint64> &rows)
{
    return rows ? QLocale().toString(*rows) : QStringLiteral("–");
}

// The live number where it is known: the substitute only holds canary rows.
std::optional<qint64> before(const RowChange &change)
{
    return change.liveBefore ? change.liveBefore : change.before;
}

} // namespace

QVariant RowChangeModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column != TableColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
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
    const qint64 difference = change.after.value_or(0) - change.before.value_or(0);
    const QString sign = difference > 0   ? QStringLiteral("+")
                         : difference < 0 ? QStringLiteral("−")
                                          : QString();
    const QString amount = sign + QLocale().toString(std::abs(difference));
    const QString changeText = change.lost       ? tr("%1 lost").arg(amount)
                               : difference == 0 ? tr("no change")
                                                 : amount;
    if (role == LossRole)
        return change.lost && column == ChangeColumn;
    if (role == NumberRole)
        return column != TableColumn;
    if (role == MonospaceRole)
        return column == TableColumn;
    if (role == Qt::AccessibleTextRole)
        return tr("%1: %2 rows before, %3 after, %4")
            .arg(change.table, number(before(change)), number(change.after), changeText);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<RowChangeColumn>(column)) {
    case TableColumn:
        return change.table;
    case BeforeColumn:
        return number(before(change));
    case AfterColumn:
        return number(change.after);
    case ChangeColumn:
        return changeText;
    case RowChangeColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
