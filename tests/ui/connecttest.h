#pragma once

#include <support/privatekeychain.h>
#include <support/sandboxprocess.h>
#include <support/scratch.h>
#include <ui/window/mainwindow.h>
#include <ui/window/windowmemory.h>

#include <QSettings>
#include <QTest>

#include <app/windowapplication.h>

namespace tidemark {

/// To be called before there is an application: see ConnectTest.
void startConnectKeychain();

/// The welcome page in a window with real widgets, a sandbox in Cloudflare's place and a real gnome-keyring of its own. A test
/// class ends with TIDEMARK_PREPARED_TEST(…, startConnectKeychain).
class ConnectTest : public QObject
{
protected:
    void startApplication();
    void startSandbox();
    void openWindow();
    void close();
    template<typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    void configureToken(const QString &value, const QJsonObject &rights);
    void type(const QString &field, const QString &text) const;
    /// Of a permission of the token that was tested.
    [[nodiscard]] QString result(int row) const;
    void closeDialogs() const;

    std::unique_ptr<WindowApplication> m_setUp;
    std::unique_ptr<PrivateKeychain> m_keychain;
    std::unique_ptr<SandboxProcess> m_sandbox;
    std::unique_ptr<ScratchFolder> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<WindowMemory> m_memory;
    std::weak_ptr<const Engine> m_engine; ///< of the window; whatever still works holds it
    std::unique_ptr<MainWindow> m_window;
    QString m_account; ///< of the sandbox
};

} // namespace tidemark
