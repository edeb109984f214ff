#include "findingmodel.h"

#include "roles.h"
#include "shownstates.h"

namespace tidemark {

QVariant FindingModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column == LineColumn)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<FindingColumn>(column)) {
    case RuleColumn:
        return tr("Finding");
    case LineColumn:
        return tr("Line");
    case MeaningColumn:
        return tr("What it means");
    case FindingColumnCount:
        break;
    }
    return {};
}

QVariant FindingModel::cell(const Finding &finding, int column, int role) const
{
    switch (role) {
    case StateRole:
    case SeverityRole:
        return column == RuleColumn || role == SeverityRole ? QVariant::fromValue(shown(finding))
                                                            : QVariant();
    case RuleRole:
        return finding.rule;
    case LineRole:
        return finding.line;
    case MigrationIdRole:
        return finding.migration;
    case Qt::ToolTipRole:
        return finding.remedy.isEmpty() ? finding.message
                                        : finding.message + u'\n' + finding.remedy;
    case Qt::AccessibleTextRole:
        return tr("%1 %2, line %3: %4")
            .arg(finding.rule, finding.title)
            .arg(finding.line)
            .arg(finding.message);
    default:
        break;
    }
    if (role == NumberRole)
        return column == LineColumn;
    if (role != Qt::DisplayRole && role != StateTextRole)
        return {};
    switch (static_cast<FindingColumn>(column)) {
    case RuleColumn:
        return QString(finding.title + u" · " + finding.rule);
    case LineColumn:
        return finding.line > 0 ? QString::number(finding.line) : QStringLiteral("–");
    case MeaningColumn:
        return finding.allowedBecause.isEmpty()
                   ? finding.message
                   : tr("Allowed: %1. %2").arg(finding.allowedBecause, finding.message);
    case FindingColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
