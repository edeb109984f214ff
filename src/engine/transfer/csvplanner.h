#pragma once

#include "csvplan.h"

namespace tidemark {

/// Carries out planCsvImport(): one question after the other, each answered by file, table or options.
class CsvPlanner
{
public:
    CsvPlanner(SqliteConnection &connection, const CsvOptions &options, const Conduct &conduct);

    [[nodiscard]] Result<CsvPlan> run();

private:
    [[nodiscard]] Result<> readSample();
    [[nodiscard]] Result<> readFirstRecord();
    [[nodiscard]] Result<> findTable();
    [[nodiscard]] Result<> decideHeader();
    [[nodiscard]] Result<> nameFields();
    [[nodiscard]] Result<> mapFields();
    [[nodiscard]] Result<> mapByOption(const CsvMapping &mapping);
    [[nodiscard]] Result<> mapByName(int field);
    [[nodiscard]] Result<> mapByPlace();
    [[nodiscard]] Result<> guessTypes();
    [[nodiscard]] Result<> decideConflict();
    [[nodiscard]] Result<> assign(int field, const QString &column);
    [[nodiscard]] bool isKnownName(const QString &name) const;
    [[nodiscard]] int fieldNumber(const QString &name) const;
    [[nodiscard]] QStringList insertable() const;
    [[nodiscard]] QString shownFields() const;
    [[nodiscard]] Error badFile(const QString &message, const QString &remedy) const;
    void writeDefinition();

    SqliteConnection &m_connection;
    const CsvOptions &m_options;
    const Conduct &m_conduct;
    CsvPlan m_plan;
    CsvSample m_sample;
    Schema m_schema;
    const Table *m_table = nullptr; ///< null: to be made
    QStringList m_first; ///< the first record's fields, trimmed
    QStringList m_names; ///< of the fields: the header's, or numbers
    QStringList m_columns; ///< of the fields; empty: not decided
    QList<bool> m_isDecided;
};

} // namespace tidemark
