// The journal is read after crashes of its writers, by any version: whatever the file holds, reading goes on.

#include "targets.h"

#include <engine/journal/journal.h>

#include <QFile>

namespace tidemark {

using namespace Qt::StringLiterals;

QString checkJournal(const QByteArray &input)
{
    const Journal journal(fuzzFile(u"journal.jsonl"_s, input));
    int damaged = 0;
    const auto before = journal.events({}, &damaged);
    if (!before)
        return u"cannot be read: "_s + before.error().message;
    if (before->size() + damaged > input.count('\n') + 1)
        return u"more events than lines"_s;
    const auto last = before->isEmpty() ? QDateTime() : before->last().at;
    const auto later = journal.events(last.addSecs(1));
    if (!later || later->size() > before->size())
        return u"a later start shows more events"_s;

    const JournalEvent added{ .at = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC),
                              .event = u"run-started"_s,
                              .run = u"run"_s,
                              .target = {},
                              .targetKey = u"key"_s };
    if (auto written = journal.append(added); !written)
        return u"cannot be written: "_s + written.error().message;

    const auto after = journal.events();
    if (!after || after->isEmpty() || after->size() > before->size() + 1)
        return u"an appended event is not the last, or one too many"_s;
    const bool isLast = after->last().at == added.at && after->last().run == added.run
                        && after->last().targetKey == added.targetKey;
    if (!isLast)
        return u"the appended event is not the last"_s;
    // A torn last line that parses was left unread before and counts once a line follows it, or the reverse is a loss.
    if (after->size() < before->size() + 1)
        return u"appending lost an event"_s;
    const auto open = journal.unfinishedRuns(added.targetKey);
    if (!open || open->isEmpty() || open->first().run != added.run)
        return u"the appended run is not the newest unfinished one"_s;
    return {};
}

} // namespace tidemark
