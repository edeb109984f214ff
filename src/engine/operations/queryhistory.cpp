#include "queryhistory.h"

#include <engine/base/files.h>
#include <engine/migration/runner.h>

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype BytesOfCut = 2'000;

struct CatalogueScript {
    const char *id;
    const char *sql;
};

// Applied files must not change: a new need is a new entry.
constexpr std::array Catalogue{
    CatalogueScript{ "0001_entries", R"sql(
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    target_key TEXT NOT NULL,
    target TEXT NOT NULL,
    statement TEXT NOT NULL,
    duration_us INTEGER NOT NULL,
    rows_read INTEGER,
    outcome INTEGER NOT NULL,
    message TEXT NOT NULL
);
)sql" },
    CatalogueScript{ "0002_search", R"sql(
CREATE VIRTUAL TABLE entry_text USING fts5(
    statement, target, content='entry', content_rowid='id', tokenize='unicode61', prefix='2 3'
);
CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
    INSERT INTO entry_text (rowid, statement, target) VALUES (new.id, new.statement, new.target);
END;
CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN
    INSERT INTO entry_text (entry_text, rowid, statement, target)
    VALUES ('delete', old.id, old.statement, old.target);
END;
)sql" },
};

Result<Stream> catalogueStream()
{
    Stream stream;
    stream.config.name = u"history"_s;
    stream.layout.kind = LayoutKind::Plain; // no mirror: there is no other tool
    for (const CatalogueScript &script : Catalogue) {
        const QString id = QString::fromLatin1(script.id);
        auto up = parseScript(id + u".sql"_s, QByteArray(script.sql).trimmed() + '\n');
        if (!up)
            return up.error();
        const auto underscore = id.indexOf(u'_');
        stream.migrations.append({ .id = id,
                                   .version = id.left(underscore),
                                   .number = id.left(underscore).toLongLong(),
                                   .name = id.mid(underscore + 1),
                                   .up = *up });
    }
    return stream;
}

Result<> makeFile(const QString &path)
{
    if (const auto folder = makePrivateDirectory(QFileInfo(path).path()); !folder)
        return folder.error();
    QFile file(path);
    // SQLite would make it readable by others; its journal takes the mode of the file.
    if (!file.exists()
        && !file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                      QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && !file.exists())
        return Error{ .kind = Error::Kind::Safety,
                      .message
                      = u"The history of queries cannot be made: %1"_s.arg(file.errorString()),
                      .where = { .file = path } };
    return Ok{};
}

QCoro::Task<Result<StatusInput>> observed(DatabasePointer database, Stream stream)
{
    const auto read = co_await database->schema();
    if (!read)
        co_return read.error();
    const Schema &schema = *read;
    const auto ledger = co_await readLedger(database, ledgerNames(stream), schema);
    if (!ledger)
        co_return ledger.error();
    co_return StatusInput{ .stream = stream, .ledger = *ledger, .live = schema };
}

QCoro::Task<Result<Plan>> planned(DatabasePointer database, Stream stream)
{
    const auto input = co_await observed(database, stream);
    if (!input)
        co_return input.error();
    const UpGoal everything;
    co_return planUp(*input, evaluateStatus(*input), everything);
}

QCoro::Task<Result<>> bringUp(EnginePointer engine, DatabasePointer database, Stream stream)
{
    const auto before = co_await planned(database, stream);
    if (!before)
        co_return before.error();
    if (before->isEmpty())
        co_return Ok{};
    RunRequest request{ .database = database, .identity = engine->identity() };
    const auto lease = co_await acquireLease(database, request.identity, engine->leaseTimes);
    if (!lease)
        co_return lease.error();
    request.lease = *lease;
    request.names = ledgerNames(stream);
    // Another window may have done it while we waited.
    const auto plan = co_await planned(database, stream);
    RunReport report;
    if (plan && !plan->isEmpty()) {
        request.plan = *plan;
        const Conduct conduct;
        report = co_await runPlan(request, conduct);
    }
    static_cast<void>(co_await releaseLease(database, request.lease, report.durations));
    if (!plan)
        co_return plan.error();
    if (report.error)
        co_return *report.error;
    co_return Ok{};
}

BoundStatement insertion(const QueryEntry &entry)
{
    QByteArray text = withoutTokens(entry.statement);
    if (text.size() > QueryHistory::MostBytes) {
        const QByteArray size = QByteArray::number(text.size());
        text = QString::fromUtf8(text.first(BytesOfCut)).toUtf8() + "\n-- cut: " + size + " bytes";
    }
    const Value rowsRead = entry.rowsRead < 0 ? Value() : Value::integer(entry.rowsRead);
    return { "INSERT INTO entry (at_ms, target_key, target, statement, duration_us, rows_read, "
             "outcome, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
             { Value::integer(entry.at.toMSecsSinceEpoch()),
               Value::text(entry.targetKey),
               Value::text(entry.target),
               Value::text(text),
               Value::integer(entry.duration.count()),
               rowsRead,
               Value::integer(static_cast<qint64>(entry.outcome)),
               Value::text(QString::fromUtf8(withoutTokens(entry.message.toUtf8()))) } };
}

