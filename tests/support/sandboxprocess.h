#pragma once

#include <support/scratch.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QUrl>

namespace tidemark {

/// What the server answered; status 0 if the connection ended without an answer.
struct SandboxReply {
    int status = 0;
    QByteArray body;
    QList<QNetworkReply::RawHeaderPair> headers;
    bool isWhole = true; ///< false if the connection ended within the body

    [[nodiscard]] QJsonObject json() const;
    /// The result of an answer's envelope.
    [[nodiscard]] QJsonValue result() const { return json().value(QStringLiteral("result")); }
    /// Code and message of the first error; 0 and nothing if there is none.
    [[nodiscard]] int code() const;
    [[nodiscard]] QString message() const;
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

/// A real tidemark-sandbox on a free port, with a folder of its own, for as long as this object lives. A test program that
/// uses it names the program: add_dependencies(tst_x tidemark-sandbox).
class SandboxProcess
{
public:
    /// Starts with more arguments, e.g. { "--demo" }; ends the test program if the server does not start.
    explicit SandboxProcess(const QStringList &arguments = {});
    ~SandboxProcess();
    SandboxProcess(const SandboxProcess &) = delete;
    SandboxProcess &operator=(const SandboxProcess &) = delete;

    [[nodiscard]] QUrl baseUrl() const; ///< ends with /client/v4
    [[nodiscard]] QByteArray token() const;
    [[nodiscard]] QString account() const;
    [[nodiscard]] QJsonObject announcement() const { return m_line; } ///< the line it printed

    /// Makes a database, runs a script in it, returns its id.
    QString createDatabase(const QString &name, const QByteArray &script = {});
    /// The rows of the last statement, as /raw returns them.
    QJsonArray rows(const QString &database, const QByteArray &sql);
    /// A request of the account with its token (or another one); @p path continues /accounts/<account>/d1/database.
    SandboxReply d1(const QByteArray &method,
                    const QString &path,
                    const QJsonObject &body = {},
                    const QByteArray &token = {});
    /// A request as it is: @p url is absolute, or continues the base URL; no Authorization without a token.
    SandboxReply request(const QByteArray &method,
                         const QString &url,
                         const QByteArray &body = {},
                         const QByteArray &token = {});

    /// Changes settings, quirks, faults, the clock, accounts or tokens (docs/sandbox.md); a refusal ends the test program.
    void configure(const QJsonObject &wanted);
    void setQuirk(const QString &name, const QJsonValue &value = true);
    void addFault(const QJsonObject &rule);
    void clearFaults();
    void advanceClock(double seconds);
    /// The requests since the last call of clearLog(), those of the control interface left out.
    [[nodiscard]] QJsonArray requests();
    void clearLog();
    /// A call of the control interface; @p path continues /__sandbox/.
    SandboxReply
    control(const QByteArray &method, const QString &path, const QJsonObject &body = {});

    /// Ends the server as a service manager would; its exit code, -1 if it crashed.
    int stop();
    /// Ends it as a crash would.
    void kill();
    /// Starts it again on the same port, with the same folder, unless it runs.
    void start();

private:
    [[nodiscard]] SandboxReply send(const QByteArray &method,
                                    const QUrl &url,
                                    const QByteArray &body,
                                    const QByteArray &token);

    ScratchFolder m_folder;
    QStringList m_arguments;
    QProcess m_process;
    QJsonObject m_line;
    QNetworkAccessManager m_network;
};

} // namespace tidemark
