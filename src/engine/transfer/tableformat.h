#pragma once

#include "cell.h"
#include "tableexport.h"

#include <QByteArray>
#include <QStringList>

namespace tidemark {

/// Writes a table's parts in one of the forms; the rows' order and number are the caller's.
class TableFormat
{
public:
    TableFormat(ExportFormat format, const QStringList &columns);

    void begin(ByteBuffer &out) const;
    void beginRow(ByteBuffer &out) const;
    void cell(ByteBuffer &out, int column, const Cell &cell) const;
    void endRow(ByteBuffer &out) const;
    /// Appends rows that were written elsewhere; what parts a row from the one before it is left out of the first.
    void appendRows(ByteBuffer &out, QByteArrayView rows, bool isFirst) const;
    void end(ByteBuffer &out, bool isEmpty) const;

private:
    ExportFormat m_format;
    QList<QByteArray> m_columns;
    QList<QByteArray> m_jsonKeys; ///< with colon
};

} // namespace tidemark
