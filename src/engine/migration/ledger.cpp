#include "ledger.h"

#include "ledgersql.h"
#include "mirror.h"

#include <engine/base/clock.h>
#include <engine/sql/schemaoutline.h>
#include <engine/sql/schemareader.h>

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

    QString text() { return next().toString(); }
    /// The same, which is @p known if its row had it.
    QString text(const Value &before, const QString &known)
    {
        const Value &value = next();
        return !known.isEmpty() && value == before ? known : value.toString();
    }
    QByteArray bytes() { return next().bytes(); }
    qint64 integer() { return number(next()); }
    bool isNull() const { return at(m_column).isNull(); }
    QDateTime time() { return parseTime(text()); }
    QDateTime seconds() { return QDateTime::fromSecsSinceEpoch(integer(), Qt::UTC); }

    [[nodiscard]] qsizetype column() const { return m_column; }
    [[nodiscard]] const Value &at(qsizetype column) const
    {
        return column < m_row.size() ? m_row.at(column) : m_null;
    }

private:
    const Value &next() { return at(m_column++); }

    const Row &m_row;
    const Value m_null;
    qsizetype m_column = 0;
};

/// Reads @p row of the ledger. What it says as the row @p rowBefore it, read as @p last (the run, the plan, who, …), they share.
LedgerEntry entryFrom(const Row &row, const Row &rowBefore, const LedgerEntry &last)
{
    RowReader reader(row);
    const RowReader before(rowBefore);
    const auto same = [&before](RowReader &from, const QString &known) {
        return from.text(before.at(from.column()), known);
    };
    LedgerEntry entry;
    entry.stream = same(reader, last.stream);
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
    // Each begins where the one before it ended.
    entry.fingerprintBefore = reader.text(before.at(reader.column() + 1), last.fingerprintAfter);
    entry.fingerprintAfter = same(reader, last.fingerprintAfter);
    entry.safetyPoint = same(reader, last.safetyPoint);
    entry.planHash = same(reader, last.planHash);
    entry.runId = same(reader, last.runId);
    entry.actor = same(reader, last.actor);
    entry.toolVersion = same(reader, last.toolVersion);
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

void appendLedgerQuestions(LedgerQuestions &questions)
{
    if (questions.mirror)
        questions.statements.append(mirror::select(questions.names));
    if (questions.ledger) {
        questions.statements.append({ "SELECT coalesce(max(seq), 0), coalesce(max(format), 0), "
                                      "max(tool_version) FROM _tidemark_ledger" });
        questions.statements.append({ "SELECT " + ledgersql::columns().join(", ")
                                          + " FROM _tidemark_ledger WHERE stream = ?1 ORDER BY seq",
                                      { Value::text(questions.names.stream) } });
    }
    if (questions.lock) {
        questions.statements.append(
            { "SELECT owner, host, pid, actor, token, acquired_at, expires_at, "
              "expires_at <= unixepoch(), machine, process_start "
              "FROM _tidemark_lock WHERE id = 1 AND owner IS NOT NULL" });
    }
}

LedgerQuestions questionsFor(const LedgerNames &names, const Schema &schema)
{
    LedgerQuestions questions{ .names = names };
    questions.ledger = schema.table(LedgerTable) != nullptr;
    questions.mirror = !names.mirrorTable.isEmpty() && schema.table(names.mirrorTable);
    questions.lock = schema.table(LockTable) != nullptr;
    return questions;
}

// A question that the database does not understand: the table is not there, or is somebody else's.
bool isMisunderstood(const Error &error)
{
    return error.message.contains("no such table"_L1)
           || error.message.contains("no such column"_L1);
}

// What an answer "no such table" leaves to be asked. The mirror is asked for first, and our tables are made together with
// it, so a mirror that is missing says that nothing of ours is there.
LedgerQuestions withoutMissing(const LedgerQuestions &asked, const Error &error)
{
    const auto isMissing
        = [&error](const QString &table) { return error.message.contains(u"table: "_s + table); };
    LedgerQuestions left = asked;
    const bool mirrorMissing = asked.mirror && isMissing(asked.names.mirrorTable);
    left.mirror = asked.mirror && !mirrorMissing;
    left.ledger = asked.ledger && !mirrorMissing && !isMissing(LedgerTable);
    left.lock = asked.lock && left.ledger && !isMissing(LockTable);
    left.statements = { { schemaQuery() } };
    appendLedgerQuestions(left);
    return left;
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
    state.entries.reserve(rows.size());
    const Row none;
    const LedgerEntry nothing;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        state.entries.append(i == 0
                                 ? entryFrom(rows.at(i), none, nothing)
                                 : entryFrom(rows.at(i), rows.at(i - 1), state.entries.at(i - 1)));
    }
    return Ok{};
}

