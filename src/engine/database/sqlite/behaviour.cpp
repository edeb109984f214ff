#include "behaviour.h"

#include "d1profile.h"

#include <algorithm>
#include <array>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int OpsBetweenLooks = 10'000;
constexpr std::array WaitMilliseconds{
    1, 2, 5, 10, 15, 20, 25
}; // a waiting writer must not starve

QString reasonInBatch(const SqliteBehaviour &behaviour, int action)
{
    if (action != SQLITE_TRANSACTION || !behaviour.inBatch)
        return {};
    return u"BEGIN, COMMIT and ROLLBACK are refused here: the statements run in one transaction already."_s;
}

QString
reasonReadOnly(const SqliteBehaviour &behaviour, int action, const char *pragma, const char *value)
{
    if (behaviour.options.access != SqliteOptions::Access::ReadOnly || action != SQLITE_PRAGMA
        || !value || sqlite3_stricmp(pragma, "query_only") != 0)
        return {};
    return u"The database was opened for reading; PRAGMA query_only cannot be changed."_s;
}

int authorize(void *data,
              int action,
              const char *first,
              const char *second,
              const char *database,
              const char *)
{
    auto &behaviour = *static_cast<SqliteBehaviour *>(data);
    if (behaviour.trusted)
        return SQLITE_OK;
    for (const QString &reason :
         { reasonReadOnly(behaviour, action, first, second), reasonInBatch(behaviour, action) }) {
        if (!reason.isEmpty()) {
            behaviour.denial = reason;
            return SQLITE_DENY;
        }
    }
    if (behaviour.options.profile == SqliteOptions::Profile::Sqlite)
        return SQLITE_OK;
    return d1profile::answer(action, first, second, database, &behaviour.denial);
}

// SQLite's own busy time-out does not look at a stop token.
int waitForLock(void *data, int count)
{
    const auto &behaviour = *static_cast<const SqliteBehaviour *>(data);
    const auto step = [](int index) {
        return WaitMilliseconds[std::min<size_t>(static_cast<size_t>(index),
                                                 WaitMilliseconds.size() - 1)];
    };
    std::int64_t waited = 0;
    for (int index = 0; index < std::min<int>(count, int(WaitMilliseconds.size())); ++index)
        waited += step(index);
    waited += std::int64_t(WaitMilliseconds.back())
              * std::max(0, count - int(WaitMilliseconds.size()));

    const std::int64_t left = behaviour.options.busyTimeout.count() - waited;
    if (left <= 0 || behaviour.stop.stop_requested())
        return 0;
    sqlite3_sleep(int(std::min<std::int64_t>(left, step(count))));
    return 1;
}

// An interrupt that arrives just before a statement starts is forgotten by SQLite (sqlite3_interrupt, "no effect on
// statements that are started after"); this look at the token is not.
int lookAtStop(void *data)
{
    const auto &behaviour = *static_cast<const SqliteBehaviour *>(data);
    return behaviour.stop.stop_requested() && !behaviour.trusted ? 1 : 0;
}

void unixSeconds(sqlite3_context *context, int, sqlite3_value **)
{
    const auto &behaviour = *static_cast<const SqliteBehaviour *>(sqlite3_user_data(context));
    sqlite3_result_int64(context, behaviour.options.unixSeconds());
}

} // namespace

void installCallbacks(sqlite3 *handle, SqliteBehaviour &behaviour)
{
    sqlite3_set_authorizer(handle, authorize, &behaviour);
    sqlite3_busy_handler(handle, waitForLock, &behaviour);
    sqlite3_progress_handler(handle, OpsBetweenLooks, lookAtStop, &behaviour);
    if (behaviour.options.unixSeconds) {
        sqlite3_create_function_v2(handle,
                                   "unixepoch",
                                   0,
                                   SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                   &behaviour,
                                   unixSeconds,
                                   nullptr,
                                   nullptr,
                                   nullptr);
    }
}

} // namespace tidemark
