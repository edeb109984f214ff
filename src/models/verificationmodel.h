#pragma once

#include "schemacomparisonmodel.h"

#include <engine/operations/comparetables.h>

#include <QAbstractItemModel>

namespace tidemark {

/// What a verification found, as a tree of three groups: tables (worst first), checks (failed first), and internal tables,
/// which are not compared. An empty group is not shown.
class VerificationModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum VerificationColumn {
        SubjectColumn,
        StateColumn,
        RowsColumn,
        ReasonColumn,
        VerificationColumnCount
    };
    enum VerificationRole {
        SubjectRole = FirstFreeRole, ///< QString: the table's or check's name
        RowCountRole, ///< qint64 of the present side; invalid: unknown
        CountOriginRole, ///< QString: what the number is from; empty if it was counted
        ReasonRole ///< QString: what differs, or who expects it
    };
    enum class Group { Tables, Checks, Internal };

    /// How many of each there are.
    struct Summary {
        int missing = 0;
        int changed = 0;
        int unexpected = 0;
        int present = 0;
        int later = 0;
        int failedChecks = 0;
        int passedChecks = 0;

        [[nodiscard]] bool isWell() const
        {
            return missing == 0 && changed == 0 && unexpected == 0 && failedChecks == 0;
        }
    };

    using QAbstractItemModel::QAbstractItemModel;

    void show(const ComparisonReport &report, SchemaComparisonModel::Meaning meaning);
    void clear();
    /// Hides what is as it should be.
    void setOnlyDifferences(bool only);
    [[nodiscard]] bool onlyDifferences() const { return m_onlyDifferences; }

    [[nodiscard]] const Summary &summary() const { return m_summary; }
    /// The name of the table at @p index; empty for groups, checks and internal tables.
    [[nodiscard]] QString tableAt(const QModelIndex &index) const;
    /// Nullptr if no check stands there.
    [[nodiscard]] const Check *checkAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(Group group, const QString &subject) const;
    /// The first row that needs attention; the first row of all if none does.
    [[nodiscard]] QModelIndex worst() const;

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line {
        QString subject;
        ShownState state = ShownState::Unknown;
        QString stateText = {}; ///< empty: the state's word
        std::optional<qint64> before = {};
        std::optional<qint64> rows = {};
        QString reason = {};
        std::optional<Check> check = {};
        bool hasRows = true; ///< it is a table that is compared
    };
    struct Part {
        Group group = Group::Tables;
        QList<Line> lines;
    };

    [[nodiscard]] QList<Line> tableLines() const;
    [[nodiscard]] QList<Line> checkLines() const;
    [[nodiscard]] QList<Line> internalLines() const;
    [[nodiscard]] Line lineOf(const ComparedTable &table) const;
    [[nodiscard]] static Line lineOf(const Check &check);
    [[nodiscard]] QString reasonFor(const ComparedTable &table) const;
    void summarise();
    void rebuild();
    [[nodiscard]] const Line *line(const QModelIndex &index) const;
    [[nodiscard]] QString groupText(const Part &part) const;
    [[nodiscard]] QString text(const Line &line, int column) const;
    [[nodiscard]] QString rowsText(const Line &line) const;
    [[nodiscard]] QVariant lineData(const Line &line, int column, int role) const;

    ComparisonReport m_report;
    SchemaComparisonModel::Meaning m_meaning = SchemaComparisonModel::Meaning::Verification;
    bool m_onlyDifferences = false;
    Summary m_summary;
    QList<Part> m_parts;
};

/// "2 columns, 1 index": what differs in a changed table.
[[nodiscard]] QString differencesText(const ComparedTable &table);

} // namespace tidemark
