#pragma once

#include "connection.h"

namespace tidemark {

/// What SQLite's callbacks look at: the options of a connection and the state of its current call. Its address does
/// not change while the connection moves.
struct SqliteBehaviour {
    SqliteOptions options;
    std::stop_token stop = {}; ///< what ends the running statement
    bool trusted = false; ///< the engine's own statement runs: nothing is refused
    bool inBatch = false; ///< a batch runs: it may not end the transaction it runs in
    QString denial = {}; ///< why the authorizer refused, one sentence
};

/// While it lives, the connection's statements are the engine's own and not judged.
class TrustedScope
{
public:
    explicit TrustedScope(SqliteBehaviour &behaviour)
        : m_behaviour(behaviour)
        , m_before(std::exchange(behaviour.trusted, true))
    {}
    ~TrustedScope() { m_behaviour.trusted = m_before; }
    TrustedScope(const TrustedScope &) = delete;
    TrustedScope &operator=(const TrustedScope &) = delete;

private:
    SqliteBehaviour &m_behaviour;
    bool m_before;
};

/// Registers the authorizer, the busy handler, the progress handler and the options' functions with @p handle.
void installCallbacks(sqlite3 *handle, SqliteBehaviour &behaviour);

/// See SqliteConnection::lastError().
[[nodiscard]] Error
sqliteError(sqlite3 *handle, const SqliteBehaviour &behaviour, const QString &what = {});

/// The Error of a result code that left no message on a connection.
[[nodiscard]] Error sqliteCodeError(int code, const QString &text, const QString &what = {});

} // namespace tidemark
