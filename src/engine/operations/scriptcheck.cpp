#include "scriptcheck.h"

#include "targetaccess.h"

#include <engine/safety/authorizerwatch.h>
#include <engine/safety/statementshape.h>
#include <engine/sql/tokenizer.h>

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// SQLite's own limit (SQLITE_MAX_VARIABLE_NUMBER).
constexpr int HighestParameter = 32'766;

bool isOneOf(int action, std::initializer_list<int> actions)
{
    return std::ranges::find(actions, action) != actions.end();
}

bool isDrop(int action)
{
    return isOneOf(action,
                   { SQLITE_DROP_TABLE,
                     SQLITE_DROP_VTABLE,
                     SQLITE_DROP_INDEX,
                     SQLITE_DROP_VIEW,
                     SQLITE_DROP_TRIGGER,
                     SQLITE_DROP_TEMP_TABLE,
                     SQLITE_DROP_TEMP_INDEX,
                     SQLITE_DROP_TEMP_VIEW,
                     SQLITE_DROP_TEMP_TRIGGER });
}

bool isCreation(int action)
{
    return isOneOf(action,
                   { SQLITE_CREATE_TABLE,
                     SQLITE_CREATE_VTABLE,
                     SQLITE_CREATE_INDEX,
                     SQLITE_CREATE_VIEW,
                     SQLITE_CREATE_TRIGGER,
                     SQLITE_CREATE_TEMP_TABLE,
                     SQLITE_CREATE_TEMP_INDEX,
                     SQLITE_CREATE_TEMP_VIEW,
                     SQLITE_CREATE_TEMP_TRIGGER });
}

bool isOfSchema(const AuthorizerEvent &event)
{
    return isDrop(event.action) || isCreation(event.action) || event.action == SQLITE_ALTER_TABLE;
}

/// Pragmas that SQLite calls reading and that change the file all the same when they run.
bool isWritingPragma(const AuthorizerEvent &event)
{
    static constexpr std::array Writing{ "optimize", "wal_checkpoint", "incremental_vacuum" };
    return event.action == SQLITE_PRAGMA
           && std::ranges::any_of(Writing, [&event](const char *name) {
                  return sqlite3_stricmp(event.first.constData(), name) == 0;
              });
}

/// A statement that attaches could write to whatever file it names.
bool reachesOut(const AuthorizerEvent &event)
{
    return isWritingPragma(event) || isOneOf(event.action, { SQLITE_ATTACH, SQLITE_DETACH });
}

/// For what the copy does not understand.
bool mayWrite(QByteArrayView statement)
{
    switch (statementKind(statement)) {
    case StatementKind::Select:
    case StatementKind::Explain:
    case StatementKind::Pragma:
        return false;
    default:
        return true;
    }
}

/// The tokens after the statement's own WHERE, up to RETURNING, ORDER or LIMIT.
QList<Token> conditionOf(QByteArrayView statement)
{
    QList<Token> condition;
    int depth = 0;
    bool inCondition = false;
    for (const Token &token : significantTokens(statement)) {
        const QByteArrayView text = token.in(statement);
        depth += text == "(" ? 1 : 0;
        depth -= text == ")" ? 1 : 0;
        const auto is
            = [&](QByteArrayView word) { return depth == 0 && isKeyword(statement, token, word); };
        if (is("RETURNING") || is("ORDER") || is("LIMIT"))
            inCondition = false;
        if (inCondition)
            condition.append(token);
        if (is("WHERE")) {
            condition.clear(); // an earlier one belongs to nothing: a statement has one of its own
            inCondition = true;
        }
    }
    return condition;
}

/// WHERE 1, WHERE true, WHERE 1 = 1: no row is looked at to answer it.
bool hasConstantCondition(QByteArrayView statement)
{
    static const std::array<QByteArrayView, 10> harmless{
        "TRUE", "FALSE", "NOT", "AND", "OR", "NULL", "IS", "IN", "BETWEEN", "LIKE"
    };
    const QList<Token> condition = conditionOf(statement);
    return !condition.isEmpty() && std::ranges::all_of(condition, [&](const Token &token) {
        if (token.kind == Token::Kind::Word)
            return std::ranges::any_of(
                harmless, [&](QByteArrayView word) { return isKeyword(statement, token, word); });
        return token.kind != Token::Kind::Quoted && token.kind != Token::Kind::Parameter;
    });
}

