#pragma once

#include "state.h"

#include <QCoroTask>

namespace tidemark::sandbox {

/// Everything below /__sandbox: how a test or a user of the sandbox turns its knobs. Asks for no token.
class Control
{
public:
    explicit Control(SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] QCoro::Task<HttpReply> answer(HttpRequest request);
    /// {"settings", "quirks", "faults", "clock", "accounts", "tokens", "seed"}, each as docs/sandbox.md describes it; what
    /// is not named stays as it is.
    [[nodiscard]] Outcome<bool> configure(const QJsonObject &wanted);

private:
    [[nodiscard]] Outcome<bool> setClock(const QJsonObject &wanted);
    [[nodiscard]] QJsonObject describe() const;
    [[nodiscard]] QCoro::Task<HttpReply> database(HttpRequest request, QStringList path) const;

    SandboxState &m_state;
};

} // namespace tidemark::sandbox
