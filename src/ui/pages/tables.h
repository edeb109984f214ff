#pragma once

#include <QString>

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace tidemark {

/// A read-only table as all pages have it: no grid, whole rows selected, delegates that draw state and names, the last
/// others as wide as their contents, the last column stretched.
[[nodiscard]] QTableView *makeTable(QAbstractItemModel *model,
                                    const char *objectName,
                                    const QString &accessibleName,
                                    QWidget *parent);

/// A table that is as high as its rows, for panes that scroll as a whole.
[[nodiscard]] QTableView *makeWholeTable(QAbstractItemModel *model,
                                         const char *objectName,
                                         const QString &accessibleName,
                                         QWidget *parent);

} // namespace tidemark
