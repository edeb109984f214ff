#pragma once

#include <engine/base/progress.h>
#include <engine/base/run.h>

#include <QDateTime>
#include <QObject>

#include <optional>
#include <stop_token>

namespace tidemark {

/// Something long that a session does, one after the other: what it is, how far it has come, how it is stopped, and why it
/// failed. Sessions own one; ActivityModel lists those that the window knows. Lives on the GUI thread.
class Activity : public QObject
{
    Q_OBJECT

public:
    /// @p place says where: "AUTH_DB · production"; empty if it concerns no database.
    explicit Activity(QString place = {}, QObject *parent = nullptr);
    /// Asks what is going on to stop.
    ~Activity() override;

    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const QString &title() const { return m_title; }
    [[nodiscard]] const QString &place() const { return m_place; }
    [[nodiscard]] const Progress &progress() const { return m_progress; }
    /// Why the last one failed; empty while one runs, and if it did not.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] QDateTime startedAt() const { return m_startedAt; }
    /// Invalid while it runs.
    [[nodiscard]] QDateTime endedAt() const { return m_endedAt; }

    /// @p title is a whole translated phrase, "Backing up". Must not be called while one runs.
    [[nodiscard]] Conduct begin(const QString &title);
    void finish(const std::optional<Error> &error);
    /// Asks for a stop at the next safe point.
    void cancel();

    /// Begins, starts the coroutine @p make makes of the conduct, and hands its value to @p done after finish(); a failure is
    /// kept as error() and @p done is not called. Does nothing while one runs.
    template<typename Make, typename Done>
    void start(const QString &title, Make make, Done done)
    {
        if (m_isRunning)
            return;
        run(this, make(begin(title)), [this, done = std::move(done)](auto result) mutable {
            finish(result ? std::optional<Error>() : std::optional(result.error()));
            if (result)
                done(std::move(*result));
        });
    }

signals:
    void changed();

private:
    QString m_place;
    QString m_title;
    Progress m_progress;
    std::optional<Error> m_error;
    QDateTime m_startedAt;
    QDateTime m_endedAt;
    std::stop_source m_stop;
    bool m_isRunning = false;
};

} // namespace tidemark
