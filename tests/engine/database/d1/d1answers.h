#pragma once

#include <engine/database/sqlite/connection.h>
#include <support/scriptedserver.h>

namespace tidemark {

/// What D1's `/raw` does with a batch, on a real SQLite: parameters as JSON gives them (numbers as REAL), one transaction,
/// results through JavaScript's numbers.
class D1Answers
{
public:
    D1Answers();

    [[nodiscard]] ScriptedServer::Answer answer(const ScriptedServer::Request &request);
    [[nodiscard]] SqliteConnection &connection() { return m_connection; }

private:
    [[nodiscard]] Result<QJsonObject> run(const QJsonObject &statement);
    [[nodiscard]] QString failure() const;

    SqliteConnection m_connection;
};

} // namespace tidemark
