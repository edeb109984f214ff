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
    /// @p table is the name that Insert writes.
    TableFormat(ExportFormat format, const QStringList &columns, const QString &table = {});

    void begin(ByteBuffer &out) const;
    void beginRow(ByteBuffer &out) const;
    void cell(ByteBuffer &out, int column, const Cell &cell) const;
    void endRow(ByteBuffer &out) const;
    /// Appends rows that were written elsewhere; what parts a row from the one before it is left out of the first.
    void appendRows(ByteBuffer &out, QByteArrayView rows, bool isFirst) const;
    void end(ByteBuffer &out, bool isEmpty) const;

private:
    void beginHtml(ByteBuffer &out) const;

    ExportFormat m_format;
    QList<QByteArray> m_columns;
    QList<QByteArray> m_jsonKeys; ///< with colon
    QByteArray m_insert; ///< what stands before the values of a row
};

} // namespace tidemark
