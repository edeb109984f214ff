#pragma once

#include <engine/migration/status.h>
#include <engine/safety/finding.h>
#include <ui/editor/syntaxlibrary.h>

#include <QWidget>

class QStackedLayout;
class QTabBar;

namespace tidemark {

class Banner;
class CodeView;

/// The selected migration's SQL: up script, down script, and what ran, with the findings' marks in the gutter.
class ScriptPane : public QWidget
{
    Q_OBJECT

public:
    enum Tab { UpTab, DownTab, RanTab, TabCount };

    explicit ScriptPane(const SyntaxLibrary &library, QWidget *parent = nullptr);

    /// @p migration is nullptr if its file is gone.
    void
    show(const MigrationStatus &status, const Migration *migration, const QList<Finding> &findings);
    void clear();
    void goToLine(int line);

signals:
    void remedyChosen(const QString &actionName);

private:
    void showTab(int tab);
    void explain(const MigrationStatus &status);

    QWidget *m_troubleArea;
    Banner *m_trouble;
    QTabBar *m_tabs;
    CodeView *m_code;
    MigrationStatus m_status;
    QString m_shownName;
    QString m_up;
    QString m_down;
    QList<Finding> m_findings;
};

} // namespace tidemark
