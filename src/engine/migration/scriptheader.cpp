#include "scriptheader.h"

#include <engine/sql/tokenizer.h>

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView Marker = "tidemark:";

QString knownHeaders()
{
    return u"Known headers: \"transaction none\", \"allow RULE [OBJECT] -- reason\", "
           "\"expect rows(TABLE) = before\" (or a number, with =, !=, <, <=, >, >=) and "
           "\"phase expand|migrate|contract\"."_s;
}

Error headerError(const QString &message)
{
    return { .kind = Error::Kind::Config, .message = message, .remedy = knownHeaders() };
}

bool mentionsMarker(QByteArrayView text)
{
    constexpr qsizetype Word = Marker.size() - 1; // the colon is rare, and looked for first
    for (qsizetype at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
        const bool fits = at >= Word;
        if (fits && text.sliced(at - Word, Marker.size()).compare(Marker, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

/// The text after "-- tidemark:", or nothing if the comment is an ordinary one.
std::optional<QString> headerText(QByteArrayView comment)
{
    if (!comment.startsWith("--"))
        return std::nullopt;
    const QByteArrayView content = comment.sliced(2).trimmed();
    if (content.first(std::min(content.size(), Marker.size())).compare(Marker, Qt::CaseInsensitive)
        != 0)
        return std::nullopt;
    return QString::fromUtf8(content.sliced(Marker.size())).simplified();
}

QString unquoted(const QString &name)
{
    if (name.size() < 2 || !name.startsWith(u'"') || !name.endsWith(u'"'))
        return name;
    return name.mid(1, name.size() - 2).replace(u"\"\""_s, u"\""_s);
}

Result<> readTransaction(const QString &rest, ScriptHeader &header)
{
    if (rest.compare("none"_L1, Qt::CaseInsensitive) != 0)
        return headerError(
            u"The header \"transaction\" takes the word \"none\", not \"%1\"."_s.arg(rest));
    header.transactional = false;
    return Ok{};
}

Result<> readAllowance(const QString &rest, int line, ScriptHeader &header)
{
    static const QRegularExpression shape(
        u"^(?<rule>[A-Za-z][0-9]+)(?:\\s+(?!--)(?<object>.+?))?(?:\\s+--\\s*(?<reason>.*))?$"_s);
    const auto found = shape.match(rest);
    if (!found.hasMatch())
        return headerError(
            u"The header \"allow\" names a rule first, such as S101; found \"%1\"."_s.arg(rest));
    const QString rule = found.captured(u"rule"_s).toUpper();
    const QString reason = found.captured(u"reason"_s).trimmed();
    if (reason.isEmpty())
        return headerError(u"The header \"allow %1\" has no reason."_s.arg(rule));
    header.allowances.append({ .rule = rule,
                               .object = unquoted(found.captured(u"object"_s).trimmed()),
                               .reason = reason,
                               .line = line });
    return Ok{};
}

Result<> readExpectation(const QString &rest, int line, ScriptHeader &header)
{
    static const QRegularExpression shape(
        u"^rows\\s*\\(\\s*(?<table>\"(?:[^\"]|\"\")+\"|[^)\"]+?)\\s*\\)\\s*(?<condition>.*)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto found = shape.match(rest);
    if (!found.hasMatch())
        return headerError(
            u"The header \"expect\" takes rows(TABLE) and a condition; found \"%1\"."_s.arg(rest));
    auto expectation
        = parseRowExpectation(unquoted(found.captured(u"table"_s)), found.captured(u"condition"_s));
    if (!expectation)
        return expectation.error();
    expectation->line = line;
    header.expectations.append(*expectation);
    return Ok{};
}

Result<> readPhase(const QString &rest, ScriptHeader &header)
{
    const QString phase = rest.toLower();
    if (phase != "expand"_L1 && phase != "migrate"_L1 && phase != "contract"_L1)
        return headerError(u"The header \"phase\" does not know \"%1\"."_s.arg(rest));
    if (!header.phase.isEmpty() && header.phase != phase)
        return headerError(
            u"The script is in phase \"%1\" and in phase \"%2\"."_s.arg(header.phase, phase));
    header.phase = phase;
    return Ok{};
}

Result<> readHeader(const QString &text, int line, ScriptHeader &header)
{
    const QString word = text.section(u' ', 0, 0).toLower();
    const QString rest = text.section(u' ', 1);
    if (word == "transaction"_L1)
        return readTransaction(rest, header);
    if (word == "allow"_L1)
        return readAllowance(rest, line, header);
    if (word == "expect"_L1)
        return readExpectation(rest, line, header);
    if (word == "phase"_L1)
        return readPhase(rest, header);
    return headerError(word.isEmpty() ? u"The header after \"tidemark:\" is empty."_s
                                      : u"The header \"%1\" is unknown."_s.arg(word));
}

} // namespace

Result<ScriptHeader> parseScriptHeader(const QString &file, const QByteArray &text)
{
    ScriptHeader header;
    if (!mentionsMarker(text)) // most scripts: nothing to look for
        return header;
    bool leading = true;
    int line = 1;
    for (Token token = tokenAt(text, 0); token.length > 0; token = tokenAt(text, token.end())) {
        const QByteArrayView content = token.in(text);
        if (const auto said
            = token.kind == Token::Kind::Comment ? headerText(content) : std::nullopt) {
            auto read
                = leading
                      ? readHeader(*said, line, header)
                      : headerError(
                          u"The header \"%1\" stands after the first statement, where it has no effect."_s
                              .arg(*said));
            if (!read) {
                read.error().where = { .file = file, .line = line };
                return read.error();
            }
        }
        leading = leading && token.isBlank();
        line += static_cast<int>(content.count('\n'));
    }
    return header;
}

} // namespace tidemark
