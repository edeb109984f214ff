#pragma once

#include "databasepage.h"

#include <models/sqlproblemmodel.h>
#include <models/sqlsession.h>

class QPushButton;

namespace tidemark {

class Banner;
class FindBar;
class SqlEdit;
class SqlResults;
class StateLabel;
class SyntaxLibrary;

/// Run exactly the statement I mean: the editor above, what came of it below.
class SqlPage : public DatabasePage
{
    Q_OBJECT

public:
    /// @p document is the page's object: empty for the database's own one.
    SqlPage(DatabaseSession *session,
            ActionRegistry &actions,
            const SyntaxLibrary &library,
            const QString &document,
            QWidget *parent = nullptr);
    ~SqlPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] Activity *activity() const override;
    [[nodiscard]] bool isWriting() const override { return m_sql->isWriting(); }
    void updateActions() override;
    void perform(const QString &actionId) override;

    [[nodiscard]] SqlSession *sql() const { return m_sql; }
    [[nodiscard]] SqlEdit *editor() const { return m_edit; }

private:
    void connectSession();
    void connectEditor();
    void layOut();
    [[nodiscard]] QWidget *bar();

    // Running.
    void runStatement();
    void runAll();
    void begin(const SqlSession::Script &script);
    void askParameters(const QStringList &names, const std::function<void()> &then);
    void examined(const ScriptExamination &examination);
    [[nodiscard]] SqlSession::Script scriptOf(const QString &text, int position) const;

    // The padlock of the tab.
    [[nodiscard]] bool mayWrite() const;
    [[nodiscard]] bool mayUnlock() const;
    void askUnlock();
    void showLock();

    // What is shown.
    void showEverything();
    void showTrouble();
    void showKept();
    void textChanged();
    void checkNow();
    void showChecked(const QList<ScriptFault> &faults, int position);
    void showRunFaults();
    void showFaults();
    void goToStatement(const StatementResult &result);
    void showHistory();
    void save();

    /// Characters before @p byte of what ran.
    [[nodiscard]] int characterOf(const QByteArray &text, qsizetype byte) const;

    SqlSession *m_sql;
    const SyntaxLibrary &m_library;
    SqlEdit *m_edit;
    FindBar *m_find;
    SqlResults *m_results;
    Banner *m_trouble;
    QWidget *m_troubleArea;
    QPushButton *m_cancel;
    StateLabel *m_kept;
    StateLabel *m_lock;
    QPushButton *m_unlock = nullptr;
    QPushButton *m_relock = nullptr;
    QTimer m_checking;
    SqlSession::Script m_pending; ///< being looked at before it runs
    QMap<QString, QString> m_parameters;
    QList<SqlProblem> m_runProblems;
    QList<SqlProblem> m_checkProblems;
    QByteArray m_checkedText;
    int m_checkedRevision = -1;
    bool m_triedSchema = false;
};

} // namespace tidemark
