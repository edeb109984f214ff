#pragma once

#include <engine/safety/rehearsal.h>

namespace tidemark {

/// The rows of the SQLite file @p file for `rehearse --with-data`, read through a connection of their own on the
/// rehearsal's thread.
[[nodiscard]] RowSource rowsOf(const QString &file);

} // namespace tidemark
