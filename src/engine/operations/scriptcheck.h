#pragma once

#include "engine.h"

#include <engine/database/sqlite/connection.h>
#include <engine/sql/script.h>

namespace tidemark {

/// What a copy of the schema says is wrong with a script, before anything of it is sent.
struct ScriptFault {
    qsizetype offset = 0; ///< first byte in the script
    qsizetype length = 0; ///< bytes; at least one
    int line = 1; ///< of offset, 1-based
    int statement = 1; ///< 1-based
    QString message = {}; ///< SQLite's words, or why D1 refuses it
    bool isRefusal = false; ///< SQLite would take it and D1 does not

    bool operator==(const ScriptFault &other) const = default;
};

/// Something a statement does that takes more with it than its author may have meant.
struct ScriptDanger {
    enum class Kind { UpdatesAll, DeletesAll, DropsTable, DropsColumn, DropsOther };

    Kind kind = Kind::DropsOther;
    QString object = {}; ///< the table, or what is dropped
    int statement = 1; ///< 1-based
    qint64 rows = -1; ///< in the table now; -1: not counted, or no table

    bool operator==(const ScriptDanger &other) const = default;
};

/// One statement as SQLite understands it on a copy of the schema.
struct StatementFacts {
    bool isUnderstood = false; ///< the copy could prepare it
    bool writes = false; ///< it may change the database, or attaches another; when in doubt, true
    bool changesSchema = false;
    QString object = {}; ///< what it is mainly about, for a heading; may be empty
    std::optional<ScriptDanger> danger = {};
    std::optional<ScriptFault> fault = {};
};

/// Asks SQLite's authorizer and sqlite3_stmt_readonly() about each of @p statements in turn, on an empty database that has
/// @p schema; what they create or drop is there, or gone, for those that follow. Nothing else is carried out. Blocking. A
/// statement the copy does not understand counts as writing unless its first word only reads. Fails with Internal.
[[nodiscard]] Result<QList<StatementFacts>> examineStatements(const Schema &schema,
                                                              SqliteOptions::Profile profile,
                                                              const QList<Statement> &statements,
                                                              const std::stop_token &stop = {});

/// Whether a script is all there is, or a piece of one: a piece may speak of tables that were made before it.
enum class ScriptExtent { Whole, Piece };

/// The faults of @p script in the order of its text, found on the engine's worker; the database is not asked. For use while
/// somebody types: a @p stop ends it with Cancelled.
[[nodiscard]] QCoro::Task<Result<QList<ScriptFault>>> checkScript(EnginePointer engine,
                                                                  Schema schema,
                                                                  Target target,
                                                                  QByteArray script,
                                                                  ScriptExtent extent,
                                                                  std::stop_token stop = {});

/// What a statement is mainly about, "user" for SELECT … FROM user; for headings only. May be empty.
[[nodiscard]] QString objectOf(QByteArrayView statement);
/// By SQLite's numbers from 1 on, the names of a statement's parameters with their sign; empty for a number that none has.
[[nodiscard]] QStringList parameterNames(QByteArrayView statement);
/// The bytes of @p script that a failure of @p statement is about: from where.offset, else the name that the message
/// tells, else the statement's first word.
[[nodiscard]] ScriptFault faultOf(const Statement &statement, int number, const Error &error);

} // namespace tidemark
