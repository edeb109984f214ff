#include <engine/secrets/secretservice.h>
#include <engine/secrets/tokensource.h>
#include <support/await.h>
#include <support/privatekeychain.h>
#include <support/testprogram.h>

#include <QDirIterator>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const Secret Token("tok-3Fv9_first");
const Secret Other("tok-8Qx2_other");

// A failed write tells why.
QByteArray problem(const Result<> &result)
{
    return result ? QByteArray() : result.error().message.toUtf8();
}

// Every file below a folder that has these bytes in it.
QStringList filesWith(const QByteArray &bytes, const QString &folder)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes))
            found.append(file.fileName());
    }
    return found;
}

} // namespace

// One gnome-keyring for the whole program: GLib and Qt keep the first session bus they see. Tests use accounts of their own.
class tst_tokenvault : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qunsetenv("XDG_CURRENT_DESKTOP"); // or QtKeychain looks for KWallet on KDE
        qunsetenv("DESKTOP_SESSION");
        qunsetenv("KDE_FULL_SESSION");
        m_keychain = std::make_unique<PrivateKeychain>();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_keychain->address().toUtf8());
    }

    void cleanup() { m_keychain->unlock(); }

    void knowsNothingAtFirst()
    {
        const auto token = await(m_vault.read(u"nobody"_s));
        const auto removed = await(m_vault.remove(u"nobody"_s));

        QVERIFY2(token, token ? "" : qPrintable(token.error().message));
        QVERIFY(!token->has_value());
        QVERIFY(removed);
        QCOMPARE(*removed, false);
    }

    void givesBackWhatWasStored()
    {
        QCOMPARE(problem(await(m_vault.write(u"kept"_s, Token))), QByteArray());

        const auto token = await(m_vault.read(u"kept"_s));

        QVERIFY(token && token->has_value());
        QCOMPARE((*token)->reveal(), Token.reveal());
    }

    void keepsOneEntryForEachAccount()
    {
        QCOMPARE(problem(await(m_vault.write(u"first"_s, Token))), QByteArray());
        QCOMPARE(problem(await(m_vault.write(u"second"_s, Other))), QByteArray());
        QCOMPARE(problem(await(m_vault.write(u"first"_s, Other))), QByteArray());
        QCOMPARE(problem(await(m_vault.write(u"first"_s, Token))), QByteArray());

        const auto first = await(m_vault.read(u"first"_s));
        const auto second = await(m_vault.read(u"second"_s));
        const auto accounts = await(m_vault.accounts());

        QVERIFY(first && second && accounts);
        QCOMPARE((*first)->reveal(), Token.reveal());
        QCOMPARE((*second)->reveal(), Other.reveal());
        QCOMPARE(accounts->count(u"first"_s), 1);
        QCOMPARE(accounts->count(u"second"_s), 1);
    }

    void forgetsOneAccountAlone()
    {
        QCOMPARE(problem(await(m_vault.write(u"goes"_s, Token))), QByteArray());
        QCOMPARE(problem(await(m_vault.write(u"stays"_s, Other))), QByteArray());

        const auto removed = await(m_vault.remove(u"goes"_s));

        QVERIFY(removed);
        QCOMPARE(*removed, true);
        const auto gone = await(m_vault.read(u"goes"_s));
        const auto stays = await(m_vault.read(u"stays"_s));
        QVERIFY(gone && stays);
        QVERIFY(!gone->has_value());
        QVERIFY(stays->has_value());
    }

    void doesNotSeeEntriesOfAnotherService()
    {
        const TokenVault another(u"another program"_s);
        QCOMPARE(problem(await(another.write(u"theirs"_s, Token))), QByteArray());

        const auto token = await(m_vault.read(u"theirs"_s));
        const auto accounts = await(m_vault.accounts());

        QVERIFY(token && accounts);
        QVERIFY(!token->has_value());
        QVERIFY(!accounts->contains(u"theirs"_s));
    }

    void keepsAccountsApartThatLookAlike()
    {
        const QString odd = u"ä/b \"c\" ‹d›"_s;
        QCOMPARE(problem(await(m_vault.write(odd, Token))), QByteArray());

        const auto token = await(m_vault.read(odd));
        const auto similar = await(m_vault.read(u"a/b \"c\" ‹d›"_s));

        QVERIFY(token && similar);
        QVERIFY(token->has_value());
        QVERIFY(!similar->has_value());
    }

    void outlivesTheKeyringsProcessAndIsNotInClear()
    {
        QCOMPARE(problem(await(m_vault.write(u"lasting"_s, Token))), QByteArray());

        m_keychain->unlock(); // another process, the same file

        const auto token = await(m_vault.read(u"lasting"_s));
        QVERIFY2(token, token ? "" : qPrintable(token.error().message));
        QVERIFY(token->has_value());
        QVERIFY(QDir(m_keychain->dataFolder() + u"/keyrings"_s).exists());
        QCOMPARE(filesWith(Token.reveal(), m_keychain->dataFolder()), QStringList());
    }

    void tellsALockedKeychainFromAMissingEntry()
    {
        QCOMPARE(problem(await(m_vault.write(u"locked up"_s, Token))), QByteArray());
        m_keychain->lock();

        const auto there = await(m_vault.read(u"locked up"_s));
        const auto notThere = await(m_vault.read(u"nobody"_s));

        QVERIFY(!there);
        QCOMPARE(there.error().kind, Error::Kind::Unauthorized);
        QVERIFY2(there.error().message.contains(u"locked"_s), qPrintable(there.error().message));
        QVERIFY(there.error().remedy.contains(u"CLOUDFLARE_API_TOKEN"_s));
        QVERIFY(notThere);
        QVERIFY(!notThere->has_value());
    }

    void listsWithoutUnlocking()
    {
        QCOMPARE(problem(await(m_vault.write(u"listed"_s, Token))), QByteArray());
        m_keychain->lock();

        const auto accounts = await(m_vault.accounts());
        const auto entries = await(keychainEntries(u"tidemark-test"_s));

        QVERIFY(accounts && entries);
        QVERIFY(accounts->contains(u"listed"_s));
        QVERIFY(entries->locked.contains(u"listed"_s));
        QVERIFY(!entries->open.contains(u"listed"_s));
    }

    void changesNothingInALockedKeychain()
    {
        QCOMPARE(problem(await(m_vault.write(u"sealed"_s, Token))), QByteArray());
        m_keychain->lock();

        const auto written = await(m_vault.write(u"sealed"_s, Other));
        const auto removed = await(m_vault.remove(u"sealed"_s));

        QVERIFY(!written);
        QCOMPARE(written.error().kind, Error::Kind::Unauthorized);
        QVERIFY(!removed);
        QCOMPARE(removed.error().kind, Error::Kind::Unauthorized);
        m_keychain->unlock();
        const auto token = await(m_vault.read(u"sealed"_s));
        QVERIFY(token && token->has_value());
        QCOMPARE((*token)->reveal(), Token.reveal());
    }

    void saysThatTheKeychainIsGone()
    {
        m_keychain->endKeyring();

        const QList<Error> errors{ await(m_vault.read(u"any"_s)).error(),
                                   await(m_vault.write(u"any"_s, Token)).error(),
                                   await(m_vault.remove(u"any"_s)).error(),
                                   await(m_vault.accounts()).error() };

        for (const Error &error : errors) {
            QCOMPARE(error.kind, Error::Kind::Unreachable);
            QVERIFY2(error.message.contains(u"No keychain is running"_s),
                     qPrintable(error.message));
            QVERIFY(error.remedy.contains(u"CLOUDFLARE_API_TOKEN"_s));
            QVERIFY(!error.message.toUtf8().contains(Token.reveal()));
        }
    }

    void stopsWaitingWhenTold()
    {
        std::stop_source stop;
        stop.request_stop();

        const auto token = await(m_vault.read(u"any"_s, stop.get_token()));

        QVERIFY(!token);
        QCOMPARE(token.error().kind, Error::Kind::Cancelled);
    }

    void stopsWaitingAfterAWhile()
    {
        const TokenVault impatient(u"tidemark-test"_s, std::chrono::milliseconds(0));

        const auto token = await(impatient.read(u"any"_s));

        QVERIFY(!token);
        QCOMPARE(token.error().kind, Error::Kind::Unreachable);
        QVERIFY(token.error().message.contains(u"did not answer"_s));
    }

    void findsTheTokenOfAnAccount()
    {
        QCOMPARE(problem(await(m_vault.write(u"found"_s, Token))), QByteArray());
        const TokenRequest request{ .account = u"found"_s };

        const auto found = await(findToken(m_vault, request));

        QVERIFY(found);
        QCOMPARE(found->from, TokenFrom::Keychain);
        QCOMPARE(found->token.reveal(), Token.reveal());
    }

    void takesTheKeychainBeforeTheVariableIfToldSo()
    {
        QCOMPARE(problem(await(m_vault.write(u"both"_s, Token))), QByteArray());
        TokenRequest request{ .account = u"both"_s, .from = TokenFrom::Keychain };
        request.environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Other.reveal()));

        const auto found = await(findToken(m_vault, request));

        QVERIFY(found);
        QCOMPARE(found->token.reveal(), Token.reveal());
    }

    void tellsHowToStoreATokenThatIsMissing()
    {
        TokenRequest request{ .account = u"nobody"_s };
        request.environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString());

        const auto found = await(findToken(m_vault, request));

        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Unauthorized);
        QVERIFY(found.error().message.contains(u"CLOUDFLARE_API_TOKEN is set, but it is empty"_s));
        QVERIFY(found.error().remedy.contains(u"token set --account nobody"_s));
    }

private:
    std::unique_ptr<PrivateKeychain> m_keychain;
    TokenVault m_vault = TokenVault(QStringLiteral("tidemark-test"), std::chrono::seconds(15));
};

TIDEMARK_TEST(tst_tokenvault)
#include "tst_tokenvault.moc"
