#include "worker.h"

namespace tidemark {

Worker::Worker(const QString &name)
    : m_pool(std::make_shared<QThreadPool>())
{
    m_pool->setObjectName(name);
    m_pool->setMaxThreadCount(1);
    m_pool->setExpiryTimeout(-1); // the thread never changes
}

Worker::~Worker()
{
    m_pool->waitForDone();
}

void Worker::post(std::function<void()> job)
{
    m_pool->start(std::move(job));
}

} // namespace tidemark
