#include "paths.h"

#include <QDir>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// The specification: a relative path in one of the variables is invalid and must be ignored.
QString baseDirectory(const char *variable, QLatin1StringView fallback)
{
    const QString value = qEnvironmentVariable(variable);
    const QString base = QDir::isAbsolutePath(value) ? value : QDir::homePath() + fallback;
    return base + "/tidemark"_L1;
}

} // namespace

Paths Paths::fromEnvironment()
{
    return { .data = baseDirectory("XDG_DATA_HOME", "/.local/share"_L1),
             .state = baseDirectory("XDG_STATE_HOME", "/.local/state"_L1),
             .cache = baseDirectory("XDG_CACHE_HOME", "/.cache"_L1) };
}

} // namespace tidemark
