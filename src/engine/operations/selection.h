#pragma once

#include "engine.h"

#include <engine/migration/stream.h>
#include <engine/project/project.h>

namespace tidemark {

/// What a person said about where to act: the global options of the command line, or the window's choice.
struct SelectionRequest {
    QString projectDirectory;
    QString environment = {};
    bool environmentGiven = false; ///< by --env or CLOUDFLARE_ENV
    QStringList databases = {};
    std::optional<PlaceOfTarget> place = {}; ///< empty: not said
    QString persistTo = {};
    QString sqliteFile = {}; ///< act on this file instead of a project's databases
};

enum class Purpose { Read, Write };

/// A target with the migrations that belong to it.
struct SelectedTarget {
    Target target;
    Stream stream;
    ExpectationSettings expectations = {};
    QList<Stream> siblings = {}; ///< the project's other streams that act on the same database
};

/// What a command acts on.
struct Selection {
    std::optional<Project> project;
    QList<SelectedTarget> targets;
    PolicySettings policy = {};
    QMap<QString, QString> owners = {};
    QString note = {}; ///< to be said: which place was chosen by default
};

/// Finds project, targets and streams. A command that writes must name the place if the project has databases in both; one
/// that reads takes the local one and says so, unless an environment was named. Fails with Usage, MissingInput,
/// Config, or what a script's reader says.
[[nodiscard]] Result<Selection>
select(const EnginePointer &engine, const SelectionRequest &request, Purpose purpose);

/// The lease as it is taken on @p target: the project's patience, and few questions to what is far away.
[[nodiscard]] LeaseTimes
leaseTimesFor(const EnginePointer &engine, const Selection &selection, const Target &target);

/// The outcome of an operation on one of several targets.
template<typename Outcome>
struct TargetResult {
    Target target;
    Result<Outcome> outcome;
};

} // namespace tidemark
