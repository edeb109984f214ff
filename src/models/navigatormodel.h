#pragma once

#include "pageaddress.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace tidemark {

class DatabaseSession;
class ProjectSession;
struct Schema;

/// The tree beside the pages: project with its status board, environments with their mark, databases with what is pending or
/// wrong; below each its pages, tables with their indexes, views, and the internal tables folded into one row with a count.
class NavigatorModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    explicit NavigatorModel(QObject *parent = nullptr);
    ~NavigatorModel() override;

    /// Rebuilds the tree if its shape changed, else only updates marks and counts, so that views keep their folds.
    void show(const ProjectSession &project);
    /// The row of a database's page; invalid if there is none.
    [[nodiscard]] QModelIndex indexOf(const PageAddress &address) const;

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Node {
        NavigatorKind kind = NavigatorKind::Project;
        QString text = {};
        QString targetKey = {};
        std::optional<ShownState> state = {};
        ShownEnvironment environment = ShownEnvironment::Local;
        int badge = 0;
        QString toolTip = {};
        Node *parent = nullptr;
        std::vector<std::unique_ptr<Node>> children = {};

        Node *add(Node child);
        /// What opening the row opens; empty if it opens nothing.
        [[nodiscard]] std::optional<PageAddress> page() const;
        [[nodiscard]] int row() const;
        [[nodiscard]] bool hasShapeOf(const Node &other) const;
        void takeFactsOf(const Node &other);
    };

    void tellOfFacts(const QModelIndex &below);
    [[nodiscard]] static std::unique_ptr<Node> build(const ProjectSession &project);
    static void addDatabase(Node &environment, const DatabaseSession &database);
    static void addTables(Node &node, const Schema &schema);
    [[nodiscard]] const Node *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex find(const Node &below, const PageAddress &address) const;

    std::unique_ptr<Node> m_root;
};

} // namespace tidemark
