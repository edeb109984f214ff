#pragma once

#include "activity.h"
#include "roles.h"

#include <QAbstractTableModel>
#include <QPointer>

#include <chrono>

namespace tidemark {

/// How something ended.
struct ActivityEnd {
    QString title;
    QString place;
    std::chrono::milliseconds took{};
    std::optional<Error> error = {};
};

/// What the window is doing and has done, newest first: one row for each time a watched activity ran. The last 200 are kept.
class ActivityModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { State, What, Place, Started, Remark, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// From now on each run of @p activity is a row; rows outlive the activity.
    void watch(Activity *activity);
    [[nodiscard]] int running() const;
    /// nullptr if the row's run has ended.
    [[nodiscard]] Activity *activity(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void runningChanged();
    void ended(const tidemark::ActivityEnd &end);

private:
    struct Row {
        QPointer<Activity> activity; ///< null once it has ended
        QString title;
        QString place;
        QDateTime startedAt;
        Progress progress = {};
        std::optional<Error> error = {};
        bool hasEnded = false;
    };

    void follow(Activity *activity);

    QList<Row> m_rows;
};

} // namespace tidemark
