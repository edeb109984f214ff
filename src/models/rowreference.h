#pragma once

#include "browsesession.h"

#include <QMap>

namespace tidemark {

/// The row that a cell's foreign key refers to.
struct RowReference {
    QString table = {}; ///< empty: the cell refers to nothing, and whyNot says why
    QMap<QString, QString> where = {}; ///< column of that table → its value, as it would be typed
    QString whyNot = {};
};

/// What @p row and @p column of the session's window refer to; of several keys the one of fewest columns.
[[nodiscard]] RowReference referenceAt(const BrowseSession &session, int row, int column);

/// The conditions that say the same.
[[nodiscard]] QList<RowCondition> conditionsOf(const QMap<QString, QString> &where);

} // namespace tidemark
