#pragma once

#include "recoverystepwidget.h"

#include <memory>

namespace tidemark {

namespace Ui {
class PhotographStep;
} // namespace Ui

/// Step 2: what is there now, kept part by part; the copy of the tables goes on while the next steps are taken.
class PhotographStep : public RecoveryStepWidget
{
    Q_OBJECT

public:
    PhotographStep(RecoverySession &session, QWidget *parent);
    ~PhotographStep() override;

    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] QString keyHints() const override;
    [[nodiscard]] QWidget *firstFocus() override { return this; }
    void showEverything() override;

private:
    void showParts();
    void showProgress();
    void showTrouble();

    std::unique_ptr<Ui::PhotographStep> m_ui;
};

} // namespace tidemark
