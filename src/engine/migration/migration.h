#pragma once

#include <engine/base/result.h>
#include <engine/project/project.h>
#include <engine/sql/script.h>

#include <QList>
#include <QString>

#include <optional>

namespace tidemark {

/// "-- tidemark: allow S101 sessions -- table was moved to KV in March"
struct Allowance {
    QString rule;
    QString object; ///< may be empty: the rule in the whole file
    QString reason; ///< never empty
    int line = 0;

    bool operator==(const Allowance &other) const = default;
};

/// "-- tidemark: expect rows(users) = before"
struct RowExpectation {
    enum class Relation { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

    QString table;
    Relation relation = Relation::Equal;
    std::optional<qint64> count = {}; ///< empty: the count before the run
    int line = 0;

    [[nodiscard]] bool holds(qint64 before, qint64 after) const;
    [[nodiscard]] QString text() const; ///< "rows(users) = before"

    bool operator==(const RowExpectation &other) const = default;
};

/// "= before", ">= 1", …; also the form of tidemark.toml's rows. Fails with Config.
[[nodiscard]] Result<RowExpectation> parseRowExpectation(const QString &table,
                                                         const QString &condition);

/// The leading "-- tidemark:" comments of a script.
struct ScriptHeader {
    bool transactional = true; ///< false: "transaction none"
    QList<Allowance> allowances = {};
    QList<RowExpectation> expectations = {};
    QString phase = {}; ///< "expand", "migrate" or "contract"; empty if not said

    [[nodiscard]] const Allowance *allowanceFor(const QString &rule, const QString &object) const;

    bool operator==(const ScriptHeader &other) const = default;
};

/// One SQL file, read.
struct MigrationScript {
    QString file; ///< absolute path
    QByteArray text; ///< normalised (no BOM, LF): what is hashed, shown and sent
    QList<Statement> statements; ///< ranges and lines are those of @c text
    QString checksum; ///< SHA-256 of @c text
    ScriptHeader header = {};

    /// SHA-256 of the text's token form: the same if only comments or blanks differ. Made at each call, as it matters only
    /// where the checksums differ, and where one is stored.
    [[nodiscard]] QString tokenChecksum() const;
};

/// One unit of change. Its identity is the full id; the number only sorts.
struct Migration {
    QString
        id; ///< "0004_rooms_table": the file's name without .sql; with a pattern wrangler's relative path
    QString version; ///< "0004", as written; empty if the name has no number
    qint64 number = 0;
    QString name; ///< "rooms_table"
    MigrationScript up;
    std::optional<MigrationScript> down = {};
    bool isInit = false; ///< step 0, "auth_init"
};

/// Reads and checks one script: UTF-8 or UTF-8 with BOM (else BadInput), headers (an unknown one is Config with its line).
[[nodiscard]] Result<MigrationScript> readScript(const QString &file);
/// The same for a text that is at hand; @p file only names it in errors.
[[nodiscard]] Result<MigrationScript> parseScript(const QString &file, const QByteArray &content);

} // namespace tidemark
