#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <engine/sql/schemacomparison.h>

namespace tidemark {

/// The parts of one kind of one table: its columns, indexes, keys or triggers, expected beside present.
class SchemaComparisonModel final : public RowsModel<ComparedPart>
{
    Q_OBJECT

public:
    enum ComparisonColumn {
        NameColumn,
        ExpectedColumn,
        PresentColumn,
        ResultColumn,
        ComparisonColumnCount
    };
    /// What the two sides mean: what ought to be and what is, or the same database before and after a change.
    enum class Meaning { Verification, BeforeAndAfter };
    /// ShownState of the whole row, in every column; Same where nothing differs.
    static constexpr int RowStateRole = FirstFreeRole;

    using RowsModel::RowsModel;

    /// @p kind heads the first column: "Column", "Index".
    void show(const QList<ComparedPart> &parts, const QString &kind, Meaning meaning);

private:
    [[nodiscard]] int columns() const override { return ComparisonColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const ComparedPart &part, int column, int role) const override;
    [[nodiscard]] QString text(const ComparedPart &part, int column) const;

    QString m_kind;
    Meaning m_meaning = Meaning::Verification;
};

/// The mark of an outcome.
[[nodiscard]] ShownState shown(ComparedPart::Outcome outcome);
/// "NOT NULL is gone", "Unexpected", "Same": what the comparison of one part says.
[[nodiscard]] QString resultText(const ComparedPart &part, SchemaComparisonModel::Meaning meaning);

} // namespace tidemark
