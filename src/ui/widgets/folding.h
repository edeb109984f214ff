#pragma once

class QBoxLayout;
class QWidget;

namespace tidemark {

/// Lets @p row stand side by side while @p width is enough for its parts, and one under the other when it is not.
/// Returns true while it is folded.
bool foldWhenNarrow(QBoxLayout *row, int width, int needed);

} // namespace tidemark
