#pragma once

#include "scratch.h"

#include <QProcess>
#include <QProcessEnvironment>

namespace tidemark {

/// A D-Bus session of its own, with a real gnome-keyring on it if that is wanted, both gone with the object. Nothing on this bus can be
/// started by asking for it, and nobody is there to type a password: what is locked stays locked.
class PrivateKeychain
{
public:
    enum class Keyring { Unlocked, None };

    explicit PrivateKeychain(Keyring keyring = Keyring::Unlocked);
    ~PrivateKeychain();
    PrivateKeychain(const PrivateKeychain &) = delete;
    PrivateKeychain &operator=(const PrivateKeychain &) = delete;

    [[nodiscard]] QString address() const { return m_address; } ///< DBUS_SESSION_BUS_ADDRESS
    /// What a program needs that is to find this keychain and no file of the person who runs the tests.
    [[nodiscard]] QProcessEnvironment environment() const;
    /// Where the keyring keeps its file.
    [[nodiscard]] QString dataFolder() const { return m_folder.path(QStringLiteral("keyring")); }

    void lock() const;
    void unlock();
    void endKeyring();

private:
    void startBus();
    void startKeyring();

    ScratchFolder m_folder;
    QProcess m_bus;
    QProcess m_keyring;
    QString m_address;
};

} // namespace tidemark
