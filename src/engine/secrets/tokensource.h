#pragma once

#include "tokenvault.h"

#include <QProcessEnvironment>

namespace tidemark {

/// Where a token came from, or is to come from.
enum class TokenFrom { Environment, Keychain, StandardInput };

/// "env", "keychain" or "stdin": the words of --token-from.
[[nodiscard]] QString tokenSourceName(TokenFrom from);

/// Whose token is wanted, and where it may come from.
struct TokenRequest {
    QString account; ///< empty: only the keychain needs it
    std::optional<TokenFrom> from
        = {}; ///< empty: CLOUDFLARE_API_TOKEN if it is set, else the keychain
    QProcessEnvironment environment = {};
    Secret given = {}; ///< what was read from standard input
};

struct FoundToken {
    Secret token;
    TokenFrom from = TokenFrom::Environment;
};

/// The one way to a token. Fails with Unauthorized if there is none, with BadInput if CLOUDFLARE_API_TOKEN holds what cannot
/// be one, or as TokenVault does. Touches the keychain only if the token must come from there.
[[nodiscard]] QCoro::Task<Result<FoundToken>>
findToken(TokenVault vault, TokenRequest request, std::stop_token stop = {});

} // namespace tidemark
