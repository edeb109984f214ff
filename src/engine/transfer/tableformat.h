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

    void begin(QByteArray &out) const;
    void beginRow(QByteArray &out, bool isFirst) const;
    void cell(QByteArray &out, int column, const Cell &cell) const;
    void endRow(QByteArray &out) const;
    void end(QByteArray &out, bool isEmpty) const;

private:
    ExportFormat m_format;
    QList<QByteArray> m_columns;
    QList<QByteArray> m_jsonKeys; ///< with colon
};

} // namespace tidemark
