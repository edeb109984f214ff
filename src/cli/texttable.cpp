#include "texttable.h"

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString markdownRow(QStringList cells)
{
    for (QString &cell : cells)
        cell.replace(u'|', u"\\|"_s);
    return u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
}

QString plainRow(const QStringList &cells, const QList<qsizetype> &widths)
{
    QString line;
    qsizetype column = 0;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        line.resize(column, u' ');
        line += cells.at(i);
        column += widths.value(i) + 2;
    }
    while (line.endsWith(u' '))
        line.chop(1);
    return line + u'\n';
}

} // namespace

QString TextTable::text(TableStyle style) const
{
    QString text;
    if (style == TableStyle::Markdown) {
        text = markdownRow(m_headers) + markdownRow(QStringList(m_headers.size(), u"---"_s));
        for (const QStringList &row : m_rows)
            text += markdownRow(row);
        return text;
    }
    QList<qsizetype> widths;
    for (qsizetype i = 0; i < m_headers.size(); ++i) {
        qsizetype width = m_headers.at(i).size();
        for (const QStringList &row : m_rows)
            width = std::max(width, row.value(i).size());
        widths.append(width);
    }
    text = plainRow(m_headers, widths);
    for (const QStringList &row : m_rows)
        text += plainRow(row, widths);
    return text;
}

} // namespace tidemark::cli
