#include "sqlimporter.h"
#include "unistr.h"

#include <engine/sql/tokenizer.h>

#include <algorithm>
#include <array>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView SqliteMagic("SQLite format 3\0", 16);
constexpr qint64 PeekedBytes = 4096;
constexpr int NamedTables = 5;

/// Foreign keys can be switched outside of transactions only; the connection gets its own setting back.
class ForeignKeysOff
{
public:
    explicit ForeignKeysOff(SqliteConnection &connection)
        : m_handle(connection.handle())
    {
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &m_wereOn);
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    }
    ~ForeignKeysOff()
    {
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, m_wereOn, nullptr);
    }
    ForeignKeysOff(const ForeignKeysOff &) = delete;
    ForeignKeysOff &operator=(const ForeignKeysOff &) = delete;

    [[nodiscard]] bool wereOn() const { return m_wereOn != 0; }

private:
    sqlite3 *m_handle;
    int m_wereOn = 0;
};

Result<> requireEmpty(SqliteConnection &destination)
{
    const auto found = destination.query(
        { "SELECT name FROM sqlite_schema WHERE lower(name) NOT GLOB 'sqlite_*' "
          "AND lower(name) NOT GLOB '_cf_*' "
          "AND tbl_name NOT IN ('_tidemark_lock','_tidemark_guard') LIMIT 1" });
    if (!found)
        return found.error();
    if (found->rows.isEmpty())
        return Ok{};
    return Error{ .kind = Error::Kind::Usage,
                  .message = u"The database is not empty: it has %1."_s.arg(
                      found->rows.first().first().toString()),
                  .remedy = u"Import into a new database."_s };
}

// Rows without a parent: an error where keys are enforced, a doubt where they are not.
Result<> checkForeignKeys(SqliteConnection &destination, bool enforced, ImportReport &report)
{
    const auto found = destination.query({ "PRAGMA foreign_key_check" });
    if (!found) { // "foreign key mismatch": the schema's own fault, found by SQLite at the next write
        report.doubts.append(u"foreign keys could not be checked: %1"_s.arg(found.error().message));
        return Ok{};
    }
    if (found->rows.isEmpty())
        return Ok{};
    QStringList tables;
    for (const Row &row : found->rows) {
        const QString pair = u"%1 → %2"_s.arg(row.at(0).toString(), row.at(2).toString());
        if (!tables.contains(pair) && tables.size() < NamedTables)
            tables.append(pair);
    }
    const QString what
        = u"%1 rows have no parent: %2"_s.arg(found->rows.size()).arg(tables.join(u", "_s));
    if (!enforced) {
        report.doubts.append(what);
        return Ok{};
    }
    return Error{ .kind = Error::Kind::BadInput,
                  .message = what + u'.',
                  .remedy = u"Add the missing parents to the dump, or remove the rows."_s };
}

Result<ImportReport> importInTransaction(SqliteConnection &destination,
                                         QIODevice &in,
                                         bool keysEnforced,
                                         const Conduct &conduct)
{
    SqlImporter importer(destination, in);
    auto report = importer.run(conduct, in.isSequential() ? 0 : in.size());
    if (!report)
        return report;
    if (auto checked = checkForeignKeys(destination, keysEnforced, *report); !checked)
        return checked.error();
    if (conduct.stop.stop_requested())
        return cancelled();
    if (auto committed = destination.run("COMMIT"); !committed)
        return committed.error();
    return report;
}

bool looksLikeSql(QByteArrayView text)
{
    static constexpr std::array<QByteArrayView, 16> Words{
        "PRAGMA", "CREATE",  "INSERT", "BEGIN", "DROP",      "ALTER",  "DELETE",  "REPLACE",
        "UPDATE", "ANALYZE", "SELECT", "WITH",  "SAVEPOINT", "COMMIT", "EXPLAIN", "REINDEX"
    };
    Token token = tokenAt(text, 0);
    bool hasComment = false;
    while (token.length > 0 && (token.isBlank() || token.kind == Token::Kind::Semicolon)) {
        hasComment = hasComment || token.kind == Token::Kind::Comment;
        token = tokenAt(text, token.end());
    }
    if (token.length == 0)
        return hasComment;
    return std::any_of(Words.begin(), Words.end(), [text, &token](QByteArrayView word) {
        return isKeyword(text, token, word);
    });
}

} // namespace

Result<ImportReport> importSql(SqliteConnection &destination, QIODevice &in, const Conduct &conduct)
{
    const ForeignKeysOff foreignKeys(destination);
    const SqliteInterrupt interrupt(destination, conduct.stop);
    registerUnistr(destination.handle());
    if (auto begun = destination.run("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    auto report = requireEmpty(destination);
    auto imported = report ? importInTransaction(destination, in, foreignKeys.wereOn(), conduct)
                           : Result<ImportReport>(report.error());
    if (!imported && destination.inTransaction()) {
        if (auto undone = destination.run("ROLLBACK"); !undone)
            imported.error().databaseState = DatabaseState::Unknown;
    }
    return imported;
}

DumpKind recogniseDump(QIODevice &in)
{
    const QByteArray start = in.peek(PeekedBytes);
    if (start.startsWith(SqliteMagic))
        return DumpKind::SqliteDatabase;
    QByteArrayView text(start);
    if (text.startsWith("\xEF\xBB\xBF"))
        text = text.sliced(3);
    return looksLikeSql(text) ? DumpKind::Sql : DumpKind::Unknown;
}

} // namespace tidemark
