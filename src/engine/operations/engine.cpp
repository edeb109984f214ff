#include "engine.h"

namespace tidemark {

std::shared_ptr<const Engine> Engine::create()
{
    const Paths paths = Paths::fromEnvironment();
    return std::make_shared<const Engine>(
        Engine{ .paths = paths,
                .environment = QProcessEnvironment::systemEnvironment(),
                .clock = systemClock(),
                .leaseTimes = {},
                .journal = Journal(paths.journal()),
                .worker = std::make_shared<Worker>(QStringLiteral("rehearsal")),
                .identity = [] { return RunIdentity::current(); } });
}

} // namespace tidemark
