#pragma once

#include "scratch.h"

#include <engine/operations/engine.h>

namespace tidemark {

/// The real engine with its folders below @p folder, which outlives it, and an empty environment.
[[nodiscard]] inline EnginePointer scratchEngine(const ScratchFolder &folder)
{
    auto engine = std::make_shared<Engine>(*Engine::create());
    engine->paths = { .data = folder.path(QStringLiteral("data")),
                      .state = folder.path(QStringLiteral("state")),
                      .cache = folder.path(QStringLiteral("cache")) };
    engine->journal = Journal(engine->paths.journal());
    engine->environment = QProcessEnvironment();
    // Nobody's keychain is asked: a test that wants a token says where it is.
    engine->cloudflare = std::make_shared<Cloudflare>(
        CloudflareRequest{ .token = { .account = {}, .from = TokenFrom::Environment } });
    return engine;
}

} // namespace tidemark
