#pragma once

#include <engine/base/progress.h>
#include <engine/base/result.h>
#include <engine/sql/schema.h>
#include <engine/sql/value.h>

#include <QCoroTask>

#include <QList>
#include <QStringList>

#include <chrono>
#include <memory>

namespace tidemark {

struct BoundStatement {
    QByteArray sql;
    QList<Value> parameters = {};
};

/// What one statement gave back.
struct ResultSet {
    QStringList columns = {};
    QList<Row> rows = {};
    qint64 changes = 0; ///< rows inserted, updated or deleted by the statement itself
    qint64 rowsRead = -1; ///< rows scanned; -1 if it is not known
    qint64 rowsWritten = -1; ///< rows and index entries written; -1 if it is not known
    std::chrono::microseconds duration{};
};

/// A connection to one database, whatever its kind.
///
/// Held by shared_ptr; call it on the thread that made it; every function returns at once and finishes from that
/// thread's event loop. Calls are carried out in the order they were made. A failed call's Error says which
/// statement of the list failed (where.statement, 1-based), the byte offset in it if known, and the database's state.
class Database
{
public:
    Database() = default;
    virtual ~Database() = default;
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// One statement in a transaction of its own.
    [[nodiscard]] virtual QCoro::Task<Result<ResultSet>> query(BoundStatement statement,
                                                               std::stop_token stop = {})
        = 0;

    /// Statements that read, all of one snapshot where the kind of database can give it.
    [[nodiscard]] virtual QCoro::Task<Result<QList<ResultSet>>>
    read(QList<BoundStatement> statements, std::stop_token stop = {}) = 0;

    /// All or nothing, in one write transaction taken at the start. Foreign keys are enforced. After a failure the
    /// database is Unchanged, unless the Error says Unknown (an answer was lost).
    [[nodiscard]] virtual QCoro::Task<Result<QList<ResultSet>>> execute(QList<BoundStatement> batch,
                                                                        std::stop_token stop = {})
        = 0;

    /// The whole schema, internals included, in one read.
    [[nodiscard]] virtual QCoro::Task<Result<Schema>> schema() = 0;
};

using DatabasePointer = std::shared_ptr<Database>;

} // namespace tidemark
