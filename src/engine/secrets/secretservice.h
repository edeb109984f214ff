#pragma once

#include <engine/base/result.h>

#include <QCoroTask>

#include <QString>
#include <QStringList>

namespace tidemark {

/// What the Secret Service (the D-Bus interface of gnome-keyring, KWallet and KeePassXC) keeps for one service, seen
/// without unlocking anything: the names of the entries, never their secrets.
struct KeychainEntries {
    QStringList open;
    QStringList locked;
};

/// Sorted. Fails with Unreachable if there is no D-Bus session, or nobody on it who keeps secrets.
[[nodiscard]] QCoro::Task<Result<KeychainEntries>> keychainEntries(QString service);

} // namespace tidemark
