#pragma once

#include "rowpaging.h"
#include "targetaccess.h"

#include <engine/database/d1/d1database.h>

#include <QSet>

namespace tidemark {

/// What one statement gave to look at.
struct ReadRows {
    QList<Row> rows = {};
    QHash<qsizetype, qint64> cut = {}; ///< by row * values + value: the whole size
    BrowseCost cost = {};
};

/// A connection that reads rows for people: of a local file one that cannot write, of a remote database the client. A value;
/// its copies are the same connection.
class RowReader
{
public:
    [[nodiscard]] static QCoro::Task<Result<RowReader>> open(EnginePointer engine, Target target);

    [[nodiscard]] DatabasePointer database() const;

    /// Text and blobs are cut to RowBrowser::MostBytesOfValue, those numbered in @p whole excepted.
    [[nodiscard]] QCoro::Task<Result<ReadRows>>
    read(BoundStatement statement, QSet<int> whole, std::stop_token stop) const;
    /// See RowBrowser::exportRows().
    [[nodiscard]] QCoro::Task<Result<qint64>>
    writeAll(PageShape shape, BrowsedObject object, RowExport request, Conduct conduct) const;

private:
    std::shared_ptr<SqliteDatabase> m_local; ///< null for a remote database
    D1DatabasePointer m_remote; ///< null for a local file
};

} // namespace tidemark
