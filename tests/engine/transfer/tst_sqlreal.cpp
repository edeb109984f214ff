#include <engine/transfer/sqlreal.h>
#include <support/testprogram.h>

#include <QRandomGenerator>
#include <QtTest>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

using namespace tidemark;

namespace {

QByteArray sqlReal(double number)
{
    ByteBuffer out;
    appendSqlReal(out, number);
    return out.view().toByteArray();
}

// "%.17g" as the C++ library writes it, with a point.
QByteArray seventeenDigits(double number)
{
    std::array<char, 64> buffer{};
    const auto end
        = std::to_chars(
              buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::general, 17)
              .ptr;
    QByteArray text(buffer.data(), end - buffer.data());
    if (!text.contains('.') && !text.contains('e'))
        text += ".0";
    return text;
}

} // namespace

class tst_SqlReal : public QObject
{
    Q_OBJECT

private slots:
    void writesSeventeenDigits_data();
    void writesSeventeenDigits();
    void agreesWithTheLibraryOnAnyNumber();
};

void tst_SqlReal::writesSeventeenDigits_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("a half") << 0.5 << QByteArray("0.5");
    QTest::newRow("a tenth") << 0.1 << QByteArray("0.10000000000000001");
    QTest::newRow("one") << 1.0 << QByteArray("1.0");
    QTest::newRow("zero") << 0.0 << QByteArray("0.0");
    QTest::newRow("negative zero") << -0.0 << QByteArray("-0.0");
    QTest::newRow("negative") << -12.25 << QByteArray("-12.25");
    QTest::newRow("below a power of ten") << 9.9999999999999982 << QByteArray("9.9999999999999982");
    QTest::newRow("nearest below ten, rounded up to it")
        << std::nextafter(1000.0, 0.0) << QByteArray("999.99999999999989");
    QTest::newRow("leading zeros") << 0.000123 << QByteArray("0.00012300000000000001");
    QTest::newRow("the smallest plain one") << 1e-4 << QByteArray("0.0001");
    QTest::newRow("the greatest plain one")
        << std::nextafter(1e15, 0.0) << QByteArray("999999999999999.88");
    QTest::newRow("infinite") << -std::numeric_limits<double>::infinity() << QByteArray("-9e999");
}

void tst_SqlReal::writesSeventeenDigits()
{
    QFETCH(double, number);
    QFETCH(QByteArray, text);

    QCOMPARE(sqlReal(number), text);
}

void tst_SqlReal::agreesWithTheLibraryOnAnyNumber()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 400'000; ++i) {
        const double magnitude = std::pow(10.0, random.bounded(19.0) - 4);
        // Sums of few powers of two lie on the ties of 17 digits, which random bits never meet.
        const double number = i % 4 == 0 ? std::ldexp(static_cast<double>(random.bounded(1 << 20)),
                                                      random.bounded(60) - 50)
                                         : random.generateDouble() * magnitude;
        if (number < 1e-4 || number >= 1e15)
            continue;

        QCOMPARE(sqlReal(number), seventeenDigits(number));
    }
}

TIDEMARK_TEST(tst_SqlReal)
#include "tst_sqlreal.moc"
