#include "linedifference.h"

#include <vector>

namespace tidemark {

namespace {

using Side = DifferingLine::Side;

/// A table of this many cells is made in no time; beyond it two blocks have to do.
constexpr qsizetype MostCells = 4'000'000;

/// Lengths of the longest common parts of all ends of both lists.
class CommonParts
{
public:
    CommonParts(const QStringList &before, const QStringList &after)
        : m_width(static_cast<size_t>(after.size()) + 1)
        , m_lengths((static_cast<size_t>(before.size()) + 1) * m_width, 0)
    {
        for (qsizetype row = before.size() - 1; row >= 0; --row) {
            for (qsizetype column = after.size() - 1; column >= 0; --column)
                at(row, column) = before.at(row) == after.at(column)
                                      ? at(row + 1, column + 1) + 1
                                      : std::max(at(row + 1, column), at(row, column + 1));
        }
    }

    [[nodiscard]] int &at(qsizetype row, qsizetype column)
    {
        return m_lengths[static_cast<size_t>(row) * m_width + static_cast<size_t>(column)];
    }

private:
    size_t m_width;
    std::vector<int> m_lengths;
};

void add(QList<DifferingLine> &lines, Side side, const QStringList &texts)
{
    for (const QString &text : texts)
        lines.append({ side, text });
}

QList<DifferingLine> laidOver(const QStringList &before, const QStringList &after)
{
    QList<DifferingLine> lines;
    if (before.size() * after.size() > MostCells) {
        add(lines, Side::Before, before);
        add(lines, Side::After, after);
        return lines;
    }
    CommonParts common(before, after);
    qsizetype row = 0;
    qsizetype column = 0;
    while (row < before.size() && column < after.size()) {
        if (before.at(row) == after.at(column)) {
            lines.append({ Side::Both, before.at(row) });
            ++row;
            ++column;
        } else if (common.at(row + 1, column) >= common.at(row, column + 1)) {
            lines.append({ Side::Before, before.at(row++) });
        } else {
            lines.append({ Side::After, after.at(column++) });
        }
    }
    add(lines, Side::Before, before.mid(row));
    add(lines, Side::After, after.mid(column));
    return lines;
}

} // namespace

QList<DifferingLine> lineDifference(const QString &before, const QString &after)
{
    const QStringList left = before.split(u'\n');
    const QStringList right = after.split(u'\n');
    const qsizetype most = std::min(left.size(), right.size());
    qsizetype head = 0;
    while (head < most && left.at(head) == right.at(head))
        ++head;
    qsizetype tail = 0;
    while (tail < most - head
           && left.at(left.size() - 1 - tail) == right.at(right.size() - 1 - tail))
        ++tail;
    QList<DifferingLine> lines;
    add(lines, Side::Both, left.first(head));
    lines += laidOver(left.mid(head, left.size() - head - tail),
                      right.mid(head, right.size() - head - tail));
    add(lines, Side::Both, left.last(tail));
    return lines;
}

} // namespace tidemark
