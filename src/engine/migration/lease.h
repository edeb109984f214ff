#pragma once

#include "ledger.h"

#include <chrono>

namespace tidemark {

/// Who runs; written into the ledger and the lock.
struct RunIdentity {
    QString runId; ///< unique
    QString actor; ///< "name@host"
    QString host;
    qint64 pid = 0;
    qint64 processStart
        = 0; ///< the kernel's start time of the pid, so that a reused pid is not taken for the owner
    QString machine
        = {}; ///< boot and process namespace: hosts share names, pids mean something only here

    [[nodiscard]] static RunIdentity current();
    /// "host:pid:start:runId": the lock's owner column.
    [[nodiscard]] QString owner() const;
};

/// True if it is certain that the process is gone: it was of this very boot and process namespace, and no process has
/// that pid and start time any more.
[[nodiscard]] bool isProcessGone(const QString &machine, qint64 pid, qint64 processStart);

struct LeaseTimes {
    std::chrono::seconds length{ 60 };
    std::chrono::seconds renewAfter{ 20 };
    std::chrono::seconds waitAtMost{ 75 };
    std::chrono::milliseconds pollEvery{ 250 };
};

/// A lease that is held. The token fences: a batch guarded with it fails once somebody else has taken over.
struct Lease {
    QString owner;
    qint64 token = 0;
    QString tookOverFrom = {}; ///< a dead or expired owner; empty if it was free
    std::chrono::steady_clock::time_point renewedAt = std::chrono::steady_clock::now();
    QList<ResultSet> answers
        = {}; ///< to acquireLease()'s @c questions; empty: they were not answered
};

/// Waits for the lease, by the server's clock (unixepoch()). An expired one, or one of a process of this host that is
/// dead, is taken over at once. Fails with Lock, naming holder and time, when @p times.waitAtMost is over.
/// Creates the lock and guard tables if they are missing. @p questions are SELECTs asked in the batch that takes the lease,
/// so that looking again under it costs no round trip; if they cannot be asked the lease is taken without them.
[[nodiscard]] QCoro::Task<Result<Lease>> acquireLease(DatabasePointer database,
                                                      RunIdentity identity,
                                                      LeaseTimes times,
                                                      std::stop_token stop = {},
                                                      QList<BoundStatement> questions = {});
/// Fails with Lock if it was lost. One that has run out but that nobody took is still ours.
[[nodiscard]] QCoro::Task<Result<>>
renewLease(DatabasePointer database, Lease lease, LeaseTimes times);
/// Frees it if it is still ours. @p also is carried out in the same batch (RunReport::durations), and @p questions are
/// answered by it; if that fails, the lease is freed without them and no answer is returned. A failure costs at most the
/// wait until it runs out: never fail the caller's work for it.
[[nodiscard]] QCoro::Task<Result<QList<ResultSet>>> releaseLease(DatabasePointer database,
                                                                 Lease lease,
                                                                 QList<BoundStatement> also = {},
                                                                 QList<BoundStatement> questions
                                                                 = {});
/// Frees it whoever holds it: `lock release`.
[[nodiscard]] QCoro::Task<Result<>> breakLease(DatabasePointer database);

namespace leasesql {

/// First statements of every batch: fail (NOT NULL constraint of _tidemark_guard) unless the lease is ours, unexpired and
/// with this token, and the ledger's greatest seq is @p head. Pass @p ledgerExists = false before the ledger is made.
[[nodiscard]] QList<BoundStatement> guard(const Lease &lease, qint64 head, bool ledgerExists);
/// The first of them: the lease alone, for whoever does not add to the ledger.
[[nodiscard]] BoundStatement guardLease(const Lease &lease);
/// Lengthens the lease if it is ours; put at the end of a batch it costs no transaction of its own.
[[nodiscard]] BoundStatement renew(const Lease &lease, const LeaseTimes &times);
/// Last statement of every batch: empties the guard table.
[[nodiscard]] BoundStatement clearGuard();
/// True if a batch failed because of its guard and not because of a migration. Our tables being gone (eject) counts.
[[nodiscard]] bool isGuardFailure(const Error &error);

} // namespace leasesql

} // namespace tidemark
