#pragma once

#include <engine/sql/value.h>

#include <QMap>

namespace tidemark {

using Content = QMap<QString, QList<Row>>;

/// Every row of every table that a transfer must carry over, and the definitions of all objects. The lease's tables are no
/// content, and _cf_… belongs to the runtime.
[[nodiscard]] Content contentOf(const QString &file);

} // namespace tidemark
