#include "adoption.h"

#include "mirror.h"

#include <engine/sql/schemadiff.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype DifferencesNamed = 5;

Result<Replay> replayOf(const StatusInput &input)
{
    if (input.replay)
        return *input.replay;
    return replay(input.stream.migrations);
}

bool isMirrored(const StatusInput &input, const Migration &migration)
{
    const auto &rows = input.ledger.mirror;
    return std::any_of(rows.cbegin(), rows.cend(), [&](const MirrorRow &row) {
        return mirror::matches(row, migration, input.stream.layout.kind);
    });
}

Error unknownGoal(const Stream &stream, const QString &goal)
{
    QStringList ids;
    for (const Migration &migration : stream.migrations)
        ids.append(migration.id);
    return { .kind = Error::Kind::Usage,
             .message = u"The stream %1 has no migration \"%2\"."_s.arg(stream.config.name, goal),
             .remedy = ids.isEmpty()
                           ? u"Its folder %1 has none at all."_s.arg(stream.config.directory)
                           : u"It has %1."_s.arg(ids.join(u", "_s)) };
}

/// How many migrations, in order, are at or before @p upTo.
Result<qsizetype> countUpTo(const Stream &stream, const QString &upTo)
{
    const auto &all = stream.migrations;
    if (upTo.isEmpty())
        return all.size();
    for (qsizetype at = 0; at < all.size(); ++at) {
        if (all.at(at).id == upTo)
            return at + 1;
    }
    bool isNumber = false;
    const qint64 number = upTo.toLongLong(&isNumber);
    const auto reaches = [number](const Migration &migration) {
        return !migration.version.isEmpty() && migration.number == number;
    };
    if (!isNumber || std::none_of(all.cbegin(), all.cend(), reaches))
        return unknownGoal(stream, upTo);
    const auto beyond = std::find_if(
        all.cbegin(), all.cend(), [number](const Migration &migration) {
            return !migration.isInit && (migration.version.isEmpty() || migration.number > number);
        });
    return std::distance(all.cbegin(), beyond);
}

QString inWords(const SchemaDifference &difference)
{
    return u"%1 %2 is %3"_s.arg(
        objectName(difference.object), difference.name, differenceKindName(difference.kind));
}

Error notThere(const StatusInput &input, const Replay &replayed, qsizetype count)
{
    const ReplayStep &goal = replayed.steps.at(count - 1);
    const auto differences = schemaDifferences(goal.after, streamSchema(input));
    QStringList words;
    for (const SchemaDifference &difference :
         differences.first(std::min(differences.size(), DifferencesNamed)))
        words.append(inWords(difference));
    if (differences.size() > DifferencesNamed)
        words.append(u"and %1 more"_s.arg(differences.size() - DifferencesNamed));
    Error error{ .kind = Error::Kind::History,
                 .message
                 = u"The database does not have the schema of the migrations up to %1: %2."_s.arg(
                     goal.id, words.join(u", "_s)),
                 .remedy
                 = u"`tidemark-cli drift` shows all differences; `tidemark-cli adopt` records "
                   "what the schema proves, one migration at a time."_s };
    const QString live = fingerprint(streamSchema(input));
    for (const ReplayStep &step : replayed.steps) {
        if (step.fingerprintAfter == live)
            error.remedy
                = u"It has the schema of the migrations up to %1: baseline there, and let `up` "
                  "apply the rest."_s.arg(step.id);
    }
    return error;
}

std::optional<Error> refusesBaseline(const StatusInput &input)
{
    if (!input.stream.problems.isEmpty())
        return input.stream.problems.first();
    if (input.ledger.entries.isEmpty())
        return std::nullopt;
    return Error{ .kind = Error::Kind::History,
                  .message
                  = u"The history of this database has %1 entries already; a baseline is for one "
                    "without."_s.arg(input.ledger.entries.size()),
                  .remedy
                  = u"Use `tidemark-cli adopt` for changes made outside of it, or `tidemark-cli "
                    "resolve ID` for a single migration."_s };
}

