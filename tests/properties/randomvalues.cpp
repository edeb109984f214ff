#include "randomdatabase.h"

#include <bit>
#include <cmath>
#include <limits>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Value integer(Dice &dice)
{
    static const QList<qint64> edges{ 0,
                                      1,
                                      -1,
                                      std::numeric_limits<qint64>::max(),
                                      std::numeric_limits<qint64>::min(),
                                      (1LL << 53) - 1,
                                      (1LL << 53) + 1,
                                      -(1LL << 53) - 1,
                                      127,
                                      128,
                                      -129,
                                      1LL << 31,
                                      1LL << 47 };
    if (dice.chance(50))
        return Value::integer(dice.pick(edges));
    return Value::integer(static_cast<qint64>(dice.bits() >> dice.below(63)));
}

Value real(Dice &dice)
{
    using Limits = std::numeric_limits<double>;
    static const QList<double> edges{ 0.0,
                                      -0.0,
                                      0.1,
                                      -1.5,
                                      1e15,
                                      123456789012345680.0,
                                      9007199254740993.0,
                                      -9223372036854775808.0,
                                      9223372036854775808.0,
                                      Limits::max(),
                                      Limits::lowest(),
                                      Limits::min(),
                                      Limits::denorm_min(),
                                      -4.9406564584124654e-324 * 3,
                                      1e-300,
                                      2.2250738585072011e-308,
                                      Limits::infinity(),
                                      -Limits::infinity() };
    if (dice.chance(50))
        return Value::real(dice.pick(edges));
    const double any = std::bit_cast<double>(dice.bits());
    return Value::real(std::isnan(any) ? 0.5 : any);
}

QByteArray bytes(Dice &dice, int length)
{
    QByteArray all(length, Qt::Uninitialized);
    for (char &byte : all)
        byte = static_cast<char>(dice.below(256));
    return all;
}

int length(Dice &dice)
{
    if (dice.chance(2))
        return dice.between(90'000, 130'000); // a statement of D1's takes 100,000
    return dice.chance(10) ? dice.between(1000, 5000) : dice.below(20);
}

Value text(Dice &dice)
{
    static const QList<QByteArray> edges{ "",
                                          "it's",
                                          "a\nb\r\nc",
                                          QByteArray("nul\0inside", 10),
                                          QByteArray("\0", 1),
                                          "\xff\xfe",
                                          "cut \xe2\x82",
                                          "\xc0\x80",
                                          "\xed\xa0\x80",
                                          "\xf4\x90\x80\x80",
                                          "\xef\xbf\xbd",
                                          "\xef\xbb\xbfmark",
                                          "Größe \xf0\x9f\x98\x80",
                                          "1",
                                          "-0",
                                          "0x10",
                                          "1e5",
                                          " 12 ",
                                          "9223372036854775808",
                                          "1.0",
                                          "Infinity",
                                          "NULL",
                                          "X'00'",
                                          "--;/*",
                                          "trailing ",
                                          "Trailing" };
    if (dice.chance(60))
        return Value::text(dice.pick(edges));
    QByteArray letters(length(dice), 'x');
    for (char &letter : letters)
        letter = static_cast<char>(dice.between(' ', '~'));
    return Value::text(letters);
}

Value blob(Dice &dice)
{
    if (dice.chance(20))
        return Value::blob(QByteArray(dice.below(4), '\0'));
    return Value::blob(bytes(dice, length(dice)));
}

Value anything(Dice &dice)
{
    switch (dice.below(5)) {
    case 0:
        return integer(dice);
    case 1:
        return real(dice);
    case 2:
        return blob(dice);
    default:
        return text(dice);
    }
}

} // namespace

Value randomValue(Dice &dice, const QString &type, bool strict)
{
    if (dice.chance(12))
        return {};
    const bool fits = strict || dice.chance(60);
    const auto is = [&type](const char *name) {
        return type.contains(QLatin1StringView(name), Qt::CaseInsensitive);
    };
    if (fits && is("INT"))
        return integer(dice);
    if (fits && (is("REAL") || is("DOUBLE")))
        return real(dice);
    if (fits && (is("TEXT") || is("CHAR")))
        return text(dice);
    if (fits && is("BLOB"))
        return blob(dice);
    return anything(dice);
}

} // namespace tidemark
