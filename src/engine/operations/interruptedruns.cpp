#include "interruptedruns.h"

#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// False also where it cannot be known: another computer, or this one before it was started anew.
bool isGone(const JournalEvent &started)
{
    const QJsonObject process = started.details[u"process"_s].toObject();
    return isProcessGone(process[u"machine"_s].toString(),
                         process[u"pid"_s].toInteger(),
                         process[u"start"_s].toInteger());
}

/// True if the process can be looked at from here, so that isGone() is certain.
bool isOfThisMachine(const JournalEvent &started, const RunIdentity &self)
{
    return started.details[u"process"_s][u"machine"_s].toString() == self.machine;
}

QJsonArray doneBy(const QString &run, const LedgerState &ledger)
{
    QJsonArray ids;
    for (const LedgerEntry &entry : ledger.entries) {
        const bool isWhole = entry.state == LedgerEntry::State::Applied
                             || entry.state == LedgerEntry::State::RolledBack;
        if (entry.runId == run && isWhole)
            ids.append(entry.id);
    }
    return ids;
}

} // namespace

Result<>
noteInterruptedRuns(const EnginePointer &engine, const Observation &observation, Alone alone)
{
    const Target &target = observation.target();
    const auto open = engine->journal.unfinishedRuns(target.key());
    if (!open)
        return open.error();
    const RunIdentity self = engine->identity();
    for (const JournalEvent &started : *open) {
        const bool isOver
            = isGone(started) || (alone == Alone::UnderLease && !isOfThisMachine(started, self));
        if (!isOver)
            continue;
        const bool isRun = started.event == "run-started"_L1;
        JournalEvent end{ .at = engine->clock(),
                          .event = started.event.section(u'-', 0, 0) + u"-interrupted"_s,
                          .run = started.run,
                          .target = target.label(),
                          .targetKey = target.key() };
        if (isRun)
            end.details.insert(u"done"_s, doneBy(started.run, observation.input.ledger));
        else if (started.details.contains(u"safety_point"_s))
            end.details.insert(u"safety_point"_s, started.details.value(u"safety_point"_s));
        if (auto noted = engine->journal.append(end); !noted)
            return noted;
    }
    return Ok{};
}

} // namespace tidemark
