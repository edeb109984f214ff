#include "recoverystepmodel.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QVariant RecoveryStepModel::header(int, int role) const
{
    return role == Qt::DisplayRole ? tr("Step") : QVariant();
}

QVariant RecoveryStepModel::cell(const RecoveryStepRow &step, int, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return step.title;
    case SummaryRole:
        return step.summary;
    case StateRole:
        return QVariant::fromValue(step.state);
    case CurrentRole:
        return step.isCurrent;
    case Qt::AccessibleTextRole: {
        const auto number = static_cast<int>(&step - rows().constData()) + 1;
        const QString place
            = step.isCurrent ? tr("Step %1 of %2, current: %3") : tr("Step %1 of %2: %3");
        return QString(place.arg(number).arg(rows().size()).arg(step.title) + u". "_s
                       + (step.isCurrent ? QString() : stateWord(step.state) + u". "_s)
                       + step.summary);
    }
    default:
        return {};
    }
}

} // namespace tidemark
