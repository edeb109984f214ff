#pragma once

#include <engine/operations/planfix.h>

#include <QDialog>

#include <memory>

namespace tidemark {

namespace Ui {
class FixDialog;
} // namespace Ui

class CodeView;
class SyntaxLibrary;

/// Which way a difference is to be taken away: by a migration that mends the database, by one that takes over what is there,
/// or by running a recorded migration again. It answers and does nothing itself; nothing runs before a rehearsal and a review.
class FixDialog : public QDialog
{
    Q_OBJECT

public:
    FixDialog(FixProposals proposals, const SyntaxLibrary &library, QWidget *parent);
    ~FixDialog() override;

    /// The migration to be written; without statements if one that is recorded is to run again.
    [[nodiscard]] FixProposal chosen() const;
    /// The recorded migration that is to run again; empty if a new one is to be written.
    [[nodiscard]] QString runAgain() const;

private:
    void offer();
    void showChoice();
    [[nodiscard]] QString sqlOf(const FixProposal &proposal) const;

    FixProposals m_proposals;
    std::unique_ptr<Ui::FixDialog> m_ui;
    CodeView *m_sql;
};

} // namespace tidemark
