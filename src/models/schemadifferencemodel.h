#pragma once

#include "rowsmodel.h"

#include <engine/sql/schemadiff.h>

namespace tidemark {

/// What a run would do to the schema, or how two schemas differ.
class SchemaDifferenceModel final : public RowsModel<SchemaDifference>
{
    Q_OBJECT

public:
    enum DifferenceColumn {
        ObjectColumn,
        KindColumn,
        ExpectedColumn,
        FoundColumn,
        DifferenceColumnCount
    };

    /// A plan's effect (what is there only afterwards is "new"), or a comparison of expected and found.
    enum class Meaning { Effect, Comparison };

    explicit SchemaDifferenceModel(Meaning meaning, QObject *parent = nullptr)
        : RowsModel(parent)
        , m_meaning(meaning)
    {}

private:
    [[nodiscard]] int columns() const override { return DifferenceColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant
    cell(const SchemaDifference &difference, int column, int role) const override;
    [[nodiscard]] QString kindText(SchemaDifference::Kind kind) const;

    Meaning m_meaning;
};

} // namespace tidemark
