#include <engine/transfer/csvreader.h>
#include <support/testprogram.h>

#include <QRandomGenerator>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

using Texts = QList<QByteArray>;

// One record as words: fields with | between them, quoted ones in <>, a fault in words, its line before it.
QByteArray inWords(const CsvReader &reader)
{
    const CsvRecord &record = reader.record();
    QByteArray words = QByteArray::number(record.line) + ':';
    if (record.fault != CsvFault::None)
        return words + QByteArray::number(record.faultLine) + '!' + faultReason(record.fault) + '{'
               + record.bytes.toByteArray() + '}';
    QByteArray separator;
    for (const CsvField &field : reader.fields()) {
        words
            += separator
               + (field.isQuoted ? '<' + field.text.toByteArray() + '>' : field.text.toByteArray());
        separator = "|";
    }
    return words;
}

// The records of a text that comes in pieces of a length, as from a file.
Texts records(const QByteArray &text,
              char delimiter = ',',
              qsizetype piece = 1 << 20,
              qsizetype limit = CsvReader::MaxRecordBytes)
{
    CsvReader reader(delimiter, limit);
    Texts found;
    qsizetype from = 0;
    qsizetype to = std::min(piece, text.size());
    for (;;) {
        // A copy of its own, so that the sanitizer sees a look beyond the piece.
        const std::vector<char> window(text.begin() + from, text.begin() + to);
        const QByteArrayView view(window.data(), static_cast<qsizetype>(window.size()));
        switch (reader.next(view, to == text.size())) {
        case CsvReader::Found::Record:
            found.append(inWords(reader));
            [[fallthrough]];
        case CsvReader::Found::Skipped:
            from += reader.taken();
            break;
        case CsvReader::Found::More:
            if (to == text.size())
                qFatal("There is no more to give.");
            to = std::min(to + piece, text.size());
            break;
        case CsvReader::Found::End:
            return found;
        }
        to = std::max(to, std::min(from + piece, text.size()));
    }
}

} // namespace

class tst_CsvReader : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void readsTheSameInPiecesOfAnySize_data() { reads_data(); }
    void readsTheSameInPiecesOfAnySize();
    void readsOtherDelimiters_data();
    void readsOtherDelimiters();
    void boundsARecord_data();
    void boundsARecord();
    void boundsTheNumberOfFields();
    void findsBytesAtEveryDistance();
    void takesEveryByteOnce();
    void goesOnInTheMiddleOfAFile();
};

