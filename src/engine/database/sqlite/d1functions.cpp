#include "d1profile.h"

#include <QList>

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <new>
#include <sqlite3.h>

namespace tidemark::d1profile {

namespace {

// "Built-in Scalar SQL Functions", "Date And Time Functions" and "Built-in Aggregate Functions" of the SQLite
// documentation say what each does.

QByteArray textOf(sqlite3_value *value)
{
    const unsigned char *const text = sqlite3_value_text(value); // before bytes(): it converts
    return { reinterpret_cast<const char *>(text), sqlite3_value_bytes(value) };
}

bool isNull(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

void returnText(sqlite3_context *context, const QByteArray &text)
{
    sqlite3_result_text64(context,
                          text.constData(),
                          static_cast<sqlite3_uint64>(text.size()),
                          SQLITE_TRANSIENT,
                          SQLITE_UTF8);
}

/// For a function of any number of arguments that wants at least @p wanted.
bool hasArguments(sqlite3_context *context, int count, int wanted, const char *message)
{
    if (count < wanted)
        sqlite3_result_error(context, message, -1);
    return count >= wanted;
}

void concat(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!hasArguments(context, count, 1, "wrong number of arguments to function concat()"))
        return;
    QByteArray text;
    for (int index = 0; index < count; ++index) {
        if (!isNull(values[index]))
            text += textOf(values[index]);
    }
    returnText(context, text);
}

void concatWithSeparator(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!hasArguments(context, count, 2, "wrong number of arguments to function concat_ws()")
        || isNull(values[0]))
        return;
    QByteArrayList parts;
    for (int index = 1; index < count; ++index) {
        if (!isNull(values[index]))
            parts.append(textOf(values[index]));
    }
    returnText(context, parts.join(textOf(values[0])));
}

int hexDigit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    const char lower = static_cast<char>(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void unhex(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (isNull(values[0]) || (count > 1 && isNull(values[1])))
        return;
    const QByteArray text = textOf(values[0]);
    const QByteArray ignored = count > 1 ? textOf(values[1]) : QByteArray();
    QByteArray bytes;
    for (qsizetype index = 0; index < text.size(); ++index) {
        if (hexDigit(text.at(index)) < 0) {
            if (!ignored.contains(text.at(index)))
                return;
            continue;
        }
        const int high = hexDigit(text.at(index++)); // the two digits of a byte stand side by side
        const int low = index < text.size() ? hexDigit(text.at(index)) : -1;
        if (low < 0)
            return;
        bytes.append(static_cast<char>(high * 16 + low));
    }
    sqlite3_result_blob64(
        context, bytes.constData(), static_cast<sqlite3_uint64>(bytes.size()), SQLITE_TRANSIENT);
}

void octetLength(sqlite3_context *context, int, sqlite3_value **values)
{
    if (isNull(values[0]))
        return;
    const bool isBlob = sqlite3_value_type(values[0]) == SQLITE_BLOB;
    sqlite3_result_int64(context,
                         isBlob ? sqlite3_value_bytes(values[0]) : textOf(values[0]).size());
}

/// A point of time as year, month and the milliseconds since that month began, which may overflow it.
struct Moment {
    int year = 0;
    int month = 1;
    qint64 rest = 0;

    [[nodiscard]] qint64 milliseconds() const
    {
        using namespace std::chrono;
        const sys_days first(std::chrono::year(year) / month / 1);
        return first.time_since_epoch().count() * qint64(86'400'000) + rest;
    }
    void addMonths(int months)
    {
        const int all = year * 12 + month - 1 + months;
        year = all / 12;
        month = all % 12 + 1;
    }
};

/// SQLite reads the time value, whatever form it has.
bool readMoment(sqlite3_context *context, sqlite3_value *value, Moment *moment)
{
    sqlite3_stmt *raw = nullptr;
    sqlite3_prepare_v2(
        sqlite3_context_db_handle(context),
        "SELECT strftime('%Y', ?1), strftime('%m', ?1), strftime('%d', ?1), strftime('%H', ?1),"
        " strftime('%M', ?1), strftime('%f', ?1)",
        -1,
        &raw,
        nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw,
                                                                               sqlite3_finalize);
    if (!raw || sqlite3_bind_value(raw, 1, value) != SQLITE_OK || sqlite3_step(raw) != SQLITE_ROW
        || sqlite3_column_type(raw, 0) == SQLITE_NULL)
        return false;
    const qint64 minutes
        = ((sqlite3_column_int64(raw, 2) - 1) * 24 + sqlite3_column_int64(raw, 3)) * 60
          + sqlite3_column_int64(raw, 4);
    moment->year = sqlite3_column_int(raw, 0);
    moment->month = sqlite3_column_int(raw, 1);
    moment->rest = minutes * 60'000 + qRound64(sqlite3_column_double(raw, 5) * 1000);
    return true;
}

void timediff(sqlite3_context *context, int, sqlite3_value **values)
{
    Moment to;
    Moment from;
    if (!readMoment(context, values[0], &to) || !readMoment(context, values[1], &from))
        return;
    const bool forward = to.milliseconds() >= from.milliseconds();
    const int step = forward ? 1 : -1;
    // The largest number of whole months that does not go past the goal, then the days that are left.
    int months = ((to.year - from.year) * 12 + to.month - from.month) * step;
    Moment reached = from;
    reached.addMonths(months * step);
    while ((to.milliseconds() - reached.milliseconds()) * step < 0) {
        --months;
        reached.addMonths(-step);
    }
    const qint64 left = (to.milliseconds() - reached.milliseconds()) * step;
    const qint64 seconds = left / 1000;
    std::array<char, 64> text{};
    std::snprintf(text.data(),
                  text.size(),
                  "%c%04d-%02d-%02d %02d:%02d:%02d.%03d",
                  forward ? '+' : '-',
                  months / 12,
                  months % 12,
                  int(seconds / 86'400),
                  int(seconds / 3600 % 24),
                  int(seconds / 60 % 60),
                  int(seconds % 60),
                  int(left % 1000));
    returnText(context, text.data());
}

/// What string_agg() has seen; each text with the separator that stands before it unless it is the first.
struct Pieces {
    QList<std::pair<QByteArray, QByteArray>> list;
};

Pieces **piecesOf(sqlite3_context *context, int size)
{
    return static_cast<Pieces **>(sqlite3_aggregate_context(context, size));
}

void addPiece(sqlite3_context *context, int, sqlite3_value **values)
{
    Pieces **const pieces = piecesOf(context, sizeof(void *));
    if (!pieces || isNull(values[0]))
        return;
    if (!*pieces)
        *pieces = std::make_unique<Pieces>().release(); // SQLite keeps it until endPieces()
    (*pieces)->list.append(
        { isNull(values[1]) ? QByteArray() : textOf(values[1]), textOf(values[0]) });
}

void removePiece(sqlite3_context *context, int, sqlite3_value **values)
{
    Pieces **const pieces = piecesOf(context, 0);
    if (pieces && *pieces && !isNull(values[0]) && !(*pieces)->list.isEmpty())
        (*pieces)->list.removeFirst();
}

void joinPieces(sqlite3_context *context)
{
    Pieces **const pieces = piecesOf(context, 0);
    if (!pieces || !*pieces || (*pieces)->list.isEmpty())
        return;
    QByteArray text = (*pieces)->list.first().second;
    for (qsizetype index = 1; index < (*pieces)->list.size(); ++index)
        text += (*pieces)->list.at(index).first + (*pieces)->list.at(index).second;
    returnText(context, text);
}

void endPieces(sqlite3_context *context)
{
    joinPieces(context);
    if (Pieces **const pieces = piecesOf(context, 0))
        const std::unique_ptr<Pieces> released(std::exchange(*pieces, nullptr));
}

using Scalar = void (*)(sqlite3_context *, int, sqlite3_value **);

struct Shim {
    const char *name;
    int arguments; // -1: any number
    const char *call; // prepares only if the function is there
    Scalar function;
};

constexpr int Flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

bool prepares(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr);
    sqlite3_finalize(statement);
    return code == SQLITE_OK;
}

} // namespace

void registerShims(sqlite3 *handle)
{
    static constexpr std::array Shims{
        Shim{ "concat", -1, "SELECT concat('')", concat },
        Shim{ "concat_ws", -1, "SELECT concat_ws('', '')", concatWithSeparator },
        Shim{ "octet_length", 1, "SELECT octet_length('')", octetLength },
        Shim{ "timediff", 2, "SELECT timediff(0, 0)", timediff },
        Shim{ "unhex", 1, "SELECT unhex('')", unhex },
        Shim{ "unhex", 2, "SELECT unhex('', '')", unhex },
    };
    for (const Shim &shim : Shims) {
        if (!prepares(handle, shim.call)) {
            sqlite3_create_function_v2(handle,
                                       shim.name,
                                       shim.arguments,
                                       Flags,
                                       nullptr,
                                       shim.function,
                                       nullptr,
                                       nullptr,
                                       nullptr);
        }
    }
    if (!prepares(handle, "SELECT string_agg('', '')")) {
        sqlite3_create_window_function(handle,
                                       "string_agg",
                                       2,
                                       Flags,
                                       nullptr,
                                       addPiece,
                                       endPieces,
                                       joinPieces,
                                       removePiece,
                                       nullptr);
    }
}

} // namespace tidemark::d1profile
