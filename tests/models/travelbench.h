#pragma once

#include <models/timetravelsession.h>
#include <support/sandboxprocess.h>
#include <support/scratch.h>

namespace tidemark {

/// A remote database of a real sandbox with its sessions, and a clock that both sides share and a test can move.
class TravelBench
{
public:
    TravelBench();

    [[nodiscard]] DatabaseSession &database() const { return *m_database; }
    [[nodiscard]] TimeTravelSession &travel() const { return *m_travel; }
    [[nodiscard]] SandboxProcess &sandbox() { return m_sandbox; }
    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }
    [[nodiscard]] QDateTime now() const;

    /// Both clocks go on by that much.
    void pass(std::chrono::seconds time);
    void sql(const QByteArray &script);
    /// The first value of the first row, as text.
    [[nodiscard]] QString value(const QByteArray &query);
    void writeMigration(const QString &id, const QByteArray &up) const;

    /// Waits until neither session does anything; false after 20 s.
    [[nodiscard]] bool settles();
    /// Looks at the database and its history.
    [[nodiscard]] bool looks();
    /// Rehearses and applies what is pending.
    [[nodiscard]] bool applies();
    [[nodiscard]] bool backsUp();
    /// The padlock says Read-only from now on.
    void lock();

private:
    ScratchFolder m_folder;
    SandboxProcess m_sandbox;
    QString m_id; ///< of the database
    std::chrono::milliseconds m_ahead{}; ///< of the computer's clock
    std::shared_ptr<Engine> m_engine;
    SafeModes m_safeModes;
    std::unique_ptr<DatabaseSession> m_database;
    std::unique_ptr<TimeTravelSession> m_travel;
};

} // namespace tidemark
