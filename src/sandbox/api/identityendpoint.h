#pragma once

#include "apicall.h"

#include <QStringList>

namespace tidemark::sandbox {

/// /user, /accounts and /memberships: who a token is and what it opens.
class IdentityEndpoint
{
public:
    explicit IdentityEndpoint(const SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] HttpReply answer(const ApiCall &call, const QStringList &path) const;

private:
    [[nodiscard]] HttpReply described(const Token &token) const;
    [[nodiscard]] HttpReply verify(const Token &token, Token::Owner owner) const;
    [[nodiscard]] HttpReply accounts(const ApiCall &call) const;
    [[nodiscard]] HttpReply memberships(const Token &token) const;
    [[nodiscard]] QList<Account> opened(const Token &token) const;

    const SandboxState &m_state;
};

} // namespace tidemark::sandbox
