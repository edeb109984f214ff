#pragma once

#include <QByteArray>
#include <QList>
#include <QRandomGenerator>

#include <optional>

namespace tidemark {

/// Choices that one number decides: the same everywhere, so that a seed in a failure's message is enough.
class Dice
{
public:
    explicit Dice(quint32 seed)
        : m_generator(seed)
    {}

    /// 0 … @p limit − 1
    [[nodiscard]] int below(int limit) { return m_generator.bounded(limit); }
    [[nodiscard]] int between(int least, int most) { return least + below(most - least + 1); }
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }
    [[nodiscard]] quint64 bits() { return m_generator.generate64(); }
    template<typename T>
    [[nodiscard]] const T &pick(const QList<T> &list)
    {
        return list.at(below(static_cast<int>(list.size())));
    }
    [[nodiscard]] QByteArray pick(std::initializer_list<const char *> list)
    {
        return *(list.begin() + below(static_cast<int>(list.size())));
    }

private:
    QRandomGenerator m_generator;
};

/// The seeds a property is tried with: a fixed few, or with TIDEMARK_SOAK=1 many (TIDEMARK_SEEDS=FIRST-LAST says which).
[[nodiscard]] QList<quint32> seeds(int few, int many);

} // namespace tidemark
