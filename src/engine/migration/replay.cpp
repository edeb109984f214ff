#include "replay.h"

#include <engine/database/sqlite/knownschema.h>
#include <engine/sql/fingerprinter.h>

#include <QFileInfo>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QList<BoundStatement> boundStatements(const MigrationScript &script)
{
    QList<BoundStatement> statements;
    for (const Statement &statement : script.statements)
        statements.append({ statement.text });
    return statements;
}

/// One transaction as D1 and a file give it, unless the script asks for none.
Result<> runScript(SqliteConnection &connection,
                   const MigrationScript &script,
                   SqliteOptions::Profile profile)
{
    const auto statements = boundStatements(script);
    if (script.header.transactional || profile == SqliteOptions::Profile::D1) {
        auto done = connection.transaction(statements);
        return done ? Result<>(Ok{}) : Result<>(done.error());
    }
    for (qsizetype at = 0; at < statements.size(); ++at) {
        if (auto done = connection.query(statements.at(at)); !done) {
            Error error = done.error();
            error.where.statement = static_cast<int>(at) + 1;
            return error;
        }
    }
    return Ok{};
}

Error notReplayable(const Migration &migration, const Error &raw)
{
    const MigrationScript &script = migration.up;
    Error error{ .kind = Error::Kind::History,
                 .message
                 = u"%1 does not run on an empty database after the migrations before it: %2"_s.arg(
                     QFileInfo(script.file).fileName(), raw.message),
                 .remedy
                 = u"Every migration must run on what those before it leave. If the first tables "
                   "come from another script, declare it as init in tidemark.toml; if an "
                   "applied file was changed, restore it from version control."_s,
                 .where = { .file = script.file } };
    const qsizetype place = raw.where.statement - 1;
    if (place < 0 || place >= script.statements.size())
        return error;
    const qsizetype offset
        = script.statements.at(place).offset + std::max<qint64>(raw.where.offset, 0);
    error.where.line = positionOf(script.text, offset).line;
    error.where.statement = raw.where.statement;
    error.where.offset = raw.where.offset;
    return error;
}

} // namespace

Schema Replay::schema() const
{
    return steps.isEmpty() ? Schema() : steps.last().after;
}

QString Replay::fingerprint() const
{
    return steps.isEmpty() ? tidemark::fingerprint(Schema()) : steps.last().fingerprintAfter;
}

const ReplayStep *Replay::step(const QString &id) const
{
    const auto found = std::find_if(
        steps.cbegin(), steps.cend(), [&id](const ReplayStep &step) { return step.id == id; });
    return found == steps.cend() ? nullptr : &*found;
}

Schema Replay::before(const QString &id) const
{
    Schema schema;
    for (const ReplayStep &step : steps) {
        if (step.id == id)
            return schema;
        schema = step.after;
    }
    return {};
}

Result<Replay> replay(const QList<Migration> &migrations, SqliteOptions::Profile profile)
{
    auto connection = SqliteConnection::open(
        u":memory:"_s, { .access = SqliteOptions::Access::Create, .profile = profile });
    if (!connection)
        return connection.error();
    KnownSchema known;
    Fingerprinter fingerprinter;
    Replay replayed;
    QString before = fingerprint(Schema());
    for (const Migration &migration : migrations) {
        if (auto done = runScript(*connection, migration.up, profile); !done)
            return notReplayable(migration, done.error());
        auto after = known.of(*connection);
        if (!after)
            return after.error();
        const QString fingerprintAfter = fingerprinter.of(*after);
        replayed.steps.append({ .id = migration.id,
                                .fingerprintBefore = before,
                                .fingerprintAfter = fingerprintAfter,
                                .after = *std::move(after) });
        before = fingerprintAfter;
    }
    return replayed;
}

} // namespace tidemark
