#pragma once

#include <models/projectsession.h>
#include <support/scratch.h>

namespace tidemark {

/// A copy of the sample project in a scratch folder, opened in a session of its own.
class ProjectBench
{
public:
    ProjectBench();

    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }
    [[nodiscard]] EnginePointer engine() const { return m_engine; }
    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] ProjectSession &project() { return m_project; }
    /// Its first database, AUTH_DB.
    [[nodiscard]] DatabaseSession &session() const { return *m_project.databases().first(); }

    /// Waits until nothing is going on in any database; false after 20 s.
    [[nodiscard]] bool settles();
    /// Rehearses @p goal and runs it; false if that does not end well.
    [[nodiscard]] bool runs(const RunGoal &goal = {});
    /// Runs @p script on the session's file, beside the program.
    void sql(const QByteArray &script) const;
    /// The first value of the first row, read beside the program.
    [[nodiscard]] QString value(const QByteArray &query) const;
    /// Writes a migration of AUTH_DB that takes the rows of every session with it.
    void writeBlockedMigration() const;

private:
    ScratchFolder m_folder;
    EnginePointer m_engine;
    QString m_path;
    ProjectSession m_project;
};

} // namespace tidemark
