#include "d1profile.h"

#include <engine/sql/tokenizer.h>

#include <algorithm>
#include <array>
#include <sqlite3.h>
#include <string_view>

namespace tidemark::d1profile {

using namespace Qt::StringLiterals;

namespace {

enum class Argument {
    None,
    Boolean, // or none, to read it
    Name,
    NameOrNone,
    NumberOrNone,
    NumberOrNameOrNone,
};

struct Pragma {
    std::string_view name;
    Argument argument;
};

// page_size is read by rtree when it makes a table.
constexpr std::array Pragmas{
    Pragma{ "case_sensitive_like", Argument::Boolean },
    Pragma{ "data_version", Argument::None },
    Pragma{ "defer_foreign_keys", Argument::Boolean },
    Pragma{ "foreign_key_check", Argument::NameOrNone },
    Pragma{ "foreign_key_list", Argument::Name },
    Pragma{ "foreign_keys", Argument::Boolean },
    Pragma{ "ignore_check_constraints", Argument::Boolean },
    Pragma{ "index_info", Argument::Name },
    Pragma{ "index_list", Argument::Name },
    Pragma{ "index_xinfo", Argument::Name },
    Pragma{ "legacy_alter_table", Argument::Boolean },
    Pragma{ "optimize", Argument::NumberOrNone },
    Pragma{ "page_size", Argument::None },
    Pragma{ "quick_check", Argument::NumberOrNameOrNone },
    Pragma{ "recursive_triggers", Argument::Boolean },
    Pragma{ "reverse_unordered_selects", Argument::Boolean },
    Pragma{ "table_info", Argument::Name },
    Pragma{ "table_list", Argument::NameOrNone },
    Pragma{ "table_xinfo", Argument::Name },
};

// Sorted. log10, power, ceiling and the newer JSON functions are missing on purpose, and so is what tells the build.
constexpr std::array<std::string_view, 122> Functions{ "->",
                                                       "->>",
                                                       "abs",
                                                       "acos",
                                                       "acosh",
                                                       "asin",
                                                       "asinh",
                                                       "atan",
                                                       "atan2",
                                                       "atanh",
                                                       "avg",
                                                       "bm25",
                                                       "ceil",
                                                       "changes",
                                                       "char",
                                                       "coalesce",
                                                       "concat",
                                                       "concat_ws",
                                                       "cos",
                                                       "cosh",
                                                       "count",
                                                       "cume_dist",
                                                       "current_date",
                                                       "current_time",
                                                       "current_timestamp",
                                                       "date",
                                                       "datetime",
                                                       "degrees",
                                                       "dense_rank",
                                                       "exp",
                                                       "first_value",
                                                       "floor",
                                                       "format",
                                                       "glob",
                                                       "group_concat",
                                                       "hex",
                                                       "highlight",
                                                       "ifnull",
                                                       "iif",
                                                       "instr",
                                                       "json",
                                                       "json_array",
                                                       "json_array_length",
                                                       "json_each",
                                                       "json_extract",
                                                       "json_group_array",
                                                       "json_group_object",
                                                       "json_insert",
                                                       "json_object",
                                                       "json_patch",
                                                       "json_quote",
                                                       "json_remove",
                                                       "json_replace",
                                                       "json_set",
                                                       "json_tree",
                                                       "json_type",
                                                       "json_valid",
                                                       "julianday",
                                                       "lag",
                                                       "last_insert_rowid",
                                                       "last_value",
                                                       "lead",
                                                       "length",
                                                       "like",
                                                       "likelihood",
                                                       "likely",
                                                       "ln",
                                                       "log",
                                                       "log2",
                                                       "lower",
                                                       "ltrim",
                                                       "match",
                                                       "max",
                                                       "min",
                                                       "mod",
                                                       "nth_value",
                                                       "ntile",
                                                       "nullif",
                                                       "octet_length",
                                                       "percent_rank",
                                                       "pi",
                                                       "pow",
                                                       "printf",
                                                       "quote",
                                                       "radians",
                                                       "random",
                                                       "randomblob",
                                                       "rank",
                                                       "replace",
                                                       "round",
                                                       "row_number",
                                                       "rtrim",
                                                       "sign",
                                                       "sin",
                                                       "sinh",
                                                       "snippet",
                                                       "sqlite_drop_column",
                                                       "sqlite_rename_column",
                                                       "sqlite_rename_quotefix",
                                                       "sqlite_rename_table",
                                                       "sqlite_rename_test",
                                                       "sqrt",
                                                       "strftime",
                                                       "string_agg",
                                                       "substr",
                                                       "substring",
                                                       "sum",
                                                       "tan",
                                                       "tanh",
                                                       "time",
                                                       "timediff",
                                                       "total",
                                                       "total_changes",
                                                       "trim",
                                                       "trunc",
                                                       "typeof",
                                                       "unhex",
                                                       "unicode",
                                                       "unixepoch",
                                                       "unlikely",
                                                       "upper",
                                                       "zeroblob" };

constexpr std::array<std::string_view, 4> VirtualTables{
    "fts5", "fts5vocab", "rtree", "rtree_i32"
};

QByteArray lower(QByteArrayView name)
{
    return name.toByteArray().toLower();
}

template<typename Names>
bool contains(const Names &names, QByteArrayView name)
{
    const QByteArray wanted = lower(name);
    const std::string_view view(wanted.constData(), static_cast<size_t>(wanted.size()));
    return std::find(names.begin(), names.end(), view) != names.end();
}

const Pragma *findPragma(QByteArrayView name)
{
    const QByteArray wanted = lower(name);
    const auto found
        = std::find_if(Pragmas.begin(), Pragmas.end(), [&wanted](const Pragma &pragma) {
              return wanted == QByteArrayView(pragma.name.data(), qsizetype(pragma.name.size()));
          });
    return found == Pragmas.end() ? nullptr : &*found;
}

// D1's own tables; sqlite_ names are guarded by SQLite itself and partly readable (sqlite_schema, sqlite_sequence).
bool isCloudflares(QByteArrayView name)
{
    return name.size() >= 4 && lower(name.first(4)) == "_cf_";
}

bool isBoolean(QByteArrayView text)
{
    QByteArray word = lower(text);
    if (word.size() >= 2 && (word.front() == '\'' || word.front() == '"')
        && word.back() == word.front())
        word = word.mid(1, word.size() - 2);
    static constexpr std::array<std::string_view, 8> Words{ "0",  "1",   "off",   "on",
                                                            "no", "yes", "false", "true" };
    return contains(Words, word);
}

bool isNumber(QByteArrayView text)
{
    bool isInteger = false;
    static_cast<void>(text.toByteArray().toInt(&isInteger, 0));
    return isInteger;
}

QString nameRefusal(QByteArrayView name)
{
    return isCloudflares(name)
               ? u"D1 keeps names that begin with _cf_ to itself; %1 cannot be used."_s.arg(
                   QString::fromUtf8(name))
               : QString();
}

QString pragmaRefusal(QByteArrayView name, const char *value)
{
    const QString text = QString::fromUtf8(name);
    const Pragma *const pragma = findPragma(name);
    if (!pragma)
        return u"D1 refuses PRAGMA %1."_s.arg(text);
    const QString wrong = u"D1 refuses PRAGMA %1 with this argument."_s.arg(text);
    const QString missing = u"D1 refuses PRAGMA %1 without a name."_s.arg(text);
    switch (pragma->argument) {
    case Argument::None:
        return value ? wrong : QString();
    case Argument::Boolean:
        return value && !isBoolean(value) ? wrong : QString();
    case Argument::Name:
        return value ? nameRefusal(value) : missing;
    case Argument::NameOrNone:
    case Argument::NumberOrNameOrNone:
        return value ? nameRefusal(value) : QString();
    case Argument::NumberOrNone:
        return value && !isNumber(value) ? wrong : QString();
    }
    return {};
}

QString moduleRefusal(QByteArrayView module)
{
    return isAllowedVirtualTable(module)
               ? QString()
               : u"D1 has no virtual table module %1, only fts5, fts5vocab, rtree and rtree_i32."_s
                     .arg(QString::fromUtf8(module));
}

QString functionRefusal(QByteArrayView name)
{
    return isAllowedFunction(name)
               ? QString()
               : u"D1 refuses the function %1()."_s.arg(QString::fromUtf8(name));
}

QString transactionRefusal(QByteArrayView operation)
{
    return u"D1 refuses %1: every request runs in a transaction of its own."_s.arg(
        QString::fromUtf8(operation));
}

QString temporaryRefusal()
{
    return u"D1 refuses temporary tables, indexes, triggers and views."_s;
}

QString firstRefusal(const QString &one, const QString &other)
{
    return one.isEmpty() ? other : one;
}

QString refusal(int action, const char *first, const char *second)
{
    switch (action) {
    case SQLITE_TRANSACTION:
        return transactionRefusal(first);
    case SQLITE_SAVEPOINT:
        return transactionRefusal("SAVEPOINT, RELEASE and ROLLBACK TO");
    case SQLITE_PRAGMA:
        return pragmaRefusal(first, second);
    case SQLITE_FUNCTION:
        return functionRefusal(second);
    case SQLITE_CREATE_VTABLE:
    case SQLITE_DROP_VTABLE:
        return firstRefusal(nameRefusal(first), moduleRefusal(second));
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return u"D1 refuses ATTACH and DETACH."_s;
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_TEMP_VIEW:
    case SQLITE_DROP_TEMP_TABLE:
    case SQLITE_DROP_TEMP_INDEX:
    case SQLITE_DROP_TEMP_TRIGGER:
    case SQLITE_DROP_TEMP_VIEW:
        return temporaryRefusal();
    case SQLITE_ALTER_TABLE: // first is the database
        return nameRefusal(second);
    case SQLITE_CREATE_INDEX:
    case SQLITE_DROP_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_TRIGGER:
        return firstRefusal(nameRefusal(first), nameRefusal(second));
    case SQLITE_CREATE_TABLE:
    case SQLITE_DROP_TABLE:
    case SQLITE_CREATE_VIEW:
    case SQLITE_DROP_VIEW:
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return nameRefusal(first);
    default: // SELECT, RECURSIVE, ANALYZE, REINDEX
        return {};
    }
}

bool mayTouchTemporary(int action)
{
    return action == SQLITE_READ || action == SQLITE_UPDATE || action == SQLITE_SELECT;
}

} // namespace

bool isAllowedPragma(QByteArrayView name)
{
    return findPragma(name) != nullptr;
}

bool isAllowedFunction(QByteArrayView name)
{
    return contains(Functions, name);
}

bool isAllowedVirtualTable(QByteArrayView module)
{
    return contains(VirtualTables, module);
}

bool isReservedName(QByteArrayView name)
{
    return isCloudflares(name) || (name.size() >= 7 && lower(name.first(7)) == "sqlite_");
}

void applyLimits(sqlite3 *handle)
{
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, MaxValueBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, MaxStatementBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, MaxColumns);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, MaxExpressionDepth);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, MaxCompoundTerms);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, MaxProgramOps);
    sqlite3_limit(handle, SQLITE_LIMIT_FUNCTION_ARG, MaxFunctionArguments);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MaxLikePatternBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, MaxParameters);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, MaxTriggerDepth);
}

