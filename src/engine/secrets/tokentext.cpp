#include "tokentext.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype LongestToken
    = 4096; // API tokens have some 40 to 60 characters, JWTs below 2,000

Error notAToken(const QString &message)
{
    return {
        .kind = Error::Kind::BadInput,
        .message = message,
        .remedy
        = u"Copy the token once more; it is a single word of letters, digits and a few signs."_s
    };
}

QByteArray withoutLineEnd(QByteArray text)
{
    if (text.endsWith('\n'))
        text.chop(1);
    if (text.endsWith('\r'))
        text.chop(1);
    return text;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

// RFC 6750, section 2.1: the characters of a bearer token.
bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || QByteArrayView("-._~+/=").contains(c);
}

bool beginsLikeAHeader(const QByteArray &text)
{
    const QByteArray start = text.left(16).toLower();
    return start.startsWith("bearer ") || start.startsWith("authorization:");
}

} // namespace

Result<Secret> tokenFromText(const QByteArray &text)
{
    const QByteArray token = withoutLineEnd(text);
    if (token.isEmpty())
        return notAToken(u"There is no token: the input is empty."_s);
    if (beginsLikeAHeader(token))
        return notAToken(
            u"The input begins like a header (“Bearer …”); the token is what follows that word."_s);
    if (token.contains('\n') || token.contains('\r'))
        return notAToken(u"The input has more than one line, and a token has one."_s);
    if (std::any_of(token.begin(), token.end(), isSpace))
        return notAToken(u"There is white space in the input, and a token has none."_s);
    if (token.size() > LongestToken)
        return notAToken(
            u"The input has %1 characters; no token is that long."_s.arg(token.size()));
    const auto wrong = std::find_if_not(token.begin(), token.end(), isTokenCharacter);
    if (wrong != token.end())
        return notAToken(u"Character %1 of the input cannot be part of a token."_s.arg(
            std::distance(token.begin(), wrong) + 1));
    return Secret(token);
}

} // namespace tidemark
