#pragma once

#include "stream.h"

namespace tidemark {

/// What a new file says beside its title: guidance, and statements to be completed. All of it are comments, the statements
/// indented by four blanks more, so that a file that nobody completed changes nothing.
struct TemplateText {
    QByteArray up;
    QByteArray down;
};
[[nodiscard]] TemplateText templateText(MigrationTemplate kind);

} // namespace tidemark
