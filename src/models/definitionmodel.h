#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <engine/operations/dependents.h>

namespace tidemark {

/// One thing a table consists of, as a row of words and the SQL that made it.
struct DefinitionRow {
    QStringList cells;
    QByteArray sql = {};
    QString name = {}; ///< of the thing, for its SQL's name
};

/// What a table or view consists of: its columns, keys, indexes, triggers, and what depends on it, each as a list.
class DefinitionModel final : public RowsModel<DefinitionRow>
{
    Q_OBJECT

public:
    enum class Part { Columns, ForeignKeys, Indexes, Triggers, Dependents };

    explicit DefinitionModel(Part part, QObject *parent = nullptr);

    void show(const Schema &schema, const QString &object);

protected:
    [[nodiscard]] int columns() const override { return static_cast<int>(m_headers.size()); }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const DefinitionRow &row, int column, int role) const override;

private:
    Part m_part;
    QStringList m_headers;
};

/// The statement that made a table or view; empty if there is none of that name.
[[nodiscard]] QByteArray definitionOf(const Schema &schema, const QString &object);

} // namespace tidemark
