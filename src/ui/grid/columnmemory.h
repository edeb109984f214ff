#pragma once

#include <QHash>
#include <QString>

class QSettings;

namespace tidemark {

/// How wide a person made the columns of one table, from one start to the next. Widths are in characters, so that they hold
/// for another font. The tables that were changed last are kept, at most MostTables.
class ColumnMemory
{
public:
    static constexpr qsizetype MostTables = 200;

    /// @p settings outlives the memory; nullptr: nothing is kept. @p table is told apart by this text from all others.
    ColumnMemory(QSettings *settings, const QString &table);

    /// By column; those nobody changed are not in it.
    [[nodiscard]] QHash<QString, double> widths() const;
    void keep(const QString &column, double characters);

private:
    QSettings *m_settings;
    QString m_key; ///< of the table, fit for settings
};

} // namespace tidemark
