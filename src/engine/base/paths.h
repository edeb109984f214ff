#pragma once

#include <QString>

namespace tidemark {

/// Where this installation keeps its files; each follows the XDG variable of its name, read at the call.
struct Paths {
    QString data; ///< $XDG_DATA_HOME/tidemark: backups and local safety points
    QString state; ///< $XDG_STATE_HOME/tidemark: the journal
    QString cache; ///< $XDG_CACHE_HOME/tidemark

    [[nodiscard]] static Paths fromEnvironment();

    [[nodiscard]] QString backups() const { return data + QStringLiteral("/backups"); }
    [[nodiscard]] QString safetyPoints() const { return data + QStringLiteral("/safety-points"); }
    /// For intermediate files, in ClaimedFolders.
    [[nodiscard]] QString scratch() const { return cache + QStringLiteral("/scratch"); }
    [[nodiscard]] QString journal() const { return state + QStringLiteral("/journal.jsonl"); }
};

} // namespace tidemark
