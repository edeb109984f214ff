#include "permissionmodel.h"

#include "roles.h"

namespace tidemark {

namespace {

using Right = TokenRight::Right;
using Answer = TokenRight::Answer;

ShownState stateOf(const TokenRight &right)
{
    switch (right.answer) {
    case Answer::Granted:
        return ShownState::Present;
    case Answer::Missing:
        return right.optional ? ShownState::Note : ShownState::Missing;
    case Answer::Unknown:
        return ShownState::Unknown;
    }
    return ShownState::Unknown;
}

QString neededFor(Right right)
{
    switch (right) {
    case Right::Valid:
        return PermissionModel::tr("everything");
    case Right::D1Read:
        return PermissionModel::tr("reading, verification, backups, bookmarks");
    case Right::D1Edit:
        return PermissionModel::tr("migrations, restore, import");
    case Right::AccountSettings:
        return PermissionModel::tr("the account's name");
    }
    return {};
}

} // namespace

QString permissionName(Right right)
{
    switch (right) {
    case Right::Valid:
        return PermissionModel::tr("Token is valid");
    case Right::D1Read:
        return PermissionModel::tr("Account · D1 · Read");
    case Right::D1Edit:
        return PermissionModel::tr("Account · D1 · Edit");
    case Right::AccountSettings:
        return PermissionModel::tr("Account · Account Settings · Read");
    }
    return {};
}

void PermissionModel::setTrial(const TokenTrial &trial)
{
    m_trial = trial;
    setRows(trial.rights);
}

void PermissionModel::clear()
{
    m_trial = {};
    setRows({});
}

QString PermissionModel::result(const TokenRight &right) const
{
    if (right.answer == Answer::Unknown)
        return tr("Unknown until the first write");
    if (right.answer == Answer::Missing)
        return right.optional ? tr("Missing, optional") : tr("Missing");
    const QDateTime expires = m_trial.report.expiresAt;
    if (right.right == Right::Valid && expires.isValid())
        return tr("Until %1").arg(expires.toUTC().date().toString(Qt::ISODate));
    if (right.right == Right::Valid)
        return tr("Granted, without an end");
    if (right.right == Right::D1Read && m_trial.report.databases >= 0)
        return tr("Granted, %n database(s)", nullptr, static_cast<int>(m_trial.report.databases));
    return tr("Granted");
}

QVariant PermissionModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(column)) {
    case PermissionColumn:
        return tr("Permission");
    case ResultColumn:
        return tr("Result");
    case NeededForColumn:
        return tr("Needed for");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PermissionModel::cell(const TokenRight &right, int column, int role) const
{
    switch (role) {
    case StateRole:
        return column == ResultColumn ? QVariant::fromValue(stateOf(right)) : QVariant();
    case Qt::AccessibleTextRole:
        return tr("%1: %2. Needed for %3")
            .arg(permissionName(right.right), result(right), neededFor(right.right));
    case Qt::DisplayRole:
    case StateTextRole:
        break;
    default:
        return {};
    }
    switch (static_cast<Column>(column)) {
    case PermissionColumn:
        return permissionName(right.right);
    case ResultColumn:
        return result(right);
    case NeededForColumn:
        return neededFor(right.right);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
