#include "connecttest.h"

#include <support/patience.h>
#include <support/scratchengine.h>

#include <QDialog>
#include <QJsonArray>
#include <QLineEdit>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

std::unique_ptr<PrivateKeychain> &startedKeychain()
{
    static std::unique_ptr<PrivateKeychain> keychain;
    return keychain;
}

} // namespace

// GLib and Qt keep the first session bus they see: the keychain must be there before the application.
void startConnectKeychain()
{
    int argc = 1;
    char name[] = "keychain";
    char *argv[] = { name, nullptr };
    const QCoreApplication early(argc, argv);
    startedKeychain() = std::make_unique<PrivateKeychain>();
    qputenv("DBUS_SESSION_BUS_ADDRESS", startedKeychain()->address().toUtf8());
    for (const char *variable : { "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "KDE_FULL_SESSION" })
        qunsetenv(variable);
}

void ConnectTest::startApplication()
{
    m_keychain = std::move(startedKeychain());
    m_setUp = std::make_unique<WindowApplication>();
    m_setUp->appearance().start(Appearance::Choice::Light);
}

void ConnectTest::startSandbox()
{
    m_sandbox = std::make_unique<SandboxProcess>();
    m_account = m_sandbox->account();
    m_sandbox->createDatabase(u"shop"_s, "CREATE TABLE goods (id INTEGER PRIMARY KEY)");
    m_sandbox->clearLog();
    m_folder = std::make_unique<ScratchFolder>();
    m_settings
        = std::make_unique<QSettings>(m_folder->path(u"settings.ini"_s), QSettings::IniFormat);
    m_memory = std::make_unique<WindowMemory>(*m_settings);
    openWindow();
}

void ConnectTest::openWindow()
{
    auto engine = std::make_shared<Engine>(*scratchEngine(*m_folder));
    m_engine = engine;
    engine->environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, m_sandbox->baseUrl().toString());
    CloudflareRequest request;
    request.token.environment = engine->environment;
    engine->cloudflare = std::make_shared<Cloudflare>(request);
    m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance(), m_memory.get());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void ConnectTest::close()
{
    m_window.reset();
    QTRY_VERIFY(m_engine.expired()); // what was going on has ended
    m_sandbox.reset();
}

void ConnectTest::configureToken(const QString &value, const QJsonObject &rights)
{
    QJsonObject token = rights;
    token.insert(u"value"_s, value);
    m_sandbox->configure({ { u"tokens"_s, QJsonArray{ token } } });
}

void ConnectTest::type(const QString &field, const QString &text) const
{
    auto *edit = child<QLineEdit>(field);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

QString ConnectTest::result(int row) const
{
    const auto *table = child<QTableView>(u"permissions"_s);
    return table->model()->index(row, 1).data().toString();
}

void ConnectTest::closeDialogs() const
{
    for (QDialog *dialog : m_window->findChildren<QDialog *>())
        dialog->close();
}

} // namespace tidemark
