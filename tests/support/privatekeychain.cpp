#include "privatekeychain.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDeadlineTimer>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// The session bus of D-Bus's own configuration, without the folders of programs it may start.
const char BusConfiguration[]
    = R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%1</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

const QString SecretService = QStringLiteral("org.freedesktop.secrets");

void mustStart(QProcess &process)
{
    if (!process.waitForStarted())
        qFatal("%s: %s", qPrintable(process.program()), qPrintable(process.errorString()));
}

void end(QProcess &process)
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.kill();
    process.waitForFinished();
}

class Connection
{
public:
    explicit Connection(const QString &address)
        : m_bus(QDBusConnection::connectToBus(address, u"test keychain"_s))
    {}
    ~Connection() { QDBusConnection::disconnectFromBus(u"test keychain"_s); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    [[nodiscard]] const QDBusConnection &bus() const { return m_bus; }

private:
    QDBusConnection m_bus;
};

} // namespace

PrivateKeychain::PrivateKeychain(Keyring keyring)
{
    startBus();
    if (keyring == Keyring::Unlocked)
        startKeyring();
}

PrivateKeychain::~PrivateKeychain()
{
    end(m_keyring);
    end(m_bus);
}

QProcessEnvironment PrivateKeychain::environment() const
{
    QProcessEnvironment environment;
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    for (const QString &name :
         { u"PATH"_s, u"LD_LIBRARY_PATH"_s, u"ASAN_OPTIONS"_s, u"LSAN_OPTIONS"_s }) {
        if (ours.contains(name))
            environment.insert(name, ours.value(name));
    }
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"TZ"_s, u"UTC"_s);
    environment.insert(u"HOME"_s, m_folder.path(u"home"_s));
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, m_address);
    return environment;
}

void PrivateKeychain::startBus()
{
    const QString sockets = m_folder.path(u"sockets"_s);
    QDir().mkpath(sockets);
    QDir().mkpath(m_folder.path(u"home"_s));
    const QString file = m_folder.write(
        u"bus.conf"_s, QString::fromLatin1(BusConfiguration).arg(sockets).toUtf8());
    m_bus.start(
        u"dbus-daemon"_s,
        { u"--nofork"_s, u"--nopidfile"_s, u"--print-address=1"_s, u"--config-file="_s + file });
    mustStart(m_bus);
    if (!m_bus.waitForReadyRead())
        qFatal("dbus-daemon: %s", m_bus.readAllStandardError().constData());
    m_address = QString::fromLatin1(m_bus.readLine()).trimmed();
}

void PrivateKeychain::startKeyring()
{
    QProcessEnvironment environment = this->environment();
    environment.insert(u"XDG_DATA_HOME"_s, dataFolder());
    m_keyring.setProcessEnvironment(environment);
    m_keyring.start(u"gnome-keyring-daemon"_s,
                    { u"--foreground"_s,
                      u"--unlock"_s,
                      u"--components=secrets"_s,
                      u"--control-directory="_s + m_folder.path(u"control"_s) });
    mustStart(m_keyring);
    m_keyring.write("a password"); // of the keyring, which --unlock makes with it
    m_keyring.closeWriteChannel();

    const Connection connection(m_address);
    const QDeadlineTimer deadline(std::chrono::seconds(20));
    while (!connection.bus().interface()->isServiceRegistered(SecretService)) {
        if (deadline.hasExpired() || m_keyring.waitForFinished(20))
            qFatal("gnome-keyring-daemon: %s", m_keyring.readAllStandardError().constData());
    }
}

void PrivateKeychain::lock() const
{
    const Connection connection(m_address);
    QDBusMessage call = QDBusMessage::createMethodCall(SecretService,
                                                       u"/org/freedesktop/secrets"_s,
                                                       u"org.freedesktop.Secret.Service"_s,
                                                       u"Lock"_s);
    const QList<QDBusObjectPath> collections{ QDBusObjectPath(
        u"/org/freedesktop/secrets/collection/login"_s) };
    call.setArguments({ QVariant::fromValue(collections) });
    const QDBusMessage answer = connection.bus().call(call);
    if (answer.type() != QDBusMessage::ReplyMessage)
        qFatal("the keyring was not locked: %s", qPrintable(answer.errorMessage()));
}

void PrivateKeychain::unlock()
{
    endKeyring();
    startKeyring(); // the same file and password
}

void PrivateKeychain::endKeyring()
{
    end(m_keyring);
}

} // namespace tidemark
