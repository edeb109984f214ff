#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/desktoppreferences.h>

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

using ColourScheme = DesktopPreferences::ColourScheme;

/// A settings portal on a bus of its own; the older ones know Read only.
class Portal : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    bool knowsReadOne = true;
    QHash<QString, QVariant> values;

public slots:
    QDBusVariant ReadOne(const QString &,
                         const QString &key) // NOLINT(readability-identifier-naming): D-Bus
    {
        if (!knowsReadOne)
            sendErrorReply(QDBusError::UnknownMethod, u"no such method"_s);
        return answer(key);
    }
    QDBusVariant Read(const QString &,
                      const QString &key) // NOLINT(readability-identifier-naming): D-Bus
    {
        return QDBusVariant(QVariant::fromValue(answer(key)));
    }

signals:
    void SettingChanged(const QString &space, // NOLINT(readability-identifier-naming): D-Bus
                        const QString &key,
                        const QDBusVariant &value);

private:
    QDBusVariant answer(const QString &key)
    {
        if (!values.contains(key) && calledFromDBus())
            sendErrorReply(u"org.freedesktop.portal.Error.NotFound"_s, key);
        return QDBusVariant(values.value(key, 0U));
    }
};

class tst_PortalPreferences : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void readsTheScheme_data();
    void readsTheScheme();
    void readsContrastAndAnimations();
    void hearsOfChanges();
    void hasNoPreferenceWithoutAPortal();

private:
    [[nodiscard]] bool offer();

    QProcess m_daemon;
    std::unique_ptr<Portal> m_portal;
    QString m_address;
};

void tst_PortalPreferences::initTestCase()
{
    const auto program = QStandardPaths::findExecutable(u"dbus-daemon"_s);
    QVERIFY2(!program.isEmpty(), "the package dbus-daemon is needed");
    m_daemon.start(program, { u"--session"_s, u"--nofork"_s, u"--print-address"_s });
    QVERIFY(m_daemon.waitForReadyRead());
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
    QVERIFY(QDBusConnection::sessionBus().isConnected());
}

void tst_PortalPreferences::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(u"portal"_s);
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void tst_PortalPreferences::init()
{
    QDBusConnection::disconnectFromBus(u"portal"_s);
    m_portal = std::make_unique<Portal>();
}

bool tst_PortalPreferences::offer()
{
    auto bus = QDBusConnection::connectToBus(m_address, u"portal"_s);
    return bus.registerObject(u"/org/freedesktop/portal/desktop"_s,
                              m_portal.get(),
                              QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals)
           && bus.registerService(u"org.freedesktop.portal.Desktop"_s);
}

void tst_PortalPreferences::readsTheScheme_data()
{
    QTest::addColumn<bool>("knowsReadOne");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<ColourScheme>("scheme");
    QTest::newRow("dark") << true << QVariant(1U) << ColourScheme::Dark;
    QTest::newRow("light") << true << QVariant(2U) << ColourScheme::Light;
    QTest::newRow("no preference") << true << QVariant(0U) << ColourScheme::NoPreference;
    QTest::newRow("a number of the future") << true << QVariant(9U) << ColourScheme::NoPreference;
    QTest::newRow("a text where a number belongs")
        << true << QVariant(u"x"_s) << ColourScheme::NoPreference;
    QTest::newRow("dark, an older portal") << false << QVariant(1U) << ColourScheme::Dark;
    QTest::newRow("not known to the portal") << true << QVariant() << ColourScheme::NoPreference;
}

void tst_PortalPreferences::readsTheScheme()
{
    QFETCH(bool, knowsReadOne);
    QFETCH(QVariant, value);
    QFETCH(ColourScheme, scheme);
    m_portal->knowsReadOne = knowsReadOne;
    if (value.isValid())
        m_portal->values.insert(u"color-scheme"_s, value);
    QVERIFY(offer());
    PortalPreferences preferences;
    QSignalSpy read(&preferences, &DesktopPreferences::colourSchemeRead);

    preferences.read();

    QVERIFY(read.wait(PatienceMs));
    QCOMPARE(read.size(), 1);
    QCOMPARE(read[0][0].value<ColourScheme>(), scheme);
}

void tst_PortalPreferences::readsContrastAndAnimations()
{
    m_portal->values = { { u"contrast"_s, 1U }, { u"enable-animations"_s, false } };
    QVERIFY(offer());
    PortalPreferences preferences;
    QSignalSpy contrast(&preferences, &DesktopPreferences::moreContrastRead);
    QSignalSpy animations(&preferences, &DesktopPreferences::animationsRead);

    preferences.read();

    QTRY_COMPARE(contrast.size(), 1);
    QCOMPARE(contrast[0][0].toBool(), true);
    QTRY_COMPARE(animations.size(), 1);
    QCOMPARE(animations[0][0].toBool(), false);
}

void tst_PortalPreferences::hearsOfChanges()
{
    m_portal->values.insert(u"color-scheme"_s, 2U);
    QVERIFY(offer());
    PortalPreferences preferences;
    QSignalSpy read(&preferences, &DesktopPreferences::colourSchemeRead);
    preferences.read();
    QVERIFY(read.wait(PatienceMs));

    emit m_portal->SettingChanged(
        u"org.freedesktop.appearance"_s, u"accent-color"_s, QDBusVariant(3U));
    emit m_portal->SettingChanged(u"org.kde.kdeglobals"_s, u"color-scheme"_s, QDBusVariant(2U));
    emit m_portal->SettingChanged(
        u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(1U));

    QTRY_COMPARE(read.size(), 2);
    QCOMPARE(read[1][0].value<ColourScheme>(), ColourScheme::Dark);
}

void tst_PortalPreferences::hasNoPreferenceWithoutAPortal()
{
    PortalPreferences preferences;
    QSignalSpy read(&preferences, &DesktopPreferences::colourSchemeRead);

    preferences.read();

    QVERIFY(read.wait(PatienceMs));
    QCOMPARE(read[0][0].value<ColourScheme>(), ColourScheme::NoPreference);
}

TIDEMARK_TEST(tst_PortalPreferences)
#include "tst_portalpreferences.moc"
