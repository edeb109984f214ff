#pragma once

#include "d1client.h"

#include <engine/database/database.h>

namespace tidemark {

/// One D1 database on Cloudflare, spoken to through `/raw`.
///
/// Every call is one request and one transaction of the server (schema() and a SELECT with a `*` need two at first).
/// Values are exact: statements that read are wrapped so that each value comes as text with its type
/// (d1projection.h), parameters are sent as text that SQL turns back (d1parameters.h). What D1 would refuse for its
/// size is refused before it is sent (d1limits.h), with the statement's number.
///
/// Not exact, as it cannot be wrapped: what PRAGMA and EXPLAIN show, a RETURNING or a SELECT inside execute() (integers
/// beyond 2^53 are rounded by D1, 1.0 looks like 1).
class D1Database final : public Database
{
public:
    [[nodiscard]] static std::shared_ptr<D1Database>
    create(D1ClientPointer client, const QString &account, const QString &database);
    ~D1Database() override;

    /// A SELECT, VALUES, EXPLAIN or PRAGMA as by read(), anything else as by execute().
    [[nodiscard]] QCoro::Task<Result<ResultSet>> query(BoundStatement statement,
                                                       std::stop_token stop = {}) override;
    /// One request, one snapshot. Fails with Usage if a statement is not one that reads.
    [[nodiscard]] QCoro::Task<Result<QList<ResultSet>>> read(QList<BoundStatement> statements,
                                                             std::stop_token stop = {}) override;
    /// One request. If its answer is lost the Error is Database with state Unknown: read what should have changed.
    /// `stop` is looked at before the request is sent; from then on the call is finished.
    [[nodiscard]] QCoro::Task<Result<QList<ResultSet>>> execute(QList<BoundStatement> batch,
                                                                std::stop_token stop = {}) override;
    [[nodiscard]] QCoro::Task<Result<Schema>> schema() override;

    [[nodiscard]] QString account() const;
    [[nodiscard]] QString id() const;
    [[nodiscard]] D1ClientPointer client() const;
    /// Of this database alone; D1Client::cost() has the sum over all.
    [[nodiscard]] D1Cost cost() const;
    /// Where requests about this database that are made elsewhere (jobs) are counted.
    [[nodiscard]] std::shared_ptr<D1Cost> meter() const;
    /// The last session bookmark an answer carried; empty if none did (only Workers get them today).
    [[nodiscard]] QString sessionBookmark() const;

    /// Bodies of requests are best kept below this; callers that write many rows cut their batches by it. D1 documents
    /// no limit.
    static constexpr qsizetype ComfortableBodyBytes = 1'000'000;

private:
    struct State;
    struct Work;
    explicit D1Database(std::shared_ptr<State> state);

    std::shared_ptr<State> m_state;
};

using D1DatabasePointer = std::shared_ptr<D1Database>;

} // namespace tidemark