/// What the evidence for one migration says.
void judge(AdoptionItem &item, const QString &tool)
{
    const bool mirrored = item.recordedByMirror;
    switch (item.effect) {
    case Effect::Present:
        item.propose = true;
        item.why = mirrored ? u"%1 has recorded it, and the schema shows it."_s.arg(tool)
                            : u"The schema shows it, although nothing has recorded it."_s;
        break;
    case Effect::Absent:
        item.why
            = mirrored
                  ? u"%1 has recorded it, but the schema does not show it: it is recorded and not effective."_s
                        .arg(tool)
                  : u"The schema does not show it: it is pending."_s;
        break;
    case Effect::Partial:
        item.why
            = u"The schema shows only part of it; compare by hand, then use `tidemark-cli resolve`."_s;
        break;
    case Effect::Undecidable:
        item.propose = mirrored;
        item.why
            = mirrored
                  ? u"%1 has recorded it; the schema alone cannot show it."_s.arg(tool)
                  : u"The schema cannot show whether it was applied; `tidemark-cli resolve` settles it."_s;
        break;
    }
}

} // namespace

Result<QList<AdoptionItem>> proposeBaseline(const StatusInput &input, const QString &upTo)
{
    if (auto refusal = refusesBaseline(input))
        return *refusal;
    const auto count = countUpTo(input.stream, upTo);
    if (!count)
        return count.error();
    if (*count == 0)
        return unknownGoal(input.stream, upTo);
    const auto replayed = replayOf(input);
    if (!replayed)
        return replayed.error();
    if (replayed->steps.at(*count - 1).fingerprintAfter != fingerprint(streamSchema(input)))
        return notThere(input, *replayed, *count);
    QList<AdoptionItem> items;
    for (const Migration &migration : input.stream.migrations.first(*count)) {
        items.append({ .migration = migration,
                       .effect = Effect::Present,
                       .recordedByMirror = isMirrored(input, migration),
                       .propose = true,
                       .why = u"The schema equals the replay up to %1."_s.arg(
                           input.stream.migrations.at(*count - 1).id) });
    }
    return items;
}

Result<QList<AdoptionItem>> proposeAdoption(const StatusInput &input)
{
    if (!input.stream.problems.isEmpty())
        return input.stream.problems.first();
    const auto replayed = replayOf(input);
    if (!replayed)
        return replayed.error();
    const QString tool = mirror::toolName(input.stream.layout.kind);
    QList<AdoptionItem> items;
    for (const Migration &migration : input.stream.migrations) {
        const LedgerEntry *entry = input.ledger.entry(migration.id);
        if (entry && entry->state != LedgerEntry::State::RolledBack)
            continue;
        AdoptionItem item{ .migration = migration,
                           .effect = effectInStream(*replayed, migration.id, streamSchema(input)),
                           .recordedByMirror = isMirrored(input, migration) };
        judge(item, tool);
        items.append(item);
    }
    return items;
}

QList<LedgerEntry> adoptionEntries(const QList<AdoptionItem> &items,
                                   const StatusInput &input,
                                   LedgerEntry::Kind kind,
                                   const RunIdentity &identity,
                                   const QDateTime &now)
{
    QList<LedgerEntry> entries;
    for (const AdoptionItem &item : items) {
        if (item.propose)
            entries.append(recordedEntry(input, item.migration, kind, identity, now));
    }
    return entries;
}

LedgerEntry recordedEntry(const StatusInput &input,
                          const Migration &migration,
                          LedgerEntry::Kind kind,
                          const RunIdentity &identity,
                          const QDateTime &now)
{
    const auto &script = migration.up;
    const ReplayStep *step = input.replay ? input.replay->step(migration.id) : nullptr;
    LedgerEntry entry{ .stream = input.stream.config.name,
                       .id = migration.id,
                       .version = migration.version,
                       .name = migration.name,
                       .kind = kind,
                       .checksum = script.checksum,
                       .tokenChecksum = script.tokenChecksum(),
                       .sql = script.text };
    entry.statementsTotal = static_cast<int>(script.statements.size());
    entry.statementsApplied = entry.statementsTotal;
    if (step) {
        entry.fingerprintBefore = step->fingerprintBefore;
        entry.fingerprintAfter = step->fingerprintAfter;
    }
    entry.runId = identity.runId;
    entry.actor = identity.actor;
    entry.toolVersion = QStringLiteral(TIDEMARK_VERSION);
    entry.startedAt = now;
    entry.finishedAt = now;
    return entry;
}

} // namespace tidemark
