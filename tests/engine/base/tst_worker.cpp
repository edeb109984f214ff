#include <engine/base/worker.h>
#include <support/await.h>
#include <support/patience.h>
#include <support/testprogram.h>

#include <QThread>
#include <QtTest>

#include <atomic>
#include <stdexcept>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Worker : public QObject
{
    Q_OBJECT

private slots:
    void keepsItsThread();
    void resumesOnTheCallersThread();
    void keepsNothingOfAResult();
    void keepsTheOrderOfItsJobs();
    void waitsForItsJobsAtTheEnd();
    void turnsAnExceptionIntoAnInternalError();
    void dropsTheAnswerToWhomIsGone();
};

void tst_Worker::keepsItsThread()
{
    Worker worker(u"test"_s);
    const auto job = [] { return Result<QThread *>(QThread::currentThread()); };

    const auto first = await(worker.run(job));
    const auto second = await(worker.run(job));

    QVERIFY(first && second);
    QCOMPARE(*first, *second);
    QVERIFY(*first != QThread::currentThread());
}

void tst_Worker::resumesOnTheCallersThread()
{
    Worker worker(u"test"_s);
    QObject context;
    QThread *resumed = nullptr;

    run(&context, worker.run([] { return Result<int>(1); }), [&](const Result<int> &) {
        resumed = QThread::currentThread();
    });

    QTRY_COMPARE(resumed, QThread::currentThread());
}

namespace {

QCoro::Task<Result<bool>> holdsItAlone(Worker *worker)
{
    const auto job = [] { return QByteArray(1000, 'x'); };
    const QByteArray bytes = co_await worker->run(job);
    co_return bytes.isDetached();
}

} // namespace

// Rows that were read can be let go of while the next step works.
void tst_Worker::keepsNothingOfAResult()
{
    Worker worker(u"test"_s);

    const auto alone = await(holdsItAlone(&worker));

    QVERIFY(alone && *alone);
}

void tst_Worker::keepsTheOrderOfItsJobs()
{
    QList<int> order;
    {
        Worker worker(u"test"_s);
        for (int number = 0; number < 100; ++number)
            worker.post([&order, number] { order.append(number); });
    }

    QCOMPARE(order.size(), 100);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void tst_Worker::waitsForItsJobsAtTheEnd()
{
    std::atomic<bool> mayEnd = false;
    std::atomic<bool> ended = false;
    {
        Worker worker(u"test"_s);
        worker.post([&] {
            mayEnd.wait(false);
            ended = true;
        });
        mayEnd = true;
        mayEnd.notify_all();
    }

    QVERIFY(ended);
}

void tst_Worker::turnsAnExceptionIntoAnInternalError()
{
    Worker worker(u"test"_s);

    const auto result
        = await(worker.run([]() -> Result<int> { throw std::runtime_error("a bug"); }));

    QVERIFY(!result);
    QCOMPARE(result.error().kind, Error::Kind::Internal);
}

void tst_Worker::dropsTheAnswerToWhomIsGone()
{
    Worker worker(u"test"_s);
    std::atomic<bool> isGone = false;
    bool called = false;
    auto context = std::make_unique<QObject>();
    const auto job = [&isGone] {
        isGone.wait(false);
        return Result<int>(1);
    };
    run(context.get(), worker.run(job), [&called](const Result<int> &) { called = true; });

    context.reset();
    isGone = true;
    isGone.notify_all();
    const auto later = await(worker.run([] { return Result<int>(2); }));

    QVERIFY(later);
    QVERIFY(!called);
}

TIDEMARK_TEST(tst_Worker)
#include "tst_worker.moc"
