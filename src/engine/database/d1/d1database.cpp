#include "d1database.h"

#include "d1batch.h"
#include "d1turnstile.h"
#include "d1verdict.h"

#include <engine/sql/schemareader.h>

#include <QHash>

namespace tidemark {

using namespace Qt::StringLiterals;

struct D1Database::State {
    D1ClientPointer client;
    QString account;
    QString database;
    std::shared_ptr<D1Cost> cost = std::make_shared<D1Cost>();
    std::shared_ptr<D1Turnstile> turnstile = std::make_shared<D1Turnstile>();
    QString bookmark = {};
    QHash<QByteArray, int> columns = {}; ///< of statements with a `*`, as last seen
};

namespace {

using Answers = Result<QList<D1StatementAnswer>>;

/// Statements with a `*` keep their number of columns here; more of them than this are asked anew.
constexpr qsizetype MostShapes = 500;

Error atStatement(Error error, int number)
{
    if (error.where.statement == 0)
        error.where.statement = number;
    return error;
}

} // namespace

std::shared_ptr<D1Database>
D1Database::create(D1ClientPointer client, const QString &account, const QString &database)
{
    auto state = std::make_shared<State>();
    state->client = std::move(client);
    state->account = account;
    state->database = database;
    return std::shared_ptr<D1Database>(new D1Database(std::move(state)));
}

D1Database::D1Database(std::shared_ptr<State> state)
    : m_state(std::move(state))
{}

D1Database::~D1Database() = default;

/// What the calls do once it is their turn. Everything works on the state, which outlives the database's object.
struct D1Database::Work {
    using StatePointer = std::shared_ptr<State>;

    static QCoro::Task<Answers>
    send(StatePointer state, D1Batch batch, D1Request::Effect effect, std::stop_token stop)
    {
        D1Request request{
            .verb = D1Request::Verb::Post,
            .path
            = { u"accounts"_s, state->account, u"d1"_s, u"database"_s, state->database, u"raw"_s },
            .body = batch.body(),
            .effect = effect,
            .flukes = { 7403 }, // seen for accounts that were in order
            .meter = state->cost,
        };
        const auto reply = co_await state->client->call(request, stop);
        if (!reply)
            co_return batch.located(reply.error());
        if (!reply->bookmark.isEmpty())
            state->bookmark = reply->bookmark;
        auto answers = batch.answers(reply->result, effect);
        if (answers) {
            const D1Cost cost = costOf(*answers);
            *state->cost += cost;
            state->client->charge(cost);
        }
        co_return answers;
    }

    /// The number of result columns of each statement that can be projected; asks for those with a `*`.
    static QCoro::Task<Result<>>
    learnShapes(StatePointer state, QList<D1Read> reads, std::stop_token stop)
    {
        D1Batch questions;
        QList<QByteArray> asked;
        for (const D1Read &read : reads) {
            if (!read.isExact() || knownColumns(*state, read) >= 0)
                continue;
            questions.appendNames(read);
            asked.append(read.bound.sql);
        }
        if (asked.isEmpty())
            co_return Ok{};
        const auto answers = co_await send(state, questions, D1Request::Effect::Reads, stop);
        if (!answers)
            co_return answers.error();
        if (state->columns.size() > MostShapes)
            state->columns.clear();
        for (qsizetype i = 0; i < asked.size(); ++i)
            state->columns.insert(asked[i], static_cast<int>((*answers)[i].columns.size()));
        co_return Ok{};
    }

    static int knownColumns(const State &state, const D1Read &read)
    {
        return read.columns >= 0 ? read.columns : state.columns.value(read.bound.sql, -1);
    }

    static QCoro::Task<Result<QList<ResultSet>>>
    readAs(StatePointer state, QList<D1Read> reads, TextForm form, std::stop_token stop)
    {
        const auto learnt = co_await learnShapes(state, reads, stop);
        if (!learnt)
            co_return learnt.error();
        D1Batch batch;
        for (const D1Read &read : reads)
            batch.appendRead(read, knownColumns(*state, read), form);
        if (const auto refusal = batch.refusal())
            co_return *refusal;
        const auto answers = co_await send(state, batch, D1Request::Effect::Reads, stop);
        if (!answers)
            co_return answers.error();
        co_return batch.results(*answers, form);
    }

