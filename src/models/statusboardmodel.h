#pragma once

#include "boardcell.h"

#include <QAbstractTableModel>

namespace tidemark {

/// Databases (rows) × environments (columns). The headers say which; a cell says its state, facts and target, or that there is
/// nothing. Rows come in by a hundred as a view asks for more.
class StatusBoardModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        FactsRole = FirstFreeRole, ///< QList<BoardFact>
        CheckedAtRole, ///< QDateTime
        DetailRole, ///< of a row's header: the name of the database
        OriginRole, ///< of a row's header: "nanotype · D1"
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows @p cells in the order they come; @p origin is their project's name. While the shape stays, views keep their place.
    void setCells(const QList<BoardCell> &cells, const QString &origin);

    /// nullptr where there is no database.
    [[nodiscard]] const BoardCell *cell(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QString &targetKey) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

private:
    struct Column {
        QString environment;
        ShownEnvironment look = ShownEnvironment::Local;
        bool operator==(const Column &other) const = default;
    };
    struct Line {
        QString database;
        QMap<qsizetype, qsizetype> cells; ///< column → index in m_cells
        bool operator==(const Line &other) const = default;
    };

    [[nodiscard]] QVariant emptyCell(const QModelIndex &index, int role) const;

    QList<BoardCell> m_cells;
    QList<Column> m_columns;
    QList<Line> m_lines;
    QString m_origin;
    qsizetype m_fetched = 0; ///< lines that views know of
};

} // namespace tidemark
