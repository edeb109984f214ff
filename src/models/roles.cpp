#include "roles.h"

#include <QCoreApplication>

#include <array>

namespace tidemark {

namespace {

/// In the order of ShownState.
constexpr std::array<const char *, ShownStateCount> StateWords{
    QT_TRANSLATE_NOOP("State", "Up to date"),
    QT_TRANSLATE_NOOP("State", "Applied"),
    QT_TRANSLATE_NOOP("State", "Present"),
    QT_TRANSLATE_NOOP("State", "Passed"),
    QT_TRANSLATE_NOOP("State", "Verified"),
    QT_TRANSLATE_NOOP("State", "Same"),
    QT_TRANSLATE_NOOP("State", "Back"),
    QT_TRANSLATE_NOOP("State", "Baseline"),
    QT_TRANSLATE_NOOP("State", "Adopted"),
    QT_TRANSLATE_NOOP("State", "Done"),
    QT_TRANSLATE_NOOP("State", "Behind"),
    QT_TRANSLATE_NOOP("State", "Pending"),
    QT_TRANSLATE_NOOP("State", "Comes later"),
    QT_TRANSLATE_NOOP("State", "Waiting"),
    QT_TRANSLATE_NOOP("State", "Running"),
    QT_TRANSLATE_NOOP("State", "Checking"),
    QT_TRANSLATE_NOOP("State", "Rehearsing"),
    QT_TRANSLATE_NOOP("State", "Note"),
    QT_TRANSLATE_NOOP("State", "Renamed"),
    QT_TRANSLATE_NOOP("State", "Edited, comments only"),
    QT_TRANSLATE_NOOP("State", "Rewound"),
    QT_TRANSLATE_NOOP("State", "Drifted"),
    QT_TRANSLATE_NOOP("State", "Not verified"),
    QT_TRANSLATE_NOOP("State", "Ahead"),
    QT_TRANSLATE_NOOP("State", "Out of order"),
    QT_TRANSLATE_NOOP("State", "Warning"),
    QT_TRANSLATE_NOOP("State", "Changed"),
    QT_TRANSLATE_NOOP("State", "Edited"),
    QT_TRANSLATE_NOOP("State", "Diverged"),
    QT_TRANSLATE_NOOP("State", "Change not sent"),
    QT_TRANSLATE_NOOP("State", "Unexpected"),
    QT_TRANSLATE_NOOP("State", "Outside change"),
    QT_TRANSLATE_NOOP("State", "Future"),
    QT_TRANSLATE_NOOP("State", "Duplicate number"),
    QT_TRANSLATE_NOOP("State", "Failed"),
    QT_TRANSLATE_NOOP("State", "Failed check"),
    QT_TRANSLATE_NOOP("State", "Recorded, no effect"),
    QT_TRANSLATE_NOOP("State", "Aborted"),
    QT_TRANSLATE_NOOP("State", "Blocked"),
    QT_TRANSLATE_NOOP("State", "Blocking finding"),
    QT_TRANSLATE_NOOP("State", "Missing"),
    QT_TRANSLATE_NOOP("State", "Unknown"),
    QT_TRANSLATE_NOOP("State", "Outcome unknown"),
    QT_TRANSLATE_NOOP("State", "No ledger"),
    QT_TRANSLATE_NOOP("State", "Empty"),
    QT_TRANSLATE_NOOP("State", "Unreachable"),
    QT_TRANSLATE_NOOP("State", "Offline"),
    QT_TRANSLATE_NOOP("State", "Locked"),
    QT_TRANSLATE_NOOP("State", "Read-only"),
    QT_TRANSLATE_NOOP("State", "Rolled back"),
};

} // namespace

QString stateWord(ShownState state)
{
    return QCoreApplication::translate("State", StateWords.at(size_t(state)));
}

QString environmentWord(ShownEnvironment environment, const QString &name)
{
    switch (environment) {
    case ShownEnvironment::Local:
        return QCoreApplication::translate("Environment", "LOCAL");
    case ShownEnvironment::Staging:
        return QCoreApplication::translate("Environment", "STAGING");
    case ShownEnvironment::Production:
        return QCoreApplication::translate("Environment", "PRODUCTION");
    case ShownEnvironment::Other:
        return name.toUpper();
    }
    Q_UNREACHABLE();
}

} // namespace tidemark
