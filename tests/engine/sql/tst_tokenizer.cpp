#include <engine/sql/tokenizer.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

using Kind = Token::Kind;

class tst_Tokenizer : public QObject
{
    Q_OBJECT

private slots:
    void readsOneToken_data();
    void readsOneToken();
    void givesEveryByteToOneToken_data();
    void givesEveryByteToOneToken();
    void endsWithAnEmptyToken();
    void leavesOutBlanks();
    void knowsKeywordsInAnyCaseButNotInQuotes();
    void takesQuotesOffNames_data();
    void takesQuotesOffNames();
    void isLinearOnHostileText_data();
    void isLinearOnHostileText();
};

Q_DECLARE_METATYPE(tidemark::Token::Kind)

void tst_Tokenizer::readsOneToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("length");

    const auto row = [](const char *name, const QByteArray &text, Kind kind, int length) {
        QTest::newRow(name) << text << kind << length;
    };
    row("blanks", " \t\r\n\f x", Kind::Whitespace, 6);
    row("vertical tab within blanks", " \v x", Kind::Whitespace, 3);
    row("vertical tab first", "\v x", Kind::Illegal, 1);
    row("byte order mark", "\xEF\xBB\xBFSELECT", Kind::Whitespace, 3);
    row("letter that begins like a byte order mark", "\xEF\xBB\xBE x", Kind::Word, 3);
    row("line comment without its line end", "-- a;b\nx", Kind::Comment, 6);
    row("line comment at the end", "-- a", Kind::Comment, 4);
    row("block comment", "/* ; */x", Kind::Comment, 7);
    row("block comment of stars", "/***/x", Kind::Comment, 5);
    row("slash star slash closes nothing", "/*/ */x", Kind::Comment, 6);
    row("unterminated block comment", "/* a", Kind::Comment, 4);
    row("slash star at the end", "/*", Kind::Operator, 1);
    row("word", "users.id", Kind::Word, 5);
    row("word with a dollar and digits", "a$1_b ", Kind::Word, 5);
    row("word beyond ASCII", "größe ", Kind::Word, 7);
    row("word that starts like a blob", "xyz'", Kind::Word, 3);
    row("double quotes", "\"a\"\"b\"c", Kind::Quoted, 6);
    row("backticks", "`a``b`c", Kind::Quoted, 6);
    row("brackets", "[a;b]]", Kind::Quoted, 5);
    row("string", "'a''b'c", Kind::String, 6);
    row("string over lines", "'a\nb'", Kind::String, 5);
    row("empty string", "''", Kind::String, 2);
    row("unterminated string", "'a''b", Kind::Illegal, 5);
    row("unterminated double quotes", "\"a", Kind::Illegal, 2);
    row("unterminated bracket", "[a", Kind::Illegal, 2);
    row("blob", "x'0aF9'", Kind::Blob, 7);
    row("empty blob", "X''", Kind::Blob, 3);
    row("blob of odd length", "x'0aF' ", Kind::Illegal, 6);
    row("blob of other letters", "x'0g;' ", Kind::Illegal, 6);
    row("unterminated blob", "x'0a", Kind::Illegal, 4);
    row("integer", "123,", Kind::Number, 3);
    row("hexadecimal", "0x1Fg", Kind::Number, 4);
    row("zero x without digits", "0xg", Kind::Illegal, 3);
    row("decimal", "1.5.6", Kind::Number, 3);
    row("decimal that ends in a point", "1. ", Kind::Number, 2);
    row("decimal that begins with a point", ".5 ", Kind::Number, 2);
    row("exponent", "1e5 ", Kind::Number, 3);
    row("exponent with sign", "1.5E-10+", Kind::Number, 7);
    row("exponent without digits", "1e+", Kind::Illegal, 2);
    row("digits parted by an underscore", "1_000 ", Kind::Illegal, 5);
    row("number that runs into a word", "12ab ", Kind::Illegal, 4);
    row("point", ".a", Kind::Operator, 1);
    row("anonymous parameter", "?,", Kind::Parameter, 1);
    row("numbered parameter", "?12a", Kind::Parameter, 3);
    row("colon parameter", ":name,", Kind::Parameter, 5);
    row("at parameter", "@p1)", Kind::Parameter, 3);
    row("dollar parameter", "$a::b,", Kind::Parameter, 5);
    row("dollar parameter with an index", "$a(x;y),", Kind::Parameter, 7);
    row("dollar parameter with a broken index", "$a(x y),", Kind::Illegal, 4);
    row("colon alone", ": a", Kind::Illegal, 1);
    row("hash", "#1", Kind::Illegal, 2);
    row("semicolon", ";;", Kind::Semicolon, 1);
    for (const char *text : { "||", "<<", ">>", "<=", ">=", "<>", "!=", "==", "->", "->>" })
        row(text, QByteArray(text) + '1', Kind::Operator, static_cast<int>(qstrlen(text)));
    for (const char *text : { "+", "*", "/", "%", "=", "<", ">", "|", "&", "~", "(", ")", "," })
        row(text, QByteArray(text) + ' ', Kind::Operator, 1);
    row("minus", "-1", Kind::Operator, 1);
    row("exclamation mark alone", "! =", Kind::Illegal, 1);
    row("backslash", "\\'", Kind::Illegal, 1);
    row("NUL", QByteArray("\0x", 2), Kind::Illegal, 1);
}

