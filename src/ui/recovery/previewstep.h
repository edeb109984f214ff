#pragma once

#include "recoverystepwidget.h"

#include <memory>

namespace tidemark {

namespace Ui {
class PreviewStep;
} // namespace Ui

/// Step 4: what would come back and what would be lost, and which of three ways is gone.
class PreviewStep : public RecoveryStepWidget
{
    Q_OBJECT

public:
    PreviewStep(RecoverySession &session, QWidget *parent);
    ~PreviewStep() override;

    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] Emphasis primaryEmphasis() const override;
    [[nodiscard]] QString keyHints() const override;
    [[nodiscard]] QWidget *firstFocus() override;
    void showEverything() override;

private:
    void showTrouble();
    void showChoices();

    std::unique_ptr<Ui::PreviewStep> m_ui;
    QTableView *m_preview;
    QTableView *m_rows;
};

} // namespace tidemark
