#pragma once

#include "activitymodel.h"
#include "databasesession.h"

#include <engine/operations/environments.h>

#include <vector>

namespace tidemark {

/// What is open in a window: a project with its databases in every environment, on this computer and at Cloudflare; the
/// databases of an account without a project; or a single file. Each database has a session of its own, and one that cannot be
/// reached hides no other.
class ProjectSession : public QObject
{
    Q_OBJECT

public:
    explicit ProjectSession(EnginePointer engine, QObject *parent = nullptr);
    ~ProjectSession() override;

    /// Opens the project at or above @p directory, or a single SQLite file. On failure nothing changes and error() says why.
    void open(const QString &path);
    /// Opens databases of @p account that no project names; they have no migrations. Those that are open already stay, if they
    /// are of the same account.
    void openAccount(const D1AccountInfo &account, const QList<D1DatabaseInfo> &databases);
    /// Looks at every database again, side by side, at the first hundred if there are more. The token of an account is looked
    /// for once.
    void refresh();
    /// The same for those of @p targetKeys.
    void refresh(const QStringList &targetKeys);

    [[nodiscard]] QString name() const { return m_name; }
    /// The folder or file; "account:ID" for an account.
    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] bool isOpen() const { return !m_path.isEmpty(); }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// Environments whose databases could not be told.
    [[nodiscard]] const QList<EnvironmentSelection> &unreadable() const { return m_unreadable; }
    /// Local ones first, then environment by environment as the configuration has them.
    [[nodiscard]] QList<DatabaseSession *> databases() const;
    /// What goes on and went on in the sessions.
    [[nodiscard]] ActivityModel *activities() { return &m_activities; }
    [[nodiscard]] SafeModes *safeModes() { return &m_safeModes; }
    [[nodiscard]] const EnginePointer &engine() const { return m_engine; }
    /// By Target::key(); nullptr if there is none.
    [[nodiscard]] DatabaseSession *database(const QString &targetKey) const;
    /// What talking to Cloudflare has cost since the program started.
    [[nodiscard]] D1Cost cost() const { return m_engine->cloudflare->cost(); }

signals:
    void opened(); ///< another project is open; sessions of the one before go after this
    void changed(); ///< a database's session changed, or the error, or which databases there are

private:
    void add(const Selection &selection);
    /// Pages that show them are deleted in the event loop; they go after those.
    void leave(std::vector<std::unique_ptr<DatabaseSession>> sessions);
    void refreshAccount(const QString &account, const QStringList &targetKeys);
    void spread(const QStringList &targetKeys, const Result<> &reached);

    EnginePointer m_engine;
    ActivityModel m_activities;
    SafeModes m_safeModes;
    QString m_name;
    QString m_path;
    std::optional<Error> m_error;
    QList<EnvironmentSelection> m_unreadable;
    std::vector<std::unique_ptr<DatabaseSession>> m_databases;
    QMap<QString, QStringList>
        m_waiting; ///< by account whose token is being looked for: what is read then
};

} // namespace tidemark
