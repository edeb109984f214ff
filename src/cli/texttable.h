#pragma once

#include <QString>
#include <QStringList>

namespace tidemark::cli {

enum class TableStyle { Plain, Markdown };

/// Rows under headers; columns aligned by characters.
class TextTable
{
public:
    explicit TextTable(QStringList headers)
        : m_headers(std::move(headers))
    {}

    void add(const QStringList &row) { m_rows.append(row); }
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }
    [[nodiscard]] QString text(TableStyle style = TableStyle::Plain) const;

private:
    QStringList m_headers;
    QList<QStringList> m_rows;
};

} // namespace tidemark::cli
