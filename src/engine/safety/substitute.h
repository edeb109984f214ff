#pragma once

#include "authorizerwatch.h"

#include <engine/database/sqlite/knownschema.h>
#include <engine/sql/schema.h>

#include <QMap>
#include <QSet>

#include <memory>
#include <optional>

namespace tidemark {

/// Why a statement did not run on the substitute.
struct Failure {
    int code = 0; ///< SQLite's extended result code
    QString message; ///< SQLite's, or the profile's sentence
    qsizetype offset = -1; ///< byte in the statement, if SQLite knows it
    bool refused = false; ///< by the profile; see Execution::refused
};

struct Execution {
    QList<AuthorizerEvent> events = {};
    std::optional<Failure> failure = {};
    AuthorizerEvent refused = {};
};

/// Row counts by table name, as the schema spells it.
using RowCounts = QMap<QString, qint64>;

/// The in-memory database a plan is rehearsed on.
class Substitute
{
public:
    /// An empty one. Fails with Internal.
    [[nodiscard]] static Result<Substitute> create(SqliteOptions::Profile profile);
    ~Substitute() = default;
    Substitute(Substitute &&other) noexcept = default;
    Substitute &operator=(Substitute &&other)
        = delete; // would close the connection under its watch

    /// The authorizer's events of @p sql, or why it cannot be prepared. Nothing runs.
    [[nodiscard]] Execution prepare(QByteArrayView sql);
    /// Prepares under watch and steps to the end; rows are dropped.
    [[nodiscard]] Execution execute(QByteArrayView sql, const std::stop_token &stop = {});

    /// One of our own statements, unwatched; what it means if it fails is the caller's business.
    [[nodiscard]] Result<QList<Row>> rows(const QByteArray &sql);
    [[nodiscard]] Result<> run(const QByteArray &script);
    [[nodiscard]] Result<> insert(const QByteArray &sql, const Row &values);
    [[nodiscard]] Result<Schema> userSchema();
    [[nodiscard]] RowCounts counts(const Schema &schema);
    /// The same if @p known was true and rows have come or gone since in @p touched alone (name keys).
    [[nodiscard]] RowCounts
    counts(const Schema &schema, const RowCounts &known, const QSet<QString> &touched);
    [[nodiscard]] qint64 count(const QString &table); ///< -1 if it cannot be read
    void setForeignKeys(bool on); ///< without effect inside a transaction
    void setTriggers(bool on);
    void setStringFallback(bool on); ///< whether "x" may be a string

    [[nodiscard]] bool inTransaction() const { return m_connection->inTransaction(); }
    [[nodiscard]] SqliteOptions::Profile profile() const { return m_profile; }

    /// Copies everything from @p other over this one, page by page. Fails with Internal.
    [[nodiscard]] Result<> copyFrom(const Substitute &other);

private:
    Substitute(SqliteConnection connection, SqliteOptions::Profile profile);
    [[nodiscard]] Failure lastFailure() const;

    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<AuthorizerWatch> m_watch; // goes before the connection
    KnownSchema m_schema;
    Schema m_userSchema; ///< of m_schema in the version below
    quint64 m_userVersion = 0;
    SqliteOptions::Profile m_profile;
};

/// The user's part of a schema and the indexes its keys and UNIQUE constraints made, which have internal names.
[[nodiscard]] Schema userPartWithKeys(const Schema &schema);
[[nodiscard]] bool takesRows(const Table &table); ///< ordinary or virtual, not a shadow

} // namespace tidemark
