#include "status.h"

#include "evaluation.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QString stateName(MigrationState state)
{
    switch (state) {
    case MigrationState::Pending:
        return u"pending"_s;
    case MigrationState::Applied:
        return u"applied"_s;
    case MigrationState::AppliedOutOfOrder:
        return u"applied-out-of-order"_s;
    case MigrationState::Adopted:
        return u"adopted"_s;
    case MigrationState::Baseline:
        return u"baseline"_s;
    case MigrationState::RolledBack:
        return u"rolled-back"_s;
    case MigrationState::Failed:
        return u"failed"_s;
    case MigrationState::Indeterminate:
        return u"indeterminate"_s;
    case MigrationState::RecordedNotEffective:
        return u"recorded-not-effective"_s;
    case MigrationState::Edited:
        return u"edited"_s;
    case MigrationState::EditedCosmetic:
        return u"edited-cosmetic"_s;
    case MigrationState::Missing:
        return u"missing"_s;
    case MigrationState::Future:
        return u"future"_s;
    case MigrationState::Renamed:
        return u"renamed"_s;
    case MigrationState::Duplicate:
        return u"duplicate"_s;
    case MigrationState::Blocked:
        return u"blocked"_s;
    }
    return {};
}

QString stateName(TargetState state)
{
    switch (state) {
    case TargetState::Empty:
        return u"empty"_s;
    case TargetState::Unmanaged:
        return u"unmanaged"_s;
    case TargetState::UpToDate:
        return u"up-to-date"_s;
    case TargetState::Behind:
        return u"behind"_s;
    case TargetState::Ahead:
        return u"ahead"_s;
    case TargetState::Diverged:
        return u"diverged"_s;
    case TargetState::Drifted:
        return u"drifted"_s;
    case TargetState::Dirty:
        return u"dirty"_s;
    case TargetState::Locked:
        return u"locked"_s;
    case TargetState::Unreachable:
        return u"unreachable"_s;
    }
    return {};
}

int StreamStatus::pending() const
{
    return int(std::count_if(migrations.cbegin(), migrations.cend(), [](const auto &migration) {
        return !migration.inEffect && migration.state != MigrationState::Indeterminate;
    }));
}

int StreamStatus::applied() const
{
    return int(std::count_if(migrations.cbegin(), migrations.cend(), [](const auto &migration) {
        return migration.inEffect;
    }));
}

Schema streamSchema(const StatusInput &input)
{
    Schema schema = input.live.userPart();
    const QString mirror = ledgerNames(input.stream).mirrorTable;
    const auto isMirror = [&mirror](const QString &name) {
        return !mirror.isEmpty() && name.compare(mirror, Qt::CaseInsensitive) == 0;
    };
    const auto isOther
        = [&input](const QString &name) { return input.ofOthers.contains(name.toLower()); };
    schema.tables.removeIf(
        [&](const Table &table) { return isMirror(table.name) || isOther(table.name); });
    schema.indexes.removeIf(
        [&](const Index &index) { return isMirror(index.table) || isOther(index.name); });
    schema.triggers.removeIf(
        [&](const Trigger &trigger) { return isMirror(trigger.table) || isOther(trigger.name); });
    schema.views.removeIf([&](const View &view) { return isOther(view.name); });
    return schema;
}

std::optional<Schema> expectedSchema(const StatusInput &input, const StreamStatus &status)
{
    if (!input.replay)
        return std::nullopt;
    QHash<QString, const MigrationStatus *> states;
    for (const auto &migration : status.migrations)
        states.insert(migration.id, &migration);
    const bool unknownOnes
        = std::any_of(status.migrations.cbegin(), status.migrations.cend(), [&](const auto &m) {
              return m.inEffect && !input.replay->step(m.id);
          });
    if (unknownOnes)
        return std::nullopt;
    const ReplayStep *last = nullptr;
    bool gap = false;
    for (const auto &step : input.replay->steps) {
        const MigrationStatus *migration = states.value(step.id);
        const bool inEffect = migration && migration->inEffect;
        const bool changed = migration && migration->state == MigrationState::Edited;
        if (inEffect && (gap || changed))
            return std::nullopt;
        gap = gap || !inEffect;
        if (inEffect)
            last = &step;
    }
    return last ? last->after : Schema{};
}

bool needsReplay(const StatusInput &input)
{
    return Evaluation(input).needsReplay();
}

StreamStatus evaluateStatus(const StatusInput &input)
{
    return Evaluation(input).status();
}

std::optional<StreamStatus> statusWithoutReplay(const StatusInput &input)
{
    Evaluation evaluation(input);
    if (evaluation.needsReplay())
        return std::nullopt;
    return evaluation.status();
}

} // namespace tidemark
