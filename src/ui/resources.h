#pragma once

#include <QIcon>
#include <QString>

namespace tidemark {

/// Makes icons, highlighting and the application's icon of the static library known. Call once, before the first window.
void registerResources();

/// Where KSyntaxHighlighting finds our definition and themes: `syntax` and `themes` below this.
[[nodiscard]] QString highlightingFolder();

/// The icon theme whose ink fits; for QIcon::setThemeName().
[[nodiscard]] QString iconThemeName(bool dark);

[[nodiscard]] QIcon applicationIcon();

} // namespace tidemark
