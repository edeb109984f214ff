#include "migration.h"

#include "scriptheader.h"

#include <engine/base/files.h>

#include <QRegularExpression>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Relation = RowExpectation::Relation;

struct RelationSign {
    QLatin1StringView sign;
    Relation relation = Relation::Equal;
};

constexpr std::array RelationSigns{
    RelationSign{ "="_L1, Relation::Equal },   RelationSign{ "!="_L1, Relation::NotEqual },
    RelationSign{ "<"_L1, Relation::Less },    RelationSign{ "<="_L1, Relation::LessOrEqual },
    RelationSign{ ">"_L1, Relation::Greater }, RelationSign{ ">="_L1, Relation::GreaterOrEqual },
    RelationSign{ "=="_L1, Relation::Equal },  RelationSign{ "<>"_L1, Relation::NotEqual },
};

std::optional<Relation> relationOf(const QString &sign)
{
    for (const RelationSign &known : RelationSigns) {
        if (known.sign == sign)
            return known.relation;
    }
    return std::nullopt;
}

Error unreadable(const QString &file, int line, const QString &message)
{
    return { .kind = Error::Kind::BadInput,
             .message = message,
             .remedy = u"Save the file as UTF-8 without NUL bytes."_s,
             .where = { .file = file, .line = line } };
}

bool isUtf16(QByteArrayView content)
{
    return content.startsWith("\xff\xfe") || content.startsWith("\xfe\xff");
}

/// The first thing that makes @p text, already normalised, something else than a UTF-8 text.
std::optional<Error> encodingError(const QString &file, QByteArrayView text)
{
    if (!text.contains('\0') && text.isValidUtf8())
        return std::nullopt;
    int line = 1;
    for (qsizetype start = 0; start < text.size(); ++line) {
        const qsizetype newline = text.indexOf('\n', start);
        const qsizetype end = newline < 0 ? text.size() : newline;
        const QByteArrayView content = text.sliced(start, end - start);
        if (content.contains('\0'))
            return unreadable(file, line, u"Line %1 contains a NUL byte."_s.arg(line));
        if (!content.isValidUtf8()) // no UTF-8 sequence spans lines, so a line is judged alone
            return unreadable(file, line, u"Line %1 is not valid UTF-8."_s.arg(line));
        start = end + 1;
    }
    return std::nullopt;
}

} // namespace

bool RowExpectation::holds(qint64 before, qint64 after) const
{
    const qint64 expected = count.value_or(before);
    switch (relation) {
    case Relation::Equal:
        return after == expected;
    case Relation::NotEqual:
        return after != expected;
    case Relation::Less:
        return after < expected;
    case Relation::LessOrEqual:
        return after <= expected;
    case Relation::Greater:
        return after > expected;
    case Relation::GreaterOrEqual:
        return after >= expected;
    }
    return false;
}

QString RowExpectation::text() const
{
    QLatin1StringView sign;
    for (const RelationSign &known : RelationSigns) {
        if (known.relation == relation && sign.isEmpty())
            sign = known.sign;
    }
    return u"rows(%1) %2 %3"_s.arg(table, sign, count ? QString::number(*count) : u"before"_s);
}

Result<RowExpectation> parseRowExpectation(const QString &table, const QString &condition)
{
    static const QRegularExpression shape(
        u"^\\s*(?<sign>[=!<>]{1,2})\\s*(?<bound>before|[0-9]+)\\s*$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto found = shape.match(condition);
    const auto relation = relationOf(found.captured(u"sign"_s));
    bool fits = true;
    std::optional<qint64> count;
    const QString bound = found.captured(u"bound"_s);
    if (found.hasMatch() && bound.compare("before"_L1, Qt::CaseInsensitive) != 0)
        count = bound.toLongLong(&fits);
    if (!relation || !fits || table.isEmpty()) {
        return Error{ .kind = Error::Kind::Config,
                      .message
                      = u"\"%1\" is not a condition on the rows of \"%2\"."_s.arg(condition, table),
                      .remedy = u"Write a relation (=, !=, <, <=, >, >=) and a number or the word "
                                "\"before\", for example \">= 1\" or \"= before\"."_s };
    }
    return RowExpectation{ .table = table, .relation = *relation, .count = count };
}

const Allowance *ScriptHeader::allowanceFor(const QString &rule, const QString &object) const
{
    // One for a table covers the table's columns, which findings name "table.column".
    const auto covers = [&](const Allowance &allowance) {
        return allowance.rule.compare(rule, Qt::CaseInsensitive) == 0
               && (allowance.object.isEmpty()
                   || allowance.object.compare(object, Qt::CaseInsensitive) == 0
                   || object.startsWith(QString(allowance.object + u'.'), Qt::CaseInsensitive));
    };
    const auto found = std::find_if(allowances.cbegin(), allowances.cend(), covers);
    return found == allowances.cend() ? nullptr : &*found;
}

QString MigrationScript::tokenChecksum() const
{
    return sha256(tokenForm(text));
}

Result<MigrationScript> readScript(const QString &file)
{
    const auto content = readFile(file);
    if (!content)
        return content.error();
    return parseScript(file, *content);
}

Result<MigrationScript> parseScript(const QString &file, const QByteArray &content)
{
    if (isUtf16(content))
        return unreadable(file, 1, u"The file is UTF-16."_s);
    const QByteArray text = normalised(content);
    if (auto error = encodingError(file, text))
        return *std::move(error);
    auto header = parseScriptHeader(file, text);
    if (!header)
        return header.error();
    return MigrationScript{ .file = file,
                            .text = text,
                            .statements = splitScript(text),
                            .checksum = sha256(text),
                            .header = *std::move(header) };
}

} // namespace tidemark
