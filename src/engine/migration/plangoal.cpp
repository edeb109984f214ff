#include "plangoal.h"

namespace tidemark::plangoal {

using namespace Qt::StringLiterals;

namespace {

constexpr int NearestShown = 3;

std::optional<qint64> numberIn(const QString &text)
{
    const bool digits = !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
        return c >= u'0' && c <= u'9';
    });
    bool fits = false;
    const qint64 number = text.toLongLong(&fits);
    return digits && fits ? std::optional(number) : std::nullopt;
}

int editDistance(const QString &left, const QString &right)
{
    QList<int> row(right.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < left.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i) + 1);
        for (qsizetype j = 0; j < right.size(); ++j) {
            const int replaced = diagonal + (left.at(i) == right.at(j) ? 0 : 1);
            diagonal = row.at(j + 1);
            row[j + 1] = std::min({ replaced, row.at(j + 1) + 1, row.at(j) + 1 });
        }
    }
    return row.constLast();
}

QStringList nearestIds(const Stream &stream, const QString &goal)
{
    const auto number = numberIn(goal);
    QList<std::pair<qint64, QString>> ranked;
    for (const auto &migration : stream.migrations) {
        const qint64 distance
            = number ? std::abs(migration.number - *number) : editDistance(goal, migration.id);
        ranked.append({ distance, migration.id });
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &left, const auto &right) {
        return left.first < right.first;
    });
    QStringList ids;
    for (const auto &candidate : ranked.mid(0, NearestShown))
        ids.append(candidate.second);
    ids.sort();
    return ids;
}

Error unknownGoal(const Stream &stream, const QString &goal)
{
    const auto nearest = nearestIds(stream, goal);
    const bool empty = nearest.isEmpty();
    return { .kind = Error::Kind::Usage,
             .message = u"There is no migration %1 in %2."_s.arg(goal, stream.config.name),
             .remedy = empty ? u"The stream has no migrations yet."_s
                             : u"The nearest: %1."_s.arg(nearest.join(u", "_s)) };
}

// Place of the last migration that @p goal covers, -1 if none: a number covers all that have it or a smaller one. It may be
// a number of another stream in the same folder, since they count together.
Result<int> lastPosition(const Index &index, const QString &goal)
{
    if (const int position = index.position(goal); position >= 0)
        return position;
    const Stream &stream = index.stream();
    const auto number = numberIn(goal);
    const bool isThere = number
                         && (!stream.withNumber(*number).isEmpty()
                             || stream.neighbouringNumbers.contains(*number));
    if (!isThere)
        return unknownGoal(stream, goal);
    int last = -1;
    for (int i = 0; i < stream.migrations.size(); ++i) {
        if (stream.migrations.at(i).number <= *number)
            last = i;
    }
    return last;
}

Result<QList<const Migration *>> onlyOne(const Index &index, const QString &goal)
{
    if (const Migration *migration = index.migration(goal))
        return QList{ migration };
    const auto number = numberIn(goal);
    const auto sharers = number ? index.stream().withNumber(*number) : QList<const Migration *>{};
    if (sharers.isEmpty() && number && index.stream().neighbouringNumbers.contains(*number))
        return QList<const Migration *>{}; // a neighbour's
    if (sharers.isEmpty())
        return unknownGoal(index.stream(), goal);
    QList<const Migration *> open;
    QStringList ids;
    for (const Migration *migration : sharers) {
        ids.append(migration->id);
        if (!index.status(*migration).inEffect)
            open.append(migration);
    }
    if (open.size() <= 1)
        return open;
    return Error{ .kind = Error::Kind::Usage,
                  .message = u"Number %1 stands for several migrations."_s.arg(goal),
                  .remedy = u"Name one: %1."_s.arg(ids.join(u" or "_s)) };
}

// When something was applied: its seq; what only the mirror knows of counts as applied with what stands before it.
QHash<QString, qint64> applicationOrder(const Index &index)
{
    QHash<QString, qint64> order;
    qint64 greatest = 0;
    for (const auto &status : index.status().migrations) {
        greatest = std::max(greatest, status.seq);
        order.insert(status.id, status.seq > 0 ? status.seq : greatest);
    }
    return order;
}

} // namespace

Index::Index(const Stream &stream, const StreamStatus &status)
    : m_stream(stream)
    , m_status(status)
{
    for (int i = 0; i < stream.migrations.size(); ++i)
        m_positions.insert(stream.migrations.at(i).id, i);
    for (const auto &migration : status.migrations)
        m_states.insert(migration.id, &migration);
}

const Migration *Index::migration(const QString &id) const
{
    const int found = position(id);
    return found < 0 ? nullptr : &m_stream.migrations.at(found);
}

const MigrationStatus &Index::status(const Migration &migration) const
{
    static const MigrationStatus unknown;
    const MigrationStatus *found = m_states.value(migration.id);
    return found ? *found : unknown;
}

int Index::position(const QString &id) const
{
    return m_positions.value(id, -1);
}

Result<QList<const Migration *>> wanted(const Index &index, const UpGoal &goal)
{
    if (!goal.only.isEmpty())
        return onlyOne(index, goal.only);
    const auto &migrations = index.stream().migrations;
    int last = int(migrations.size()) - 1;
    if (!goal.upTo.isEmpty()) {
        const auto found = lastPosition(index, goal.upTo);
        if (!found)
            return found.error();
        last = *found;
    }
    QList<const Migration *> result;
    for (int i = 0; i <= last; ++i)
        result.append(&migrations.at(i));
    return result;
}

Result<QList<const MigrationStatus *>> undone(const Index &index, const QString &downTo)
{
    const bool everything = numberIn(downTo) == 0 && index.position(downTo) < 0;
    const auto last = everything ? Result<int>(-1) : lastPosition(index, downTo);
    if (!last)
        return last.error();
    const auto &states = index.status().migrations;
    int place = -1; // of the last file before; what has no file stands behind it
    QList<std::pair<const MigrationStatus *, int>> found;
    for (int i = 0; i < states.size(); ++i) {
        const auto &state = states.at(i);
        const Migration *migration = index.migration(state.id);
        const bool isInit = migration && migration->isInit;
        const bool comesAfter = migration ? index.position(state.id) > *last : place >= *last;
        place = migration ? index.position(state.id) : place;
        if (state.inEffect && comesAfter && !isInit)
            found.append({ &state, i });
    }
    const auto order = applicationOrder(index);
    std::sort(found.begin(), found.end(), [&order](const auto &left, const auto &right) {
        return std::pair(order.value(left.first->id), left.second)
               > std::pair(order.value(right.first->id), right.second);
    });
    QList<const MigrationStatus *> result;
    for (const auto &state : found)
        result.append(state.first);
    return result;
}

} // namespace tidemark::plangoal
