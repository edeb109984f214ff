#pragma once

struct sqlite3;

namespace tidemark {

/// Registers unistr() on @p handle if this SQLite has none: the shell's .dump writes text with control characters through
/// it since 3.50.
void registerUnistr(sqlite3 *handle);

} // namespace tidemark
