#include "secretservice.h"

#include <QCoroDBusPendingCall>

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCall>
#include <QDBusReply>
#include <QDBusVariant>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Attributes = QMap<QString, QString>;
using Paths = QList<QDBusObjectPath>;

const QString ServiceName = QStringLiteral("org.freedesktop.secrets");
constexpr int PatienceMs
    = 10'000; // starting the keychain's program may take seconds on a loaded computer

const QString OtherWays
    = QStringLiteral("Without a keychain, set CLOUDFLARE_API_TOKEN (as CI does) or hand the token "
                     "over with --token-from stdin.");

Error noSession()
{
    return { .kind = Error::Kind::Unreachable,
             .message = u"No keychain can be reached: there is no D-Bus session."_s,
             .remedy = OtherWays };
}

Error noKeychain(const QDBusMessage &answer)
{
    // The names D-Bus has for "nobody is there and nobody can be started".
    const bool isAbsent = answer.errorName() == "org.freedesktop.DBus.Error.ServiceUnknown"_L1
                          || answer.errorName() == "org.freedesktop.DBus.Error.NameHasNoOwner"_L1
                          || answer.errorName().startsWith("org.freedesktop.DBus.Error.Spawn"_L1);
    if (isAbsent)
        return {
            .kind = Error::Kind::Unreachable,
            .message = u"No keychain is running: nobody offers %1 on D-Bus."_s.arg(ServiceName),
            .remedy
            = u"Install and start gnome-keyring, KWallet or KeePassXC (with its Secret Service). "_s
              + OtherWays
        };
    return { .kind = Error::Kind::Unreachable,
             .message = u"The keychain does not answer: %1"_s.arg(answer.errorMessage()),
             .remedy = OtherWays };
}

QDBusMessage searchCall(const QString &service)
{
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage call = QDBusMessage::createMethodCall(ServiceName,
                                                       u"/org/freedesktop/secrets"_s,
                                                       u"org.freedesktop.Secret.Service"_s,
                                                       u"SearchItems"_s);
    // The attributes QtKeychain gives its entries: "server" is the service, "user" the key.
    const Attributes wanted{ { u"xdg:schema"_s, u"org.qt.keychain"_s }, { u"server"_s, service } };
    call.setArguments({ QVariant::fromValue(wanted) });
    return call;
}

QDBusMessage attributesCall(const QDBusObjectPath &item)
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        ServiceName, item.path(), u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    call.setArguments({ u"org.freedesktop.Secret.Item"_s, u"Attributes"_s });
    return call;
}

QCoro::Task<QDBusMessage> asked(QDBusConnection bus, QDBusMessage call)
{
    const QDBusPendingCall pending = bus.asyncCall(call, PatienceMs);
    const QDBusMessage answer = co_await pending;
    co_return answer;
}

// An entry that vanished since the search has no name.
QCoro::Task<QStringList> names(QDBusConnection bus, Paths items)
{
    QStringList names;
    for (const QDBusObjectPath &item : items) {
        const QDBusMessage call = attributesCall(item);
        const QDBusMessage answer = co_await asked(bus, call);
        if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty())
            continue;
        const auto value = answer.arguments().first().value<QDBusVariant>();
        const auto attributes = qdbus_cast<Attributes>(value.variant());
        names.append(attributes.value(u"user"_s));
    }
    names.removeAll(QString());
    names.removeDuplicates();
    names.sort();
    co_return names;
}

} // namespace

QCoro::Task<Result<KeychainEntries>> keychainEntries(QString service)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        co_return noSession();
    const QDBusMessage call = searchCall(service);
    const QDBusMessage answer = co_await asked(bus, call);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().size() < 2)
        co_return noKeychain(answer);
    const auto open = qdbus_cast<Paths>(answer.arguments().at(0));
    const auto locked = qdbus_cast<Paths>(answer.arguments().at(1));
    KeychainEntries entries;
    entries.open = co_await names(bus, open);
    entries.locked = co_await names(bus, locked);
    co_return entries;
}

} // namespace tidemark
