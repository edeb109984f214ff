#include "valuetexts.h"

#include <QJsonDocument>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int IndentWidth = 2;
constexpr qsizetype BytesOfLine = 16;

/// The end of the JSON string that starts at @p at.
qsizetype endOfString(const QByteArray &text, qsizetype at)
{
    for (qsizetype i = at + 1; i < text.size(); ++i) {
        if (text.at(i) == '\\')
            ++i;
        else if (text.at(i) == '"')
            return i + 1;
    }
    return text.size();
}

void breakLine(QByteArray &out, int depth)
{
    out += '\n' + QByteArray(qsizetype(depth) * IndentWidth, ' ');
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

std::optional<QByteArray> prettyJson(const QByteArray &text)
{
    QJsonParseError error{};
    static_cast<void>(QJsonDocument::fromJson(text, &error));
    if (error.error != QJsonParseError::NoError)
        return {};
    QByteArray out;
    out.reserve(text.size() * 2);
    int depth = 0;
    for (qsizetype at = 0; at < text.size();) {
        const char c = text.at(at);
        if (c == '"') {
            if (out.endsWith('{') || out.endsWith('['))
                breakLine(out, depth);
            const qsizetype end = endOfString(text, at);
            out += text.mid(at, end - at);
            at = end;
            continue;
        }
        ++at;
        if (isBlank(c))
            continue;
        const bool opens = c == '{' || c == '[';
        const bool closes = c == '}' || c == ']';
        if (closes) {
            --depth;
            const bool isEmpty = out.endsWith('{') || out.endsWith('[');
            if (!isEmpty)
                breakLine(out, depth);
        } else if (out.endsWith('{') || out.endsWith('[')) {
            breakLine(out, depth);
        }
        out += c;
        if (opens)
            ++depth;
        else if (c == ',')
            breakLine(out, depth);
        else if (c == ':')
            out += ' ';
    }
    return out;
}

QString hexDump(const QByteArray &bytes)
{
    QString dump;
    dump.reserve(bytes.size() * 5);
    for (qsizetype at = 0; at < bytes.size(); at += BytesOfLine) {
        const QByteArray line = bytes.mid(at, BytesOfLine);
        QString shown;
        for (const char c : line)
            shown += c >= 0x20 && c < 0x7F ? QLatin1Char(c) : QLatin1Char('.');
        dump += u"%1  %2  %3\n"_s.arg(at, 8, 16, QLatin1Char('0'))
                    .arg(QString::fromLatin1(line.toHex(' ')), -3 * int(BytesOfLine) + 1)
                    .arg(shown);
    }
    dump.chop(1);
    return dump;
}

void SelectionSum::add(const Value &value)
{
    ++cells;
    if (value.kind() != Value::Kind::Integer && value.kind() != Value::Kind::Real)
        return;
    average += (value.toReal() - average) / double(++numbers);
    qint64 exact = 0;
    const bool isExact = value.kind() == Value::Kind::Integer && sum.kind() != Value::Kind::Real
                         && !__builtin_add_overflow(sum.toInteger(), value.toInteger(), &exact);
    sum = isExact ? Value::integer(exact) : Value::real(sum.toReal() + value.toReal());
}

} // namespace tidemark
