#pragma once

#include "rowsmodel.h"

#include <engine/operations/queryhistory.h>

namespace tidemark {

/// What was run from the editors, newest first, as far as it fits the words looked for. Opens the catalogue when it is first
/// needed.
class QueryHistoryModel final : public RowsModel<QueryEntry>
{
    Q_OBJECT

public:
    enum HistoryColumn {
        AtColumn,
        TargetColumn,
        StatementColumn,
        DurationColumn,
        RowsReadColumn,
        OutcomeColumn,
        HistoryColumnCount
    };

    explicit QueryHistoryModel(EnginePointer engine, QObject *parent = nullptr);
    ~QueryHistoryModel() override;

    /// found() follows; of several calls the last one's answer is shown.
    void search(const QString &words);
    /// Adds them; a failure is kept as error() and nothing else happens: history never stands in the way of a query.
    void record(const QList<QueryEntry> &entries);
    /// Why the catalogue could not be read or written; empty if it could.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

signals:
    void found();
    void recorded();

private:
    [[nodiscard]] int columns() const override { return HistoryColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const QueryEntry &entry, int column, int role) const override;
    [[nodiscard]] static QString text(const QueryEntry &entry, int column);

    struct Catalogue;
    std::shared_ptr<Catalogue> m_catalogue;
    std::optional<Error> m_error;
    int m_request = 0;
};

} // namespace tidemark
