#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;
class QTableView;

namespace tidemark {

class CodeView;
class QueryHistoryModel;
class StateLabel;
class SyntaxLibrary;

/// What was run from the editors: search, look, take a statement back into the editor. Runs nothing.
class HistoryDialog : public QDialog
{
    Q_OBJECT

public:
    HistoryDialog(QueryHistoryModel *history, const SyntaxLibrary &library, QWidget *parent);

signals:
    void chosen(const QString &statement);

private:
    void layOut();
    void showFound();
    void showSelected();
    void choose();

    QueryHistoryModel *m_history;
    QLineEdit *m_words;
    QTableView *m_table;
    CodeView *m_sql;
    StateLabel *m_verdict;
    QPushButton *m_insert;
    QPushButton *m_close;
};

} // namespace tidemark
