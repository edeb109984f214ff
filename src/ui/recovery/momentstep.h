#pragma once

#include "recoverystepwidget.h"

#include <memory>

namespace tidemark {

namespace Ui {
class MomentStep;
} // namespace Ui

/// Step 3: the last good moment, from the suspects or on the timeline.
class MomentStep : public RecoveryStepWidget
{
    Q_OBJECT

public:
    MomentStep(RecoverySession &session, QWidget *parent);
    ~MomentStep() override;

    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] QString keyHints() const override;
    [[nodiscard]] QWidget *firstFocus() override;
    void showEverything() override;

    /// To the next suspect, or the one before.
    void stepSuspect(int by);

protected:
    /// In the table of suspects the keys that move sideways move the moment.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void selectSuspectOf(const QDateTime &moment);
    void showMoment();
    void showResolved();
    void takeText(const QString &text);
    void takeTimeline(const QDateTime &moment);
    void takeSuspect();

    std::unique_ptr<Ui::MomentStep> m_ui;
    QTableView *m_suspects;
    bool m_isFollowing = false; ///< what is shown comes from the session, and not from a person
};

} // namespace tidemark
