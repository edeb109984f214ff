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
    const RunJournal journal(engine, engine->identity(), selected.target);
    const QJsonObject owner{ { u"owner"_s, observed->input.ledger.lock->owner } };
    if (const auto noted = journal.note(u"lock-released"_s, owner); !noted)
        co_return afterTheFact(noted.error());
    co_return Ok{};
}

} // namespace tidemark
