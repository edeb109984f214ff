#include "ledger.h"

#include "ledgersql.h"
#include "mirror.h"

#include <engine/base/clock.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const auto LedgerTable = u"_tidemark_ledger"_s;
const auto LockTable = u"_tidemark_lock"_s;

qint64 number(const Value &value)
{
    return value.kind() == Value::Kind::Integer ? value.toInteger() : qint64(value.toReal());
}

LedgerEntry::Kind kindFrom(const QString &text)
{
    for (const auto kind : { LedgerEntry::Kind::Baseline, LedgerEntry::Kind::Adopt }) {
        if (text == ledgersql::kindName(kind))
            return kind;
    }
    return LedgerEntry::Kind::Apply;
}

// A state nobody knows must never count as applied or as pending.
LedgerEntry::State stateFrom(const QString &text)
{
    using State = LedgerEntry::State;
    for (const auto state : { State::Applied, State::Failed, State::RolledBack }) {
        if (text == ledgersql::stateName(state))
            return state;
    }
    return State::Indeterminate;
}

class RowReader
{
public:
    explicit RowReader(const Row &row)
        : m_row(row)
    {}

    QString text() { return m_row.value(m_column++).toString(); }
    QByteArray bytes() { return m_row.value(m_column++).bytes(); }
    qint64 integer() { return number(m_row.value(m_column++)); }
    bool isNull() const { return m_row.value(m_column).isNull(); }
    QDateTime time() { return parseTime(text()); }
    QDateTime seconds() { return QDateTime::fromSecsSinceEpoch(integer(), Qt::UTC); }

private:
    const Row &m_row;
    qsizetype m_column = 0;
};

LedgerEntry entryFrom(const Row &row)
{
    RowReader reader(row);
    LedgerEntry entry;
    entry.stream = reader.text();
    entry.id = reader.text();
    entry.seq = reader.integer();
    reader.integer(); // format, looked at for the table as a whole
    entry.version = reader.text();
    entry.name = reader.text();
    entry.kind = kindFrom(reader.text());
    entry.state = stateFrom(reader.text());
    entry.outOfOrder = reader.integer() != 0;
    entry.checksum = reader.text();
    entry.tokenChecksum = reader.text();
    entry.sql = reader.bytes();
    entry.statementsTotal = int(reader.integer());
    entry.statementsApplied = int(reader.integer());
    entry.error = reader.text();
    entry.fingerprintBefore = reader.text();
    entry.fingerprintAfter = reader.text();
    entry.safetyPoint = reader.text();
    entry.planHash = reader.text();
    entry.runId = reader.text();
    entry.actor = reader.text();
    entry.toolVersion = reader.text();
    entry.startedAt = reader.time();
    entry.finishedAt = reader.time();
    if (!reader.isNull())
        entry.duration = std::chrono::milliseconds(reader.integer());
    return entry;
}

LockRow lockFrom(const Row &row)
{
    RowReader reader(row);
    LockRow lock;
    lock.owner = reader.text();
    lock.host = reader.text();
    lock.pid = reader.integer();
    lock.actor = reader.text();
    lock.token = reader.integer();
    lock.acquiredAt = reader.seconds();
    lock.expiresAt = reader.seconds();
    lock.expired = reader.integer() != 0;
    lock.machine = reader.text();
    lock.processStart = reader.integer();
    return lock;
}

Error otherShape(const QString &table, const QString &column)
{
    return { .kind = Error::Kind::History,
             .message = u"The table %1 has no column \"%2\": it was made by another tool, or by "
                        u"another version of this one."_s.arg(table, column),
             .remedy = u"Rename that table, or use the version that made it."_s };
}

Result<> checkShape(const Schema &schema, const QString &table, const QStringList &columns)
{
    const Table *found = schema.table(table);
    for (const auto &column : columns) {
        if (found && !found->column(column))
            return otherShape(table, column);
    }
    return Ok{};
}

Result<> checkShapes(const Schema &schema, const LedgerNames &names)
{
    QStringList columns;
    for (const auto &column : ledgersql::columns())
        columns.append(QString::fromLatin1(column));
    if (auto ledger = checkShape(schema, LedgerTable, columns); !ledger)
        return ledger;
    if (names.mirrorTable.isEmpty())
        return Ok{};
    return checkShape(schema, names.mirrorTable, mirror::requiredColumns(names));
}

