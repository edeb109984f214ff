#pragma once

#include "csvimport.h"
#include "csvrejects.h"

struct sqlite3_stmt;

namespace tidemark {

/// Carries out one importCsv().
class CsvImporter
{
public:
    CsvImporter(SqliteConnection &connection,
                const CsvImportRequest &request,
                const Conduct &conduct);

    [[nodiscard]] Result<CsvImportReport> run();

private:
    [[nodiscard]] Result<> prepare();
    [[nodiscard]] Result<> openRejects();
    [[nodiscard]] Result<bool> importChunk(); ///< false: it was the last one
    [[nodiscard]] Result<bool> fillChunk();
    [[nodiscard]] Result<bool> writeRecords(sqlite3_stmt *statement);
    [[nodiscard]] Result<> writeRecord(sqlite3_stmt *statement);
    [[nodiscard]] Result<> judgeStep(int code);
    [[nodiscard]] Result<> reject(const QByteArray &reason);
    [[nodiscard]] Result<> closeChunk(bool isLast);
    [[nodiscard]] Result<> runAll(const QList<BoundStatement> &statements);
    [[nodiscard]] Result<qint64> countRows();
    [[nodiscard]] Error undone(Error error);
    [[nodiscard]] QByteArray faultText() const;

    SqliteConnection &m_connection;
    const CsvImportRequest &m_request;
    const Conduct &m_conduct;
    CsvProgress m_progress;
    CsvProgress m_committed; ///< what the database says
    std::vector<CsvColumnKind> m_kinds;
    std::optional<CsvSource> m_source;
    std::optional<CsvRejects> m_rejects;
    bool m_isHeaderNext = false;
    bool m_isTableMissing = false;
    CsvImportReport m_report;
};

} // namespace tidemark
