#pragma once

#include <engine/database/sqlite/connection.h>

#include <QByteArray>
#include <QList>
#include <QString>

namespace tidemark {

/// What SQLite told the authorizer while it prepared a statement.
struct AuthorizerEvent {
    int action = 0; ///< SQLITE_DELETE, SQLITE_DROP_TABLE, …
    QByteArray first;
    QByteArray second;
    QByteArray
        trigger; ///< the trigger or view it happens in; empty for the statement itself and for foreign key actions
};

/// Listens to the authorizer of one connection and answers as the profile would. Takes the connection's authorizer over
/// for as long as it lives; outside start() and stop() everything is allowed.
class AuthorizerWatch
{
public:
    AuthorizerWatch(sqlite3 *handle, SqliteOptions::Profile profile);
    ~AuthorizerWatch();
    AuthorizerWatch(const AuthorizerWatch &) = delete;
    AuthorizerWatch &operator=(const AuthorizerWatch &) = delete;

    void start();
    void stop();

    [[nodiscard]] const QList<AuthorizerEvent> &events() const { return m_events; }
    [[nodiscard]] const QString &refusal() const
    {
        return m_refusal;
    } ///< empty if nothing was refused
    [[nodiscard]] const AuthorizerEvent &refused() const { return m_refused; }

private:
    static int authorize(void *self,
                         int action,
                         const char *first,
                         const char *second,
                         const char *database,
                         const char *trigger);

    sqlite3 *m_handle;
    SqliteOptions::Profile m_profile;
    bool m_listening = false;
    QList<AuthorizerEvent> m_events;
    QString m_refusal;
    AuthorizerEvent m_refused;
};

} // namespace tidemark
