#pragma once

#include "pageaddress.h"

#include <engine/operations/statusboard.h>

#include <QDateTime>

namespace tidemark {

class DatabaseSession;

/// One of the four lines of a cell. A state means that it is not well.
struct BoardFact {
    enum class Kind { Migrations, Schema, Backup, TimeTravel };

    Kind kind = Kind::Migrations;
    std::optional<ShownState> state = {};
    QString text;
    NavigatorKind page = NavigatorKind::Migrations; ///< where it is dealt with

    bool operator==(const BoardFact &other) const = default;
};
/// "Migrations", "Schema", "Backup", "Time Travel".
[[nodiscard]] QString factName(BoardFact::Kind kind);

/// Something that needs a person, with one remedy.
struct Attention {
    ShownState state = ShownState::Warning;
    ShownEnvironment environment = ShownEnvironment::Local;
    QString target; ///< "AUTH_DB · production"
    QString text; ///< a sentence without its full stop
    QString remedy; ///< "Open verification"
    QString action = {}; ///< the action that is the remedy; empty: the remedy is to open @c page
    PageAddress page;

    bool operator==(const Attention &other) const = default;
};

/// What the board knows of one database in one environment.
struct BoardCell {
    QString targetKey;
    QString database; ///< "AUTH_DB"
    QString name; ///< "nanotype-auth"
    QString kind; ///< "D1"
    QString environment; ///< "production"
    ShownEnvironment look = ShownEnvironment::Local;
    ShownState state = ShownState::Unknown;
    QString stateText = {}; ///< if it is not the state's word
    QList<BoardFact> facts = {}; ///< empty: nothing is known yet
    QList<Attention> attention = {}; ///< worst first
    QDateTime checkedAt = {};

    /// The whole cell as one spoken text.
    [[nodiscard]] QString sentence() const;
    /// The page of the fact that is worst, Migrations if all is well.
    [[nodiscard]] NavigatorKind worstPage() const;

    bool operator==(const BoardCell &other) const = default;
};

/// What is known of @p database, @p now says how old a backup is. @p backups are all on this computer, newest first.
[[nodiscard]] BoardCell
boardCell(const DatabaseSession &database, const QList<Backup> &backups, const QDateTime &now);

/// How much a state needs a person: 0 is worst. Failures, then warnings, then what is not known, then what is to come.
[[nodiscard]] int urgency(ShownState state);
/// True for states in which nothing needs to be done or known.
[[nodiscard]] bool isWell(ShownState state);

/// "2 h ago", "9 days old"'s number part: "2 h", "9 days", "3 min", from @p then to @p now.
[[nodiscard]] QString ageText(const QDateTime &then, const QDateTime &now);

} // namespace tidemark

Q_DECLARE_METATYPE(QList<tidemark::BoardFact>)
