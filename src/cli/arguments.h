#pragma once

#include <engine/operations/selection.h>

#include <QMultiMap>
#include <QSet>

namespace tidemark::cli {

enum class LogFormat { Text, Json };

/// An option as the help lists it.
struct OptionSpec {
    QString name;
    QString value; ///< what it takes, e.g. "ID"; empty for a switch
    QString help;
};

/// The command line, read: what applies to every command, and the command's own words.
struct Arguments {
    QString command;
    QStringList words; ///< after the command
    QMultiMap<QString, QString> values; ///< every option that was given, globals included
    QSet<QString> switches;

    [[nodiscard]] bool has(const QString &name) const
    {
        return switches.contains(name) || values.contains(name);
    }
    [[nodiscard]] QString value(const QString &name) const; ///< the last one given
    [[nodiscard]] QStringList all(const QString &name) const; ///< in the order given

    [[nodiscard]] bool json() const { return has(QStringLiteral("json")); }
    [[nodiscard]] LogFormat logFormat() const;
    /// What --project, --env, --database, --local, --remote, --persist-to and --sqlite say.
    [[nodiscard]] SelectionRequest selection(const QProcessEnvironment &environment) const;
};

[[nodiscard]] const QList<OptionSpec> &globalOptions();

/// Options may stand anywhere. Fails with Usage: unknown option, missing value, both places named.
/// @p known are the options of all commands.
[[nodiscard]] Result<Arguments> parseArguments(const QStringList &line,
                                               const QList<OptionSpec> &known);

} // namespace tidemark::cli
