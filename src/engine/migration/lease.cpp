#include "lease.h"

#include <engine/base/clock.h>

#include <QCoroTimer>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using std::chrono::steady_clock;

constexpr auto ReadHolder
    = "SELECT owner, host, machine, pid, process_start, actor, token, acquired_at, expires_at "
      "FROM _tidemark_lock WHERE id = 1 AND owner IS NOT NULL";

constexpr auto Acquire = R"(INSERT INTO _tidemark_lock
(id, token, owner, host, machine, pid, process_start, actor, acquired_at, expires_at)
VALUES (1, 1, ?1, ?2, ?3, ?4, ?5, ?6, unixepoch(), unixepoch() + ?7)
ON CONFLICT(id) DO UPDATE SET token = token + 1, owner = excluded.owner, host = excluded.host,
 machine = excluded.machine, pid = excluded.pid, process_start = excluded.process_start,
 actor = excluded.actor, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
WHERE owner IS NULL OR expires_at <= unixepoch() OR owner = excluded.owner
RETURNING token)";

// Compare and set: of two that see the same dead owner one gets it.
constexpr auto TakeOver
    = R"(UPDATE _tidemark_lock SET token = token + 1, owner = ?1, host = ?2, machine = ?3,
 pid = ?4, process_start = ?5, actor = ?6, acquired_at = unixepoch(), expires_at = unixepoch() + ?7
WHERE id = 1 AND owner = ?8 AND token = ?9 RETURNING token)";

constexpr auto Renew = "UPDATE _tidemark_lock SET expires_at = unixepoch() + ?3 "
                       "WHERE id = 1 AND owner = ?1 AND token = ?2";

// The row stays, so that the token of the next owner is greater than this one's.
constexpr auto Release = "UPDATE _tidemark_lock SET owner = NULL, expires_at = 0 "
                         "WHERE id = 1 AND owner = ?1 AND token = ?2";

constexpr auto Break
    = "UPDATE _tidemark_lock SET owner = NULL, expires_at = 0, token = token + 1 WHERE id = 1";

constexpr auto GuardLease
    = "INSERT INTO _tidemark_guard(ok) VALUES ((SELECT 1 FROM _tidemark_lock "
      "WHERE id = 1 AND owner = ?1 AND token = ?2 AND expires_at > unixepoch()))";

constexpr auto GuardHead = "INSERT INTO _tidemark_guard(ok) VALUES ((SELECT 1 WHERE "
                           "(SELECT coalesce(max(seq), 0) FROM _tidemark_ledger) = ?1))";

constexpr auto GuardNoLedger = "INSERT INTO _tidemark_guard(ok) VALUES ((SELECT 1 WHERE NOT EXISTS "
                               "(SELECT 1 FROM sqlite_master WHERE name = '_tidemark_ledger')))";

QList<Value> ownerValues(const RunIdentity &identity, const LeaseTimes &times)
{
    return { Value::text(identity.owner()),         Value::text(identity.host),
             Value::text(identity.machine),         Value::integer(identity.pid),
             Value::integer(identity.processStart), Value::text(identity.actor),
             Value::integer(times.length.count()) };
}

QList<Value> ownerAndToken(const Lease &lease)
{
    return { Value::text(lease.owner), Value::integer(lease.token) };
}

LockRow holderFrom(const Row &row)
{
    const auto number = [&row](qsizetype column) { return qint64(row.value(column).toReal()); };
    const auto time
        = [&](qsizetype column) { return QDateTime::fromSecsSinceEpoch(number(column), Qt::UTC); };
    LockRow holder;
    holder.owner = row.value(0).toString();
    holder.host = row.value(1).toString();
    holder.machine = row.value(2).toString();
    holder.pid = number(3);
    holder.processStart = number(4);
    holder.actor = row.value(5).toString();
    holder.token = number(6);
    holder.acquiredAt = time(7);
    holder.expiresAt = time(8);
    return holder;
}

Error heldBy(const LockRow &holder)
{
    return {
        .kind = Error::Kind::Lock,
        .message
        = u"The migrations of this database are locked by %1 (process %2 on %3) since %4, until %5."_s
              .arg(holder.actor,
                   QString::number(holder.pid),
                   holder.host,
                   rfc3339(holder.acquiredAt),
                   rfc3339(holder.expiresAt)),
        .remedy = u"Wait for that run to end. `tidemark-cli lock show` shows who holds the lock; "
                  u"`tidemark-cli lock release` frees it if that run is gone."_s
    };
}

Error lost()
{
    return { .kind = Error::Kind::Lock,
             .message
             = u"The lock on this database's migrations was lost: another run took it over."_s,
             .remedy
             = u"Look with `tidemark-cli lock show` and `tidemark-cli status`, then run again."_s };
}

// One try: the lease, or who has it.
struct Attempt {
    std::optional<Lease> lease = {};
    LockRow holder = {};
};

// @p place is that of ReadHolder's answer; Acquire's is the next, those to the caller's questions follow.
Attempt attemptFrom(const QString &owner, const QList<ResultSet> &answers, qsizetype place)
{
    const auto before = answers.value(place).rows;
    const auto token = answers.value(place + 1).rows;
    Attempt attempt;
    if (!before.isEmpty())
        attempt.holder = holderFrom(before.first());
    if (token.isEmpty())
        return attempt;
    Lease lease{ .owner = owner, .token = qint64(token.first().value(0).toReal()) };
    if (attempt.holder.owner != owner)
        lease.tookOverFrom = attempt.holder.owner;
    lease.answers = answers.mid(place + 2);
    attempt.lease = lease;
    return attempt;
}

