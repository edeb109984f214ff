#pragma once

#include <engine/base/error.h>

#include <QString>

namespace tidemark {

/// The translated sentence a kind of error is announced with; its own message and remedy follow it.
[[nodiscard]] QString errorTitle(const Error &error);
/// Message, place, state of the database if it is in doubt, and the remedy.
[[nodiscard]] QString errorDetails(const Error &error);

} // namespace tidemark
