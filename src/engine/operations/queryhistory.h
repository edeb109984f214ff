#pragma once

#include "engine.h"

#include <engine/database/sqlite/sqlitedatabase.h>

#include <QDateTime>

namespace tidemark {

/// One statement that was run from an editor.
struct QueryEntry {
    enum class Outcome { Done, Failed, Cancelled };

    qint64 id = 0; ///< given when it is added; later ones are greater
    QDateTime at = {};
    QString targetKey = {}; ///< Target::key()
    QString target = {}; ///< Target::label() at that time
    QByteArray statement = {};
    std::chrono::microseconds duration{};
    qint64 rowsRead = -1; ///< -1: not known
    Outcome outcome = Outcome::Done;
    QString message = {}; ///< why it failed

    bool operator==(const QueryEntry &other) const = default;
};

/// The catalogue of what was run from the editors of this installation, in a SQLite file of its own with a full-text index
/// (Paths::state, mode 600). Its tables are made by migrations, with the same runner as everybody's.
///
/// A value that keeps its connection alive; for the thread that opened it. What looks like an API token is not kept.
class QueryHistory
{
public:
    static constexpr qint64 MostEntries = 10'000; ///< older ones go
    static constexpr qsizetype MostBytes = 100'000; ///< of longer statements only the start is kept

    [[nodiscard]] static QString fileOf(const Paths &paths);
    /// Makes or updates the file. Fails with Safety (cannot be written), BadInput (is no database) or as a run of
    /// migrations does.
    [[nodiscard]] static QCoro::Task<Result<QueryHistory>> open(EnginePointer engine);

    /// All or none; statements that are empty are left out.
    [[nodiscard]] QCoro::Task<Result<>> add(QList<QueryEntry> entries) const;
    /// Newest first. Each word of @p words must start a word of the statement or the target; without any, the last ones.
    [[nodiscard]] QCoro::Task<Result<QList<QueryEntry>>> search(QString words,
                                                                int most = 500) const;
    /// Forgets everything.
    [[nodiscard]] QCoro::Task<Result<>> clear() const;

private:
    explicit QueryHistory(std::shared_ptr<SqliteDatabase> database)
        : m_database(std::move(database))
    {}

    std::shared_ptr<SqliteDatabase> m_database;
};

/// @p statement with everything that looks like an API token replaced.
[[nodiscard]] QByteArray withoutTokens(const QByteArray &statement);

} // namespace tidemark
