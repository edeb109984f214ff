#pragma once

#include "recoverystepwidget.h"

#include <memory>

namespace tidemark {

namespace Ui {
class ProofStep;
} // namespace Ui

/// Step 5: what goes on, and then the proof: tables, checks, what can still be put back, what was done, the way back.
class ProofStep : public RecoveryStepWidget
{
    Q_OBJECT

public:
    ProofStep(RecoverySession &session, QWidget *parent);
    ~ProofStep() override;

    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] QString keyHints() const override;
    [[nodiscard]] QString leftNote() const override;
    [[nodiscard]] QWidget *firstFocus() override { return this; }
    void showEverything() override;

private:
    void showHead();
    void showVerdict();
    void showUnknownOutcome();
    void showFailure(const Error &error);
    void showProof();
    void showWayBack();
    void showLeftToDo();

    std::unique_ptr<Ui::ProofStep> m_ui;
    QTableView *m_tables;
    QTableView *m_checks;
    QTableView *m_rewound;
    QString m_shownVerdict; ///< a banner is announced whenever it is set
};

} // namespace tidemark
