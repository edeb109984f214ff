#pragma once

#include "cloudflare.h"

#include <engine/base/clock.h>
#include <engine/base/paths.h>
#include <engine/base/worker.h>
#include <engine/journal/journal.h>
#include <engine/migration/lease.h>

#include <QProcessEnvironment>

#include <functional>
#include <memory>

namespace tidemark {

/// What every operation needs from outside: made once by app, cli and each test, handed to every operation.
struct Engine {
    Paths paths;
    QProcessEnvironment environment;
    Clock clock;
    LeaseTimes leaseTimes; ///< waitAtMost is replaced by the project's lock_timeout_s
    Journal journal;
    std::shared_ptr<Worker>
        worker; ///< for rehearsals and replays: work that needs no connection of its own
    std::function<RunIdentity()> identity;
    std::shared_ptr<Cloudflare> cloudflare; ///< used on the main thread

    /// The real one: XDG folders, system clock, this process.
    [[nodiscard]] static std::shared_ptr<const Engine> create();
};

using EnginePointer = std::shared_ptr<const Engine>;

} // namespace tidemark
