#pragma once

#include "activity.h"

#include <engine/base/secret.h>
#include <engine/operations/recoverynotes.h>

#include <QObject>

namespace tidemark {

class DatabaseSession;
class ProjectSession;

/// A database that a recovery can begin with.
struct RecoveryTarget {
    RecoveryNote note; ///< of a new recovery: the target, and how it was found
    Selection selection;
};

/// Where a recovery can begin: the databases of what is open, of a Cloudflare account, and SQLite files. None of them needs a
/// project. Lives on the GUI thread.
class RecoveryTargets : public QObject
{
    Q_OBJECT

public:
    explicit RecoveryTargets(EnginePointer engine, QObject *parent = nullptr);

    [[nodiscard]] static RecoveryTarget ofSession(const DatabaseSession &session);

    void addProject(const ProjectSession &project);
    /// Asks for the databases of @p account (empty: the only one the token sees). The token is @p token, or if that is empty
    /// the one in the environment or the keychain; it is kept until the program ends and nowhere else. changed() follows.
    void readAccount(const QString &account, const Secret &token);
    /// Fails with MissingInput if there is no such file.
    [[nodiscard]] Result<> addFile(const QString &file);

    [[nodiscard]] const QList<RecoveryTarget> &targets() const { return m_targets; }
    [[nodiscard]] Activity *reading() { return &m_reading; }

signals:
    void changed();

private:
    void add(const RecoveryTarget &target);

    EnginePointer m_engine;
    QList<RecoveryTarget> m_targets;
    Activity m_reading;
};

} // namespace tidemark
