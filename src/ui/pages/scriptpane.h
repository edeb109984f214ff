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

/// The selected migration's SQL: up script, down script, what ran, and how the file differs from that, with the findings' marks
/// in the gutter. Above it what is wrong with the migration, with its remedies.
class ScriptPane : public QWidget
{
    Q_OBJECT

public:
    enum Tab { UpTab, DownTab, RanTab, DifferenceTab, TabCount };

    explicit ScriptPane(const SyntaxLibrary &library, QWidget *parent = nullptr);

    /// @p migration is nullptr if its file is gone.
    void
    show(const MigrationStatus &status, const Migration *migration, const QList<Finding> &findings);
    void clear();
    void goToLine(int line);
    /// The file against what ran; nothing if the history did not keep it.
    void showDifference();
    [[nodiscard]] bool hasDifference() const;
    /// What forbids the remedies that write; empty if nothing does.
    void setWhyNot(const QString &whyNot);

signals:
    /// @p name is remedyName() of one.
    void remedyChosen(const QString &name);

private:
    void showTab(int tab);
    void explain(const MigrationStatus &status);
    void showDifferingLines();
    void markFindings(int tab);

    QWidget *m_troubleArea;
    Banner *m_trouble;
    QTabBar *m_tabs;
    CodeView *m_code;
    MigrationStatus m_status;
    QString m_explained; ///< what the banner says, and of what
    QString m_whyNot;
    QString m_shownName;
    QString m_up;
    QString m_down;
    QList<Finding> m_findings;
};

} // namespace tidemark
