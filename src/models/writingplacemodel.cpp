#include "writingplacemodel.h"

#include "roles.h"

#include <algorithm>

namespace tidemark {

namespace {

QString useText(const WritingPlace &place)
{
    switch (place.bar) {
    case WritingPlace::Bar::None:
        return WritingPlaceModel::tr("Can be used");
    case WritingPlace::Bar::OpenProject:
        return WritingPlaceModel::tr("No: “%1” of the open project is production")
            .arg(place.environment);
    case WritingPlace::Bar::Name:
        return WritingPlaceModel::tr("No: its name says production");
    }
    return {};
}

} // namespace

int WritingPlaceModel::firstFree() const
{
    const auto found = std::ranges::find_if(rows(), &WritingPlace::isFree);
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

Qt::ItemFlags WritingPlaceModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags all = RowsModel::flags(index);
    const bool isBarred = index.isValid() && !row(index).isFree();
    return isBarred ? all & ~(Qt::ItemIsEnabled | Qt::ItemIsSelectable) : all;
}

QVariant WritingPlaceModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(column)) {
    case NameColumn:
        return tr("Database");
    case IdColumn:
        return tr("Id");
    case UseColumn:
        return tr("For the test");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant WritingPlaceModel::cell(const WritingPlace &place, int column, int role) const
{
    switch (role) {
    case StateRole:
        return column == UseColumn
                   ? QVariant::fromValue(place.isFree() ? ShownState::Present : ShownState::Locked)
                   : QVariant();
    case MonospaceRole:
        return column != UseColumn;
    case Qt::AccessibleTextRole:
        return tr("%1. %2", "database, whether it can be used")
            .arg(place.database.name, useText(place));
    case Qt::DisplayRole:
    case StateTextRole:
        break;
    default:
        return {};
    }
    switch (static_cast<Column>(column)) {
    case NameColumn:
        return place.database.name;
    case IdColumn:
        return place.database.id.left(8);
    case UseColumn:
        return useText(place);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
