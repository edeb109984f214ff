#include "sqlproblemmodel.h"

#include "roles.h"

#include <QLocale>

namespace tidemark {

QVariant SqlProblemModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column == LineColumn)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<ProblemColumn>(column)) {
    case LineColumn:
        return tr("Line");
    case KindColumn:
        return tr("Found by");
    case MessageColumn:
        return tr("Problem");
    case ProblemColumnCount:
        break;
    }
    return {};
}

QVariant SqlProblemModel::cell(const SqlProblem &problem, int column, int role) const
{
    const QString found = problem.isOfRun ? tr("The database") : tr("The check");
    switch (role) {
    case StateRole:
        if (column != KindColumn)
            return {};
        return QVariant::fromValue(problem.isOfRun ? ShownState::Failed : ShownState::Warning);
    case NumberRole:
        return column == LineColumn;
    case LineRole:
        return problem.line;
    case Qt::AccessibleTextRole:
        return tr("Line %1: %2").arg(problem.line).arg(problem.message);
    case Qt::DisplayRole:
    case StateTextRole:
        break;
    default:
        return {};
    }
    switch (static_cast<ProblemColumn>(column)) {
    case LineColumn:
        return QLocale().toString(problem.line);
    case KindColumn:
        return found;
    case MessageColumn:
        return problem.message;
    case ProblemColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
