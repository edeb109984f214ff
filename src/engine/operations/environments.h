#pragma once

#include "selection.h"

namespace tidemark {

/// The databases of one environment at one place, or why they cannot be told.
struct EnvironmentSelection {
    QString environment; ///< wrangler's name; "" is the top level
    PlaceOfTarget place = PlaceOfTarget::Local;
    Result<Selection> selection;

    /// Looks like every target of it: the environment's word, for whoever has no target to ask.
    [[nodiscard]] QString word() const;
};

/// Everything there is to act on, side by side: the databases on this computer, each from the first environment that
/// declares it, then those at Cloudflare of every environment that names an id; for a SQLite file itself alone. An environment
/// that cannot be read stands in the list with its error and hides no other. Of @p request folder, file and state directory
/// count. Fails as select() does if nothing at all can be read.
[[nodiscard]] Result<QList<EnvironmentSelection>> selectAll(const EnginePointer &engine,
                                                            const SelectionRequest &request);

} // namespace tidemark
