#include "ledgersql.h"

#include "mirror.h"

#include <engine/base/clock.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// D1 takes values and rows up to 2,000,000 bytes; the rest of the row needs a little of that. A larger script is known by its
// checksums alone.
constexpr qsizetype MaxStoredScript = 1'900'000;

constexpr auto CreateLedger = R"(CREATE TABLE IF NOT EXISTS _tidemark_ledger(
 stream TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL UNIQUE, format INTEGER NOT NULL,
 version TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
 out_of_order INTEGER NOT NULL, checksum TEXT NOT NULL, token_checksum TEXT NOT NULL, sql TEXT,
 statements_total INTEGER NOT NULL, statements_applied INTEGER NOT NULL, error TEXT,
 fingerprint_before TEXT, fingerprint_after TEXT, safety_point TEXT, plan_hash TEXT,
 run_id TEXT, actor TEXT, tool_version TEXT, started_at TEXT, finished_at TEXT, duration_ms INTEGER,
 PRIMARY KEY(stream, id)))";

constexpr auto CreateLock = R"(CREATE TABLE IF NOT EXISTS _tidemark_lock(
 id INTEGER PRIMARY KEY CHECK(id = 1), owner TEXT, token INTEGER NOT NULL, host TEXT, machine TEXT,
 pid INTEGER, process_start INTEGER, actor TEXT, acquired_at INTEGER, expires_at INTEGER NOT NULL))";

constexpr auto CreateGuard = "CREATE TABLE IF NOT EXISTS _tidemark_guard(ok INTEGER NOT NULL)";

constexpr auto NextSeq = "(SELECT coalesce(max(seq), 0) + 1 FROM _tidemark_ledger)";

Value textOrNull(const QString &text)
{
    return text.isEmpty() ? Value() : Value::text(text);
}

Value script(const QByteArray &sql)
{
    return sql.isEmpty() || sql.size() > MaxStoredScript ? Value() : Value::text(sql);
}

// A byte of a UTF-8 character that is not its first.
bool isWithinCharacter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

Value duration(const std::optional<std::chrono::milliseconds> &time)
{
    return time ? Value::integer(time->count()) : Value();
}

// In the order of ledgersql::columns(), without seq.
QList<Value> values(const LedgerEntry &entry)
{
    return { Value::text(entry.stream),
             Value::text(entry.id),
             Value::integer(LedgerFormat),
             Value::text(entry.version),
             Value::text(entry.name),
             Value::text(ledgersql::kindName(entry.kind)),
             Value::text(ledgersql::stateName(entry.state)),
             Value::integer(entry.outOfOrder ? 1 : 0),
             Value::text(entry.checksum),
             Value::text(entry.tokenChecksum),
             script(entry.sql),
             Value::integer(entry.statementsTotal),
             Value::integer(entry.statementsApplied),
             textOrNull(entry.error),
             textOrNull(entry.fingerprintBefore),
             textOrNull(entry.fingerprintAfter),
             textOrNull(entry.safetyPoint),
             textOrNull(entry.planHash),
             textOrNull(entry.runId),
             textOrNull(entry.actor),
             textOrNull(entry.toolVersion),
             textOrNull(rfc3339(entry.startedAt)),
             textOrNull(rfc3339(entry.finishedAt)),
             duration(entry.duration) };
}

// On a conflict the columns of @p updated get the new values, and seq in any case.
BoundStatement upsert(const LedgerEntry &entry, const QByteArrayList &updated)
{
    QByteArrayList places;
    int parameter = 0;
    for (const auto &column : ledgersql::columns())
        places.append(column == "seq" ? QByteArray(NextSeq)
                                      : '?' + QByteArray::number(++parameter));
    QByteArrayList assignments{ "seq = excluded.seq" };
    for (const auto &column : updated)
        assignments.append(column + " = excluded." + column);
    return { "INSERT INTO _tidemark_ledger(" + ledgersql::columns().join(", ") + ") VALUES ("
                 + places.join(", ") + ") ON CONFLICT(stream, id) DO UPDATE SET "
                 + assignments.join(", "),
             values(entry) };
}

} // namespace

