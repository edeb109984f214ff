#pragma once

#include "migration.h"

namespace tidemark {

/// Reads the "-- tidemark:" lines of a normalised script. They stand before the first statement; other comments and
/// blank lines may be among them. Fails with Config and the line for one that is unknown, incomplete or further down, where
/// it would silently have no effect. @p file only names the script.
[[nodiscard]] Result<ScriptHeader> parseScriptHeader(const QString &file, const QByteArray &text);

} // namespace tidemark
