#pragma once

#include "databasepage.h"

#include <models/browsesession.h>
#include <ui/grid/columnmemory.h>

#include <QPersistentModelIndex>

class QBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabBar;

namespace tidemark {

class Banner;
class BrowseFoot;
class CellViewer;
class DefinitionPane;
class ElidedLabel;
class FilterBar;
class GridPane;
class GridView;
class StateLabel;
class SyntaxLibrary;
struct GridFormat;

/// One table or view of a database: its rows, read as they are looked at, and what it consists of.
class BrowsePage : public DatabasePage
{
    Q_OBJECT

public:
    static constexpr int ViewerWidth = 280; ///< at first

    enum Tab { Rows, Structure, Indexes, Triggers, Dependents, TabCount };

    /// @p library and @p settings outlive the page; settings keep the widths of columns, nullptr: nothing is kept.
    BrowsePage(DatabaseSession *session,
               const QString &object,
               ActionRegistry &actions,
               const SyntaxLibrary &library,
               QSettings *settings,
               QWidget *parent);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] Activity *activity() const override { return m_browse->activity(); }
    void updateActions() override;
    void perform(const QString &actionId) override;
    bool narrow(const QMap<QString, QString> &where) override;
    [[nodiscard]] std::any view() const override;
    void showView(const std::any &view) override;

    [[nodiscard]] BrowseSession *browse() const { return m_browse; }

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    // browsepagelayout.cpp
    void layOut();
    void addTabs();
    [[nodiscard]] QWidget *makeRowsPane();
    void follow();
    // browsepage.cpp
    void openFirst();
    void showObject();
    void showEverything();
    void showTrouble();
    void showEmptiness();
    void showSort();
    void showCount();
    void showSelection();
    void showValue();
    void fitColumns();
    void applyFilter();
    void clearFilter();
    void showFilter(const BrowseQuery &query);
    void comeBackTo(int row, int column);
    // browsepageacts.cpp
    void copy();
    void copyAs(const GridFormat &format);
    void popUpFormats();
    void popUpColumns();
    void exportRows();
    void goToRow();
    void followKey();
    void peek();
    void withValue(const std::function<void(const Value &)> &then);
    void copyValue();
    void saveValue();
    void askWhereToSave(const Value &value);
    void toggleViewer();
    [[nodiscard]] QList<int> seenColumns() const;

    BrowseSession *m_browse;
    const SyntaxLibrary &m_library;
    FilterBar *m_filter;
    QTabBar *m_tabs;
    StateLabel *m_sortWarning;
    ElidedLabel *m_sort;
    QStackedWidget *m_stack;
    Banner *m_trouble;
    QWidget *m_empty;
    QLabel *m_emptyText;
    QPushButton *m_emptyButton;
    QSplitter *m_split = nullptr;
    GridPane *m_grid;
    CellViewer *m_viewer;
    QList<DefinitionPane *> m_definitions; ///< of the tabs after Rows
    BrowseFoot *m_foot;
    ColumnMemory m_columns;
    QPersistentModelIndex m_shown; ///< the cell in the viewer
    std::optional<BrowseQuery> m_toShow; ///< in the bar, when the columns are known
    bool m_wasFitted = false;
};

} // namespace tidemark
