#pragma once

#include "roles.h"

#include <engine/sql/value.h>

#include <QMetaType>

namespace tidemark {

/// What a cell of a grid of rows holds, as it is told apart in looks and words.
enum class ValueKind {
    Waiting, ///< not read yet
    Null,
    Text,
    EmptyText,
    Integer,
    Real,
    Blob,
};

/// Roles of grids that show rows of a database.
enum CellRole {
    RawValueRole = FirstFreeRole + 100, ///< Value
    ValueKindRole, ///< ValueKind
    SortPlaceRole, ///< of a header: int, 1-based place in the order; 0: not sorted by
    SortDescendingRole, ///< of a header: bool
};

/// Where a grid's delegate reads without a QVariant in between. The models of grids implement it.
class CellSource
{
public:
    CellSource() = default;
    virtual ~CellSource() = default;
    CellSource(const CellSource &) = delete;
    CellSource &operator=(const CellSource &) = delete;

    /// nullptr: not read yet. Valid until the model changes.
    [[nodiscard]] virtual const Value *value(int row, int column) const = 0;
    /// Bytes of a text or blob, also of the part that was not read.
    [[nodiscard]] virtual qint64 size(int row, int column) const = 0;
    /// Values of this column are names of rows: keys and references to other tables.
    [[nodiscard]] virtual bool isName(int column) const = 0;
};

[[nodiscard]] ValueKind valueKind(const Value *value);

/// One line for a cell: numbers exactly, line ends and tabs as spaces, at most a few hundred characters; "NULL", "empty
/// text" and "BLOB 6,144 bytes" in words.
[[nodiscard]] QString cellText(const Value *value, qint64 size);
/// The same for screen readers, with the kind where the eye sees it by its form.
[[nodiscard]] QString spokenCell(const Value *value, qint64 size);

} // namespace tidemark

Q_DECLARE_METATYPE(tidemark::Value)
Q_DECLARE_METATYPE(tidemark::ValueKind)
