#include "attentionmodel.h"

namespace tidemark {

QVariant AttentionModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(column)) {
    case TargetColumn:
        return tr("Database");
    case TextColumn:
        return tr("What is the matter");
    case RemedyColumn:
        return tr("Remedy");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AttentionModel::cell(const Attention &attention, int column, int role) const
{
    switch (role) {
    case StateRole:
        return column == TargetColumn ? QVariant::fromValue(attention.state) : QVariant();
    case EnvironmentRole:
        return QVariant::fromValue(attention.environment);
    case TargetIdRole:
        return attention.page.targetKey;
    case ActionNameRole:
        return attention.action;
    case PageRole:
        return QVariant::fromValue(attention.page);
    case Qt::AccessibleTextRole:
        return tr("%1, %2. %3. %4", "database, state, what is the matter, remedy")
            .arg(attention.target, stateWord(attention.state), attention.text, attention.remedy);
    case Qt::DisplayRole:
    case StateTextRole:
        break;
    default:
        return {};
    }
    switch (static_cast<Column>(column)) {
    case TargetColumn:
        return attention.target;
    case TextColumn:
        return attention.text;
    case RemedyColumn:
        return attention.remedy;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
