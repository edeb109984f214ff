#pragma once

#include <QList>
#include <QString>

namespace tidemark {

/// One line of two texts laid over each other.
struct DifferingLine {
    enum class Side { Both, Before, After };

    Side side = Side::Both;
    QString text;

    bool operator==(const DifferingLine &other) const = default;
};

/// The fewest lines taken out of @p before and put in to get @p after. Texts that differ in very many lines are told apart as two
/// blocks.
[[nodiscard]] QList<DifferingLine> lineDifference(const QString &before, const QString &after);

} // namespace tidemark
