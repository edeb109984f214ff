#include "runquery.h"

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

} // namespace

QCoro::Task<Result<QList<ResultSet>>>
RunQuery::run(SelectedTarget selected, Request request, Conduct conduct) const
{
    const Target target = selected.target;
    QList<BoundStatement> statements;
    for (const Statement &statement : splitScript(request.sql)) {
        const auto parameters = bound(statement, request.parameters);
        if (!parameters)
            co_return parameters.error();
        statements.append({ statement.text, *parameters });
    }
    if (target.kind == DatabaseKind::D1 && target.place == PlaceOfTarget::Local
        && !QFileInfo::exists(target.file))
        co_return missingDatabase(target);
    const auto access
        = request.mayWrite ? SqliteOptions::Access::ReadWrite : SqliteOptions::Access::ReadOnly;
    const SqliteOptions options = optionsFor(target, access);
    const auto database = co_await SqliteDatabase::open(target.file, options);
    if (!database)
        co_return database.error();
    const auto asking
        = [statements](SqliteConnection &connection) { return writes(connection, statements); };
    const bool writing = co_await (*database)->with(asking);
    if (writing && !request.mayWrite) {
        co_return Error{ .kind = Error::Kind::Usage,
                         .message = u"This statement writes, and writing was not allowed."_s,
                         .remedy = u"Add --yes (and --confirm NAME on production)."_s };
    }
    auto task = writing ? (*database)->execute(statements, conduct.stop)
                        : (*database)->read(statements, conduct.stop);
    const auto results = co_await task;
    co_return results;
}

QCoro::Task<Result<Schema>> RunQuery::schema(SelectedTarget selected) const
{
    const auto observed = co_await observe(m_engine, selected);
    if (!observed)
        co_return observed.error();
    co_return observed->input.live;
}

} // namespace tidemark
