#pragma once

#include "stream.h"

#include <engine/database/database.h>

#include <QDateTime>

namespace tidemark {

/// The format of the rows this version writes; every row carries it, so that a version that knows less refuses.
constexpr int LedgerFormat = 1;

/// One row of _tidemark_ledger, the truth about what a database has seen.
struct LedgerEntry {
    enum class Kind { Apply, Baseline, Adopt };
    enum class State { Applied, Failed, Indeterminate, RolledBack };

    qint64 seq = 0; ///< order of application; never reused
    QString stream;
    QString id;
    QString version;
    QString name;
    Kind kind = Kind::Apply;
    State state = State::Applied;
    bool outOfOrder = false;
    QString checksum;
    QString tokenChecksum;
    QByteArray sql; ///< the script that ran, normalised; empty if it was too large to be stored
    int statementsTotal = 0;
    int statementsApplied = 0;
    QString error = {};
    QString fingerprintBefore = {};
    QString fingerprintAfter
        = {}; ///< of the replayed schema, so that drift that was there stays visible
    QString safetyPoint = {};
    QString planHash = {};
    QString runId = {};
    QString actor = {}; ///< "name@host"
    QString toolVersion = {};
    QDateTime startedAt = {};
    QDateTime finishedAt = {};
    std::optional<std::chrono::milliseconds> duration = {};
};

/// A row of the other tool's table.
struct MirrorRow {
    QString name; ///< as the other tool writes it: "0001_x.sql" (wrangler), "0001_x" (_migrations)
    std::optional<qint64> version = {};
    QDateTime appliedAt = {};
};

struct LockRow {
    QString owner; ///< unique per run
    QString host;
    qint64 pid = 0;
    QString actor;
    qint64 token = 0; ///< fencing number, grows with every acquisition
    QDateTime acquiredAt;
    QDateTime expiresAt;
    bool expired = false; ///< by the server's clock, when it was read
    QString machine = {}; ///< boot and process namespace: a pid means something only there
    qint64 processStart = 0; ///< the kernel's start time of the pid
};

/// Everything a database says about its migrations, read together.
struct LedgerState {
    bool exists = false; ///< _tidemark_ledger is there
    QList<LedgerEntry> entries = {}; ///< of this stream, by seq
    qint64 head = 0; ///< greatest seq of any stream; 0 if none
    bool mirrorExists = false;
    QList<MirrorRow> mirror = {};
    std::optional<LockRow> lock = {}; ///< who holds the lease; empty if nobody does

    [[nodiscard]] const LedgerEntry *entry(const QString &id) const;
    /// True if one of the two says that @p migration is in effect: our entry if it is Applied, Failed or Indeterminate
    /// decides; without one, or after a roll back, a mirror row does (the other tool applied it).
    [[nodiscard]] bool isRecorded(const Migration &migration, const Layout &layout) const;
};

/// Which tables belong to a stream.
struct LedgerNames {
    QString stream;
    LayoutKind layout = LayoutKind::Wrangler;
    QString mirrorTable; ///< empty: none
};
[[nodiscard]] LedgerNames ledgerNames(const Stream &stream);

/// Schema and ledger of one moment.
struct LedgerReading {
    Schema schema;
    LedgerState ledger;
};

/// What is asked to learn both. Pure: the questions go alone, or with other statements in a batch that is sent anyway, and
/// readingFrom() understands the answers.
struct LedgerQuestions {
    LedgerNames names;
    bool ledger
        = false; ///< which of the tables are asked for; one that is not there fails the whole call
    bool mirror = false;
    bool lock = false;
    QList<BoundStatement> statements = {}; ///< schemaQuery() is the first
};
/// For a database in which @p known was seen before; without it our tables are taken to be there.
[[nodiscard]] LedgerQuestions ledgerQuestions(const LedgerNames &names,
                                              const Schema *known = nullptr);
/// The same for the batch that takes the lease, behind the statements that make the lock's table.
[[nodiscard]] LedgerQuestions questionsUnderLease(const LedgerNames &names, const Schema &known);
/// Fails with History if the ledger was made by a newer version, or if one of the tables has another shape.
[[nodiscard]] Result<LedgerReading> readingFrom(const LedgerQuestions &questions,
                                                const QList<ResultSet> &answers);
/// True if the answers' schema has one of our tables that was not asked for: it came to be meanwhile, ask again.
[[nodiscard]] bool isIncomplete(const LedgerQuestions &questions, const Schema &schema);

/// Schema and ledger in one call of Database::read() if our tables are as expected (@p known, as for ledgerQuestions()), in
/// two if not. Writes nothing. Fails like readingFrom().
[[nodiscard]] QCoro::Task<Result<LedgerReading>>
readState(DatabasePointer database, LedgerNames names, std::optional<Schema> known = {});

/// readState() in one call whose schema is an outline (sql/schemaoutline.h), in a fraction of the time for a database of many
/// tables. Nothing if an outline does not do, or if our tables are not as expected: readState() tells.
[[nodiscard]] QCoro::Task<Result<std::optional<LedgerReading>>>
readOutline(DatabasePointer database, LedgerNames names);

/// Reads it all in one call of Database::read(); tables that @p schema does not have are not asked for. Writes nothing.
/// Fails like readingFrom().
[[nodiscard]] QCoro::Task<Result<LedgerState>>
readLedger(DatabasePointer database, LedgerNames names, Schema schema);

/// The statements a batch is made of; pure, so that every kind of database sends the same ones.
namespace ledgersql {

/// CREATE TABLE IF NOT EXISTS for lock and guard: needed before a lease can be taken.
[[nodiscard]] QList<BoundStatement> createLock();
/// CREATE TABLE IF NOT EXISTS for the ledger and the mirror: part of the first recording batch.
[[nodiscard]] QList<BoundStatement> createLedger(const LedgerNames &names);
/// The mirror alone. Only for names that have one that is written (not drizzle's own table).
[[nodiscard]] BoundStatement createMirror(const LedgerNames &names);
/// Insert, or update of the row with this (stream, id); entry.seq is not looked at, the row becomes the head.
[[nodiscard]] BoundStatement record(const LedgerEntry &entry);
/// Makes the row rolled back and the head. What had been applied (kind, checksums, SQL) stays; @p entry is
/// inserted as it is if only the mirror knew of the migration.
[[nodiscard]] BoundStatement recordRollBack(const LedgerEntry &entry);
/// How long a recorded step took, known only after its batch; sent with the lease's release.
[[nodiscard]] BoundStatement recordDuration(const LedgerEntry &entry,
                                            const QDateTime &finishedAt,
                                            std::chrono::milliseconds duration);
/// The mirror's row for an applied migration: what that tool would have written. Nothing for the second of a duplicate
/// pair in _migrations, which can hold one of them only; nothing for an init script, which that tool never ran.
[[nodiscard]] QList<BoundStatement>
mirrorApplied(const LedgerNames &names, const Migration &migration, const QDateTime &at);
/// Takes it out again. In _migrations the other one of a duplicate pair gets the row if it is still applied.
[[nodiscard]] QList<BoundStatement> mirrorRolledBack(const LedgerNames &names,
                                                     const Migration &migration);
/// DROP TABLE IF EXISTS for our tables; the mirrors stay.
[[nodiscard]] QList<BoundStatement> eject();

} // namespace ledgersql

} // namespace tidemark
