#include "adoptionmodel.h"

#include "roles.h"

namespace tidemark {

int AdoptionModel::proposed() const
{
    return static_cast<int>(std::count_if(
        rows().begin(), rows().end(), [](const AdoptionItem &item) { return item.propose; }));
}

QVariant AdoptionModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<AdoptionColumn>(column)) {
    case MigrationColumn:
        return tr("Migration");
    case ProposalColumn:
        return tr("Would be");
    case WhyColumn:
        return tr("Evidence");
    case AdoptionColumnCount:
        break;
    }
    return {};
}

QVariant AdoptionModel::cell(const AdoptionItem &item, int column, int role) const
{
    const QString proposal = item.propose ? tr("Recorded") : tr("Left as it is");
    switch (role) {
    case Qt::DisplayRole:
    case StateTextRole:
        return column == MigrationColumn  ? item.migration.id
               : column == ProposalColumn ? proposal
                                          : item.why;
    case StateRole:
        return column == ProposalColumn
                   ? QVariant::fromValue(item.propose ? ShownState::Adopted : ShownState::Pending)
                   : QVariant();
    case MonospaceRole:
        return column == MigrationColumn;
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(item.migration.id, proposal, item.why);
    default:
        return {};
    }
}

} // namespace tidemark
