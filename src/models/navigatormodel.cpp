#include "navigatormodel.h"

#include "projectsession.h"
#include "shownstates.h"

namespace tidemark {

namespace {

int failedChecks(const DatabaseSession &database)
{
    const QList<Check> &checks = database.checks()->rows();
    return static_cast<int>(std::ranges::count_if(
        checks, [](const Check &check) { return !check.passed && !check.pending; }));
}

// What is worth a mark: what is not known yet has none.
std::optional<ShownState> markOf(const DatabaseSession &database)
{
    if (const auto &error = database.error(); error && !database.isKnown())
        return unreachedState(*error);
    if (!database.isKnown())
        return std::nullopt;
    return failedChecks(database) > 0 ? ShownState::FailedCheck : shown(database.status().state);
}

// How many are pending, where that is what the mark says.
int badgeOf(const DatabaseSession &database)
{
    return markOf(database) == ShownState::Behind ? database.status().pending() : 0;
}

QStringList internalNames(const Schema &schema)
{
    QStringList names;
    for (const Table &table : schema.tables) {
        if (isInternal(table.name) || table.kind == Table::Kind::Shadow)
            names.append(table.name);
    }
    return names;
}

} // namespace

NavigatorModel::Node *NavigatorModel::Node::add(Node child)
{
    child.parent = this;
    children.push_back(std::make_unique<Node>(std::move(child)));
    return children.back().get();
}

int NavigatorModel::Node::row() const
{
    if (!parent)
        return 0;
    const auto self = std::find_if(parent->children.begin(),
                                   parent->children.end(),
                                   [this](const auto &child) { return child.get() == this; });
    return static_cast<int>(std::distance(parent->children.begin(), self));
}

std::optional<PageAddress> NavigatorModel::Node::page() const
{
    switch (kind) {
    case NavigatorKind::Project:
    case NavigatorKind::Environment:
    case NavigatorKind::InternalTables:
    case NavigatorKind::Connect:
        return {};
    case NavigatorKind::Database:
        return PageAddress{ .targetKey = targetKey };
    case NavigatorKind::Table:
    case NavigatorKind::View:
        return PageAddress{ .kind = kind, .targetKey = targetKey, .object = text };
    case NavigatorKind::Index:
        return PageAddress{ .kind = NavigatorKind::Table,
                            .targetKey = targetKey,
                            .object = parent->text };
    default:
        return PageAddress{ .kind = kind, .targetKey = targetKey };
    }
}

bool NavigatorModel::Node::hasShapeOf(const Node &other) const
{
    return kind == other.kind && text == other.text && targetKey == other.targetKey
           && std::equal(
               children.begin(),
               children.end(),
               other.children.begin(),
               other.children.end(),
               [](const auto &left, const auto &right) { return left->hasShapeOf(*right); });
}

void NavigatorModel::Node::takeFactsOf(const Node &other)
{
    state = other.state;
    badge = other.badge;
    toolTip = other.toolTip;
    for (std::size_t i = 0; i < children.size(); ++i)
        children[i]->takeFactsOf(*other.children[i]);
}

NavigatorModel::NavigatorModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{}

NavigatorModel::~NavigatorModel() = default;

void NavigatorModel::addTables(Node &node, const Schema &schema)
{
    const QString &key = node.targetKey;
    const Schema user = schema.userPart();
    Node *tables = node.add({ .kind = NavigatorKind::Tables,
                              .text = tr("Tables"),
                              .targetKey = key,
                              .badge = static_cast<int>(user.tables.size() + user.views.size()) });
    for (const Table &table : user.tables) {
        Node *tableNode
            = tables->add({ .kind = NavigatorKind::Table, .text = table.name, .targetKey = key });
        for (const Index &index : user.indexes) {
            if (index.table.compare(table.name, Qt::CaseInsensitive) == 0
                && index.origin == Index::Origin::Statement)
                tableNode->add(
                    { .kind = NavigatorKind::Index, .text = index.name, .targetKey = key });
        }
    }
    for (const View &view : user.views)
        tables->add({ .kind = NavigatorKind::View, .text = view.name, .targetKey = key });
    const QStringList internals = internalNames(schema);
    if (internals.isEmpty())
        return;
    Node *folded = node.add({ .kind = NavigatorKind::InternalTables,
                              .text = tr("Internal tables"),
                              .targetKey = key,
                              .badge = static_cast<int>(internals.size()) });
    for (const QString &name : internals)
        folded->add({ .kind = NavigatorKind::Table, .text = name, .targetKey = key });
}

void NavigatorModel::addDatabase(Node &environment, const DatabaseSession &database)
{
    const QString key = database.target().key();
    const int pending = database.isKnown() ? database.status().pending() : 0;
    Node *node = environment.add({ .kind = NavigatorKind::Database,
                                   .text = database.target().stream,
                                   .targetKey = key,
                                   .state = markOf(database),
                                   .environment = environment.environment,
                                   .badge = badgeOf(database),
                                   .toolTip = database.target().label() });
    node->add({ .kind = NavigatorKind::Migrations,
                .text = tr("Migrations"),
                .targetKey = key,
                .state = pending > 0 ? std::optional(ShownState::Pending) : std::nullopt,
                .badge = pending });
    const int failed = failedChecks(database);
    node->add({ .kind = NavigatorKind::Verification,
                .text = tr("Verification"),
                .targetKey = key,
                .state = failed > 0 ? std::optional(ShownState::FailedCheck) : std::nullopt,
                .badge = failed });
    node->add({ .kind = NavigatorKind::TimeTravel,
                .text = tr("Backups and Time Travel"),
                .targetKey = key });
    node->add({ .kind = NavigatorKind::Sql, .text = tr("SQL"), .targetKey = key });
    addTables(*node, database.schema());
}

std::unique_ptr<NavigatorModel::Node> NavigatorModel::build(const ProjectSession &project)
{
    auto root = std::make_unique<Node>();
    if (!project.isOpen())
        return root;
    Node *projectNode = root->add(
        { .kind = NavigatorKind::Project, .text = project.name(), .toolTip = project.path() });
    projectNode->add({ .kind = NavigatorKind::StatusBoard, .text = tr("Status board") });
    Node *environment = nullptr;
    for (const DatabaseSession *database : project.databases()) {
        const Target &target = database->target();
        if (!environment || environment->text != target.environmentWord())
            environment = projectNode->add({ .kind = NavigatorKind::Environment,
                                             .text = target.environmentWord(),
                                             .environment = shownEnvironment(target) });
        addDatabase(*environment, *database);
    }
    for (const EnvironmentSelection &each : project.unreadable())
        projectNode->add({ .kind = NavigatorKind::Environment,
                           .text = each.word(),
                           .state = ShownState::Failed,
                           .environment = ShownEnvironment::Other,
                           .toolTip = each.selection.error().message });
    return root;
}

// A view repaints no more than the rows it is told of, and those are of one parent.
void NavigatorModel::tellOfFacts(const QModelIndex &below)
{
    const int rows = rowCount(below);
    if (rows == 0)
        return;
    emit dataChanged(index(0, 0, below), index(rows - 1, 0, below));
    for (int row = 0; row < rows; ++row)
        tellOfFacts(index(row, 0, below));
}

void NavigatorModel::show(const ProjectSession &project)
{
    auto fresh = build(project);
    if (m_root->hasShapeOf(*fresh)) {
        m_root->takeFactsOf(*fresh);
        tellOfFacts({});
        return;
    }
    beginResetModel();
    m_root = std::move(fresh);
    endResetModel();
}

const NavigatorModel::Node *NavigatorModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex NavigatorModel::find(const Node &below, const PageAddress &address) const
{
    for (const auto &child : below.children) {
        if (child->kind == address.kind && child->targetKey == address.targetKey
            && (address.object.isEmpty() || child->text == address.object))
            return createIndex(child->row(), 0, child.get());
        if (const QModelIndex found = find(*child, address); found.isValid())
            return found;
    }
    return {};
}

QModelIndex NavigatorModel::indexOf(const PageAddress &address) const
{
    return find(*m_root, address);
}

QModelIndex NavigatorModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, node(parent)->children.at(static_cast<std::size_t>(row)).get());
}