// Which statements are sent depends on the tables there are; the places in the answer follow from the same facts.
struct Questions {
    bool ledger = false;
    bool mirror = false;
    bool lock = false;
    QList<BoundStatement> statements = {};
};

Questions questionsFor(const LedgerNames &names, const Schema &schema)
{
    Questions questions;
    questions.ledger = schema.table(LedgerTable) != nullptr;
    questions.mirror = !names.mirrorTable.isEmpty() && schema.table(names.mirrorTable);
    questions.lock = schema.table(LockTable) != nullptr;
    if (questions.ledger) {
        questions.statements.append({ "SELECT coalesce(max(seq), 0), coalesce(max(format), 0), "
                                      "max(tool_version) FROM _tidemark_ledger" });
        questions.statements.append({ "SELECT " + ledgersql::columns().join(", ")
                                          + " FROM _tidemark_ledger WHERE stream = ?1 ORDER BY seq",
                                      { Value::text(names.stream) } });
    }
    if (questions.mirror)
        questions.statements.append(mirror::select(names));
    if (questions.lock) {
        questions.statements.append(
            { "SELECT owner, host, pid, actor, token, acquired_at, expires_at, "
              "expires_at <= unixepoch(), machine, process_start "
              "FROM _tidemark_lock WHERE id = 1 AND owner IS NOT NULL" });
    }
    return questions;
}

Result<> takeLedger(LedgerState &state, const QList<Row> &head, const QList<Row> &rows)
{
    const Row summary = head.value(0);
    if (number(summary.value(1)) > LedgerFormat) {
        return Error{ .kind = Error::Kind::History,
                      .message = u"The ledger of this database was made by a newer version of "
                                 u"Tidemark (%1; this is %2)."_s.arg(
                                     summary.value(2).toString(), QStringLiteral(TIDEMARK_VERSION)),
                      .remedy = u"Update Tidemark on this computer."_s };
    }
    state.exists = true;
    state.head = number(summary.value(0));
    for (const auto &row : rows)
        state.entries.append(entryFrom(row));
    return Ok{};
}

Result<LedgerState>
answersTo(const Questions &questions, const LedgerNames &names, const QList<ResultSet> &answers)
{
    LedgerState state;
    qsizetype next = 0;
    if (questions.ledger) {
        const auto head = answers.value(next++).rows;
        const auto rows = answers.value(next++).rows;
        if (const auto taken = takeLedger(state, head, rows); !taken)
            return taken.error();
    }
    if (questions.mirror) {
        state.mirrorExists = true;
        for (const auto &row : answers.value(next++).rows)
            state.mirror.append(mirror::rowFrom(names, row));
    }
    if (questions.lock) {
        const auto rows = answers.value(next).rows;
        if (!rows.isEmpty())
            state.lock = lockFrom(rows.first());
    }
    return state;
}

} // namespace

const LedgerEntry *LedgerState::entry(const QString &id) const
{
    const auto found = std::find_if(
        entries.cbegin(), entries.cend(), [&id](const auto &entry) { return entry.id == id; });
    return found == entries.cend() ? nullptr : &*found;
}

bool LedgerState::isRecorded(const Migration &migration, const Layout &layout) const
{
    const LedgerEntry *ours = entry(migration.id);
    if (ours && ours->state != LedgerEntry::State::RolledBack)
        return ours->state == LedgerEntry::State::Applied;
    return std::any_of(mirror.cbegin(), mirror.cend(), [&](const MirrorRow &row) {
        return mirror::matches(row, migration, layout.kind);
    });
}

LedgerNames ledgerNames(const Stream &stream)
{
    return { .stream = stream.config.name,
             .layout = stream.layout.kind,
             .mirrorTable = stream.layout.mirrorTable(stream.config) };
}

QCoro::Task<Result<LedgerState>>
readLedger(DatabasePointer database, LedgerNames names, Schema schema)
{
    if (const auto shapes = checkShapes(schema, names); !shapes)
        co_return shapes.error();
    const Questions questions = questionsFor(names, schema);
    if (questions.statements.isEmpty())
        co_return LedgerState{};
    const auto answers = co_await database->read(questions.statements);
    if (!answers)
        co_return answers.error();
    co_return answersTo(questions, names, *answers);
}

} // namespace tidemark
