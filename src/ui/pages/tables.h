#pragma once

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace tidemark {

/// A read-only table as all pages have it: no grid, whole rows selected, delegates that draw state and names, the last
/// column stretched.
[[nodiscard]] QTableView *
makeTable(QAbstractItemModel *model, const char *objectName, QWidget *parent);

} // namespace tidemark
