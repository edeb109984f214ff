#pragma once

#include <models/recoverytargets.h>

#include <QWidget>

#include <memory>

namespace tidemark {

namespace Ui {
class RecoveryStart;
} // namespace Ui

/// Which database, if none is open or the project does not load: one that is open, one of an account, or a file.
class RecoveryStart : public QWidget
{
    Q_OBJECT

public:
    RecoveryStart(RecoveryTargets &targets, QWidget *parent);
    ~RecoveryStart() override;

    /// What is selected; nullptr if nothing is.
    [[nodiscard]] const RecoveryTarget *selected() const;
    [[nodiscard]] QWidget *firstFocus();
    /// True if Return in the focused field has a meaning of its own, which was then carried out.
    [[nodiscard]] bool takeReturn();
    /// Why the open project is of no help; shown until something is read.
    void showProblem(const Error &error);

signals:
    void selectionChanged();

private:
    void showTargets();
    void showTrouble();
    void readAccount();
    void chooseFile();
    void addFile();

    RecoveryTargets &m_targets;
    std::unique_ptr<Ui::RecoveryStart> m_ui;
    std::optional<Error> m_problem;
};

} // namespace tidemark
