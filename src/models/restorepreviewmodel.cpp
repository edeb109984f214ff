#include "restorepreviewmodel.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr CountedRows None{ 0, Exactness::Exact };

CountedRows exactly(qint64 rows)
{
    return { rows, Exactness::Exact };
}

// Two counts tell the difference of what goes and what comes, and with that a lower bound of the greater one.
void judge(RestoreEffect &effect, qint64 now, const CountedRows &then)
{
    const qint64 gone = now - then.rows;
    const bool isExact = then.exactness == Exactness::Exact;
    const Exactness bound = isExact ? Exactness::AtLeast : Exactness::Estimate;
    if (isExact && (now == 0 || then.rows == 0)) {
        effect.lost = exactly(now);
        effect.back = exactly(then.rows);
    } else if (gone > 0) {
        effect.lost = { gone, bound };
    } else if (gone < 0) {
        effect.back = { -gone, bound };
    }
}

RestoreEffect effectOf(const RestorePreviewRow &row, const CountBasis &basis)
{
    RestoreEffect effect{ .table = row.table, .now = row.now };
    const bool tells = row.then || basis.isExact;
    effect.source = !tells || basis.source.isEmpty()
                        ? RestorePreviewModel::tr("no snapshot holds it")
                        : basis.source;
    if (row.then)
        effect.then
            = CountedRows{ *row.then, basis.isExact ? Exactness::Exact : Exactness::Estimate };
    else if (!tells)
        effect.then = CountedRows{};
    if (!tells)
        return effect;
    if (!effect.then) { // the table goes with all its rows
        effect.lost = exactly(row.now.value_or(0));
        effect.back = None;
    } else if (!row.now) { // and here it comes
        effect.lost = None;
        effect.back = *effect.then;
    } else {
        judge(effect, *row.now, *effect.then);
    }
    const bool isCompared = basis.isCompared || basis.missing.contains(row.table);
    if (isCompared && row.now && effect.then) {
        const qint64 back = basis.missing.value(row.table);
        effect.back = exactly(back);
        effect.lost = exactly(std::max<qint64>(*row.now - effect.then->rows + back, 0));
    }
    return effect;
}

bool isKnown(const CountedRows &count)
{
    return count.exactness != Exactness::Unknown;
}

/// Losses first, then what is not known, then what comes back.
int urgency(const RestoreEffect &effect)
{
    if (isKnown(effect.lost) && effect.lost.rows > 0)
        return 0;
    if (isKnown(effect.back) && effect.back.rows > 0)
        return 1;
    return isKnown(effect.lost) && isKnown(effect.back) ? 3 : 2;
}

QString inWords(const CountedRows &count)
{
    if (!isKnown(count))
        return shownCount(count);
    return count.rows == 0 ? shownCount(count)
                           : RestorePreviewModel::tr("%1 row(s)", nullptr, int(count.rows))
                                 .arg(shownCount(count));
}

QString shownNow(const RestoreEffect &effect)
{
    return effect.now ? QLocale().toString(*effect.now) : RestorePreviewModel::tr("missing");
}

QString shownThen(const RestoreEffect &effect)
{
    return effect.then ? shownCount(*effect.then) : RestorePreviewModel::tr("missing");
}

CountedRows countIn(const RestoreEffect &effect, int column)
{
    switch (column) {
    case RestorePreviewModel::ThenColumn:
        return effect.then.value_or(None);
    case RestorePreviewModel::LostColumn:
        return effect.lost;
    case RestorePreviewModel::BackColumn:
        return effect.back;
    default:
        return None;
    }
}

QString spoken(const RestoreEffect &effect)
{
    return RestorePreviewModel::tr(
               "%1: %2 now, %3 then, would be lost: %4, would come back: %5. %6")
        .arg(effect.table,
             shownNow(effect),
             shownThen(effect),
             inWords(effect.lost),
             inWords(effect.back),
             effect.source);
}

} // namespace