// @p answers without the one to schemaQuery().
Result<LedgerState> answersTo(const LedgerQuestions &questions, const QList<ResultSet> &answers)
{
    LedgerState state;
    qsizetype next = 0;
    if (questions.mirror) {
        state.mirrorExists = true;
        const auto rows = answers.value(next++).rows;
        state.mirror.reserve(rows.size());
        for (const auto &row : rows)
            state.mirror.append(mirror::rowFrom(questions.names, row));
    }
    if (questions.ledger) {
        const auto head = answers.value(next++).rows;
        const auto rows = answers.value(next++).rows;
        if (const auto taken = takeLedger(state, head, rows); !taken)
            return taken.error();
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

LedgerQuestions ledgerQuestions(const LedgerNames &names, const Schema *known)
{
    LedgerQuestions questions{
        .names = names, .ledger = true, .mirror = !names.mirrorTable.isEmpty(), .lock = true
    };
    if (known)
        questions = questionsFor(names, *known);
    questions.statements.append({ schemaQuery() });
    appendLedgerQuestions(questions);
    return questions;
}

LedgerQuestions questionsUnderLease(const LedgerNames &names, const Schema &known)
{
    LedgerQuestions questions = questionsFor(names, known);
    questions.lock = true;
    questions.statements.append({ schemaQuery() });
    appendLedgerQuestions(questions);
    return questions;
}

bool isIncomplete(const LedgerQuestions &questions, const Schema &schema)
{
    const LedgerQuestions wanted = questionsFor(questions.names, schema);
    return (wanted.ledger && !questions.ledger) || (wanted.mirror && !questions.mirror)
           || (wanted.lock && !questions.lock);
}

Result<LedgerReading> readingFrom(const LedgerQuestions &questions, const QList<ResultSet> &answers)
{
    const auto schema = schemaFromRows(answers.value(0).rows);
    if (!schema)
        return schema.error();
    if (const auto shapes = checkShapes(*schema, questions.names); !shapes)
        return shapes.error();
    const auto ledger = answersTo(questions, answers.mid(1));
    if (!ledger)
        return ledger.error();
    return LedgerReading{ .schema = *schema, .ledger = *ledger };
}

QCoro::Task<Result<LedgerReading>>
readState(DatabasePointer database, LedgerNames names, std::optional<Schema> known)
{
    LedgerQuestions questions = ledgerQuestions(names, known ? &*known : nullptr);
    auto answers = co_await database->read(questions.statements);
    if (!answers && isMisunderstood(answers.error())) {
        questions = withoutMissing(questions, answers.error());
        answers = co_await database->read(questions.statements);
    }
    if (!answers && !isMisunderstood(answers.error()))
        co_return answers.error();
    if (answers) {
        auto reading = readingFrom(questions, *answers);
        if (!reading || !isIncomplete(questions, reading->schema))
            co_return reading;
    }
    const auto schema = co_await database->schema();
    if (!schema)
        co_return schema.error();
    const auto ledger = co_await readLedger(database, names, *schema);
    if (!ledger)
        co_return ledger.error();
    LedgerReading reading{ .schema = *schema, .ledger = *ledger };
    co_return reading;
}

QCoro::Task<Result<std::optional<LedgerReading>>> readOutline(DatabasePointer database,
                                                              LedgerNames names)
{
    // A table of another shape is found by its question, which names every column.
    LedgerQuestions questions = ledgerQuestions(names);
    questions.statements.first() = { outlineQuery() };
    const auto answers = co_await database->read(questions.statements);
    std::optional<LedgerReading> reading;
    if (!answers && isMisunderstood(answers.error()))
        co_return reading;
    if (!answers)
        co_return answers.error();
    const auto outline = outlineFromRows(answers->value(0).rows);
    if (!outline)
        co_return reading;
    const auto ledger = answersTo(questions, answers->mid(1));
    if (!ledger)
        co_return ledger.error();
    reading = LedgerReading{ .schema = *outline, .ledger = *ledger };
    co_return reading;
}

QCoro::Task<Result<LedgerState>>
readLedger(DatabasePointer database, LedgerNames names, Schema schema)
{
    if (const auto shapes = checkShapes(schema, names); !shapes)
        co_return shapes.error();
    LedgerQuestions questions = questionsFor(names, schema);
    appendLedgerQuestions(questions);
    if (questions.statements.isEmpty())
        co_return LedgerState{};
    const auto answers = co_await database->read(questions.statements);
    if (!answers)
        co_return answers.error();
    co_return answersTo(questions, *answers);
}

} // namespace tidemark