void tst_CsvReader::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Texts>("expected");
    const auto row = [](const char *name, const QByteArray &text, const Texts &expected) {
        QTest::newRow(name) << text << expected;
    };

    row("nothing", "", {});
    row("one field", "a", { "1:a" });
    row("one empty line", "\n", { "1:" });
    row("empty fields", ",,\n", { "1:||" });
    row("lines ending with LF", "a,b\nc,d\n", { "1:a|b", "2:c|d" });
    row("lines ending with CRLF", "a,b\r\nc,d\r\n", { "1:a|b", "2:c|d" });
    row("lines ending with CR", "a,b\rc,d\r", { "1:a|b", "2:c|d" });
    row("all three in one file", "a\nb\r\nc\rd", { "1:a", "2:b", "3:c", "4:d" });
    row("no line end at the end", "a\nb,", { "1:a", "2:b|" });
    row("CR before CRLF", "a\r\r\nb", { "1:a", "2:", "3:b" });
    row("LF before CR", "a\n\rb", { "1:a", "2:", "3:b" });
    row("empty lines at the end", "a\n\n\n", { "1:a", "2:", "3:" });

    row("quoted fields", "\"a\",\"b\"\n", { "1:<a>|<b>" });
    row("an empty text and nothing", "\"\",\n", { "1:<>|" });
    row("a delimiter in quotes", "\"a,b\",c", { "1:<a,b>|c" });
    row("doubled quotes", "\"a\"\"b\"\"\",\"\"\"\"\"\"", { "1:<a\"b\">|<\"\">" });
    row("a line end in quotes", "\"a\nb\",c\nd", { "1:<a\nb>|c", "3:d" });
    row("every line end in quotes", "\"a\r\nb\rc\n\",d\ne", { "1:<a\r\nb\rc\n>|d", "5:e" });
    row("two fields with lines", "\"a\nb\",\"c\nd\"\ne", { "1:<a\nb>|<c\nd>", "4:e" });
    row("a quote within a bare field", "a\"b,5\" \n", { "1:a\"b|5\" " });
    row("a space before the quote", "a, \"b\"\n", { "1:a| \"b\"" });
    row("spaces are content", " a , b \n", { "1: a | b " });
    row("a long quoted field",
        '"' + QByteArray(300, 'x') + "\"\"" + QByteArray(300, 'y') + "\",z",
        { "1:<" + QByteArray(300, 'x') + '"' + QByteArray(300, 'y') + ">|z" });
    row("a byte that is no text", QByteArray("a\0b,\xFF\n", 6), { QByteArray("1:a\0b|\xFF", 7) });

    row("a quote that is never closed",
        "a\n\"b,c\nd,e\n",
        { "1:a", "2:2!a quote is opened and never closed{\"b,c}", "3:d|e" });
    row("one that begins in the middle",
        "a,\"b\nc\",\"d\ne\n",
        { "1:2!a quote is opened and never closed{a,\"b\nc\",\"d}", "3:e" });
    row("the last byte is a quote", "a,\"", { "1:1!a quote is opened and never closed{a,\"}" });
    row("a doubled quote at the end",
        "\"a\"\"",
        { "1:1!a quote is opened and never closed{\"a\"\"}" });
    row("text after a quote",
        "\"a\"b,c\nd\n",
        { "1:1!text follows a closing quote{\"a\"b,c}", "2:d" });
    row("a space after a quote",
        "\"a\" ,c\r\nd",
        { "1:1!text follows a closing quote{\"a\" ,c}", "2:d" });
    row("an opening quote that another line closes",
        "1,\"abc,x\n2,\"def\",y\n3,,\n",
        { "1:1!text follows a closing quote{1,\"abc,x}", "2:2|<def>|y", "3:3||" });
    row("the same with CR alone",
        "1,\"abc\r2,\"def\",y\r",
        { "1:1!text follows a closing quote{1,\"abc}", "2:2|<def>|y" });
}

void tst_CsvReader::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(Texts, expected);

    QCOMPARE(records(text), expected);
}

void tst_CsvReader::readsTheSameInPiecesOfAnySize()
{
    QFETCH(QByteArray, text);
    QFETCH(Texts, expected);

    for (const qsizetype piece : { 1, 2, 3, 5, 16, 17 })
        QCOMPARE(records(text, ',', piece), expected);
}

void tst_CsvReader::readsOtherDelimiters_data()
{
    QTest::addColumn<char>("delimiter");
    for (const char delimiter : { ',', ';', '\t', '|' })
        QTest::addRow("0x%02x", delimiter) << delimiter;
}

void tst_CsvReader::readsOtherDelimiters()
{
    QFETCH(char, delimiter);
    const QByteArray text
        = QByteArray("1,5;2\t3|4\n\"a,;\t|\"").replace(delimiter, QByteArray(1, delimiter));

    const Texts found = records(text, delimiter);

    QCOMPARE(found.size(), 2);
    QCOMPARE(found.at(0).count('|'), delimiter == '|' ? 1 : 2);
    QCOMPARE(found.at(1), QByteArray("2:<a,;\t|>"));
}

