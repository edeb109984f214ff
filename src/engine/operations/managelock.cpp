#include "managelock.h"

#include "runjournal.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QCoro::Task<Result<std::optional<LockRow>>> showLock(EnginePointer engine, SelectedTarget selected)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    co_return observed->input.ledger.lock;
}

QCoro::Task<Result<>> releaseLock(EnginePointer engine, SelectedTarget selected)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database || !observed->input.ledger.lock)
        co_return Ok{};
    if (auto broken = co_await breakLease(observed->database); !broken)
        co_return broken.error();
    co_return RunJournal(engine, engine->identity(), selected.target)
        .note(u"lock-released"_s, { { u"owner"_s, observed->input.ledger.lock->owner } });
}

} // namespace tidemark
