#pragma once

#include "activity.h"
#include "rowsgridmodel.h"

#include <QTimer>

#include <functional>

namespace tidemark {

/// What a session shows and where in it one is.
struct BrowseView {
    BrowseQuery query = {};
    Row before
        = {}; ///< key of the row above the first that is seen; empty: that one is the first of all
    std::optional<qint64> number = 0; ///< rows above the first that is seen, if that is known
    bool isEstimate = false; ///< of the number
    Row current = {}; ///< key of the row one is at; empty: none
    int column = 0;
};

/// One table or view that is looked at: its window of rows, what they are narrowed and sorted by, what reading cost. It
/// reads pages as the view comes near them and never waits; a newer wish wins over an older one. Lives on the GUI thread.
class BrowseSession : public QObject
{
    Q_OBJECT

public:
    static constexpr int PageRows = 200;

    BrowseSession(EnginePointer engine, Target target, QString object, QObject *parent = nullptr);
    ~BrowseSession() override;

    [[nodiscard]] const Target &target() const { return m_target; }
    [[nodiscard]] const QString &name() const { return m_name; }
    /// Null before it was opened.
    [[nodiscard]] const RowBrowserPointer &browser() const { return m_browser; }
    [[nodiscard]] RowsGridModel *rows() { return &m_rows; }
    [[nodiscard]] const RowsGridModel *rows() const { return &m_rows; }
    [[nodiscard]] const BrowseQuery &query() const { return m_query; }
    /// Counting, exporting, and a reading that takes longer.
    [[nodiscard]] Activity *activity() { return &m_activity; }

    [[nodiscard]] bool isReading() const { return m_isReading; }
    /// Rows have been shown since the last open(); they stay while others are read.
    [[nodiscard]] bool isShown() const { return m_isShown; }
    /// Why the last reading failed; the rows before it stay.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const BrowseCost &cost() const { return m_cost; } ///< of the last page
    /// How the order is found; empty until it is known.
    [[nodiscard]] const std::optional<BrowsePlan> &plan() const { return m_plan; }
    /// Empty unless the table goes by rowid.
    [[nodiscard]] const std::optional<KeyRange> &keyRange() const { return m_range; }
    /// Of the present conditions, once it was counted.
    [[nodiscard]] const std::optional<RowCount> &counted() const { return m_counted; }

    /// Reads the schema and the first rows; what was shown before stays until they are there.
    void open();
    /// Reads the first rows that @p query means; an error leaves the old ones. Before it was opened: it will open with them.
    void setQuery(const BrowseQuery &query);
    /// True if the rows of @p query are there and no others are being read.
    [[nodiscard]] bool isShowing(const BrowseQuery &query) const;
    /// To come back to by show(): @p seen is the first row that is seen, @p row the current one, -1: none.
    [[nodiscard]] BrowseView view(int seen, int row, int column) const;
    /// Reads what @p view shows; returned() follows placed(). An error leaves the old rows. Before it was opened: it will open
    /// with its query.
    void show(const BrowseView &view);
    /// By @p column alone, ascending, then descending, then not at all; @p adds: beside what it is sorted by already.
    void sortBy(const QString &column, bool adds);

    /// The view shows these rows: reads on where it comes near an end of the window.
    void reach(int first, int last);
    void goTo(const BrowsePlace &place);
    /// False for what has no key.
    [[nodiscard]] bool mayGoToEnd() const;
    /// True if places can be told by the share of the range of keys.
    [[nodiscard]] bool goesByRowid() const;
    /// Where @p row lies in the range of keys, 0 to 1; empty if it cannot be told.
    [[nodiscard]] std::optional<double> fractionOf(int row) const;

    void countExactly();
    /// exported() follows.
    void exportRows(const RowExport &request);
    /// Hands the whole of a cut value to @p then; if reading fails calls @p otherwise, if there is one.
    void readWhole(int row,
                   int column,
                   const std::function<void(const Value &)> &then,
                   const std::function<void()> &otherwise = {});
    /// Reads the one row of another table that @p where means, and hands it to @p then with its columns; no row if there is
    /// none. cost() is that of this reading then.
    void peek(const QString &table,
              const QList<RowCondition> &where,
              const std::function<void(const BrowsedObject &, const QList<Row> &)> &then);
    /// Stops what is read, counted or exported.
    void cancel();

signals:
    void changed(); ///< anything but the rows
    void opened(); ///< the columns are known
    void placed(int row); ///< another window is shown: this row is the one that was asked for
    void returned(
        int row,
        int column); ///< the view of show() is there: @p row is where one was, -1 if it is gone
    void exported(qint64 rows, const QString &file);

private:
    enum class Way { Anew, After, Before };

    [[nodiscard]] std::stop_token begin();
    void end();
    void showLongReading();
    /// @p view: this is to show it again.
    void read(const BrowsePlace &place, Way way, const std::optional<BrowseView> &view = {});
    void pageRead(const Result<RowPage> &page, const BrowsePlace &place, Way way);
    void showAnew(const RowPage &page, const BrowsePlace &place);
    [[nodiscard]] int rowOf(const Row &key) const;
    [[nodiscard]] RowsGridModel::Start startOf(const RowPage &page, const BrowsePlace &place) const;
    void readFacts();
    void fail(const Error &error);
    /// Of a reading beside that of pages, which goes on as it was wished.
    void failAside(const Error &error);

    EnginePointer m_engine;
    Target m_target;
    QString m_name;
    RowsGridModel m_rows;
    Activity m_activity;
    RowBrowserPointer m_browser;
    BrowseQuery m_query;
    BrowseQuery m_wanted; ///< m_query, but while others are being read: then the query of those
    BrowseQuery m_first; ///< what it is to open with
    int m_peek = 0; ///< an answer to an older one is dropped
    BrowseCost m_cost;
    std::optional<BrowsePlan> m_plan;
    std::optional<KeyRange> m_range;
    std::optional<RowCount> m_counted;
    std::optional<BrowseView> m_view; ///< that is being read again
    std::optional<Error> m_error;
    std::stop_source m_stop;
    std::stop_source m_stopOfFacts; ///< which outlive the page they came with
    QTimer m_patience; ///< a reading that outlasts it is an activity, which can be seen and stopped
    std::optional<std::stop_callback<std::function<void()>>> m_stopOfActivity;
    int m_request = 0; ///< an answer to an older one is dropped
    bool m_isReading = false;
    bool m_isShown = false;
};

} // namespace tidemark
