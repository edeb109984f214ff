#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <QDateTime>

#include <optional>

namespace tidemark {

/// Something that was open before.
struct RecentPlace {
    enum class Kind { Project, Account, File };

    Kind kind = Kind::Project;
    QString key; ///< a path, or an account's id
    QString name;
    QString detail = {}; ///< "2 databases, 3 environments"
    std::optional<ShownState> lastState = {}; ///< the worst when it was last seen
    QDateTime at = {}; ///< when that was

    bool operator==(const RecentPlace &other) const = default;
};

/// What was open before, newest first. Nothing of it is looked at: states are those of then.
class RecentModel final : public RowsModel<RecentPlace>
{
    Q_OBJECT

public:
    enum Role { DetailRole = FirstFreeRole, LastStateRole };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return 1; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const RecentPlace &place, int column, int role) const override;
};

} // namespace tidemark
