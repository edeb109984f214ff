#include <engine/secrets/tokensource.h>
#include <engine/secrets/tokentext.h>
#include <support/await.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Token = "v1.0-Zk3_pQ7~x+/Ab9==";

TokenRequest requestWith(const QString &variable)
{
    TokenRequest request{ .account = u"acc1"_s };
    request.environment.insert(u"CLOUDFLARE_API_TOKEN"_s, variable);
    return request;
}

} // namespace

class tst_tokentext : public QObject
{
    Q_OBJECT

private slots:
    void takesATokenWithoutItsLineEnd_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("bare") << Token;
        QTest::newRow("a line") << Token + "\n";
        QTest::newRow("a line from Windows") << Token + "\r\n";
    }

    void takesATokenWithoutItsLineEnd()
    {
        QFETCH(const QByteArray, text);

        const auto token = tokenFromText(text);

        QVERIFY(token);
        QCOMPARE(token->reveal(), Token);
    }

    void refusesWhatIsNoTokenAndDoesNotRepeatIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QByteArray() << u"empty"_s;
        QTest::newRow("an empty line") << QByteArray("\n") << u"empty"_s;
        QTest::newRow("the header's value") << "Bearer " + Token << u"Bearer"_s;
        QTest::newRow("the header's value, shouted") << "BEARER " + Token << u"Bearer"_s;
        QTest::newRow("the whole header") << "Authorization: Bearer " + Token << u"header"_s;
        QTest::newRow("two lines") << Token + "\n" + Token << u"more than one line"_s;
        QTest::newRow("an empty line after it") << Token + "\n\n" << u"more than one line"_s;
        QTest::newRow("a carriage return inside")
            << Token + "\r" + Token << u"more than one line"_s;
        QTest::newRow("a space before") << " " + Token << u"white space"_s;
        QTest::newRow("a space after") << Token + " \n" << u"white space"_s;
        QTest::newRow("a tab inside") << Token + "\t" + Token << u"white space"_s;
        QTest::newRow("quotes") << "\"" + Token + "\"" << u"Character 1 "_s;
        QTest::newRow("a variable nobody filled in")
            << QByteArray("${{ secrets.X }}") << u"white space"_s;
        QTest::newRow("a byte order mark") << "\xef\xbb\xbf" + Token << u"Character 1 "_s;
        QTest::newRow("a NUL") << Token + QByteArray("\0x", 2) << u"Character 22 "_s;
        QTest::newRow("an umlaut") << Token + "ü" << u"Character 22 "_s;
        QTest::newRow("a file") << Token.repeated(500) << u"10500 characters"_s;
    }

    void refusesWhatIsNoTokenAndDoesNotRepeatIt()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, says);

        const auto token = tokenFromText(text);

        QVERIFY(!token);
        QCOMPARE(token.error().kind, Error::Kind::BadInput);
        QVERIFY2(token.error().message.contains(says), qPrintable(token.error().message));
        QVERIFY(!token.error().remedy.isEmpty());
        QVERIFY(!(token.error().message + token.error().remedy).toUtf8().contains(Token.left(6)));
    }

    // None of these may touch a keychain: the test program has no D-Bus session.
    void prefersTheVariable()
    {
        const auto found = await(findToken(TokenVault(), requestWith(QString::fromLatin1(Token))));

        QVERIFY(found);
        QCOMPARE(found->from, TokenFrom::Environment);
        QCOMPARE(found->token.reveal(), Token);
    }

    void takesWhatWasPipedInBeforeTheVariableIfToldSo()
    {
        TokenRequest request = requestWith(u"another"_s);
        request.from = TokenFrom::StandardInput;
        request.given = Secret(Token);

        const auto found = await(findToken(TokenVault(), request));

        QVERIFY(found);
        QCOMPARE(found->from, TokenFrom::StandardInput);
        QCOMPARE(found->token.reveal(), Token);
    }

    void saysThatTheVariableIsMissingOrEmptyOrWrong_data()
    {
        QTest::addColumn<QString>("content");
        QTest::addColumn<bool>("isSet");
        QTest::addColumn<Error::Kind>("kind");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << QString() << false << Error::Kind::Unauthorized
                                 << u"is not set"_s;
        QTest::newRow("empty") << QString() << true << Error::Kind::Unauthorized << u"is empty"_s;
        QTest::newRow("wrong") << u"two words"_s << true << Error::Kind::BadInput
                               << u"holds no token"_s;
    }

    void saysThatTheVariableIsMissingOrEmptyOrWrong()
    {
        QFETCH(const QString, content);
        QFETCH(const bool, isSet);
        QFETCH(const Error::Kind, kind);
        QFETCH(const QString, says);
        TokenRequest request = isSet ? requestWith(content) : TokenRequest{};
        request.from = TokenFrom::Environment;

        const auto found = await(findToken(TokenVault(), request));

        QVERIFY(!found);
        QCOMPARE(found.error().kind, kind);
        QVERIFY2(found.error().message.contains(says), qPrintable(found.error().message));
        QVERIFY(content.isEmpty() || !found.error().message.contains(content));
    }

    void needsAnAccountForTheKeychain()
    {
        const TokenRequest nobody;

        const auto found = await(findToken(TokenVault(), nobody));

        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Usage);
        QVERIFY(found.error().remedy.contains(u"--account"_s));
    }

    void wantsWhatWasToBePipedIn()
    {
        TokenRequest request = requestWith(u"another"_s);
        request.from = TokenFrom::StandardInput;

        const auto found = await(findToken(TokenVault(), request));

        QVERIFY(!found);
        QCOMPARE(found.error().kind, Error::Kind::Unauthorized);
    }
};

TIDEMARK_TEST(tst_tokentext)
#include "tst_tokentext.moc"
