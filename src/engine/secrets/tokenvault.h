#pragma once

#include <engine/base/result.h>
#include <engine/base/secret.h>

#include <QCoroTask>

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <stop_token>

namespace tidemark {

/// API tokens in the desktop's own keychain, one entry per Cloudflare account. Nothing is ever kept anywhere else: where
/// there is no keychain, everything fails with Unreachable.
///
/// A value that holds nothing; the keychain is first touched by the first call, and may then ask the person to unlock it.
/// A keychain that stays locked is Unauthorized, one that does not answer in time Unreachable, a wait that was stopped
/// Cancelled. Call on the main thread: libsecret answers through its event loop.
class TokenVault
{
public:
    /// @p service names the entries; tests use one of their own. @p patience covers the time a person needs to unlock.
    explicit TokenVault(QString service = QStringLiteral("tidemark"),
                        std::chrono::milliseconds patience = std::chrono::minutes(2));

    /// Empty if there is none for this account.
    [[nodiscard]] QCoro::Task<Result<std::optional<Secret>>> read(QString account,
                                                                  std::stop_token stop = {}) const;

    /// Replaces what was there.
    [[nodiscard]] QCoro::Task<Result<>>
    write(QString account, Secret token, std::stop_token stop = {}) const;

    /// Whether there was one.
    [[nodiscard]] QCoro::Task<Result<bool>> remove(QString account,
                                                   std::stop_token stop = {}) const;

    /// The accounts that have a token, locked ones included, sorted; unlocks nothing.
    [[nodiscard]] QCoro::Task<Result<QStringList>> accounts() const;

private:
    QString m_service;
    std::chrono::milliseconds m_patience;
};

} // namespace tidemark
