#pragma once

#include "recoverystepwidget.h"

#include <memory>

namespace tidemark {

namespace Ui {
class FreezeStep;
} // namespace Ui

/// Step 1: Tidemark's own hands are off; what it cannot stop is said.
class FreezeStep : public RecoveryStepWidget
{
    Q_OBJECT

public:
    FreezeStep(RecoverySession &session, QWidget *parent);
    ~FreezeStep() override;

    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] QString keyHints() const override;
    [[nodiscard]] QWidget *firstFocus() override { return this; }
    void showEverything() override;

private:
    std::unique_ptr<Ui::FreezeStep> m_ui;
};

} // namespace tidemark
