#pragma once

#include <engine/operations/engine.h>

#include <QObject>
#include <QProcess>

#include <optional>

namespace tidemark {

class ProjectSession;

/// Practising: a tidemark-sandbox of its own on this computer with the sample project's databases, and a copy of that project. As
/// long as it is open, everything that would go to Cloudflare goes to the sandbox; with another project it ends.
class PracticeSession : public QObject
{
    Q_OBJECT

public:
    /// @p project outlives this.
    explicit PracticeSession(ProjectSession &project, QObject *parent = nullptr);
    ~PracticeSession() override;

    /// The sandbox's program; empty if it is not installed.
    [[nodiscard]] static QString program();
    /// started() follows, or failed().
    void start();
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

signals:
    /// The sandbox answers; @p path is the project to open.
    void started(const QString &path);
    void failed(const tidemark::Error &error);

private:
    void readAnnouncement();
    void giveUp(const QString &why);
    void end();
    [[nodiscard]] Result<QString> copyProject() const;

    ProjectSession &m_project;
    EnginePointer m_engine;
    QProcess m_process;
    bool m_isStarting = false; ///< until it answers or fails
    QByteArray m_announcement;
    std::optional<CloudflareRequest> m_before; ///< where Cloudflare is meant when this is over
    QString m_path; ///< of the copy; empty until the sandbox answers, stays if it dies later
};

} // namespace tidemark
