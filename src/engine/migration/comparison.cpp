#include "evaluation.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool isDirty(MigrationState state)
{
    return state == MigrationState::Failed || state == MigrationState::Indeterminate
           || state == MigrationState::RecordedNotEffective;
}

bool isDivergent(const MigrationStatus &migration)
{
    return migration.outOfOrder || migration.state == MigrationState::Edited
           || migration.state == MigrationState::Missing
           || migration.state == MigrationState::Duplicate;
}

// What the judgement of effects may overrule.
bool isBelievedApplied(const MigrationStatus &migration)
{
    return migration.inEffect && migration.state != MigrationState::Edited
           && migration.state != MigrationState::Renamed;
}

/// "the table rooms" for each of @p objects that is not in @p live but should be, by @p expected.
template<typename T, typename Find>
QStringList missingOnes(const QString &kind,
                        const QList<T> &objects,
                        const Schema &expected,
                        const Schema &live,
                        Find find)
{
    QStringList missing;
    for (const T &object : objects) {
        if (find(expected, object.name) && !find(live, object.name))
            missing.append(kind + object.name);
    }
    return missing;
}

Schema madeBetween(const Schema &start, const Schema &end)
{
    Schema made = end.userPart();
    made.tables.removeIf([&](const Table &table) { return start.table(table.name); });
    made.indexes.removeIf([&](const Index &index) { return start.index(index.name); });
    made.triggers.removeIf([&](const Trigger &trigger) { return start.trigger(trigger.name); });
    made.views.removeIf([&](const View &view) { return start.view(view.name); });
    return made;
}

/// What a step made and nothing took away since, yet is not in @p live. An index or trigger goes with its table and is not
/// named beside it.
QStringList missingOf(const Schema &made, const Schema &expected, const Schema &live)
{
    const auto isAlone = [&](const auto &object) { return live.table(object.table); };
    Schema own = made;
    own.indexes.removeIf([&](const Index &index) { return !isAlone(index); });
    own.triggers.removeIf([&](const Trigger &trigger) { return !isAlone(trigger); });
    const auto in = [&](const QString &kind, const auto &objects, auto find) {
        return missingOnes(kind, objects, expected, live, find);
    };
    return in(u"the table "_s, own.tables, std::mem_fn(&Schema::table))
           + in(u"the index "_s, own.indexes, std::mem_fn(&Schema::index))
           + in(u"the trigger "_s, own.triggers, std::mem_fn(&Schema::trigger))
           + in(u"the view "_s, own.views, std::mem_fn(&Schema::view));
}

/// The tables that a step found, changed, and that are gone from @p live.
QStringList goneUnder(const Schema &start, const Schema &end, const Schema &live)
{
    QStringList gone;
    for (const Table &table : end.userPart().tables) {
        const Table *was = start.table(table.name);
        if (was && was->sql != table.sql && !live.table(table.name))
            gone.append(u"the table "_s + table.name);
    }
    return gone;
}

} // namespace

void Evaluation::markDuplicates(Statuses &files) const
{
    for (const auto &sharers : m_byNumber) {
        if (sharers.size() < 2)
            continue;
        QStringList ids;
        for (const Migration *migration : sharers) {
            if (!m_input.stream.isDeclaredDuplicate(migration->id))
                ids.append(migration->id);
        }
        if (ids.isEmpty())
            continue;
        for (const Migration *migration : sharers) {
            auto &status = files[m_positions.value(migration->id)];
            if (isDirty(status.state) || status.state == MigrationState::Edited)
                continue;
            status.state = MigrationState::Duplicate;
            status.remark = u"Its number is also that of another file; give one a new number with "
                            u"`tidemark-cli "
                            u"renumber`, or declare both in tidemark.toml if both are in use."_s;
        }
    }
}

void Evaluation::markOutOfOrder(Statuses &files) const
{
    QString later;
    for (qsizetype place = files.size() - 1; place >= 0; --place) {
        MigrationStatus &status = files[place];
        if (status.inEffect) {
            later = later.isEmpty() ? status.id : later;
            continue;
        }
        const bool waits
            = status.state == MigrationState::Pending || status.state == MigrationState::RolledBack;
        if (later.isEmpty() || !waits)
            continue;
        status.outOfOrder = true;
        status.remark = u"Out of order: %1, which comes later, is applied already."_s.arg(later);
    }
}

QString Evaluation::storedFingerprint() const
{
    const auto &entries = m_input.ledger.entries;
    return entries.isEmpty() || hasForeignRecords() ? QString()
                                                    : entries.constLast().fingerprintAfter;
}

// Only what should still be there can be missed: a table that a later migration dropped is not.
void Evaluation::judgeRecorded(MigrationStatus &status,
                               const Schema &start,
                               const Schema &end,
                               const Schema &expected) const
{
    const QStringList missing = missingOf(madeBetween(start, end), expected, m_live);
    const QStringList gone = goneUnder(start, end, m_live);
    const bool absent = effectOf(start, end, m_live) == Effect::Absent
                        && effectOf(start, end, expected) == Effect::Present;
    if (absent)
        status.state = MigrationState::RecordedNotEffective;
    if (absent && missing.isEmpty() && !gone.isEmpty())
        status.remark = u"It is recorded as applied, but what it changed is gone: %1."_s.arg(
            gone.join(u", "_s));
    else if (absent)
        status.remark = u"It is recorded as applied, but nothing of it is in the database."_s;
    else if (!missing.isEmpty() && status.remark.isEmpty())
        status.remark = u"Of what it made, the database lacks %1."_s.arg(missing.join(u", "_s));
}