QString shownCount(const CountedRows &count)
{
    const QString number = QLocale().toString(count.rows);
    switch (count.exactness) {
    case Exactness::Exact:
        return number;
    case Exactness::Estimate:
        return u"≈ "_s + number;
    case Exactness::AtLeast:
        return u"≥ "_s + number;
    case Exactness::Unknown:
        return RestorePreviewModel::tr("unknown");
    }
    Q_UNREACHABLE();
}

QList<RestoreEffect> restoreEffects(const QList<RestorePreviewRow> &rows, const CountBasis &basis)
{
    QList<RestoreEffect> effects;
    for (const RestorePreviewRow &row : rows)
        effects.append(effectOf(row, basis));
    std::stable_sort(
        effects.begin(), effects.end(), [](const RestoreEffect &left, const RestoreEffect &right) {
            return urgency(left) < urgency(right);
        });
    return effects;
}

QString RestorePreviewModel::summary() const
{
    constexpr qsizetype MostParts = 6;
    QStringList parts;
    QStringList unknown;
    for (const RestoreEffect &effect : rows()) {
        const bool loses = isKnown(effect.lost) && effect.lost.rows > 0;
        const bool gains = isKnown(effect.back) && effect.back.rows > 0;
        if (loses)
            parts.append(tr("%1 %2 are lost", "a number, a table")
                             .arg(shownCount(effect.lost), effect.table));
        if (gains)
            parts.append(tr("%1 %2 come back", "a number, a table")
                             .arg(shownCount(effect.back), effect.table));
        if (!loses && !gains && (!isKnown(effect.lost) || !isKnown(effect.back)))
            unknown.append(effect.table);
    }
    if (unknown.size() == 1)
        parts.append(tr("%1 loses an unknown number of rows", "a table").arg(unknown.first()));
    else if (!unknown.isEmpty())
        parts.append(
            tr("%n table(s) lose an unknown number of rows", nullptr, int(unknown.size())));
    if (parts.isEmpty())
        return tr("no table is known to change");
    const qsizetype more = parts.size() - MostParts;
    if (more > 0) {
        parts = parts.mid(0, MostParts);
        parts.append(tr("%n more", nullptr, int(more)));
    }
    return parts.join(u", "_s);
}

CountedRows RestorePreviewModel::lost() const
{
    CountedRows sum = None;
    bool isWhole = true;
    bool isCounted = true;
    for (const RestoreEffect &effect : rows()) {
        sum.rows += effect.lost.rows;
        isWhole = isWhole && isKnown(effect.lost) && effect.lost.exactness != Exactness::AtLeast;
        isCounted = isCounted && effect.lost.exactness != Exactness::Estimate;
    }
    if (!isWhole && sum.rows == 0)
        return {};
    sum.exactness = !isCounted ? Exactness::Estimate
                    : isWhole  ? Exactness::Exact
                               : Exactness::AtLeast;
    return sum;
}

QVariant RestorePreviewModel::header(int column, int role) const
{
    const bool isNumber = column != TableColumn && column != SourceColumn;
    if (role == Qt::TextAlignmentRole && isNumber)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(column)) {
    case TableColumn:
        return tr("Table");
    case NowColumn:
        return tr("Now");
    case ThenColumn:
        return tr("Then");
    case LostColumn:
        return tr("Would be lost");
    case BackColumn:
        return tr("Would come back");
    case SourceColumn:
        return tr("Source");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant RestorePreviewModel::cell(const RestoreEffect &effect, int column, int role) const
{
    const CountedRows count = countIn(effect, column);
    switch (role) {
    case ExactnessRole:
        return QVariant::fromValue(count.exactness);
    case LossRole:
        return column == LostColumn && isKnown(count) && count.rows > 0;
    case NumberRole:
        return column != TableColumn && column != SourceColumn;
    case MonospaceRole:
        return column == TableColumn;
    case Qt::AccessibleTextRole:
        return spoken(effect);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (static_cast<Column>(column)) {
    case TableColumn:
        return effect.table;
    case NowColumn:
        return shownNow(effect);
    case ThenColumn:
        return shownThen(effect);
    case LostColumn:
    case BackColumn:
        return inWords(count);
    case SourceColumn:
        return effect.source;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
