#include "identifier.h"

namespace tidemark {

namespace {

QByteArray enclosed(QByteArrayView text, char quote)
{
    QByteArray out;
    out.reserve(text.size() + 2);
    out += quote;
    for (const char c : text) {
        if (c == quote)
            out += quote;
        out += c;
    }
    out += quote;
    return out;
}

} // namespace

QByteArray quoted(QByteArrayView name)
{
    return enclosed(name, '"');
}

QByteArray quoted(QStringView name)
{
    return enclosed(name.toUtf8(), '"');
}

QByteArray quotedString(QByteArrayView text)
{
    return enclosed(text, '\'');
}

} // namespace tidemark
