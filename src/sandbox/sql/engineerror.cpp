#include "engineerror.h"

#include <array>
#include <sqlite3.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct CodeName {
    int code = 0;
    QLatin1StringView name;
};

constexpr std::array Codes{
    CodeName{ SQLITE_ERROR, "SQLITE_ERROR"_L1 },
    CodeName{ SQLITE_INTERNAL, "SQLITE_INTERNAL"_L1 },
    CodeName{ SQLITE_BUSY, "SQLITE_BUSY"_L1 },
    CodeName{ SQLITE_LOCKED, "SQLITE_LOCKED"_L1 },
    CodeName{ SQLITE_NOMEM, "SQLITE_NOMEM"_L1 },
    CodeName{ SQLITE_READONLY, "SQLITE_READONLY"_L1 },
    CodeName{ SQLITE_IOERR, "SQLITE_IOERR"_L1 },
    CodeName{ SQLITE_CORRUPT, "SQLITE_CORRUPT"_L1 },
    CodeName{ SQLITE_FULL, "SQLITE_FULL"_L1 },
    CodeName{ SQLITE_SCHEMA, "SQLITE_SCHEMA"_L1 },
    CodeName{ SQLITE_TOOBIG, "SQLITE_TOOBIG"_L1 },
    CodeName{ SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT"_L1 },
    CodeName{ SQLITE_MISMATCH, "SQLITE_MISMATCH"_L1 },
    CodeName{ SQLITE_AUTH, "SQLITE_AUTH"_L1 },
    CodeName{ SQLITE_RANGE, "SQLITE_RANGE"_L1 },
    CodeName{ SQLITE_CONSTRAINT_CHECK, "SQLITE_CONSTRAINT_CHECK"_L1 },
    CodeName{ SQLITE_CONSTRAINT_FOREIGNKEY, "SQLITE_CONSTRAINT_FOREIGNKEY"_L1 },
    CodeName{ SQLITE_CONSTRAINT_NOTNULL, "SQLITE_CONSTRAINT_NOTNULL"_L1 },
    CodeName{ SQLITE_CONSTRAINT_PRIMARYKEY, "SQLITE_CONSTRAINT_PRIMARYKEY"_L1 },
    CodeName{ SQLITE_CONSTRAINT_ROWID, "SQLITE_CONSTRAINT_ROWID"_L1 },
    CodeName{ SQLITE_CONSTRAINT_TRIGGER, "SQLITE_CONSTRAINT_TRIGGER"_L1 },
    CodeName{ SQLITE_CONSTRAINT_UNIQUE, "SQLITE_CONSTRAINT_UNIQUE"_L1 },
    CodeName{ SQLITE_CONSTRAINT_DATATYPE, "SQLITE_CONSTRAINT_DATATYPE"_L1 },
};

QString nameOf(int code)
{
    for (const CodeName &candidate : Codes) {
        if (candidate.code == code)
            return candidate.name;
    }
    return {};
}

} // namespace

ApiError engineError(sqlite3 *handle)
{
    const int extended = sqlite3_extended_errcode(handle);
    const int primary = extended & 0xff;
    if (primary == SQLITE_INTERRUPT)
        return timeLimitExceeded();
    if (primary == SQLITE_FULL)
        return { .message = u"Exceeded maximum DB size."_s };
    QString message = QString::fromUtf8(sqlite3_errmsg(handle));
    if (const int offset = sqlite3_error_offset(handle); offset >= 0)
        message += u" at offset %1"_s.arg(offset);
    const QString name = nameOf(primary);
    message += u": "_s + (name.isEmpty() ? u"SQLITE_ERROR"_s : name);
    if (const QString detail = nameOf(extended); extended != primary && !detail.isEmpty())
        message += u" (extended: %1)"_s.arg(detail);
    return { .message = message };
}

ApiError transactionRefused()
{
    return { .message
             = u"To execute a transaction, please use the state.storage.transaction() or "
               u"state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or "
               u"SAVEPOINT statements."_s };
}

ApiError timeLimitExceeded()
{
    return { .status = 429,
             .code = 7429,
             .message = u"D1 DB exceeded its CPU time limit and was reset."_s };
}

ApiError notAuthorized()
{
    return { .message = u"not authorized: SQLITE_AUTH"_s };
}

} // namespace tidemark::sandbox
