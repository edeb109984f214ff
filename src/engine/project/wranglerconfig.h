#pragma once

#include <engine/base/result.h>

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark {

/// One entry of d1_databases (docs/d1.md, "Wrangler's configuration").
struct D1Binding {
    QString binding;
    QString databaseName;
    QString databaseId;
    QString previewDatabaseId;
    QString migrationsTable = QStringLiteral("d1_migrations");
    QString migrationsDir = QStringLiteral("migrations"); ///< relative to the configuration file
    QString migrationsPattern = {}; ///< empty: <migrationsDir>/*.sql

    /// What wrangler hashes into the local file's name: preview id, else id, else binding.
    [[nodiscard]] QString localId() const;

    bool operator==(const D1Binding &other) const = default;
};

/// wrangler.toml, wrangler.json or wrangler.jsonc as far as D1 is concerned.
struct WranglerConfig {
    QString file; ///< absolute path
    QString name;
    QString accountId;
    QList<D1Binding> databases; ///< of the top level
    QMap<QString, QList<D1Binding>> environments; ///< d1_databases is not inherited: as written
    QStringList environmentNames = {}; ///< those of @c environments in the order of the file
    QMap<QString, QString> environmentAccountIds = {}; ///< where an environment has its own

    [[nodiscard]] QString directory() const;
    /// nullopt if there is no such environment; "" is the top level.
    [[nodiscard]] std::optional<QList<D1Binding>> databasesOf(const QString &environment) const;
};

struct WranglerLocation {
    QString file; ///< absolute path; empty if there is none
    QString
        root; ///< where .wrangler/state is: the folder of the user's own configuration, or of the redirect
};

/// Wrangler's own search: from @p directory upward for wrangler.json, then again for .jsonc, then for .toml. Only where there is
/// none of them a redirect in .wrangler/deploy/config.json is followed: wrangler's d1 commands do not follow it when the user
/// has a configuration (the file it names is built for one environment and has no others). Fails with Config for a redirect that
/// cannot be read, with MissingInput for one that leads nowhere.
[[nodiscard]] Result<WranglerLocation> findWranglerConfig(const QString &directory);

/// Fails with MissingInput, or with Config and the line on a syntax error or a value of the wrong type.
[[nodiscard]] Result<WranglerConfig> readWranglerConfig(const QString &file);

} // namespace tidemark
