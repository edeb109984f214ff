#pragma once

#include <engine/migration/status.h>

#include <QCoreApplication>

namespace tidemark {

/// What can be done about a migration in trouble.
enum class Remedy {
    RunOutOfOrder,
    ShowDifference,
    AcceptEdit,
    PutBack,
    KeepBoth,
    Renumber,
    MarkApplied,
    MarkPending,
    OpenVerification,
    FindMoment,
};

/// In the order in which they are offered, the best first; empty if nothing is wrong with it.
[[nodiscard]] QList<Remedy> remediesFor(const MigrationStatus &migration);
/// The button's text: "Accept edit…".
[[nodiscard]] QString remedyText(Remedy remedy);
/// The object name of its button and menu entry: "remedyAcceptEdit".
[[nodiscard]] QString remedyName(Remedy remedy);
/// Empty for any other name.
[[nodiscard]] std::optional<Remedy> remedyNamed(const QString &name);
/// What is wrong and why, in whole sentences; empty if nothing is.
[[nodiscard]] QString troubleText(const MigrationStatus &migration);

} // namespace tidemark
