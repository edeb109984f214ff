#pragma once

#include "managetokens.h"

namespace tidemark {

/// One line of `doctor`.
struct Diagnosis {
    enum class Outcome { Fine, Wrong, NotAsked };

    QString name; ///< "project", "token", "network", …
    QString subject; ///< a folder, an address, an account
    Outcome outcome = Outcome::Fine;
    QString detail; ///< what was found, or why it was not asked
    std::optional<Error> error = {}; ///< if it is wrong: what, and what to do
};

/// `doctor`: everything a command stands on, looked at; nothing is changed but that missing folders of our own are made.
/// What is wrong is in the list; it fails only with Cancelled.
class ExamineInstallation
{
public:
    struct Request {
        SelectionRequest selection;
        CloudflareRequest cloudflare; ///< its account is the one given with --account
    };

    explicit ExamineInstallation(EnginePointer engine,
                                 QString keychainService = QStringLiteral("tidemark"))
        : m_engine(std::move(engine))
        , m_keychainService(std::move(keychainService))
    {}

    [[nodiscard]] QCoro::Task<Result<QList<Diagnosis>>> run(Request request, Conduct conduct) const;

private:
    EnginePointer m_engine;
    QString m_keychainService;
};

} // namespace tidemark