QueryEntry entryOf(const Row &row)
{
    const auto time = QDateTime::fromMSecsSinceEpoch(row.at(1).toInteger(), Qt::UTC);
    return { .id = row.at(0).toInteger(),
             .at = time,
             .targetKey = row.at(2).toString(),
             .target = row.at(3).toString(),
             .statement = row.at(4).bytes(),
             .duration = std::chrono::microseconds(row.at(5).toInteger()),
             .rowsRead = row.at(6).isNull() ? -1 : row.at(6).toInteger(),
             .outcome = static_cast<QueryEntry::Outcome>(row.at(7).toInteger()),
             .message = row.at(8).toString() };
}

/// Each word in quotes is a text for FTS5 and no operator; the star lets it be the start of a word.
QString matchOf(const QString &words)
{
    QStringList terms;
    for (QString word : words.split(u' ', Qt::SkipEmptyParts)) {
        const bool hasLetters
            = std::ranges::any_of(word, [](QChar c) { return c.isLetterOrNumber(); });
        if (hasLetters)
            terms.append(u'"' + word.replace(u'"', u"\"\""_s) + u"\"*"_s);
    }
    return terms.join(u' ');
}

} // namespace

QByteArray withoutTokens(const QByteArray &statement)
{
    // Cloudflare's tokens are forty or more of these characters in one piece, mixed as no name is.
    static const QRegularExpression piece(u"[A-Za-z0-9_-]{40,}"_s);
    QString text = QString::fromUtf8(statement);
    qsizetype from = 0;
    for (auto match = piece.match(text); match.hasMatch(); match = piece.match(text, from)) {
        const QString found = match.captured();
        const auto has = [&found](auto test) { return std::ranges::any_of(found, test); };
        const bool isMixed = has([](QChar c) { return c.isUpper(); })
                             && has([](QChar c) { return c.isLower(); })
                             && has([](QChar c) { return c.isDigit(); });
        from = match.capturedEnd();
        if (!isMixed)
            continue;
        static const QString hidden = u"(hidden)"_s;
        text.replace(match.capturedStart(), found.size(), hidden);
        from = match.capturedStart() + hidden.size();
    }
    return text.toUtf8();
}

QString QueryHistory::fileOf(const Paths &paths)
{
    return paths.state + u"/queries.sqlite"_s;
}

QCoro::Task<Result<QueryHistory>> QueryHistory::open(EnginePointer engine)
{
    const QString path = fileOf(engine->paths);
    if (const auto made = makeFile(path); !made)
        co_return made.error();
    const auto stream = catalogueStream();
    if (!stream)
        co_return stream.error();
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadWrite;
    const auto database = co_await SqliteDatabase::open(path, options);
    if (!database)
        co_return database.error();
    const auto ready = co_await bringUp(engine, *database, *stream);
    if (!ready)
        co_return ready.error();
    co_return QueryHistory(*database);
}

QCoro::Task<Result<>> QueryHistory::add(QList<QueryEntry> entries) const
{
    const auto database = m_database;
    QList<BoundStatement> batch;
    for (const QueryEntry &entry : std::as_const(entries)) {
        if (!entry.statement.trimmed().isEmpty())
            batch.append(insertion(entry));
    }
    if (batch.isEmpty())
        co_return Ok{};
    batch.append({ "DELETE FROM entry WHERE id <= (SELECT max(id) FROM entry) - ?",
                   { Value::integer(MostEntries) } });
    const auto added = co_await database->execute(batch);
    if (!added)
        co_return added.error();
    co_return Ok{};
}

QCoro::Task<Result<QList<QueryEntry>>> QueryHistory::search(QString words, int most) const
{
    const auto database = m_database;
    const QString match = matchOf(words);
    QByteArray sql = "SELECT id, at_ms, target_key, target, statement, duration_us, rows_read, "
                     "outcome, message FROM entry";
    QList<Value> parameters;
    if (!match.isEmpty()) {
        sql += " WHERE id IN (SELECT rowid FROM entry_text WHERE entry_text MATCH ?)";
        parameters.append(Value::text(match));
    }
    sql += " ORDER BY id DESC LIMIT ?";
    parameters.append(Value::integer(most));
    const BoundStatement question{ sql, parameters };
    const auto found = co_await database->query(question);
    if (!found)
        co_return found.error();
    QList<QueryEntry> entries;
    for (const Row &row : found->rows)
        entries.append(entryOf(row));
    co_return entries;
}

QCoro::Task<Result<>> QueryHistory::clear() const
{
    const auto database = m_database;
    const QList<BoundStatement> batch{ { "DELETE FROM entry" } };
    const auto cleared = co_await database->execute(batch);
    if (!cleared)
        co_return cleared.error();
    // What was forgotten must not be found in the file either.
    const auto compacting = [](SqliteConnection &connection) { return connection.run("VACUUM"); };
    co_return co_await database->with(compacting);
}

} // namespace tidemark
