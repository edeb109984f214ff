#pragma once

#include "behaviour/clock.h"
#include "behaviour/faultplan.h"
#include "behaviour/quirks.h"
#include "behaviour/ratelimit.h"
#include "behaviour/requestlog.h"
#include "settings.h"
#include "store/accounts.h"
#include "store/databasestore.h"
#include "store/objectstore.h"

#include <stop_token>

namespace tidemark::sandbox {

/// Everything the sandbox knows; its endpoints share it.
struct SandboxState {
    explicit SandboxState(QString folder);

    /// Opens what was kept in the folder.
    [[nodiscard]] Result<> load();
    /// Keeps accounts, tokens and the list of databases; their content keeps itself.
    [[nodiscard]] Result<> save() const;

    [[nodiscard]] Result<DatabasePointer> addDatabase(const DatabaseRecord &record);
    void removeDatabase(const DatabasePointer &database);
    [[nodiscard]] Account::Plan planOf(const QString &account) const;
    /// The oldest moment Time Travel reaches for a database of @p account, Unix time in ms.
    [[nodiscard]] qint64 oldestMoment(const QString &account) const;

    QString folder;
    std::shared_ptr<SandboxClock> clock = std::make_shared<SandboxClock>();
    Settings settings;
    Quirks quirks;
    FaultPlan faults;
    RateLimit rateLimit;
    RequestLog log;
    AccountStore accounts;
    DatabaseStore databases;
    ObjectStore objects;
    std::stop_source shutdown; ///< ends running statements
};

} // namespace tidemark::sandbox