void tst_Tokenizer::readsOneToken()
{
    QFETCH(QByteArray, text);
    QFETCH(Kind, kind);
    QFETCH(int, length);

    const auto token = tokenAt(QByteArray(text).prepend('#'), 1);

    QCOMPARE(token.kind, kind);
    QCOMPARE(token.offset, 1);
    QCOMPARE(token.length, length);
}

void tst_Tokenizer::givesEveryByteToOneToken_data()
{
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("a query") << QByteArray("SELECT a.*, 'x'||? FROM [b c] -- end");
    QTest::newRow("unterminated") << QByteArray("VALUES ('a;");
    QTest::newRow("every byte twice") << [] {
        QByteArray bytes;
        for (int byte = 0; byte < 512; ++byte)
            bytes += static_cast<char>(byte / 2);
        return bytes;
    }();
    QTest::newRow("every byte backwards") << [] {
        QByteArray bytes;
        for (int byte = 255; byte >= 0; --byte)
            bytes += static_cast<char>(byte);
        return bytes;
    }();
}

void tst_Tokenizer::givesEveryByteToOneToken()
{
    QFETCH(QByteArray, text);

    qsizetype at = 0;
    while (at < text.size()) {
        const auto token = tokenAt(text, at);
        QCOMPARE(token.offset, at);
        QVERIFY(token.length > 0);
        at = token.end();
    }

    QCOMPARE(at, text.size());
}

void tst_Tokenizer::endsWithAnEmptyToken()
{
    QCOMPARE(tokenAt("", 0).length, 0);
    QCOMPARE(tokenAt("a", 1).length, 0);
    QCOMPARE(tokenAt("a", 5).offset, 1);
}

void tst_Tokenizer::leavesOutBlanks()
{
    const QByteArray sql = "\xEF\xBB\xBFSELECT/**/1 -- x\n;";

    const auto tokens = significantTokens(sql);

    QCOMPARE(tokens.size(), 3);
    QCOMPARE(tokens[0].in(sql), QByteArrayView("SELECT"));
    QCOMPARE(tokens[1].in(sql), QByteArrayView("1"));
    QCOMPARE(tokens[2].kind, Kind::Semicolon);
}

void tst_Tokenizer::knowsKeywordsInAnyCaseButNotInQuotes()
{
    QVERIFY(isKeyword("sElEcT", tokenAt("sElEcT", 0), "SELECT"));
    QVERIFY(!isKeyword("selects", tokenAt("selects", 0), "SELECT"));
    QVERIFY(!isKeyword("\"select\"", tokenAt("\"select\"", 0), "SELECT"));
    QVERIFY(!isKeyword("'select'", tokenAt("'select'", 0), "SELECT"));
}

void tst_Tokenizer::takesQuotesOffNames_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("name");

    QTest::newRow("bare") << QByteArray("user") << QByteArray("user");
    QTest::newRow("double quotes") << QByteArray("\"a\"\"b\"") << QByteArray("a\"b");
    QTest::newRow("backticks") << QByteArray("`a``b`") << QByteArray("a`b");
    QTest::newRow("brackets") << QByteArray("[a[b]") << QByteArray("a[b");
    QTest::newRow("a string that names") << QByteArray("'it''s'") << QByteArray("it's");
    QTest::newRow("empty") << QByteArray("\"\"") << QByteArray("");
}

void tst_Tokenizer::takesQuotesOffNames()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, name);

    QCOMPARE(identifierName(text, tokenAt(text, 0)), name);
}

void tst_Tokenizer::isLinearOnHostileText_data()
{
    QTest::addColumn<QByteArray>("unit");

    QTest::newRow("doubled quotes") << QByteArray("''");
    QTest::newRow("stars") << QByteArray("/*");
    QTest::newRow("dashes") << QByteArray("--");
    QTest::newRow("opened brackets") << QByteArray("[[");
    QTest::newRow("double colons") << QByteArray("$a::");
}

void tst_Tokenizer::isLinearOnHostileText()
{
    QFETCH(QByteArray, unit);
    const QByteArray text
        = unit.repeated(1 << 20); // quadratic time would be past the time limit of any test

    const auto tokens = significantTokens(text);

    QVERIFY(tokens.size() <= text.size());
}

TIDEMARK_TEST(tst_Tokenizer)
#include "tst_tokenizer.moc"
