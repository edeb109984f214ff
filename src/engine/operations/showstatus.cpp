#include "showstatus.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QCoro::Task<Result<QList<TargetResult<Observation>>>> ShowStatus::run(Selection selection,
                                                                      Conduct conduct) const
{
    const auto engine = m_engine;
    if (conduct.stop.stop_requested())
        co_return cancelled();
    // Side by side: each task runs until it first has to wait.
    std::vector<QCoro::Task<Result<Observation>>> observing;
    for (const SelectedTarget &selected : selection.targets) {
        const Progress progress{ .text = u"Reading %1"_s.arg(selected.target.name),
                                 .done = qsizetype(observing.size()),
                                 .total = selection.targets.size(),
                                 .database = selected.target.stream };
        report(conduct.progress, progress);
        observing.push_back(observeStatus(engine, selected));
    }
    QList<TargetResult<Observation>> results;
    for (qsizetype i = 0; i < selection.targets.size(); ++i) {
        auto observed = co_await observing[size_t(i)];
        results.append({ selection.targets.at(i).target, std::move(observed) });
    }
    co_return results;
}

} // namespace tidemark