QModelIndex NavigatorModel::parent(const QModelIndex &child) const
{
    const Node *above = child.isValid() ? node(child)->parent : nullptr;
    return above && above != m_root.get() ? createIndex(above->row(), 0, above) : QModelIndex();
}

int NavigatorModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}

int NavigatorModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant NavigatorModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &item = *node(index);
    switch (role) {
    case Qt::DisplayRole:
        return item.text;
    case Qt::ToolTipRole:
        return item.toolTip.isEmpty() ? QVariant() : item.toolTip;
    case KindRole:
        return QVariant::fromValue(item.kind);
    case StateRole:
        return item.state ? QVariant::fromValue(*item.state) : QVariant();
    case BadgeCountRole:
        return item.badge;
    case TargetIdRole:
        return item.targetKey;
    case PageRole: {
        const auto page = item.page();
        return page ? QVariant::fromValue(*page) : QVariant();
    }
    case EnvironmentRole:
        return QVariant::fromValue(item.environment);
    case MonospaceRole:
        return false;
    case Qt::AccessibleTextRole:
        return QString(item.text + (item.state ? u", " + stateWord(*item.state) : QString())
                       + (item.badge > 0 ? u", " + QString::number(item.badge) : QString()));
    default:
        return {};
    }
}

} // namespace tidemark
