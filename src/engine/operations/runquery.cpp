#include "runquery.h"

#include <engine/sql/schemadiff.h>
#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>

#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Named parameters in the order in which a connection numbers them: by first appearance.
Result<QList<Value>> bound(const Statement &statement, const QMap<QString, QString> &values)
{
    QStringList names;
    const QByteArrayView text = statement.text;
    for (const Token &token : significantTokens(text)) {
        if (token.kind != Token::Kind::Parameter)
            continue;
        const QString name = QString::fromUtf8(token.in(text));
        if (!names.contains(name))
            names.append(name);
    }
    QList<Value> parameters;
    for (const QString &name : std::as_const(names)) {
        const auto value = values.constFind(name.mid(1));
        if (value == values.constEnd()) {
            return Error{ .kind = Error::Kind::Usage,
                          .message = u"The parameter %1 has no value."_s.arg(name),
                          .remedy = u"Add --param %1=VALUE."_s.arg(name.mid(1)),
                          .where = { .line = statement.line } };
        }
        parameters.append(Value::text(*value));
    }
    return parameters;
}

// Asks SQLite itself whether anything would be written; a statement that does not prepare counts as reading: its error will tell.
bool writes(SqliteConnection &connection, const QList<BoundStatement> &statements)
{
    return std::any_of(
        statements.begin(), statements.end(), [&connection](const BoundStatement &statement) {
            const auto prepared = connection.prepare(statement.sql);
            return prepared && !prepared->isEmpty() && !prepared->isReadOnly();
        });
}

bool isPlainRead(const BoundStatement &statement)
{
    const QByteArray start = statement.sql.left(6).toUpper();
    return statementKind(statement.sql) == StatementKind::Select && start == "SELECT";
}

// For what the copy cannot prepare: a statement of a kind that is not known to read counts as writing.
bool mayWrite(const BoundStatement &statement)
{
    switch (statementKind(statement.sql)) {
    case StatementKind::Select:
    case StatementKind::Explain:
    case StatementKind::Pragma:
        return false;
    default:
        return true;
    }
}

// What a copy of the schema in memory would say of the statements: nothing is sent to find out.
QCoro::Task<Result<bool>>
writesRemotely(EnginePointer engine, DatabasePointer database, QList<BoundStatement> statements)
{
    const auto live = co_await database->schema();
    if (!live)
        co_return live.error();
    const Schema &schema = *live;
    const auto asking = [schema, statements]() -> Result<bool> {
        auto substitute = SqliteConnection::open(u":memory:"_s);
        if (!substitute)
            return substitute.error();
        for (const QByteArray &statement : creationStatements(schema.userPart()))
            static_cast<void>(
                substitute->run(statement)); // what does not build cannot be written to
        return writes(*substitute, statements) || std::ranges::any_of(statements, mayWrite);
    };
    co_return co_await engine->worker->run(asking);
}

Error writingForbidden()
{
    return { .kind = Error::Kind::Usage,
             .message = u"This statement writes, and writing was not allowed."_s,
             .remedy = u"Add --yes (and --confirm NAME on production)."_s };
}

QCoro::Task<Result<QList<ResultSet>>> runRemotely(EnginePointer engine,
                                                  Target target,
                                                  QList<BoundStatement> statements,
                                                  bool mayWrite,
                                                  std::stop_token stop)
{
    const auto access = accessTo(engine, target);
    const auto opened = co_await access->open();
    if (!opened)
        co_return opened.error();
    const DatabasePointer &database = *opened;
    // Most questions are SELECTs, and need no second opinion.
    const bool onlySelects = std::ranges::all_of(statements, isPlainRead);
    bool writing = false;
    if (!onlySelects) {
        const auto found = co_await writesRemotely(engine, database, statements);
        if (!found)
            co_return found.error();
        writing = *found;
    }
    if (writing && !mayWrite)
        co_return writingForbidden();
    auto task = writing ? database->execute(statements, stop) : database->read(statements, stop);
    co_return co_await task;
}

QCoro::Task<Result<QList<ResultSet>>>
runLocally(Target target, QList<BoundStatement> statements, bool mayWrite, std::stop_token stop)
{
    if (target.kind == DatabaseKind::D1 && !QFileInfo::exists(target.file))
        co_return missingDatabase(target);
    const auto access
        = mayWrite ? SqliteOptions::Access::ReadWrite : SqliteOptions::Access::ReadOnly;
    const SqliteOptions options = optionsFor(target, access);
    const auto database = co_await SqliteDatabase::open(target.file, options);
    if (!database)
        co_return database.error();
    const auto asking
        = [statements](SqliteConnection &connection) { return writes(connection, statements); };
    const bool writing = co_await (*database)->with(asking);
    if (writing && !mayWrite)
        co_return writingForbidden();
    auto task
        = writing ? (*database)->execute(statements, stop) : (*database)->read(statements, stop);
    co_return co_await task;
}

} // namespace

QCoro::Task<Result<QList<ResultSet>>>
RunQuery::run(SelectedTarget selected, Request request, Conduct conduct) const
{
    const auto engine = m_engine;
    const Target target = selected.target;
    QList<BoundStatement> statements;
    for (const Statement &statement : splitScript(request.sql)) {
        const auto parameters = bound(statement, request.parameters);
        if (!parameters)
            co_return parameters.error();
        statements.append({ statement.text, *parameters });
    }
    const bool isRemote = target.place == PlaceOfTarget::Remote;
    auto task = isRemote ? runRemotely(engine, target, statements, request.mayWrite, conduct.stop)
                         : runLocally(target, statements, request.mayWrite, conduct.stop);
    co_return co_await task;
}

QCoro::Task<Result<Schema>> RunQuery::schema(SelectedTarget selected) const
{
    const auto observed = co_await observe(m_engine, selected);
    if (!observed)
        co_return observed.error();
    co_return observed->input.live;
}

} // namespace tidemark
