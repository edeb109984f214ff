#pragma once

#include <models/recoverysession.h>
#include <models/recoverytargets.h>
#include <ui/editor/syntaxlibrary.h>

#include <QHash>
#include <QWidget>

class QAction;
class QMessageBox;

namespace tidemark {

class MomentStep;
class RecoveryStart;
class RecoveryStepWidget;
struct ReviewRequest;

namespace Ui {
class RecoveryWindow;
} // namespace Ui

/// Emergency recovery: a window of its own over everything, five steps, one primary button, every step by keyboard. It asks for
/// a database if none is given. While it is open Tidemark writes nothing elsewhere: frozenChanged() says so.
class RecoveryWindow : public QWidget
{
    Q_OBJECT

public:
    /// @p syntax outlives the window.
    RecoveryWindow(EnginePointer engine,
                   const SyntaxLibrary &syntax,
                   RecoverySession::Patience patience = {},
                   QWidget *parent = nullptr);
    ~RecoveryWindow() override;

    /// A new recovery, or the one of a note that was left behind.
    void begin(const RecoveryTarget &target);
    /// Which database first; @p problem says why the open project is of no help.
    void ask(const ProjectSession *project, const std::optional<Error> &problem);
    /// nullptr before a database is chosen.
    [[nodiscard]] RecoverySession *session() const { return m_session.get(); }

signals:
    void frozenChanged(bool isFrozen);
    void verificationRequested(const QString &targetKey);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void makeActions();
    void addAction(const QString &id, void (RecoveryWindow::*slot)());
    void makeSteps();
    void showStep();
    void showFoot();
    void showBand();
    void perform(const QString &actionId);
    void primaryPressed();
    void back();
    void leave();
    void nextSuspect();
    void previousSuspect();
    void saveReport();
    void undo();
    void putRowsBack();
    void recover();
    void verify();
    void copyCommand();
    void repairInstead();
    void chooseOtherMoment();
    void openVerification();
    void review(const ReviewRequest &request, void (RecoverySession::*act)());
    [[nodiscard]] RecoveryStepWidget *currentStep() const;
    void closeAfter(bool staysFrozen);

    EnginePointer m_engine;
    const SyntaxLibrary &m_syntax;
    RecoverySession::Patience m_patience;
    RecoveryTargets m_targets;
    std::unique_ptr<RecoverySession> m_session;
    std::unique_ptr<Ui::RecoveryWindow> m_ui;
    QHash<QString, QAction *> m_actions;
    RecoveryStart *m_start = nullptr;
    QList<RecoveryStepWidget *> m_steps; ///< in the order of RecoverySession::Step
    MomentStep *m_momentStep = nullptr;
    bool m_mayClose = false;
};

} // namespace tidemark