// An error of SQL, not of the way to the database: a question about a table that is gone.
bool isQuestionsFault(const Error &error)
{
    return error.kind == Error::Kind::Database && error.databaseState != DatabaseState::Unknown;
}

QCoro::Task<Result<Attempt>> attemptOnce(DatabasePointer database,
                                         RunIdentity identity,
                                         LeaseTimes times,
                                         QList<BoundStatement> questions)
{
    QList<BoundStatement> batch = ledgersql::createLock();
    const qsizetype place = batch.size();
    batch.append({ ReadHolder });
    batch.append({ Acquire, ownerValues(identity, times) });
    const QList<BoundStatement> asking = batch + questions;
    auto answers = co_await database->execute(asking);
    if (!answers && !questions.isEmpty() && isQuestionsFault(answers.error()))
        answers = co_await database->execute(batch);
    if (!answers)
        co_return answers.error();
    Attempt attempt = attemptFrom(identity.owner(), *answers, place);
    const LockRow holder = attempt.holder;
    if (attempt.lease || !isProcessGone(holder.machine, holder.pid, holder.processStart))
        co_return attempt;

    auto values = ownerValues(identity, times);
    values.append({ Value::text(holder.owner), Value::integer(holder.token) });
    const BoundStatement takeOver{ TakeOver, values };
    const auto taken = co_await database->query(takeOver);
    if (!taken)
        co_return taken.error();
    if (!taken->rows.isEmpty()) {
        attempt.lease = Lease{ .owner = identity.owner(),
                               .token = qint64(taken->rows.first().value(0).toReal()),
                               .tookOverFrom = holder.owner };
    }
    co_return attempt;
}

// Another program's write transaction, or an answer that was lost: asking again does no harm, since the owner is
// given its own lease again with a new token.
bool isWorthAnotherTry(const Error &error)
{
    return error.kind == Error::Kind::Lock || error.databaseState == DatabaseState::Unknown;
}

} // namespace

QCoro::Task<Result<Lease>> acquireLease(DatabasePointer database,
                                        RunIdentity identity,
                                        LeaseTimes times,
                                        std::stop_token stop,
                                        QList<BoundStatement> questions)
{
    const auto deadline = steady_clock::now() + times.waitAtMost;
    while (!stop.stop_requested()) {
        const auto attempt = co_await attemptOnce(database, identity, times, questions);
        if (attempt && attempt->lease)
            co_return *attempt->lease;
        if (!attempt && !isWorthAnotherTry(attempt.error()))
            co_return attempt.error();
        if (steady_clock::now() >= deadline)
            co_return attempt ? heldBy(attempt->holder) : attempt.error();
        co_await QCoro::sleepFor(times.pollEvery);
    }
    co_return cancelled();
}

QCoro::Task<Result<>> renewLease(DatabasePointer database, Lease lease, LeaseTimes times)
{
    BoundStatement renewal = leasesql::renew(lease, times);
    renewal.sql += " RETURNING token";
    const auto answer = co_await database->query(renewal);
    if (!answer)
        co_return answer.error();
    if (answer->rows.isEmpty())
        co_return lost();
    co_return Ok{};
}

QCoro::Task<Result<QList<ResultSet>>> releaseLease(DatabasePointer database,
                                                   Lease lease,
                                                   QList<BoundStatement> also,
                                                   QList<BoundStatement> questions)
{
    const BoundStatement release{ Release, ownerAndToken(lease) };
    const QList<BoundStatement> batch = also + QList<BoundStatement>{ release } + questions;
    if (batch.size() > 1) {
        const auto answers = co_await database->execute(batch);
        if (answers)
            co_return answers->mid(also.size() + 1);
    }
    // Once more if the answer was lost: a release that is repeated does no harm, one that is missing makes others wait.
    auto released = co_await database->query(release);
    if (!released && released.error().databaseState == DatabaseState::Unknown)
        released = co_await database->query(release);
    if (!released)
        co_return released.error();
    co_return QList<ResultSet>();
}

QCoro::Task<Result<>> breakLease(DatabasePointer database)
{
    QList<BoundStatement> batch = ledgersql::createLock();
    batch.append({ Break });
    const auto broken = co_await database->execute(batch);
    if (!broken)
        co_return broken.error();
    co_return Ok{};
}

namespace leasesql {

QList<BoundStatement> guard(const Lease &lease, qint64 head, bool ledgerExists)
{
    const BoundStatement headGuard = ledgerExists
                                         ? BoundStatement{ GuardHead, { Value::integer(head) } }
                                         : BoundStatement{ GuardNoLedger };
    return { guardLease(lease), headGuard };
}

BoundStatement guardLease(const Lease &lease)
{
    return { GuardLease, ownerAndToken(lease) };
}

BoundStatement renew(const Lease &lease, const LeaseTimes &times)
{
    auto values = ownerAndToken(lease);
    values.append(Value::integer(times.length.count()));
    return { Renew, values };
}

BoundStatement clearGuard()
{
    return { "DELETE FROM _tidemark_guard" };
}

bool isGuardFailure(const Error &error)
{
    if (error.message.contains("_tidemark_guard.ok"_L1))
        return true;
    return error.message.contains("no such table"_L1) && error.message.contains("_tidemark_"_L1);
}

} // namespace leasesql

} // namespace tidemark
