#pragma once

#include <models/writingtest.h>

#include <QDialog>
#include <QTimer>

#include <memory>

class QTableView;

namespace tidemark {

namespace Ui {
class WritingDialog;
} // namespace Ui

class CodeView;
class SyntaxLibrary;

/// Asks in which database a token's right to write is tried, and shows the statement before it is sent. It reads what the
/// statement can name and sends nothing itself; Cancel is the default.
class WritingDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p library outlives the dialog. Lists the databases at once.
    WritingDialog(std::unique_ptr<WritingTest> test, const SyntaxLibrary &library, QWidget *parent);
    ~WritingDialog() override;

    /// What was agreed to; only after it was accepted.
    [[nodiscard]] const WritingPlan &plan() const { return *m_test->plan(); }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void layOut();
    void follow();
    void chooseFirst();
    void choose();
    void showState();
    void showStatement();
    [[nodiscard]] QString facts() const;

    std::unique_ptr<WritingTest> m_test;
    std::unique_ptr<Ui::WritingDialog> m_ui;
    QTableView *m_places;
    CodeView *m_sql;
    QTimer m_typing;
    QTimer m_moving; ///< where the arrows rest the schema is read
};

} // namespace tidemark
