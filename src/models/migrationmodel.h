#pragma once

#include <engine/migration/status.h>

#include <QAbstractItemModel>

namespace tidemark {

/// A stream's migrations as a tree of two groups: "Pending, in the order they would run" and "History, newest first".
/// An empty group is not shown.
class MigrationModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum MigrationColumn {
        IdColumn,
        StateColumn,
        AppliedAtColumn,
        AppliedByColumn,
        DurationColumn,
        DownScriptColumn,
        RemarkColumn,
        MigrationColumnCount
    };

    using QAbstractItemModel::QAbstractItemModel;

    void setStatus(const StreamStatus &status);
    /// Shows @p ids as running until the next setStatus().
    void setRunning(const QString &id);

    /// Nullptr for a group's row and an invalid index.
    [[nodiscard]] const MigrationStatus *migration(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QString &id) const;

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class GroupKind { Pending, History };
    struct Group {
        GroupKind kind = GroupKind::Pending;
        QList<MigrationStatus> migrations;
    };

    [[nodiscard]] QVariant groupData(const Group &group, int column, int role) const;
    [[nodiscard]] QVariant
    migrationData(const MigrationStatus &migration, int column, int role) const;
    [[nodiscard]] QString text(const MigrationStatus &migration, int column) const;

    QList<Group> m_groups;
    QString m_running;
};

} // namespace tidemark
