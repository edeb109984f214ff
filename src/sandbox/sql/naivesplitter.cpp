#include "naivesplitter.h"

namespace tidemark::sandbox {

namespace {

bool isWordBefore(const QByteArray &script, qsizetype offset)
{
    return offset > 0
           && (std::isalnum(static_cast<unsigned char>(script.at(offset - 1)))
               || script.at(offset - 1) == '_');
}

bool startsBody(const QByteArray &script, qsizetype offset)
{
    const QByteArrayView rest = QByteArrayView(script).sliced(offset);
    return !isWordBefore(script, offset)
           && (rest.startsWith("BEGIN ") || rest.startsWith("BEGIN\n"));
}

bool endsBody(const QByteArray &script, qsizetype offset)
{
    const QByteArrayView rest = QByteArrayView(script).sliced(offset);
    return !isWordBefore(script, offset)
           && (rest.startsWith("END;") || rest.startsWith("END ") || rest.startsWith("END\n")
               || rest == "END");
}

} // namespace

QByteArrayList splitNaively(const QByteArray &script)
{
    QByteArrayList statements;
    qsizetype start = 0;
    char quote = 0;
    bool inBody = false;
    const auto take = [&](qsizetype end) {
        const QByteArray statement = script.sliced(start, end - start).trimmed();
        if (!statement.isEmpty())
            statements.append(statement);
        start = end + 1;
    };
    for (qsizetype offset = 0; offset < script.size(); ++offset) {
        const char unit = script.at(offset);
        if (quote != 0) {
            quote = unit == quote ? char(0) : quote;
        } else if (unit == '\'' || unit == '"') {
            quote = unit;
        } else if (unit == ';' && !inBody) {
            take(offset);
        } else if (inBody ? endsBody(script, offset) : startsBody(script, offset)) {
            inBody = !inBody;
        }
    }
    if (start < script.size())
        take(script.size());
    return statements;
}

} // namespace tidemark::sandbox
