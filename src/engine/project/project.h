#pragma once

#include "target.h"
#include "tidemarkconfig.h"
#include "wranglerconfig.h"

#include <engine/base/result.h>

#include <QProcessEnvironment>

namespace tidemark {

enum class LayoutKind { Wrangler, Numbered, Plain, Drizzle };

/// Everything one needs to find a stream's migration files; made from both configurations.
struct StreamConfig {
    QString name; ///< binding, or the settings' name for an SQLite file
    QString directory; ///< absolute
    QString pattern; ///< glob relative to the configuration's folder; empty: *.sql in @c directory
    std::optional<LayoutKind> layout = {}; ///< empty: to be recognised from the files
    QString initScript = {}; ///< absolute; empty if there is none
    QStringList match = {}; ///< empty: every file of the directory
    bool takesTheRest = false;
    QList<QStringList> duplicates = {};
    QString mirrorTable = {}; ///< wrangler's migrations_table
};

/// A directory with its configuration. A value.
struct Project {
    QString
        directory; ///< where tidemark.toml and .wrangler/state are: beside the configuration file
    QString name;
    std::optional<WranglerConfig> wrangler = {};
    TidemarkConfig settings = {};

    /// "" and those wrangler's configuration names, in its order.
    [[nodiscard]] QStringList environments() const;
    [[nodiscard]] bool isProduction(const QString &environment, PlaceOfTarget place) const;
    /// Streams of an environment, one per binding, in the order of the configuration.
    [[nodiscard]] Result<QList<StreamConfig>> streams(const QString &environment) const;
};

/// Which targets a command means.
struct TargetSelection {
    QString environment = {};
    QStringList databases = {}; ///< bindings or database names; empty: all
    PlaceOfTarget place = PlaceOfTarget::Local;
    QString persistTo
        = {}; ///< wrangler's state directory; empty: .wrangler/state beside the configuration
};

/// Looks from @p directory upward (wrangler's rules; a tidemark.toml without wrangler configuration is a project too).
/// Fails with MissingInput if there is neither, with Config and line if one cannot be read.
[[nodiscard]] Result<Project> openProject(const QString &directory);

/// The error for an environment the project does not have; names those it has.
[[nodiscard]] Error unknownEnvironment(const Project &project, const QString &environment);

/// The selected targets in the order of the configuration; names overridden by the streams' name_env variables in
/// @p environmentVariables. Local files need not exist yet. Fails with Usage for an unknown environment or database,
/// naming those there are.
[[nodiscard]] Result<QList<Target>> targetsOf(const Project &project,
                                              const TargetSelection &selection,
                                              const QProcessEnvironment &environmentVariables);

} // namespace tidemark
