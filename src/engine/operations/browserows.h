#pragma once

#include "selection.h"

#include <engine/database/database.h>
#include <engine/transfer/tableexport.h>

#include <QHash>

namespace tidemark {

/// One condition on one column.
struct RowCondition {
    enum class Test {
        Equals,
        Differs,
        Less,
        AtMost,
        Greater,
        AtLeast,
        OneOf, ///< the operand is a list with commas
        Contains, ///< whatever the case of ASCII letters
        StartsWith, ///< in exactly these letters, so that an index can serve it
        IsNull,
        IsNotNull,
    };

    QString column;
    Test test = Test::Equals;
    QString operand = {}; ///< as it was typed; compared as the column's type compares it

    bool operator==(const RowCondition &other) const = default;
};

struct RowOrder {
    QString column;
    bool descending = false;

    bool operator==(const RowOrder &other) const = default;
};

/// Which rows of a table or view, and in what order. All conditions must hold.
struct BrowseQuery {
    QList<RowCondition> conditions = {};
    QByteArray expression = {}; ///< one more condition, as SQL; may not have parameters
    QList<RowOrder> order = {}; ///< empty: by the key

    [[nodiscard]] bool isFiltered() const
    {
        return !conditions.isEmpty() || !expression.trimmed().isEmpty();
    }
    bool operator==(const BrowseQuery &other) const = default;
};

/// A table or view as it can be browsed.
struct BrowsedObject {
    enum class Key {
        Rowid, ///< pages go by rowid
        PrimaryKey, ///< WITHOUT ROWID: by the columns of the primary key
        None, ///< views, virtual tables: pages go by number, up to MostRowsByNumber
    };

    QString name; ///< as the schema has it
    bool isView = false;
    QList<Column> columns = {}; ///< those that a page has
    Key key = Key::None;
    QStringList keyColumns = {}; ///< shown columns that are the key; empty if it is none of them

    /// -1 if there is none.
    [[nodiscard]] int indexOf(const QString &column) const;
};

/// Where a page lies.
struct BrowsePlace {
    enum class Kind { Start, End, After, Before, AtKey, AtFraction, AtNumber };

    Kind kind = Kind::Start;
    Row key
        = {}; ///< After, Before: of a row, from RowPage::keys. AtKey: the one value to begin with
    double fraction = 0; ///< AtFraction: 0 to 1 of the range of keys
    qint64 number = 0; ///< AtNumber: rows to leave out
};

/// What one reading cost.
struct BrowseCost {
    qint64 rowsRead = 0;
    bool isLowerBound = false; ///< a local file does not tell everything it looked at
    std::chrono::microseconds duration{};
    QString region = {}; ///< of Cloudflare; empty for a local file
};

struct RowPage {
    QList<Row> rows = {}; ///< in the order they are shown, whatever the direction of reading
    QList<Row> keys = {}; ///< of each row, to read on from it
    bool hasMore = false; ///< there are more rows in the direction of reading
    /// Values that were cut to their first MostBytesOfValue bytes, by row * columns + column: their whole size.
    QHash<qsizetype, qint64> cut = {};
    BrowseCost cost = {};
};

/// The lowest and the highest rowid; two rows read.
struct KeyRange {
    qint64 first = 0;
    qint64 last = -1; ///< below `first`: the table is empty

    /// At least this many rows are there at most.
    [[nodiscard]] double span() const { return double(last) - double(first) + 1; }
};

struct RowCount {
    qint64 rows = 0;
    BrowseCost cost = {};
};

/// How the database would find the rows of a first page.
struct BrowsePlan {
    QString index = {}; ///< that it goes along; empty: the table itself
    bool sorts = false; ///< it must read all rows that the conditions leave and sort them
    bool searches = false; ///< conditions narrow what is read
};

/// Rows into a file: those of @c query, all pages of them.
struct RowExport {
    BrowseQuery query = {};
    QStringList columns = {}; ///< empty: all
    ExportFormat format = ExportFormat::Csv;
    QString file;
};

/// One table or view, looked at without reading more than is seen and without ever writing: a local file is opened
/// read-only, a remote database is sent nothing but SELECT and EXPLAIN.
///
/// Held by shared_ptr; call it on the thread that made it. A page is read by key: its cost does not depend on how deep it
/// lies. Fails with Usage for a column or an expression that is not understood, MissingInput if there is no such
/// table, Cancelled if stopped, or as the database does.
class RowBrowser
{
public:
    static constexpr qint64 MostRowsByNumber = 100'000;
    static constexpr qsizetype MostBytesOfValue = 32'768;

    /// Reads the schema: one request to a remote database.
    [[nodiscard]] static QCoro::Task<Result<std::shared_ptr<RowBrowser>>>
    open(EnginePointer engine, Target target, QString object);

    [[nodiscard]] const BrowsedObject &object() const;
    /// Of the whole database, as it was when this was opened.
    [[nodiscard]] const Schema &schema() const;
    /// True if AtFraction and AtKey have a meaning for @p query: it goes by rowid.
    [[nodiscard]] bool goesByRowid(const BrowseQuery &query) const;

    /// At most @p limit rows; one more is read to see whether there are more. One request.
    [[nodiscard]] QCoro::Task<Result<RowPage>>
    page(BrowseQuery query, BrowsePlace place, int limit, std::stop_token stop = {}) const;
    /// Fails with Usage unless the key is the rowid.
    [[nodiscard]] QCoro::Task<Result<KeyRange>> keyRange(std::stop_token stop = {}) const;
    /// Reads every row that the conditions do not leave out by an index.
    [[nodiscard]] QCoro::Task<Result<RowCount>> count(BrowseQuery query,
                                                      std::stop_token stop = {}) const;
    /// Reads no row.
    [[nodiscard]] QCoro::Task<Result<BrowsePlan>> plan(BrowseQuery query,
                                                       std::stop_token stop = {}) const;
    /// The whole of a value that a page cut; @p key is of its row.
    [[nodiscard]] QCoro::Task<Result<Value>>
    wholeValue(BrowseQuery query, Row key, QString column, std::stop_token stop = {}) const;

    /// Returns the number of rows written. The file is there complete or as it was before. Of a local file all rows are of
    /// one snapshot; of a remote database each page is of its own. Fails with Safety if it cannot be written.
    [[nodiscard]] QCoro::Task<Result<qint64>> exportRows(RowExport request, Conduct conduct) const;

private:
    struct State;
    explicit RowBrowser(std::shared_ptr<const State> state);

    std::shared_ptr<const State> m_state;
};

/// The same as one SQL expression with the values in it, to be changed by hand; conditions on unknown columns are left out.
[[nodiscard]] QByteArray expressionOf(const BrowsedObject &object,
                                      const QList<RowCondition> &conditions);

using RowBrowserPointer = std::shared_ptr<RowBrowser>;

} // namespace tidemark
