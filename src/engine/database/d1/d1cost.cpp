#include "d1cost.h"

#include <QJsonObject>

#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

std::chrono::microseconds durationIn(const QJsonObject &meta)
{
    return std::chrono::microseconds(std::llround(meta["duration"_L1].toDouble() * 1'000));
}

D1Cost costIn(const QJsonObject &meta)
{
    D1Cost cost{ .rowsRead = meta["rows_read"_L1].toInteger(),
                 .rowsWritten = meta["rows_written"_L1].toInteger(),
                 .serverTime = durationIn(meta) };
    cost.addRegion(meta["served_by_region"_L1].toString());
    return cost;
}

} // namespace tidemark
