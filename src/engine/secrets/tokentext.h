#pragma once

#include <engine/base/result.h>
#include <engine/base/secret.h>

namespace tidemark {

/// An API token as it came from a person, a pipe or a variable: one line end after it is taken off, nothing else is mended.
/// Fails with BadInput for what cannot be a token (nothing, several lines, white space, "Bearer …", a character that a
/// header may not carry); the message tells what is wrong and never repeats the text.
[[nodiscard]] Result<Secret> tokenFromText(const QByteArray &text);

} // namespace tidemark
