#pragma once

#include "scriptcheck.h"
#include "selection.h"

#include <engine/database/database.h>

#include <QMap>

namespace tidemark {

/// What became of one statement of a script.
struct StatementResult {
    enum class State { NotRun, Done, Failed, Cancelled };

    State state = State::NotRun;
    int number = 1; ///< 1-based in the script
    Statement statement = {};
    QString object = {}; ///< what it is mainly about; may be empty
    bool writes = false;
    ResultSet set = {}; ///< at most ScriptRequest::mostRows rows
    bool hasMore = false; ///< there were more rows than are kept
    bool countsAllReads = false; ///< set.rowsRead is exact; else at least that many
    std::optional<Error> error = {}; ///< of a failed or cancelled one
    std::optional<ScriptFault> fault = {}; ///< where in the script the error is
};

/// Told of each statement as it happens, on the thread of the caller.
struct ScriptObserver {
    std::function<void(const StatementResult &)> starting = {};
    std::function<void(const StatementResult &)> finished = {};
};

struct ScriptRequest {
    QByteArray script = {}; ///< one statement or several
    bool mayWrite = false;
    QMap<QString, QString> parameters = {}; ///< by name with its sign; bound as text, never pasted
    qint64 mostRows = 10'000; ///< of each result that are kept
    qint64 mostBytes = 64 << 20; ///< of each result's values that are kept
};

struct ScriptOutcome {
    QList<StatementResult>
        statements; ///< all of the script; after the first that failed they are NotRun
    qint64 requests = 0; ///< to Cloudflare
    QStringList regions = {}; ///< that answered
    bool wasUndone = false; ///< the script left its transaction open, and it was rolled back

    [[nodiscard]] bool wrote() const;
};

/// What is known of a script before any of it is sent.
struct ScriptExamination {
    QList<Statement> statements;
    QList<StatementFacts> facts; ///< one for each statement
    bool isProduction = false;

    [[nodiscard]] bool writes() const;
    [[nodiscard]] QList<ScriptDanger> dangers() const;
};

/// The SQL editor's operation: runs a script statement by statement, each in a transaction of its own unless the script
/// says BEGIN, and stops at the first failure. It holds no lease: it is the person's own hand on the database.
class RunScript
{
public:
    RunScript(EnginePointer engine, SelectedTarget selected)
        : m_engine(std::move(engine))
        , m_selected(std::move(selected))
    {}

    /// The live schema; of a local database that is not there yet, an empty one.
    [[nodiscard]] QCoro::Task<Result<Schema>> schema(Conduct conduct) const;
    /// Reads the schema, and for each danger counts the table's rows. Sends nothing of the script.
    [[nodiscard]] QCoro::Task<Result<ScriptExamination>> examine(QByteArray script,
                                                                 Conduct conduct) const;
    /// Fails before anything is sent: with Policy if a statement writes and may not (where.statement says which), Usage for
    /// an empty script, or as the target's opening does. What happens later is in the outcome. A stop ends the running
    /// statement; one that writes to D1 is waited for, since its answer tells what it did.
    [[nodiscard]] QCoro::Task<Result<ScriptOutcome>>
    run(ScriptRequest request, ScriptObserver observer, Conduct conduct) const;

private:
    EnginePointer m_engine;
    SelectedTarget m_selected;
};

} // namespace tidemark
