#include "projectsession.h"

#include <engine/operations/connectaccount.h>
#include <engine/operations/managedatabases.h>

#include <QFileInfo>

namespace tidemark {

namespace {

constexpr qsizetype MostAtOnce = 100;
// No project says what its databases are for.
const QString AccountEnvironment = QStringLiteral("account");

SelectionRequest requestFor(const QString &path)
{
    const QFileInfo info(path);
    SelectionRequest request{ .projectDirectory
                              = info.isDir() ? info.absoluteFilePath() : info.absolutePath() };
    static const QStringList configurations{ QStringLiteral("toml"),
                                             QStringLiteral("json"),
                                             QStringLiteral("jsonc") };
    if (info.isFile() && !configurations.contains(info.suffix()))
        request.sqliteFile = info.absoluteFilePath();
    return request;
}

QString nameOf(const QList<EnvironmentSelection> &environments, const QString &path)
{
    for (const EnvironmentSelection &each : environments) {
        if (each.selection && each.selection->project)
            return each.selection->project->name;
    }
    return QFileInfo(path).fileName();
}

QString accountPath(const QString &account)
{
    return QStringLiteral("account:") + account;
}

bool isRemote(const DatabaseSession &database)
{
    return database.target().place == PlaceOfTarget::Remote;
}

} // namespace

ProjectSession::ProjectSession(EnginePointer engine, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{}

ProjectSession::~ProjectSession() = default;

void ProjectSession::open(const QString &path)
{
    const auto environments = selectAll(m_engine, requestFor(path));
    if (!environments) {
        m_error = environments.error();
        emit changed();
        return;
    }
    m_error.reset();
    m_path = QFileInfo(path).absoluteFilePath();
    m_name = nameOf(*environments, path);
    m_unreadable.clear();
    auto before = std::exchange(m_databases, {});
    for (const EnvironmentSelection &environment : *environments) {
        if (environment.selection)
            add(*environment.selection);
        else
            m_unreadable.append(environment);
    }
    emit opened();
    leave(std::move(before));
    refresh();
}

// Events are delivered in their order: who heard of the change has asked for the end of its pages before this.
void ProjectSession::leave(std::vector<std::unique_ptr<DatabaseSession>> sessions)
{
    for (auto &session : sessions) {
        session->setParent(this); // if there is no event loop any more
        session.release()->deleteLater();
    }
}

void ProjectSession::openAccount(const D1AccountInfo &account,
                                 const QList<D1DatabaseInfo> &databases)
{
    m_error.reset();
    const bool isOther = m_path != accountPath(account.id);
    auto before = isOther ? std::exchange(m_databases, {}) : decltype(m_databases){};
    if (isOther)
        m_unreadable.clear();
    m_path = accountPath(account.id);
    m_name = account.name.isEmpty() ? account.id.left(8) : account.name;
    for (const D1DatabaseInfo &info : databases) {
        Target target = ManageDatabases::targetOf(info, account.id);
        target.environment = AccountEnvironment;
        if (!database(target.key()))
            add({ .project = {}, .targets = { { .target = target, .stream = {} } } });
    }
    if (isOther)
        emit opened();
    else
        emit changed();
    leave(std::move(before));
    refresh();
}

void ProjectSession::add(const Selection &selection)
{
    for (const SelectedTarget &selected : selection.targets) {
        Selection single = selection;
        single.targets = { selected };
        m_databases.push_back(std::make_unique<DatabaseSession>(m_engine, single, m_safeModes));
        m_activities.watch(m_databases.back()->activity());
        connect(
            m_databases.back().get(), &DatabaseSession::changed, this, &ProjectSession::changed);
    }
}

void ProjectSession::refresh()
{
    QStringList keys;
    for (const auto &database : m_databases) {
        if (keys.size() < MostAtOnce)
            keys.append(database->target().key());
    }
    refresh(keys);
}

void ProjectSession::refresh(const QStringList &targetKeys)
{
    QMap<QString, QStringList> ofAccounts;
    for (const auto &database : m_databases) {
        const QString key = database->target().key();
        if (!targetKeys.contains(key))
            continue;
        if (isRemote(*database))
            ofAccounts[database->target().accountId].append(key);
        else
            database->refresh();
    }
    for (auto each = ofAccounts.cbegin(); each != ofAccounts.cend(); ++each)
        refreshAccount(each.key(), each.value());
}

// A keychain that is locked asks once, not once for each database.
void ProjectSession::refreshAccount(const QString &account, const QStringList &targetKeys)
{
    const bool isAsked = m_waiting.contains(account);
    QStringList &waiting = m_waiting[account];
    waiting += targetKeys;
    waiting.removeDuplicates();
    if (isAsked)
        return;
    const auto connecting = std::make_shared<ConnectAccount>(m_engine);
    run(this, connecting->reach(account, {}), [this, connecting, account](const Result<> &reached) {
        spread(m_waiting.take(account), reached);
    });
}

void ProjectSession::spread(const QStringList &targetKeys, const Result<> &reached)
{
    for (const auto &database : m_databases) {
        if (!targetKeys.contains(database->target().key()))
            continue;
        if (reached)
            database->refresh();
        else
            database->setUnreached(reached.error());
    }
}

QList<DatabaseSession *> ProjectSession::databases() const
{
    QList<DatabaseSession *> list;
    for (const auto &database : m_databases)
        list.append(database.get());
    return list;
}

DatabaseSession *ProjectSession::database(const QString &targetKey) const
{
    const auto found
        = std::find_if(m_databases.begin(), m_databases.end(), [&targetKey](const auto &database) {
              return database->target().key() == targetKey;
          });
    return found == m_databases.end() ? nullptr : found->get();
}

} // namespace tidemark
