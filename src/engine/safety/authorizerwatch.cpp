#include "authorizerwatch.h"

#include <engine/database/sqlite/d1profile.h>

#include <sqlite3.h>

namespace tidemark {

AuthorizerWatch::AuthorizerWatch(sqlite3 *handle, SqliteOptions::Profile profile)
    : m_handle(handle)
    , m_profile(profile)
{
    sqlite3_set_authorizer(m_handle, &AuthorizerWatch::authorize, this);
}

AuthorizerWatch::~AuthorizerWatch()
{
    sqlite3_set_authorizer(m_handle, nullptr, nullptr);
}

void AuthorizerWatch::start()
{
    m_events.clear();
    m_refusal.clear();
    m_refused = {};
    m_listening = true;
}

void AuthorizerWatch::stop()
{
    m_listening = false;
}

// The signature is SQLite's.
// NOLINTNEXTLINE(readability-function-size)
int AuthorizerWatch::authorize(void *self,
                               int action,
                               const char *first,
                               const char *second,
                               const char *database,
                               const char *trigger)
{
    auto *watch = static_cast<AuthorizerWatch *>(self);
    if (!watch->m_listening)
        return SQLITE_OK;
    const AuthorizerEvent event{
        action, QByteArray(first), QByteArray(second), QByteArray(trigger)
    };
    if (action != SQLITE_READ && action != SQLITE_SELECT)
        watch->m_events << event;
    if (watch->m_profile != SqliteOptions::Profile::D1)
        return SQLITE_OK;
    QString why;
    const int answer = d1profile::answer(action, first, second, database, &why);
    if (answer != SQLITE_OK && watch->m_refusal.isEmpty()) {
        watch->m_refusal = why.isEmpty() ? QStringLiteral("D1 refuses this statement.") : why;
        watch->m_refused = event;
    }
    return answer;
}

} // namespace tidemark
