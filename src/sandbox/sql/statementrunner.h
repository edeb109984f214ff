#pragma once

#include "queryrequest.h"
#include "rowmeter.h"

#include <memory>

namespace tidemark {
class SqliteConnection;
} // namespace tidemark

namespace tidemark::sandbox {

enum class RowFormat {
    Objects, ///< /query: a row is an object; of columns with one name the last one is left
    Arrays, ///< /raw: columns and rows
    None, ///< /import: rows are dropped
};

/// What a token lets its owner do.
enum class Rights { Read, Write };

struct StatementResult {
    QByteArray rows; ///< JSON
    Meter meter;
};

/// Runs single statements on a connection with D1's profile and answers in the service's words.
class StatementRunner
{
public:
    StatementRunner(SqliteConnection &connection, Rights rights, RowFormat format)
        : m_connection(connection)
        , m_rights(rights)
        , m_format(format)
    {}

    [[nodiscard]] Outcome<StatementResult> run(const Call &call);
    /// The same for a statement of a dump: no parameters, no rows, counted by @p meter.
    [[nodiscard]] Outcome<bool> runCounted(QByteArrayView sql, RowMeter &meter);

private:
    using Prepared = std::shared_ptr<sqlite3_stmt>;

    [[nodiscard]] Outcome<Prepared> prepare(QByteArrayView sql) const;
    [[nodiscard]] Outcome<QByteArray> step(sqlite3_stmt *statement, RowMeter &meter) const;
    [[nodiscard]] QByteArray row(sqlite3_stmt *statement) const;
    [[nodiscard]] QByteArray wrapped(sqlite3_stmt *statement, const QByteArray &rows) const;

    SqliteConnection &m_connection;
    Rights m_rights;
    RowFormat m_format;
};

} // namespace tidemark::sandbox
