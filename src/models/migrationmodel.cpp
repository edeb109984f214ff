#include "migrationmodel.h"

#include "remedies.h"
#include "roles.h"
#include "shownstates.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// internalId of a group's row; a migration's row carries its group's number.
constexpr quintptr GroupId = ~quintptr(0);

QStringList remedyNames(const MigrationStatus &migration)
{
    QStringList names;
    for (const Remedy remedy : remediesFor(migration))
        names.append(remedyName(remedy));
    return names;
}

} // namespace

void MigrationModel::setStatus(const StreamStatus &status)
{
    Group pending{ .kind = GroupKind::Pending, .migrations = {} };
    Group history{ .kind = GroupKind::History, .migrations = {} };
    for (const MigrationStatus &migration : status.migrations)
        (migration.inEffect || migration.seq > 0 ? history : pending).migrations.append(migration);
    // What was rolled back would run again: it is both, and is shown where something can be done with it.
    for (const MigrationStatus &migration : std::as_const(history.migrations)) {
        if (migration.state == MigrationState::RolledBack)
            pending.migrations.append(migration);
    }
    history.migrations.removeIf([](const MigrationStatus &migration) {
        return migration.state == MigrationState::RolledBack;
    });
    std::stable_sort(history.migrations.begin(),
                     history.migrations.end(),
                     [](const MigrationStatus &left, const MigrationStatus &right) {
                         return left.seq > right.seq;
                     });
    beginResetModel();
    m_groups.clear();
    m_running.clear();
    for (const Group &group : { pending, history }) {
        if (!group.migrations.isEmpty())
            m_groups.append(group);
    }
    endResetModel();
}

void MigrationModel::setRunning(const QString &id)
{
    const QString before = std::exchange(m_running, id);
    for (const QString &changed : { before, id }) {
        const QModelIndex first = indexOf(changed);
        if (first.isValid())
            emit dataChanged(first, first.siblingAtColumn(MigrationColumnCount - 1));
    }
}

const MigrationStatus *MigrationModel::migration(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == GroupId)
        return nullptr;
    return &m_groups.at(static_cast<qsizetype>(index.internalId())).migrations.at(index.row());
}

QModelIndex MigrationModel::indexOf(const QString &id) const
{
    for (qsizetype group = 0; group < m_groups.size(); ++group) {
        const auto &migrations = m_groups.at(group).migrations;
        for (qsizetype row = 0; row < migrations.size(); ++row) {
            if (migrations.at(row).id == id)
                return createIndex(static_cast<int>(row), IdColumn, static_cast<quintptr>(group));
        }
    }
    return {};
}

QModelIndex MigrationModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(
        row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : GroupId);
}

QModelIndex MigrationModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == GroupId)
        return {};
    return createIndex(static_cast<int>(child.internalId()), 0, GroupId);
}

int MigrationModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != GroupId || parent.column() > 0)
        return 0;
    return static_cast<int>(m_groups.at(parent.row()).migrations.size());
}

int MigrationModel::columnCount(const QModelIndex &) const
{
    return MigrationColumnCount;
}

QVariant MigrationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.internalId() == GroupId)
        return groupData(m_groups.at(index.row()), index.column(), role);
    return migrationData(*migration(index), index.column(), role);
}

QVariant MigrationModel::groupData(const Group &group, int column, int role) const
{
    if (column != IdColumn || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    const int count = static_cast<int>(group.migrations.size());
    return group.kind == GroupKind::Pending
               ? tr("Pending (%1), in the order they would run").arg(count)
               : tr("History (%1), newest first").arg(count);
}

QVariant MigrationModel::migrationData(const MigrationStatus &migration, int column, int role) const
{
    const ShownState state
        = migration.id == m_running ? ShownState::Running : shown(migration.state);
    switch (role) {
    case Qt::DisplayRole:
        return column == StateColumn ? stateWord(state) : text(migration, column);
    case StateRole:
        return column == StateColumn ? QVariant::fromValue(state) : QVariant();
    case MigrationIdRole:
        return migration.id;
    case RemediesRole:
        return remedyNames(migration);
    case MonospaceRole:
        return column == IdColumn;
    case NumberRole:
        return column == DurationColumn;
    case Qt::ToolTipRole:
        return text(migration, column);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3%4")
            .arg(migration.id,
                 stateWord(state),
                 migration.hasDown ? tr("has down script") : tr("no down script"),
                 migration.remark.isEmpty() ? QString() : u", "_s + migration.remark);
    default:
        return {};
    }
}

QString MigrationModel::text(const MigrationStatus &migration, int column) const
{
    const bool isHistory = migration.inEffect;
    switch (static_cast<MigrationColumn>(column)) {
    case IdColumn:
        return migration.id;
    case StateColumn:
        return {};
    case AppliedAtColumn:
        return migration.appliedAt.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    case AppliedByColumn:
        return isHistory && migration.appliedBy.isEmpty() ? tr("unknown") : migration.appliedBy;
    case DurationColumn:
        if (migration.duration)
            return tr("%1 ms").arg(
                QLocale().toString(static_cast<qlonglong>(migration.duration->count())));
        return isHistory ? u"–"_s : QString();
    case DownScriptColumn:
        return migration.hasDown ? tr("yes") : tr("no");
    case RemarkColumn:
        return migration.remark;
    case MigrationColumnCount:
        break;
    }
    return {};
}

QVariant MigrationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<MigrationColumn>(section)) {
    case IdColumn:
        return tr("Migration");
    case StateColumn:
        return tr("State");
    case AppliedAtColumn:
        return tr("Applied at (UTC)");
    case AppliedByColumn:
        return tr("By");
    case DurationColumn:
        return tr("Took");
    case DownScriptColumn:
        return tr("Down script");
    case RemarkColumn:
        return tr("Remark");
    case MigrationColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
