#include "writingtest.h"

#include <engine/base/run.h>

namespace tidemark {

WritingTest::WritingTest(std::shared_ptr<const TestWriting> operation,
                         QString account,
                         QList<Target> open,
                         QObject *parent)
    : QObject(parent)
    , m_operation(std::move(operation))
    , m_account(std::move(account))
    , m_open(std::move(open))
{}

WritingTest::~WritingTest()
{
    m_stop.request_stop();
}

Conduct WritingTest::begin()
{
    m_stop.request_stop(); // of an older wish
    m_stop = std::stop_source();
    ++m_request;
    m_isReading = true;
    m_error.reset();
    m_plan.reset();
    Conduct conduct;
    conduct.stop = m_stop.get_token();
    return conduct;
}

void WritingTest::end(const std::optional<Error> &error)
{
    m_isReading = false;
    m_error = error;
}

void WritingTest::list(const QString &namePart)
{
    const Conduct conduct = begin();
    emit changed();
    run(this,
        m_operation->places(namePart, m_open, conduct),
        [this, operation = m_operation, request = m_request](const Result<WritingPlaces> &found) {
            if (request != m_request)
                return;
            end(found ? std::optional<Error>() : std::optional(found.error()));
            if (found) {
                m_isListed = true;
                m_total = found->total;
                m_places.setRows(found->places);
                emit listed();
            }
            emit changed();
        });
}

void WritingTest::choose(const WritingPlace &place)
{
    const Conduct conduct = begin();
    emit changed();
    run(this,
        m_operation->plan(place, conduct),
        [this, operation = m_operation, request = m_request](const Result<WritingPlan> &plan) {
            if (request != m_request)
                return;
            end(plan ? std::optional<Error>() : std::optional(plan.error()));
            if (plan)
                m_plan = *plan;
            emit changed();
        });
}

void WritingTest::chooseNone()
{
    static_cast<void>(begin());
    end({});
    emit changed();
}

} // namespace tidemark
