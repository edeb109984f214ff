#pragma once

#include <QString>
#include <QStringList>

namespace tidemark {

enum class PlaceOfTarget { Local, Remote };
enum class DatabaseKind { D1, Sqlite, Postgres };

/// One concrete database that can be acted on.
struct Target {
    QString stream; ///< binding or stream name, e.g. "AUTH_DB"; the file name for --sqlite
    QString name; ///< database name, e.g. "nanotype-auth"
    QString id; ///< D1's UUID, may be empty for local databases
    QString environment; ///< wrangler environment; "" is the top level
    PlaceOfTarget place = PlaceOfTarget::Local;
    DatabaseKind kind = DatabaseKind::D1;
    QString file = {}; ///< local state file or SQLite file; empty for remote targets
    QString accountId = {}; ///< remote D1 only
    bool production = false;
    QString colour = {};

    /// "production · remote · nanotype-auth · 8f3c21aa"; what every changing command prints first.
    [[nodiscard]] QString label() const;
    /// "local", "production", "staging", …: the environment's word. Local targets say "local" whatever the environment.
    [[nodiscard]] QString environmentWord() const;
    /// Tells targets apart on this computer: the file's canonical path, or account and id. Names safety points and lease
    /// owners' scopes; never shown.
    [[nodiscard]] QString key() const;

    bool operator==(const Target &other) const = default;
};

} // namespace tidemark
