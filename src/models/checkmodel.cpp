#include "checkmodel.h"

#include "shownstates.h"

namespace tidemark {

QVariant CheckModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<CheckColumn>(column)) {
    case ResultColumn:
        return tr("Check");
    case SubjectColumn:
        return tr("Of");
    case DetailColumn:
        return tr("Found");
    case CheckColumnCount:
        break;
    }
    return {};
}

QVariant CheckModel::cell(const Check &check, int column, int role) const
{
    const ShownState state = shown(check);
    if (role == StateRole)
        return column == ResultColumn ? QVariant::fromValue(state) : QVariant();
    if (role == MonospaceRole)
        return column == SubjectColumn;
    if (role == Qt::AccessibleTextRole)
        return tr("%1 %2: %3. %4").arg(check.name, check.subject, stateWord(state), check.detail);
    if (role != Qt::DisplayRole && role != StateTextRole && role != Qt::ToolTipRole)
        return {};
    switch (static_cast<CheckColumn>(column)) {
    case ResultColumn:
        return role == Qt::ToolTipRole ? stateWord(state) : check.name;
    case SubjectColumn:
        return check.subject;
    case DetailColumn:
        return check.detail;
    case CheckColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
