#pragma once

#include "selection.h"

#include <engine/migration/status.h>
#include <engine/project/settingswriter.h>

namespace tidemark {

// What is written into tidemark.toml for the first target of a selection. A proposal writes nothing; writeSettings() does, and
// takeBackSettings() puts back what was there. Each fails with MissingInput without a project, and like its namesake of
// settingswriter.h.

/// The migration and the one that shares its number, declared in the order in which they ran; what waits comes last. Fails
/// with Usage unless exactly two share the number.
[[nodiscard]] Result<SettingsEdit>
proposePair(const Selection &selection, const StreamStatus &status, const QString &id);
/// Table → condition: ">= 1".
[[nodiscard]] Result<SettingsEdit> proposeRows(const Selection &selection,
                                               const QMap<QString, QString> &conditions);

/// Takes streams and expectations from tidemark.toml and the migration folder as they are now: files change under an open
/// window. What cannot be read stays as it was; the next operation tells why.
void reread(Selection &selection);

} // namespace tidemark
