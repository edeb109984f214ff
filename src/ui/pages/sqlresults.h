#pragma once

#include <engine/operations/runscript.h>
#include <models/resultrowsmodel.h>
#include <models/sqlproblemmodel.h>

#include <QWidget>

class QStackedWidget;
class QTabBar;
class QTableView;
class QVBoxLayout;

namespace tidemark {

class ElidedLabel;
class SqlSession;

/// Below the editor: the summary of what ran, the problems, and a tab for the rows of each statement.
class SqlResults : public QWidget
{
    Q_OBJECT

public:
    explicit SqlResults(SqlSession *session, QWidget *parent = nullptr);

    void setProblems(const QList<SqlProblem> &problems);
    void showSummary();
    void showProblems();

signals:
    /// The statement's place in the script is wanted; of a failed one the error's.
    void statementChosen(const StatementResult &result);
    void problemChosen(const SqlProblem &problem);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum FixedTab { SummaryTab, ProblemsTab, FixedTabCount };

    void layOut();
    [[nodiscard]] QWidget *summaryPage();
    void begin();
    void addTab(const StatementResult &result);
    void finish();
    void showTab(int tab);
    void showBanners();
    void addErrorBanner(const StatementResult &result);
    void addCostBanner(const StatementResult &result);
    void fitSummary();
    void fitTabs();
    [[nodiscard]] QString tabText(const StatementResult &result) const;

    SqlSession *m_session;
    SqlProblemModel m_problems;
    ResultRowsModel m_rows;
    QTabBar *m_tabs;
    ElidedLabel *m_verdict;
    QStackedWidget *m_pages;
    QTableView *m_summary;
    ElidedLabel *m_total;
    QVBoxLayout *m_banners = nullptr;
    QTableView *m_problemList;
    QWidget *m_rowsPage;
    QTableView *m_grid;
    ElidedLabel *m_gridNote;
};

} // namespace tidemark
