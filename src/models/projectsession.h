#pragma once

#include "activitymodel.h"
#include "databasesession.h"

#include <vector>

namespace tidemark {

/// The open project of a window: its databases on this computer, each with a session of its own.
class ProjectSession : public QObject
{
    Q_OBJECT

public:
    explicit ProjectSession(EnginePointer engine, QObject *parent = nullptr);
    ~ProjectSession() override;

    /// Opens the project at or above @p directory, or a single SQLite file. On failure nothing changes and error() says why.
    void open(const QString &path);
    /// Looks at every database again.
    void refresh();

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] bool isOpen() const { return !m_path.isEmpty(); }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] QList<DatabaseSession *> databases() const;
    /// What goes on and went on in the sessions.
    [[nodiscard]] ActivityModel *activities() { return &m_activities; }
    [[nodiscard]] const EnginePointer &engine() const { return m_engine; }
    /// By Target::key(); nullptr if there is none.
    [[nodiscard]] DatabaseSession *database(const QString &targetKey) const;

signals:
    void opened(); ///< another project is open; sessions of the one before go after this
    void changed(); ///< a database's session changed, or the error

private:
    EnginePointer m_engine;
    ActivityModel m_activities;
    QString m_name;
    QString m_path;
    std::optional<Error> m_error;
    std::vector<std::unique_ptr<DatabaseSession>> m_databases;
};

} // namespace tidemark
