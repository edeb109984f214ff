#include "leasekeeper.h"

#include <engine/base/run.h>

namespace tidemark {

LeaseKeeper::LeaseKeeper(const DatabasePointer &database, const Lease &lease, LeaseTimes times)
{
    m_timer.setInterval(times.renewAfter);
    connect(&m_timer, &QTimer::timeout, this, [this, database, lease, times] {
        tidemark::run(this, renewLease(database, lease, times), [](const Result<> &) {});
    });
    m_timer.start();
}

} // namespace tidemark
