#pragma once

#include <engine/migration/lease.h>

#include <QObject>
#include <QTimer>

namespace tidemark {

/// Renews a lease in the background for as long as it lives, so that a long safety point does not lose it. A renewal that
/// fails is not reported: the fencing guard of the next batch tells.
class LeaseKeeper : public QObject
{
    Q_OBJECT

public:
    LeaseKeeper(const DatabasePointer &database, const Lease &lease, LeaseTimes times);

private:
    QTimer m_timer;
};

} // namespace tidemark
