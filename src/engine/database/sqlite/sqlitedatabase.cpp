#include "sqlitedatabase.h"

namespace tidemark {

SqliteDatabase::SqliteDatabase(QString path, std::shared_ptr<State> state)
    : m_path(std::move(path))
    , m_state(std::move(state))
{}

SqliteDatabase::~SqliteDatabase() = default;

SqliteDatabase::State::~State()
{
    worker.post([connection = std::shared_ptr<SqliteConnection>(std::move(connection))]() mutable {
        connection.reset();
    });
}

QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>> SqliteDatabase::open(QString path,
                                                                          SqliteOptions options)
{
    const auto state = std::make_shared<State>();
    State *const raw
        = state.get(); // this frame keeps it; it must not go on its own worker's thread
    const auto connecting = [raw, path, options]() -> Result<> {
        auto connection = SqliteConnection::open(path, options);
        if (!connection)
            return connection.error();
        raw->connection = std::make_unique<SqliteConnection>(std::move(*connection));
        return Ok{};
    };
    const auto opened = co_await raw->worker.run(connecting);
    if (!opened)
        co_return opened.error();
    co_return std::shared_ptr<SqliteDatabase>(new SqliteDatabase(path, state));
}

QCoro::Task<Result<ResultSet>> SqliteDatabase::query(BoundStatement statement, std::stop_token stop)
{
    return with([statement = std::move(statement), stop = std::move(stop)](
                    SqliteConnection &connection) { return connection.query(statement, stop); });
}

QCoro::Task<Result<QList<ResultSet>>> SqliteDatabase::read(QList<BoundStatement> statements,
                                                           std::stop_token stop)
{
    return with([statements = std::move(statements), stop = std::move(stop)](
                    SqliteConnection &connection) { return connection.read(statements, stop); });
}

QCoro::Task<Result<QList<ResultSet>>> SqliteDatabase::execute(QList<BoundStatement> batch,
                                                              std::stop_token stop)
{
    return with([batch = std::move(batch), stop = std::move(stop)](SqliteConnection &connection) {
        return connection.transaction(batch, stop);
    });
}

QCoro::Task<Result<Schema>> SqliteDatabase::schema()
{
    return with([](SqliteConnection &connection) { return connection.schema(); });
}

} // namespace tidemark