std::optional<ScriptDanger> dangerOfDrop(const QList<AuthorizerEvent> &events)
{
    const auto dropped = std::ranges::find_if(
        events, [](const AuthorizerEvent &event) { return isDrop(event.action); });
    if (dropped == events.end())
        return {};
    const bool isTable = isOneOf(dropped->action, { SQLITE_DROP_TABLE, SQLITE_DROP_VTABLE });
    return ScriptDanger{ .kind = isTable ? ScriptDanger::Kind::DropsTable
                                         : ScriptDanger::Kind::DropsOther,
                         .object = QString::fromUtf8(dropped->first) };
}

/// The authorizer says what happens to which table; that a row is looked at first is said by the statement's own tokens.
std::optional<ScriptDanger> dangerOf(QByteArrayView statement, const QList<AuthorizerEvent> &events)
{
    if (const auto dropped = dangerOfDrop(events))
        return dropped;
    if (std::ranges::any_of(events, isOfSchema)) {
        const StatementShape shape = shapeOf(statement);
        if (shape.form == StatementShape::Form::DropColumn)
            return ScriptDanger{ .kind = ScriptDanger::Kind::DropsColumn,
                                 .object = shape.target + u'.' + shape.object };
        return {};
    }
    const auto own = std::ranges::find_if(events, [](const AuthorizerEvent &event) {
        return event.trigger.isEmpty()
               && isOneOf(event.action, { SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE });
    });
    if (own == events.end() || own->action == SQLITE_INSERT)
        return {};
    if (!changesWholeTable(statement) && !hasConstantCondition(statement))
        return {};
    return ScriptDanger{ .kind = own->action == SQLITE_UPDATE ? ScriptDanger::Kind::UpdatesAll
                                                              : ScriptDanger::Kind::DeletesAll,
                         .object = QString::fromUtf8(own->first) };
}

/// The first token of @p statement that names @p name; of length 0 if none does.
Token tokenNaming(QByteArrayView statement, const QString &name)
{
    for (const Token &token : significantTokens(statement)) {
        const bool isName = token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted;
        if (isName && sameName(QString::fromUtf8(identifierName(statement, token)), name))
            return token;
    }
    return {};
}

/// "no such table: main.api_keys" is about api_keys.
QString nameIn(const QString &message)
{
    static const QRegularExpression telling(
        uR"((?:no such [a-z ]+: |no column named |(?:table|index|view|trigger) )([^\s:,]+))"_s);
    QString name = telling.match(message).captured(1);
    while (name.endsWith(u'.'))
        name.chop(1);
    return name.mid(name.lastIndexOf(u'.') + 1);
}

/// An empty database with a schema, and an ear at its authorizer.
class SchemaCopy
{
public:
    static Result<SchemaCopy> make(const Schema &schema, SqliteOptions::Profile profile)
    {
        SqliteOptions options;
        options.access = SqliteOptions::Access::Create;
        options.profile = profile;
        auto connection = SqliteConnection::open(u":memory:"_s, options);
        if (!connection)
            return connection.error();
        for (const QByteArray &statement : creationStatements(schema.userPart()))
            static_cast<void>(connection->run(statement)); // what does not build is not understood
        return SchemaCopy(std::move(*connection), profile);
    }

    StatementFacts examine(const Statement &statement, int number)
    {
        StatementFacts facts{ .writes = mayWrite(statement.text),
                              .object = objectOf(statement.text) };
        // A virtual table that is met for the first time prepares statements of its own, which are not the person's. A pragma may
        // act while it is prepared (sqlite.org/pragma.html), so it is prepared once only.
        if (statementKind(statement.text) != StatementKind::Pragma)
            static_cast<void>(m_connection->prepare(statement.text));
        m_watch->start();
        auto prepared = m_connection->prepare(statement.text);
        m_watch->stop();
        if (!prepared) {
            facts.fault = fault(statement, number, prepared.error());
            return facts;
        }
        const QList<AuthorizerEvent> events = m_watch->events();
        facts.isUnderstood = true;
        const bool isExplained = sqlite3_stmt_isexplain(prepared->handle()) != 0;
        facts.writes
            = !isExplained && (!prepared->isReadOnly() || std::ranges::any_of(events, reachesOut));
        facts.changesSchema = !isExplained && std::ranges::any_of(events, isOfSchema);
        if (facts.writes)
            facts.danger = dangerOf(statement.text, events);
        if (facts.danger)
            facts.danger->statement = number;
        if (facts.changesSchema)
            static_cast<void>(prepared->step());
        return facts;
    }

private:
    SchemaCopy(SqliteConnection connection, SqliteOptions::Profile profile)
        : m_connection(std::make_unique<SqliteConnection>(std::move(connection)))
        , m_watch(std::make_unique<AuthorizerWatch>(m_connection->handle(), profile))
    {}

