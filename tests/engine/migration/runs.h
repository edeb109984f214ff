#pragma once

#include "bench.h"

namespace tidemark::bench {

// What the tests of runs share: a connection that breaks, and what a run left in the database.

/// A real database whose answers, or requests, get lost on the way.
class LossyDatabase final : public Database
{
public:
    enum class Loss { None, Answer, Request };

    explicit LossyDatabase(DatabasePointer real)
        : m_real(std::move(real))
    {}

    QList<Loss> losses; ///< of the next batches that carry a migration
    bool unreadableAfterwards = false;
    std::function<void()> afterBatch; ///< called when a batch that carries a migration is done

    QCoro::Task<Result<ResultSet>> query(BoundStatement statement, std::stop_token stop) override
    {
        return m_real->query(statement, stop);
    }
    QCoro::Task<Result<QList<ResultSet>>> read(QList<BoundStatement> statements,
                                               std::stop_token stop) override
    {
        if (m_lost && unreadableAfterwards)
            return gone();
        return m_real->read(statements, stop);
    }
    QCoro::Task<Result<QList<ResultSet>>> execute(QList<BoundStatement> batch,
                                                  std::stop_token stop) override
    {
        const bool guarded = batch.first().sql.contains("_tidemark_guard");
        const Loss loss = guarded && !losses.isEmpty() ? losses.takeFirst() : Loss::None;
        return deliver(m_real, batch, stop, loss, guarded ? this : nullptr);
    }
    QCoro::Task<Result<Schema>> schema() override { return m_real->schema(); }

private:
    static Error lost()
    {
        return { .kind = Error::Kind::Temporary,
                 .message = QStringLiteral("The connection was lost."),
                 .databaseState = DatabaseState::Unknown };
    }
    static QCoro::Task<Result<QList<ResultSet>>> gone() { co_return lost(); }
    static QCoro::Task<Result<QList<ResultSet>>> deliver(DatabasePointer real,
                                                         QList<BoundStatement> batch,
                                                         std::stop_token stop,
                                                         Loss loss,
                                                         LossyDatabase *self)
    {
        if (self && loss != Loss::None)
            self->m_lost = true;
        if (loss == Loss::Request)
            co_return lost();
        const auto answer = co_await real->execute(batch, stop);
        if (self && self->afterBatch)
            self->afterBatch();
        if (loss == Loss::Answer)
            co_return lost();
        co_return answer;
    }

    DatabasePointer m_real;
    bool m_lost = false;
};

/// The ledger's migrations in their order, each with its state and how many of its statements were applied.
inline QString state(const ScratchDatabase &scratch)
{
    return scratch.value(
        "SELECT group_concat(id || ' ' || state || ' ' || statements_applied || '/' || "
        "statements_total, ', ') FROM (SELECT * FROM _tidemark_ledger ORDER BY seq)");
}

/// The tables of the migrations, without those of the histories.
inline QString tables(const ScratchDatabase &scratch)
{
    return scratch.value(
        "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = "
        "'table' "
        "AND name NOT LIKE '%migrations' AND name NOT LIKE '\\_tidemark%' ESCAPE '\\' "
        "AND name NOT LIKE 'sqlite%' ORDER BY name)");
}

} // namespace tidemark::bench
