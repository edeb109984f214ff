#pragma once

#include <engine/base/result.h>

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace tidemark {

/// tidemark.toml, as written; what is not written is empty (docs/configuration.md).
struct EnvironmentSettings {
    std::optional<bool> production = {};
    QString colour = {};
    QString accountId = {};
    int line = 0; ///< where it begins, for messages of whoever compares it with wrangler's file
};

struct StreamSettings {
    QString dir = {};
    QString layout = {}; ///< wrangler | numbered | plain | drizzle; empty: recognised
    QString init = {}; ///< path of the init script, relative to the configuration file
    QStringList match = {};
    QList<QStringList> duplicates = {}; ///< declared pairs, ids in the order they run
    QString nameEnvironmentVariable = {};
    bool takesTheRest = false; ///< default = true
    int line = 0;
};

struct ExpectationSettings {
    QStringList tables = {};
    QMap<QString, QStringList> columns = {};
    QMap<QString, QString> rows = {}; ///< table → ">= 1"
    int line = 0;
};

struct PolicySettings {
    std::chrono::seconds lockTimeout{ 75 };
    int safetyPointsKeep = 20;
};

struct TidemarkConfig {
    QString file = {}; ///< absolute path; empty if there is none and all is default
    QString projectName = {};
    QMap<QString, EnvironmentSettings> environments = {};
    QMap<QString, StreamSettings> streams = {};
    QMap<QString, ExpectationSettings> expectations = {};
    QMap<QString, QString> owners = {}; ///< table → stream or team
    PolicySettings policy = {};
};

/// Fails with Config and the line: syntax error, unknown key, value of the wrong type or out of range.
[[nodiscard]] Result<TidemarkConfig> readTidemarkConfig(const QString &file);

} // namespace tidemark
