#pragma once

#include "pageaddress.h"
#include "rowsmodel.h"

namespace tidemark {

class ProjectSession;

/// A place to go to, or a command to run.
struct GoToEntry {
    enum class Kind { Place, Migration, SafetyPoint, Command };

    Kind kind = Kind::Place;
    QString text; ///< what is searched: "user", "user.email", "Rehearse"
    QString detail = {}; ///< "Table · AUTH_DB · production"
    std::optional<PageAddress> page = {}; ///< not for commands
    QString actionId = {}; ///< of a command
    QString keys = {}; ///< its shortcut
    QString whyNot = {}; ///< why it cannot be chosen now; empty: it can
};

/// How well @p text answers @p wanted: 0 not at all, else the more the better. Each letter must occur in its order; starts
/// of words and runs of letters count more. Case does not.
[[nodiscard]] int matchScore(QStringView text, QStringView wanted);

/// Every page, table, view and column of the open project, and its migrations.
[[nodiscard]] QList<GoToEntry> placesOf(const ProjectSession &project);

/// What "Go to…" offers for what was typed, best first: places, or with the prefix "@" migrations, "#" safety points, ">"
/// commands. At most 100.
class GoToModel final : public RowsModel<GoToEntry>
{
    Q_OBJECT

public:
    enum Column { What, Where, Keys, ColumnCount };

    using RowsModel::RowsModel;

    void setEntries(QList<GoToEntry> entries);
    void addEntries(const QList<GoToEntry> &entries);
    void search(const QString &typed);

private:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const GoToEntry &row, int column, int role) const override;

    QList<GoToEntry> m_entries;
    QString m_typed;
};

} // namespace tidemark
