#pragma once

#include "databasepage.h"

#include <QItemSelectionModel>

class QTreeView;

namespace tidemark {

class ActionRegistry;
class Banner;
class MigrationRemedies;
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
    /// The remedies of the selected migration, and those of the whole history, where F8 was pressed.
    void showRemedies();
    void chooseRemedy(const QString &name);
    void showNotice();
    /// The finding whose rewrite can replace a script that waits; nullptr if there is none.
    [[nodiscard]] const Finding *rewritable() const;
    void updateRemedyActions();
    /// Empty if nothing forbids it.
    [[nodiscard]] QString whyNotRollBack() const;
    [[nodiscard]] QString whyNotApply() const;
    [[nodiscard]] static QString blockedSentence();
    void makeList();
    void layOut();
    void showEverything();
    void showFacts();
    void showVerdict();
    void showSelected();
    void keepSelection();
    /// The person chose a row.
    void takeSelected();
    /// Another page chose a migration.
    void showChosen();
    void showWorstFinding();
    void chooseFinding(const Finding &finding);

    PageHead *m_head;
    QWidget *m_noticeArea;
    Banner *m_notice;
    QTreeView *m_list;
    ScriptPane *m_script;
    RehearsalPane *m_rehearsal;
    PageFoot *m_foot;
    MigrationRemedies *m_remedies;
    const SyntaxLibrary &m_library;
    QMetaObject::Connection m_reviewing; ///< what waits for a rehearsal to review
    QString m_noticed; ///< what the notice says
    bool m_isKeeping = false; ///< the selection is put back after a reset; nobody chose anything
};

} // namespace tidemark