void Evaluation::judgeEffects(Statuses &files, const Schema &expected) const
{
    Schema before;
    for (const auto &step : m_input.replay->steps) {
        const int position = m_positions.value(step.id, -1);
        const Schema start = std::exchange(before, step.after);
        if (position < 0 || step.fingerprintBefore == step.fingerprintAfter)
            continue;
        auto &status = files[position];
        if (isBelievedApplied(status)) {
            judgeRecorded(status, start, step.after, expected);
        } else if (!status.inEffect && !isDirty(status.state)
                   && effectOf(start, step.after, m_live) == Effect::Present) {
            status.remark
                = u"What it does is in the database already: `tidemark-cli adopt` records it."_s;
        }
    }
}

void Evaluation::compareWithLive(Statuses &files, const Statuses &absent)
{
    const bool anything = std::any_of(
        files.cbegin(), files.cend(), [](const auto &status) { return status.inEffect; });
    const StreamStatus soFar{ .migrations = files + absent };
    const auto expected = expectedSchema(m_input, soFar);
    const QString target = expected ? fingerprint(*expected) : storedFingerprint();
    m_drifted = anything && !target.isEmpty() && target != m_fingerprint;
    if (!m_input.replay || target == m_fingerprint)
        return;
    const auto last = std::find_if(
        files.crbegin(), files.crend(), [](const auto &status) { return status.inEffect; });
    const ReplayStep *step = last == files.crend() ? nullptr : m_input.replay->step(last->id);
    judgeEffects(files, step ? step->after : Schema{});
}

Evaluation::Statuses Evaluation::merged(const Statuses &files, Statuses absent) const
{
    const auto number = [](const MigrationStatus &status) { return status.version.toLongLong(); };
    std::stable_sort(absent.begin(), absent.end(), [&](const auto &left, const auto &right) {
        return std::pair(number(left), left.id) < std::pair(number(right), right.id);
    });
    Statuses all;
    all.reserve(files.size() + absent.size());
    auto next = absent.cbegin();
    for (const auto &file : files) {
        const auto isInit = m_input.stream.migrations.at(m_positions.value(file.id)).isInit;
        while (next != absent.cend() && !isInit && !file.version.isEmpty()
               && number(*next) < number(file))
            all.append(*next++);
        all.append(file);
    }
    while (next != absent.cend())
        all.append(*next++);
    return all;
}

TargetState Evaluation::targetState(const StreamStatus &status) const
{
    const auto any = [&status](auto predicate) {
        return std::any_of(status.migrations.cbegin(), status.migrations.cend(), predicate);
    };
    const bool ahead = any([](const auto &m) { return m.state == MigrationState::Future; });
    const bool behind = any([](const auto &m) { return !m.inEffect; });
    const bool recorded = any([](const auto &m) { return m.inEffect; });
    const bool known = recorded || !m_input.ledger.entries.isEmpty();
    if (any([](const auto &m) { return isDirty(m.state); }))
        return TargetState::Dirty;
    if (!m_input.stream.problems.isEmpty() || any(isDivergent) || (ahead && behind))
        return TargetState::Diverged;
    if (m_input.ledger.lock && !m_input.ledger.lock->expired)
        return TargetState::Locked;
    if (!known)
        return m_live.isEmpty() ? TargetState::Empty : TargetState::Unmanaged;
    if (status.drifted)
        return TargetState::Drifted;
    if (ahead)
        return TargetState::Ahead;
    return behind ? TargetState::Behind : TargetState::UpToDate;
}

QStringList Evaluation::remarks() const
{
    QStringList remarks = m_input.stream.remarks;
    for (const auto &problem : m_input.stream.problems)
        remarks.append(problem.message);
    if (m_drifted) {
        remarks.append(
            u"The database's schema is not what its migrations make: `tidemark-cli drift` shows "
            u"the differences."_s);
    }
    const auto &lock = m_input.ledger.lock;
    if (lock && !lock->expired)
        remarks.append(u"A run of %1 holds the lock."_s.arg(lock->actor));
    if (m_input.stream.layout.kind != LayoutKind::Numbered)
        return remarks;
    for (const auto &sharers : m_byNumber) {
        if (sharers.size() > 1) {
            remarks.append(
                u"_migrations has room for one migration with number %1; it keeps the first that "
                u"was applied."_s.arg(sharers.first()->version));
        }
    }
    return remarks;
}

StreamStatus Evaluation::status()
{
    Statuses files;
    files.reserve(m_input.stream.migrations.size());
    for (const auto &migration : m_input.stream.migrations)
        files.append(fromRecords(migration));
    Statuses absent = withoutFile();
    recogniseRenamed(files, absent);
    markOutOfOrder(files);
    compareWithLive(files, absent);
    markDuplicates(files);
    StreamStatus status{ .migrations = merged(files, absent) };
    status.fingerprint = m_fingerprint;
    status.drifted = m_drifted;
    status.remarks = remarks();
    status.state = targetState(status);
    return status;
}

} // namespace tidemark
