#include "behaviour.h"

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error::Kind kindOf(int primary)
{
    switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return Error::Kind::Lock;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return Error::Kind::BadInput;
    case SQLITE_INTERRUPT:
        return Error::Kind::Cancelled;
    default:
        return Error::Kind::Database;
    }
}

QString remedyForConstraint(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_TRIGGER:
        return u"Look for rows that refer to a missing parent, or for children of the rows that were removed."_s;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return u"Look for rows that have the same values in the columns named."_s;
    case SQLITE_CONSTRAINT_NOTNULL:
        return u"Give the column a value in every row, or a default."_s;
    default:
        return u"Change the rows or the constraint so that they agree."_s;
    }
}

QString remedyFor(int extended)
{
    switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return u"Another program holds the lock, for example wrangler dev or a database browser "
               u"with an open "
               u"transaction. Let it finish or close it, then try again."_s;
    case SQLITE_FULL:
        return u"Free space on the disk that holds the database and its temporary files, then try again."_s;
    case SQLITE_READONLY:
        return u"Check that you may write to the file and to its folder, and that it was not opened for reading only."_s;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return u"Check that the folder exists and that you may read and write the file and its folder."_s;
    case SQLITE_IOERR:
        return u"Check the disk and its file system, then the database with PRAGMA integrity_check."_s;
    case SQLITE_NOTADB:
        return u"Check that it is a SQLite database and that it is not encrypted."_s;
    case SQLITE_CORRUPT:
        return u"Restore the database from a safety point or a backup; keep the damaged file and its -wal file."_s;
    case SQLITE_TOOBIG:
        return u"Split the statement or the value into smaller parts."_s;
    case SQLITE_NOMEM:
        return u"Close other programs or split the statement into smaller parts."_s;
    case SQLITE_CONSTRAINT:
        return remedyForConstraint(extended);
    case SQLITE_AUTH:
        return u"Leave the statement out or write it in another way."_s;
    case SQLITE_SCHEMA:
        return u"Another program changed the tables meanwhile. Try again."_s;
    default:
        return {};
    }
}

QString sentence(const QString &what, const QString &text)
{
    QString message = what.isEmpty() ? text : what + u": "_s + text;
    if (!message.endsWith(u'.'))
        message += u'.';
    return message;
}

} // namespace

Error sqliteCodeError(int code, const QString &text, const QString &what)
{
    return { .kind = kindOf(code & 0xff),
             .message = sentence(what, text),
             .remedy = remedyFor(code) };
}

Error sqliteError(sqlite3 *handle, const SqliteBehaviour &behaviour, const QString &what)
{
    if (!handle)
        return sqliteCodeError(SQLITE_NOMEM, u"out of memory"_s, what);
    const int code = sqlite3_extended_errcode(handle);
    if (behaviour.stop.stop_requested()
        && (code == SQLITE_INTERRUPT
            || (code & 0xff) == SQLITE_BUSY)) // a wait for a lock ends as BUSY
        return cancelled();

    const QString text = QString::fromUtf8(sqlite3_errmsg(handle));
    // A refused function ends as SQLITE_ERROR.
    const bool refused = !behaviour.denial.isEmpty()
                         && ((code & 0xff) == SQLITE_AUTH || text.startsWith("not authorized"_L1));
    Error error
        = sqliteCodeError(refused ? SQLITE_AUTH : code, refused ? behaviour.denial : text, what);
    error.where.offset = sqlite3_error_offset(handle);
    return error;
}

} // namespace tidemark
