#pragma once

#include <engine/base/result.h>

#include <QJsonObject>
#include <QStringList>

namespace tidemark::sandbox {

/// What the command line asks for.
struct Options {
    quint16 port = 8788;
    QString stateFolder; ///< empty: a temporary one that goes with the program
    QString logFile;
    QString account; ///< its id; empty: the first there is, or a new one
    QByteArray token; ///< empty: the first there is, or a new one
    QJsonObject configuration = {}; ///< of --config, with what other options say
    bool demo = false;

    /// Ends the program itself for --help and --version.
    [[nodiscard]] static Result<Options> fromCommandLine(const QStringList &arguments);
};

} // namespace tidemark::sandbox
