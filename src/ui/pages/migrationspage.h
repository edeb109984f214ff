#pragma once

#include "databasepage.h"

#include <QItemSelectionModel>

class QTreeView;

namespace tidemark {

class ActionRegistry;
class PageFoot;
class PageHead;
class RehearsalPane;
class ScriptPane;
class SyntaxLibrary;

/// What ran, what will run, and is it safe? The list above, the selected migration's SQL and the rehearsal below.
class MigrationsPage : public DatabasePage
{
    Q_OBJECT

public:
    MigrationsPage(DatabaseSession *session,
                   ActionRegistry &actions,
                   const SyntaxLibrary &library,
                   QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString note() const override;
    void updateActions() override;
    void perform(const QString &actionId) override;
    /// The migration that actions like "Apply up to here" mean; nullptr if none is selected.
    [[nodiscard]] const MigrationStatus *selected() const;

private:
    /// A part of the plan is another plan: it is rehearsed by itself before the review.
    void apply(const UpGoal &goal);
    void rollBack();
    /// Rehearses @p goal and, if nothing forbids it, asks whether it may run.
    void rehearseAndReview(const RunGoal &goal);
    void review();
    /// Empty if nothing forbids it.
    [[nodiscard]] QString whyNotRollBack() const;
    [[nodiscard]] QString whyNotApply() const;
    [[nodiscard]] static QString blockedSentence();
    void layOut();
    void showEverything();
    void showFacts();
    void showVerdict();
    void showSelected();
    void keepSelection();
    void showWorstFinding();
    void chooseFinding(const Finding &finding);

    PageHead *m_head;
    QTreeView *m_list;
    ScriptPane *m_script;
    RehearsalPane *m_rehearsal;
    PageFoot *m_foot;
    const SyntaxLibrary &m_library;
    QMetaObject::Connection m_reviewing; ///< what waits for a rehearsal to review
    QString m_selectedId;
};

} // namespace tidemark