namespace ledgersql {

QByteArrayList columns()
{
    return { "stream",
             "id",
             "seq",
             "format",
             "version",
             "name",
             "kind",
             "state",
             "out_of_order",
             "checksum",
             "token_checksum",
             "sql",
             "statements_total",
             "statements_applied",
             "error",
             "fingerprint_before",
             "fingerprint_after",
             "safety_point",
             "plan_hash",
             "run_id",
             "actor",
             "tool_version",
             "started_at",
             "finished_at",
             "duration_ms" };
}

QString kindName(LedgerEntry::Kind kind)
{
    switch (kind) {
    case LedgerEntry::Kind::Apply:
        return u"apply"_s;
    case LedgerEntry::Kind::Baseline:
        return u"baseline"_s;
    case LedgerEntry::Kind::Adopt:
        return u"adopt"_s;
    }
    return {};
}

QString stateName(LedgerEntry::State state)
{
    switch (state) {
    case LedgerEntry::State::Applied:
        return u"applied"_s;
    case LedgerEntry::State::Failed:
        return u"failed"_s;
    case LedgerEntry::State::Indeterminate:
        return u"indeterminate"_s;
    case LedgerEntry::State::RolledBack:
        return u"rolled-back"_s;
    }
    return {};
}

QList<BoundStatement> createLock()
{
    return { { CreateLock }, { CreateGuard } };
}

QList<BoundStatement> createLedger(const LedgerNames &names)
{
    QList<BoundStatement> statements{ { CreateLedger } };
    if (!names.mirrorTable.isEmpty() && !mirror::isDrizzleTable(names.mirrorTable))
        statements.append(createMirror(names));
    return statements;
}

BoundStatement record(const LedgerEntry &entry)
{
    auto updated = columns();
    updated.removeOne("stream");
    updated.removeOne("id");
    updated.removeOne("seq");
    return upsert(entry, updated);
}

QList<BoundStatement> appendScript(const LedgerEntry &entry)
{
    // As a literal it may be twice as long; D1 takes statements of 100,000 bytes.
    constexpr qsizetype MostBytes = 45'000;
    QList<BoundStatement> statements;
    if (entry.sql.size() > MaxStoredScript)
        return statements;
    for (qsizetype at = 0; at < entry.sql.size();) {
        qsizetype end = std::min(at + MostBytes, entry.sql.size());
        while (end < entry.sql.size() && end > at + 1 && isWithinCharacter(entry.sql.at(end)))
            --end;
        statements.append({ "UPDATE _tidemark_ledger SET sql = coalesce(sql, '') || ?1 "
                            "WHERE stream = ?2 AND id = ?3",
                            { Value::text(entry.sql.sliced(at, end - at)),
                              Value::text(entry.stream),
                              Value::text(entry.id) } });
        at = end;
    }
    return statements;
}

BoundStatement recordRollBack(const LedgerEntry &entry)
{
    return upsert(entry,
                  { "format",
                    "state",
                    "statements_applied",
                    "error",
                    "fingerprint_before",
                    "fingerprint_after",
                    "safety_point",
                    "plan_hash",
                    "run_id",
                    "actor",
                    "tool_version",
                    "started_at",
                    "finished_at",
                    "duration_ms" });
}

BoundStatement recordDuration(const LedgerEntry &entry,
                              const QDateTime &finishedAt,
                              std::chrono::milliseconds duration)
{
    return { "UPDATE _tidemark_ledger SET duration_ms = ?1, finished_at = ?2 "
             "WHERE stream = ?3 AND id = ?4 AND run_id = ?5",
             { Value::integer(duration.count()),
               Value::text(rfc3339(finishedAt)),
               Value::text(entry.stream),
               Value::text(entry.id),
               Value::text(entry.runId) } };
}

QList<BoundStatement> eject()
{
    // The last says how far an import came that can be resumed (transfer/csvprogress.cpp).
    return { { "DROP TABLE IF EXISTS _tidemark_ledger" },
             { "DROP TABLE IF EXISTS _tidemark_lock" },
             { "DROP TABLE IF EXISTS _tidemark_guard" },
             { "DROP TABLE IF EXISTS _tidemark_import" } };
}

} // namespace ledgersql

} // namespace tidemark
