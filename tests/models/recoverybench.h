#pragma once

#include <models/recoverysession.h>
#include <models/recoverytargets.h>
#include <support/sandboxprocess.h>
#include <support/scratch.h>

namespace tidemark {

/// A database that lost its rows after a verified backup: a remote one of a real sandbox, or a file on this computer; with what
/// a recovery of it needs.
class RecoveryBench
{
public:
    enum class Place { Remote, File };

    /// @p settings is the project's tidemark.toml.
    explicit RecoveryBench(Place place, const QByteArray &settings = {});

    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }
    [[nodiscard]] SandboxProcess &sandbox() { return *m_sandbox; }
    /// The engine of a program that goes on; its process is this one.
    [[nodiscard]] EnginePointer engine() const { return m_engine; }
    /// The same for a program that has crashed since: its notes and journal name a process that is gone.
    [[nodiscard]] EnginePointer crashedEngine() const;
    [[nodiscard]] QString project() const { return m_folder.path(); }
    [[nodiscard]] QString file() const { return m_folder.path(QStringLiteral("shop.sqlite")); }

    void sql(const QByteArray &script);
    /// The first value of the first row, as text.
    [[nodiscard]] QString value(const QByteArray &query);
    /// A verified backup; its folder.
    QString backUp();
    /// Three people with two notes, backed up; then nobody is left, and a fourth came.
    void breakIt();

    /// Of a new recovery, from the project or the bare file.
    [[nodiscard]] RecoveryTarget target() const;
    /// The same without the project.
    [[nodiscard]] RecoveryTarget bareTarget() const;
    [[nodiscard]] std::unique_ptr<RecoverySession> begin() const
    {
        return begin(target(), m_engine);
    }
    [[nodiscard]] static std::unique_ptr<RecoverySession> begin(const RecoveryTarget &target,
                                                                const EnginePointer &engine);

private:
    ScratchFolder m_folder;
    Place m_place;
    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_id; ///< of the remote database
    std::shared_ptr<Engine> m_engine;
};

/// Goes on as soon as nothing stands in the way; false after 20 s.
[[nodiscard]] bool goesOn(RecoverySession &session);
/// Photographed, a moment chosen, and the preview read.
[[nodiscard]] bool reachesPreview(RecoverySession &session);
/// Goes there, recovers what is chosen and comes to rest.
[[nodiscard]] bool recovers(RecoverySession &session);
/// Nothing goes on any more, and if something was done it is proved.
[[nodiscard]] bool rests(RecoverySession &session);

} // namespace tidemark
