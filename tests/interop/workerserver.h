#pragma once

#include "wranglerrunner.h"

#include <QNetworkAccessManager>

namespace tidemark {

/// `wrangler dev` with a Worker on a free port of this computer, until the object goes.
class WorkerServer
{
public:
    /// Starts and waits until the Worker listens; ends the test program if it does not.
    explicit WorkerServer(const WranglerRunner &wrangler);
    ~WorkerServer();
    Q_DISABLE_COPY_MOVE(WorkerServer)

    /// The body of the answer to GET @p path; empty unless the status is 200.
    [[nodiscard]] QByteArray get(const QString &path);
    /// Sends one GET after the other, in the background of whatever runs the event loop.
    void keepGetting(const QString &path);
    struct Tally {
        int answered = 0;
        int failed = 0;
    };
    /// Waits for the last answer.
    Tally stopGetting();
    /// What the server printed so far.
    [[nodiscard]] QByteArray log() const { return m_log; }

private:
    void waitUntilReady();
    void getNext();

    QProcess m_process;
    QByteArray m_log;
    QString m_address;
    QNetworkAccessManager m_network;
    QString m_repeatedPath; ///< empty: no more
    bool m_isGetting = false;
    Tally m_tally;
};

} // namespace tidemark