    static QCoro::Task<Result<QList<ResultSet>>>
    read(StatePointer state, QList<D1Read> reads, std::stop_token stop)
    {
        auto results = co_await readAs(state, reads, TextForm::Plain, stop);
        if (!results && isMiscount(results.error().message)) {
            // A table has got or lost a column since its `*` was looked at, or the text was counted wrongly.
            state->columns.clear();
            for (D1Read &each : reads)
                each.columns = -1;
            results = co_await readAs(state, reads, TextForm::Plain, stop);
        }
        if (!results && isReplacedText(results.error()))
            results = co_await readAs(state, reads, TextForm::Hex, stop);
        co_return results;
    }

    static QCoro::Task<Result<QList<ResultSet>>>
    write(StatePointer state, QList<BoundStatement> statements, std::stop_token stop)
    {
        D1Batch batch;
        for (const BoundStatement &statement : statements)
            batch.appendPlain(statement);
        if (const auto refusal = batch.refusal())
            co_return *refusal;
        const auto answers = co_await send(state, batch, D1Request::Effect::Writes, stop);
        if (!answers)
            co_return answers.error();
        co_return batch.results(*answers, TextForm::Plain);
    }
};

QCoro::Task<Result<QList<ResultSet>>> D1Database::read(QList<BoundStatement> statements,
                                                       std::stop_token stop)
{
    const auto state = m_state;
    if (statements.isEmpty())
        co_return QList<ResultSet>();
    QList<D1Read> reads;
    for (const BoundStatement &statement : statements) {
        auto read = D1Read::of(statement);
        if (!read)
            co_return atStatement(read.error(), static_cast<int>(reads.size()) + 1);
        reads.append(*read);
    }
    const auto turn = co_await state->turnstile->enter();
    if (stop.stop_requested())
        co_return cancelled();
    co_return co_await Work::read(state, reads, stop);
}

QCoro::Task<Result<QList<ResultSet>>> D1Database::execute(QList<BoundStatement> batch,
                                                          std::stop_token stop)
{
    const auto state = m_state;
    if (batch.isEmpty())
        co_return QList<ResultSet>();
    const auto turn = co_await state->turnstile->enter();
    if (stop.stop_requested())
        co_return cancelled();
    co_return co_await Work::write(state, batch, stop);
}

QCoro::Task<Result<ResultSet>> D1Database::query(BoundStatement statement, std::stop_token stop)
{
    const bool reads = readsOnly(statement.sql);
    const QList<BoundStatement> one{ statement };
    auto task = reads ? read(one, stop) : execute(one, stop);
    const auto results = co_await task;
    if (!results)
        co_return results.error();
    co_return results->first();
}

QCoro::Task<Result<Schema>> D1Database::schema()
{
    const auto state = m_state;
    const auto turn = co_await state->turnstile->enter();
    // Names and SQL texts and small numbers, so it goes as it is: the reader takes numbers of either kind.
    D1Batch batch;
    const BoundStatement question{ .sql = schemaQuery() };
    batch.appendPlain(question);
    const std::stop_token never;
    const auto answers = co_await Work::send(state, batch, D1Request::Effect::Reads, never);
    if (!answers)
        co_return answers.error();
    const auto results = batch.results(*answers, TextForm::Plain);
    if (!results)
        co_return results.error();
    co_return schemaFromRows(results->first().rows);
}

QString D1Database::account() const
{
    return m_state->account;
}

QString D1Database::id() const
{
    return m_state->database;
}

D1ClientPointer D1Database::client() const
{
    return m_state->client;
}

D1Cost D1Database::cost() const
{
    return *m_state->cost;
}

std::shared_ptr<D1Cost> D1Database::meter() const
{
    return m_state->cost;
}

QString D1Database::sessionBookmark() const
{
    return m_state->bookmark;
}

} // namespace tidemark
