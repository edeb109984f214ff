#pragma once

#include <engine/project/target.h>

#include <QStringList>

namespace tidemark {

/// `tidemark-cli` with these words, quoted where a POSIX shell needs it: what a person may copy into a terminal.
[[nodiscard]] QString commandLine(const QStringList &words);

/// The options that name @p target within its project.
[[nodiscard]] QStringList targetWords(const Target &target);

} // namespace tidemark
