#pragma once

#include "sandboxprocess.h"
#include "scratchengine.h"

namespace tidemark {

/// scratchEngine() that takes @p sandbox for Cloudflare, with its token in the environment.
[[nodiscard]] inline EnginePointer sandboxEngine(const ScratchFolder &folder,
                                                 const SandboxProcess &sandbox)
{
    auto engine = std::make_shared<Engine>(*scratchEngine(folder));
    engine->environment.insert(QStringLiteral("CLOUDFLARE_API_TOKEN"),
                               QString::fromUtf8(sandbox.token()));
    engine->environment.insert(QStringLiteral("CLOUDFLARE_API_BASE_URL"),
                               sandbox.baseUrl().toString());
    engine->cloudflare = std::make_shared<Cloudflare>(
        CloudflareRequest{ .token = { .account = {}, .environment = engine->environment } });
    return engine;
}

} // namespace tidemark
