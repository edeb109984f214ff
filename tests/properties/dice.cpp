#include "dice.h"

#include <QtGlobal>

namespace tidemark {

QList<quint32> seeds(int few, int many)
{
    const auto range = qgetenv("TIDEMARK_SEEDS").split('-');
    quint32 first = 1;
    quint32 last = static_cast<quint32>(qEnvironmentVariableIsSet("TIDEMARK_SOAK") ? many : few);
    if (!range.first().isEmpty()) {
        first = range.first().toUInt();
        last = range.last().toUInt();
    }
    QList<quint32> all;
    for (quint32 seed = first; seed <= last; ++seed)
        all.append(seed);
    return all;
}

} // namespace tidemark
