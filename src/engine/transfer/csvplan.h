#pragma once

#include "csvdialect.h"
#include "csvtypes.h"

#include <engine/base/progress.h>
#include <engine/database/sqlite/connection.h>

#include <QJsonObject>

namespace tidemark {

/// What happens to a row whose key is there already.
enum class CsvConflict {
    Fail, ///< it is a bad row
    Skip, ///< what is there stays
    Replace, ///< what is there is deleted first (INSERT OR REPLACE)
    Update, ///< what is there gets the row's values (ON CONFLICT DO UPDATE)
};

struct CsvMapping {
    QString column; ///< empty: the field is left out
    QString field; ///< its name in the header, or its 1-based number
};

/// What a person said; the rest is found out.
struct CsvOptions {
    QString table;
    QString file;
    std::optional<char> delimiter = {};
    std::optional<CsvEncoding> encoding = {};
    std::optional<bool> hasHeader = {};
    QList<CsvMapping> mappings = {};
    CsvEmpty empty = CsvEmpty::Auto;
    CsvConflict onConflict = CsvConflict::Fail;
};

struct CsvColumn {
    QString name;
    QString type; ///< as declared
    int field = 0; ///< 0-based place in a record

    bool operator==(const CsvColumn &other) const = default;
};

/// How a file goes into a table: everything that is decided before the first row is written. A value.
struct CsvPlan {
    QString table; ///< as the schema has it
    QString file;
    CsvEncoding encoding = CsvEncoding::Utf8;
    int markBytes = 0;
    char delimiter = ',';
    bool hasHeader = false;
    CsvEmpty empty = CsvEmpty::Auto;
    CsvConflict onConflict = CsvConflict::Fail;
    int fields = 0; ///< that a record has
    QList<CsvColumn> columns = {};
    QStringList leftOut = {}; ///< fields that go nowhere
    QStringList key = {}; ///< columns that tell whether a row is there already; for Update
    QByteArray create = {}; ///< the CREATE TABLE statement of a table that is not there yet
    QStringList notes = {}; ///< what was guessed

    [[nodiscard]] QByteArray insertStatement() const;

    /// What a resumed import takes over; the notes and the definition are not part of it.
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static std::optional<CsvPlan> fromJson(const QJsonObject &object);
};

/// Looks at the file and the table; writes nothing. For a table that does not exist the whole file is read, for the types of
/// its columns. Blocking. Fails with MissingInput or BadInput (the file), Usage (the table or the mapping does not fit),
/// Policy (replacing rows would take others with them).
[[nodiscard]] Result<CsvPlan>
planCsvImport(SqliteConnection &connection, const CsvOptions &options, const Conduct &conduct = {});

[[nodiscard]] QString conflictName(CsvConflict conflict); ///< "fail", "skip", "replace", "update"
[[nodiscard]] std::optional<CsvConflict> csvConflict(const QString &name);

} // namespace tidemark
