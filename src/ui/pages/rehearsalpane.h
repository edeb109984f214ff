#pragma once

#include <models/databasesession.h>

#include <QWidget>

class QPlainTextEdit;
class QStackedWidget;
class QTabBar;
class QTableView;

namespace tidemark {

class Banner;
class CommandBox;
class ElidedLabel;

/// What the last rehearsal found, what it would do to the schema, and what the last run did.
class RehearsalPane : public QWidget
{
    Q_OBJECT

public:
    explicit RehearsalPane(DatabaseSession *session, QWidget *parent = nullptr);

    void refresh();
    void showLog();

signals:
    void findingChosen(const tidemark::Finding &finding);
    /// "migrationUseSafeRewrite", "restoreUndo", "openVerification".
    void remedyChosen(const QString &actionId);

private:
    [[nodiscard]] QWidget *rehearsalTab();
    [[nodiscard]] QWidget *schemaTab();
    [[nodiscard]] QWidget *logTab();
    void showVerdict();
    void showRun();
    void offerRewrite();
    void offerWaysOn(const CompletedRun &completed);

    DatabaseSession *m_session;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    ElidedLabel *m_facts;
    Banner *m_verdict;
    QTableView *m_findings;
    QTableView *m_rows;
    Banner *m_outcome;
    QPlainTextEdit *m_log;
    CommandBox *m_command;
};

} // namespace tidemark
