#pragma once

#include "attentionmodel.h"
#include "projectsession.h"
#include "statusboardmodel.h"

#include <QTimer>

namespace tidemark {

/// What the status board shows of the open project: every database in every environment, what is wrong, worst first. Follows
/// the sessions as they change.
class BoardSession : public QObject
{
    Q_OBJECT

public:
    /// @p project outlives this.
    explicit BoardSession(ProjectSession &project, QObject *parent = nullptr);

    [[nodiscard]] StatusBoardModel *cells() { return &m_cells; }
    [[nodiscard]] AttentionModel *attention() { return &m_attention; }

    /// How many cells are in a state.
    struct Count {
        ShownState state = ShownState::Unknown;
        int cells = 0;
        bool operator==(const Count &other) const = default;
    };
    /// Of all cells whatever is filtered, worst first.
    [[nodiscard]] const QList<Count> &summary() const { return m_summary; }

    struct Facts {
        int databases = 0;
        int targets = 0;
        QDateTime checkedAt
            = {}; ///< of the cell that was looked at longest ago; invalid: one was never
        bool isChecking = false;
        D1Cost cost = {}; ///< of the last refreshAll(), so far
    };
    [[nodiscard]] const Facts &facts() const { return m_facts; }

    void refreshAll();
    void refresh(const QStringList &targetKeys) { m_project.refresh(targetKeys); }
    /// Looks for new backups.
    void reloadBackups();

    /// Shows only databases in which something needs attention.
    void setOnlyAttention(bool only);
    /// Shows only databases with a cell in @p state; empty: all.
    void setState(std::optional<ShownState> state);
    [[nodiscard]] std::optional<ShownState> state() const { return m_state; }
    /// Shows only databases whose name or binding contains @p text.
    void setFilter(const QString &text);

signals:
    void changed();

private:
    void update();
    [[nodiscard]] QSet<QString> shownDatabases(const QList<BoardCell> &cells) const;
    void countUp(const QList<BoardCell> &cells);

    ProjectSession &m_project;
    StatusBoardModel m_cells;
    AttentionModel m_attention;
    QList<Count> m_summary;
    Facts m_facts;
    QList<Backup> m_backups;
    D1Cost m_costBefore;
    bool m_onlyAttention = false;
    std::optional<ShownState> m_state;
    QString m_filter;
    QTimer m_soon; ///< sessions change many times in one go
};

} // namespace tidemark