    ScriptFault fault(const Statement &statement, int number, Error error) const
    {
        if (m_watch->refusal().isEmpty())
            return faultOf(statement, number, error);
        // What D1 refuses is named by the event: the function, the pragma, the table.
        const AuthorizerEvent &event = m_watch->refused();
        error.message = m_watch->refusal();
        error.where.offset = -1;
        for (const QByteArray &name : { event.second, event.first }) {
            const Token token = tokenNaming(statement.text, QString::fromUtf8(name));
            if (token.length > 0 && error.where.offset < 0)
                error.where.offset = token.offset;
        }
        ScriptFault found = faultOf(statement, number, error);
        found.isRefusal = true;
        return found;
    }

    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<AuthorizerWatch> m_watch; // goes before the connection
};

} // namespace

QString objectOf(QByteArrayView statement)
{
    const StatementShape shape = shapeOf(statement);
    if (!shape.target.isEmpty())
        return shape.target;
    bool isNext = false;
    for (const Token &token : significantTokens(statement)) {
        const bool isName = token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted;
        if (isNext && isName)
            return QString::fromUtf8(identifierName(statement, token));
        isNext = isKeyword(statement, token, "FROM");
    }
    return {};
}

QStringList parameterNames(QByteArrayView statement)
{
    QStringList names;
    for (const Token &token : significantTokens(statement)) {
        if (token.kind != Token::Kind::Parameter)
            continue;
        const QString name = QString::fromUtf8(token.in(statement));
        const int number = name.mid(1).toInt();
        if (name.startsWith(u'?') && number > 0 && number <= HighestParameter) {
            names.resize(std::max<qsizetype>(names.size(), number));
            names[number - 1] = name;
        } else if (name == "?"_L1 || !names.contains(name)) {
            names.append(name);
        }
    }
    return names;
}

ScriptFault faultOf(const Statement &statement, int number, const Error &error)
{
    const QByteArrayView text = statement.text;
    Token token;
    if (error.where.offset >= 0 && error.where.offset < text.size())
        token = tokenAt(text, error.where.offset);
    else
        token = tokenNaming(text, nameIn(error.message));
    if (token.length == 0)
        token = tokenAt(text, 0);
    const auto before = text.first(token.offset);
    return { .offset = statement.offset + token.offset,
             .length = std::max<qsizetype>(token.length, 1),
             .line = statement.line + static_cast<int>(std::ranges::count(before, '\n')),
             .statement = number,
             .message = error.message };
}

Result<QList<StatementFacts>> examineStatements(const Schema &schema,
                                                SqliteOptions::Profile profile,
                                                const QList<Statement> &statements,
                                                const std::stop_token &stop)
{
    auto copy = SchemaCopy::make(schema, profile);
    if (!copy)
        return copy.error();
    QList<StatementFacts> facts;
    facts.reserve(statements.size());
    for (const Statement &statement : statements) {
        if (stop.stop_requested())
            return cancelled();
        facts.append(copy->examine(statement, static_cast<int>(facts.size()) + 1));
    }
    return facts;
}

// The parameters are what the coroutine keeps.
QCoro::Task<Result<QList<ScriptFault>>> checkScript(EnginePointer engine,
                                                    Schema schema,
                                                    Target target,
                                                    QByteArray script,
                                                    ScriptExtent extent,
                                                    std::stop_token stop)
{
    const auto profile = profileOf(target);
    const auto checking = [schema, profile, script, extent, stop]() -> Result<QList<ScriptFault>> {
        const auto facts = examineStatements(schema, profile, splitScript(script), stop);
        if (!facts)
            return facts.error();
        QList<ScriptFault> faults;
        for (const StatementFacts &statement : *facts) {
            const bool isPerhapsMade = extent == ScriptExtent::Piece && statement.fault
                                       && statement.fault->message.startsWith("no such "_L1);
            if (statement.fault && !isPerhapsMade)
                faults.append(*statement.fault);
        }
        return faults;
    };
    co_return co_await engine->worker->run(checking);
}

} // namespace tidemark
