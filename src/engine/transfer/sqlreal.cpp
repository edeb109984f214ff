#include "sqlreal.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

namespace tidemark {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr double TwoTo32 = 4294967296.0;
constexpr int Digits = 17;
constexpr int LongestNumber = 64;

// Outside of these bounds sqlite3AtoF() of SQLite 3.40 returns a neighbour for some decimals of 17 digits; inside,
// 200,000 random ones per power of ten all came back (tst_sqldump measures a sample of it).
constexpr double SmallestSafeDecimal = 1e-30;
constexpr double GreatestSafeDecimal = 1e30;

// Inside of these, 17 digits are an integer of 53 bits times a power of five that fits into 63 bits, shifted: exact in 128.
constexpr double SmallestPlain = 1e-4;
constexpr double GreatestPlain = 1e15;
constexpr int GreatestScale = 21; // 17 digits of 1e-4

constexpr int ExponentBias = 1075; // of a mantissa taken as an integer
constexpr quint64 HiddenBit = quint64(1) << 52U;
constexpr quint64 SmallestOf17 = 10'000'000'000'000'000U;

constexpr auto PowersOfFive = [] {
    std::array<quint64, GreatestScale + 1> powers{ 1 };
    for (size_t i = 1; i < powers.size(); ++i)
        powers[i] = 5 * powers[i - 1];
    return powers;
}();

constexpr auto TwoDigits = [] {
    std::array<char, 200> pairs{};
    for (size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

/// 17 digits are m·10^-scale, rounded half to even.
struct Decimal {
    quint64 digits = 0;
    int scale = 0;
};

quint64 scaled(quint64 mantissa, int exponent, int scale)
{
    const Wide product = Wide(mantissa) * PowersOfFive[static_cast<size_t>(scale)];
    const int shift = -(exponent + scale); // 10^scale = 5^scale·2^scale
    if (shift <= 0)
        return static_cast<quint64>(product << static_cast<unsigned>(-shift));
    const auto cut = static_cast<unsigned>(shift);
    const Wide whole = product >> cut;
    const Wide rest = product - (whole << cut);
    const Wide half = Wide(1) << (cut - 1);
    const bool up = rest > half || (rest == half && (whole & 1U) != 0);
    return static_cast<quint64>(whole) + (up ? 1 : 0);
}

Decimal decimalOf(double number)
{
    const auto bits = std::bit_cast<quint64>(number);
    const quint64 mantissa = (bits & (HiddenBit - 1)) | HiddenBit; // normal: see the bounds above
    const int exponent = static_cast<int>((bits >> 52U) & 0x7FFU) - ExponentBias;
    // 1233/4096 is a little less than log10(2): over the range of plain numbers the guess is right or one too low.
    const int power = ((exponent + 52) * 1233) >> 12;
    Decimal decimal{ 0, Digits - 1 - power };
    decimal.digits = scaled(mantissa, exponent, decimal.scale);
    if (decimal.digits >= 10 * SmallestOf17) {
        --decimal.scale;
        decimal.digits = scaled(mantissa, exponent, decimal.scale);
    }
    return decimal;
}

// Writes exactly @p count digits, leading zeros included.
void writeDigits(char *to, quint64 number, int count)
{
    while (count >= 2) {
        count -= 2;
        std::memcpy(to + count, &TwoDigits[2 * (number % 100)], 2);
        number /= 100;
    }
    if (count == 1)
        *to = static_cast<char>('0' + number);
}

// As "%.17g" writes it, but always with a point.
void appendPlain(ByteBuffer &out, double number)
{
    const bool negative = std::signbit(number);
    const Decimal decimal = decimalOf(std::fabs(number));
    std::array<char, Digits> digits{};
    writeDigits(digits.data(), decimal.digits, Digits);
    int used = Digits;
    while (used > 1 && digits[static_cast<size_t>(used) - 1] == '0')
        --used;

    char *const start = out.room(LongestNumber);
    char *to = start;
    if (negative)
        *to++ = '-';
    const int whole = Digits - decimal.scale; // digits before the point
    if (whole <= 0) {
        *to++ = '0';
        *to++ = '.';
        for (int i = whole; i < 0; ++i)
            *to++ = '0';
        std::memcpy(to, digits.data(), static_cast<size_t>(used));
        out.advance(to + used - start);
        return;
    }
    used = std::max(used, whole);
    std::memcpy(to, digits.data(), static_cast<size_t>(whole));
    to += whole;
    *to++ = '.';
    if (used == whole)
        *to++ = '0';
    std::memcpy(to, digits.data() + whole, static_cast<size_t>(used - whole));
    out.advance(to + (used - whole) - start);
}

template<typename... Format>
void appendNumber(ByteBuffer &out, double number, Format... format)
{
    char *const start = out.room(LongestNumber);
    char *end = std::to_chars(start, start + LongestNumber - 2, number, format...).ptr;
    // A bare "17" would be an INTEGER.
    if (QByteArrayView digits(start, end - start); !digits.contains('.') && !digits.contains('e')) {
        *end++ = '.';
        *end++ = '0';
    }
    out.advance(end - start);
}

void appendDecimal17(ByteBuffer &out, double number)
{
    appendNumber(out, number, std::chars_format::general, Digits);
}

// An integer of 53 bits times or divided by powers of two: every step is exact, whoever reads the decimals.
void appendProduct(ByteBuffer &out, double number)
{
    int exponent = 0;
    double mantissa = std::ldexp(std::frexp(number, &exponent), 53);
    exponent -= 53;
    const int rest = std::abs(exponent) % 32;
    const int factors = std::abs(exponent) / 32;
    const char operation = exponent < 0 ? '/' : '*';

    out.append('(');
    appendDecimal17(out, mantissa);
    for (int i = 0; i < factors; ++i) {
        out.append(operation);
        appendDecimal17(out, TwoTo32);
    }
    out.append(operation);
    appendDecimal17(out, std::ldexp(1.0, rest));
    out.append(')');
}

} // namespace

void appendSqlReal(ByteBuffer &out, double number)
{
    const double magnitude = std::fabs(number);
    if (magnitude >= SmallestPlain && magnitude < GreatestPlain)
        appendPlain(out, number);
    else if (std::isinf(number))
        out.append(number < 0 ? "-9e999" : "9e999");
    else if (magnitude == 0
             || (magnitude >= SmallestSafeDecimal && magnitude <= GreatestSafeDecimal))
        appendDecimal17(out, number);
    else
        appendProduct(out, number);
}

void appendShortReal(ByteBuffer &out, double number)
{
    appendNumber(out, number);
}

} // namespace tidemark
