#pragma once

#include <models/schemacomparisonmodel.h>

#include <QWidget>

class QAbstractButton;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QTableView;

namespace tidemark {

class Banner;
class CodeView;
class ElidedLabel;
class StateLabel;
class SyntaxLibrary;

/// One table of a verification in full: its columns, indexes, keys, triggers and definition, expected beside present, and
/// the difference as SQL. Or one check, with what it found.
class ComparisonPane : public QWidget
{
    Q_OBJECT

public:
    enum Tab { ColumnsTab, IndexesTab, ForeignKeysTab, TriggersTab, DefinitionTab, TabCount };

    ComparisonPane(const SyntaxLibrary &library, QWidget *parent);

    /// @p sql is what would make the present table like the expected one; @p where says which database that is.
    void showTable(const ComparedTable &table,
                   SchemaComparisonModel::Meaning meaning,
                   const QByteArray &sql,
                   const QString &where);
    void showCheck(ShownState state, const QString &title, const QString &text);
    /// A table that is on neither side, or nothing at all.
    void showSentence(ShownState state, const QString &title, const QString &text);
    void clear();
    /// A button beside the name.
    void addControl(QAbstractButton *button);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitTabs();
    [[nodiscard]] QWidget *head();
    [[nodiscard]] QWidget *parts();
    [[nodiscard]] QWidget *sqlPart();
    void showTab(int tab);
    void showDefinition();
    void copySql();

    ComparedTable m_table;
    SchemaComparisonModel::Meaning m_meaning = SchemaComparisonModel::Meaning::Verification;
    SchemaComparisonModel m_model;
    ElidedLabel *m_name;
    StateLabel *m_state;
    QHBoxLayout *m_controls;
    QTabBar *m_tabs;
    QStackedWidget *m_whole; ///< a table with its tabs, or a sentence
    QStackedWidget *m_stack; ///< rows, no rows, or the definition
    QTableView *m_rows;
    QLabel *m_none;
    QLabel *m_beforeHead;
    QLabel *m_afterHead;
    CodeView *m_before;
    CodeView *m_after;
    QWidget *m_sqlArea;
    ElidedLabel *m_sqlFacts;
    QPushButton *m_copy;
    CodeView *m_sql;
    Banner *m_sentence;
};

} // namespace tidemark
