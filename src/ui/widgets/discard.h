#pragma once

class QLayout;
class QWidget;

namespace tidemark {

/// Takes @p widget off the screen and out of its parent at once, so that neither a search by name nor a screen reader finds it any more;
/// it is deleted with the next events, since it may be the very widget whose signal is being handled. A parent's layout forgets it.
/// Not for what refers to things its parent owns, as a page does: it may outlive that parent by those events.
void discard(QWidget *widget);
/// The same for each widget of @p layout, which is empty afterwards; spaces go as well.
void discardItems(QLayout &layout);

} // namespace tidemark
