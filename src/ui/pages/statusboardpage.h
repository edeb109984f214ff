#pragma once

#include "page.h"

#include <models/boardsession.h>

class QCheckBox;
class QLineEdit;
class QTableView;

namespace tidemark {

class ActionRegistry;
class Banner;
class BoardView;
class ElidedLabel;
class PageHead;
class SummaryBar;

/// Is all well, and if not, where? Databases × environments, and below what needs attention with its remedies.
class StatusBoardPage : public Page
{
    Q_OBJECT

public:
    StatusBoardPage(ProjectSession &project, ActionRegistry &actions, QWidget *parent);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString note() const override;
    void updateActions() override;
    void perform(const QString &actionId) override;
    /// Of the current cell; nullptr if there is none.
    [[nodiscard]] DatabaseSession *selectedDatabase() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeHead();
    void makeAttention();
    void layOut();
    void connectViews();
    void showBoard();
    void fitHeights();
    void openCell(const QModelIndex &index);
    void runRemedy(const QModelIndex &index);
    void refreshCurrent();
    [[nodiscard]] QString factsLine() const;
    [[nodiscard]] QString currentKey() const;

    ProjectSession &m_project;
    ActionRegistry &m_actions;
    BoardSession m_session;
    PageHead *m_head;
    SummaryBar *m_summary;
    Banner *m_unreadable;
    BoardView *m_board;
    ElidedLabel *m_nothing;
    ElidedLabel *m_attentionTitle;
    QTableView *m_attention;
    QCheckBox *m_onlyAttention = nullptr;
    QLineEdit *m_filter = nullptr;
};

} // namespace tidemark
