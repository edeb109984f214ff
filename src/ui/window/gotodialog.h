#pragma once

#include <models/gotomodel.h>

#include <QDialog>

class QLineEdit;
class QTableView;

namespace tidemark {

class ActionRegistry;

/// "Go to…" and the command palette in one: typing finds, Enter goes, Ctrl+Enter goes and leaves the list open.
class GoToDialog : public QDialog
{
    Q_OBJECT

public:
    /// Both outlive the dialog. @p typed stands in the field: ">" for commands.
    GoToDialog(const ProjectSession &project,
               ActionRegistry &actions,
               const QString &typed,
               QWidget *parent);

signals:
    void pageChosen(const tidemark::PageAddress &page);
    void actionChosen(const QString &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addCommands(const ActionRegistry &actions);
    /// Backups are listed when they are first asked for.
    void loadSafetyPoints();
    /// What was chosen stays chosen.
    void addFound(const QList<GoToEntry> &entries);
    void search(const QString &typed);
    void choose(bool keepOpen);

    const ProjectSession &m_project;
    GoToModel m_model;
    QLineEdit *m_field;
    QTableView *m_list;
    bool m_safetyPointsLoaded = false;
};

} // namespace tidemark