void tst_CsvReader::boundsARecord_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Texts>("expected");
    const QByteArray reason = "!the record, or a quote that is never closed in it, is too long{";
    QTest::newRow("just fits") << QByteArray("1234567\nb\n") << Texts{ "1:1234567", "2:b" };
    QTest::newRow("a field") << QByteArray("123456789012345\nb\n")
                             << Texts{ "1:1" + reason + "12345678}", "2:b" };
    QTest::newRow("a field at the end")
        << QByteArray("123456789012345") << Texts{ "1:1" + reason + "12345678}" };
    QTest::newRow("with CRLF at the edge")
        << QByteArray("1234567\r\nb\n") << Texts{ "1:1" + reason + "1234567}", "2:b" };
    QTest::newRow("a quote that is never closed costs its line")
        << QByteArray("1,\"ab\ncd\nef\ngh\n")
        << Texts{ "1:1" + reason + "1,\"ab}", "2:cd", "3:ef", "4:gh" };
    QTest::newRow("a long line with an open quote")
        << QByteArray("1,\"abcdefghijk\ncd\n") << Texts{ "1:1" + reason + "1,\"abcde}", "2:cd" };
}

void tst_CsvReader::boundsARecord()
{
    QFETCH(QByteArray, text);
    QFETCH(Texts, expected);

    for (const qsizetype piece : { 1, 3, 9, 100 })
        QCOMPARE(records(text, ',', piece, 8), expected);
}

void tst_CsvReader::boundsTheNumberOfFields()
{
    const QByteArray most(static_cast<qsizetype>(CsvReader::MaxFields) - 1, ',');

    QVERIFY(!records(most + "\n").first().contains('!'));
    QVERIFY(records(most + ",\n").first().contains("more fields"));
    QCOMPARE(records(most + ",\nb\n").at(1), QByteArray("2:b"));
}

void tst_CsvReader::findsBytesAtEveryDistance()
{
    for (int length = 0; length < 70; ++length) {
        for (int at = 0; at <= length; ++at) {
            std::vector<char> text(static_cast<size_t>(length), 'x');
            if (at < length)
                text[static_cast<size_t>(at)] = at % 3 == 0 ? 'a' : at % 3 == 1 ? 'b' : 'c';
            const char *const found
                = findAny(text.data(), text.data() + text.size(), 'a', 'b', 'c');
            QCOMPARE(found - text.data(), at);
        }
    }
}

// Whatever the bytes are: each is taken once and in order, and the end comes.
void tst_CsvReader::takesEveryByteOnce()
{
    QRandomGenerator random(7);
    static constexpr std::array Bytes{ 'a', ',', '"', '"', '\n', '\r', ' ' };
    for (int round = 0; round < 3000; ++round) {
        QByteArray text;
        const int length = random.bounded(60);
        for (int i = 0; i < length; ++i)
            text.append(Bytes.at(random.bounded(quint32(Bytes.size()))));

        CsvReader reader(',', 20);
        qsizetype from = 0;
        for (auto found = CsvReader::Found::Record; found != CsvReader::Found::End;) {
            const QByteArrayView rest = QByteArrayView(text).sliced(from);
            found = reader.next(rest, true);
            QVERIFY(found != CsvReader::Found::More);
            if (found == CsvReader::Found::End)
                break;
            QVERIFY2(reader.taken() > 0 && reader.taken() <= rest.size(), text.toHex().constData());
            if (found == CsvReader::Found::Record) {
                QVERIFY(reader.record().bytes.data() == rest.data());
                QVERIFY(reader.record().fault == CsvFault::None ? !reader.fields().empty()
                                                                : reader.fields().empty());
            }
            from += reader.taken();
        }

        QCOMPARE(from, text.size());
        QCOMPARE(records(text, ',', 1 + random.bounded(7)), records(text));
    }
}

void tst_CsvReader::goesOnInTheMiddleOfAFile()
{
    CsvReader reader(',');
    reader.setLine(41);

    QCOMPARE(reader.next("a,\"b\nc\"\nd", true), CsvReader::Found::Record);

    QCOMPARE(reader.record().line, qint64(41));
    QCOMPARE(reader.line(), qint64(43));
}

TIDEMARK_TEST(tst_CsvReader)
#include "tst_csvreader.moc"
