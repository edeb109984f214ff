#include "engine.h"

namespace tidemark {

std::shared_ptr<const Engine> Engine::create()
{
    const Paths paths = Paths::fromEnvironment();
    CloudflareRequest cloudflare;
    cloudflare.token.environment = QProcessEnvironment::systemEnvironment();
    return std::make_shared<const Engine>(
        Engine{ .paths = paths,
                .environment = QProcessEnvironment::systemEnvironment(),
                .clock = systemClock(),
                .leaseTimes = {},
                .journal = Journal(paths.journal()),
                .worker = std::make_shared<Worker>(QStringLiteral("rehearsal")),
                .identity = [] { return RunIdentity::current(); },
                .cloudflare = std::make_shared<Cloudflare>(cloudflare) });
}

} // namespace tidemark
