#pragma once

#include "dumpreader.h"
#include "literalrows.h"
#include "sqldump.h"

#include <QSet>

namespace tidemark {

/// Carries out one dump's statements inside a transaction that its caller opened, with foreign keys off.
///
/// One pass: tables and rows run as they come, which is in any order since nothing is enforced yet; indexes, views and
/// triggers wait until the rows are in.
class SqlImporter
{
public:
    SqlImporter(SqliteConnection &destination, QIODevice &in)
        : m_destination(destination)
        , m_reader(in)
    {}

    [[nodiscard]] Result<ImportReport> run(const Conduct &conduct, qint64 totalBytes);

private:
    struct Waiting {
        QByteArray sql;
        int line = 0;
        int number = 0;
    };

    [[nodiscard]] Result<> take();
    [[nodiscard]] Result<> takeCreate();
    [[nodiscard]] Result<> takeInsert();
    [[nodiscard]] Result<bool> insertLiterals();
    [[nodiscard]] bool prepareInsert();
    [[nodiscard]] Result<> takeTransaction(QByteArrayView word);
    [[nodiscard]] Result<> takePragma();
    [[nodiscard]] Result<> takeDrop();
    [[nodiscard]] Result<> takeVirtualTableRow();
    [[nodiscard]] Result<> createWaiting();
    [[nodiscard]] Result<> createVirtualTables();
    [[nodiscard]] Result<> runHere(QByteArrayView sql);
    [[nodiscard]] Result<> runAt(QByteArrayView sql, int line, int number);
    [[nodiscard]] Result<> execute(QByteArrayView sql);
    [[nodiscard]] Error judged(Error error) const;
    [[nodiscard]] Result<> finish();
    [[nodiscard]] Waiting waiting() const;
    [[nodiscard]] Error misplaced(const QString &message, const QString &remedy) const;
    void noteParents(QByteArrayView sql, const QByteArray &table);
    void noteEarlyRows(const QByteArray &table);
    void noteDoubts(QByteArrayView sql, bool hasWide);
    void repaired(const QString &what);

    SqliteConnection &m_destination;
    DumpReader m_reader;
    ImportReport m_report;
    LiteralRows m_literals;
    std::optional<SqliteStatement> m_insert; ///< the one that m_insertHead makes with parameters
    QByteArray m_insertHead;
    int m_insertColumns = 0;
    QList<Waiting> m_indexes;
    QList<Waiting> m_views;
    QList<Waiting> m_triggers;
    QList<Waiting> m_virtualTables; ///< definitions that sqlite3's .dump writes into sqlite_schema
    QSet<QByteArray> m_tables; ///< created so far, lower case
    QMap<QByteArray, QList<QByteArray>>
        m_missingParents; ///< table → parents not created when it was
    bool m_isForeign = true; ///< not written by us: may hold what D1's exporter did to values
    bool m_isOpenTransaction = false; ///< BEGIN came, COMMIT did not yet
};

} // namespace tidemark