int answer(int action, const char *first, const char *second, const char *database, QString *why)
{
    QString reason = refusal(action, first, second);
    if (reason.isEmpty() && database && qstricmp(database, "temp") == 0
        && !mayTouchTemporary(action))
        reason = temporaryRefusal(); // its schema is written before the table is made
    if (reason.isEmpty())
        return SQLITE_OK;
    if (why)
        *why = reason;
    return SQLITE_DENY;
}

QString refusalOfText(QByteArrayView statement)
{
    QList<Token> tokens = significantTokens(statement);
    while (!tokens.isEmpty() && tokens.first().kind == Token::Kind::Semicolon)
        tokens.removeFirst(); // SQLite runs what stands behind them
    const auto is = [&](qsizetype index, QByteArrayView word) {
        return index < tokens.size() && isKeyword(statement, tokens.at(index), word);
    };
    if (is(0, "VACUUM"))
        return u"D1 refuses VACUUM."_s;
    if (!is(0, "ALTER"))
        return {};
    for (qsizetype index = 1; index + 2 < tokens.size(); ++index) {
        if (is(index, "RENAME") && is(index + 1, "TO"))
            return nameRefusal(identifierName(statement, tokens.at(index + 2)));
    }
    return {};
}

} // namespace tidemark::d1profile
