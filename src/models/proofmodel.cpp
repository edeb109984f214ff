#include "proofmodel.h"

#include "roles.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using ProofOutcome = ProofRow::Outcome;

ShownState stateOf(ProofOutcome outcome)
{
    switch (outcome) {
    case ProofOutcome::Same:
        return ShownState::Same;
    case ProofOutcome::Present:
        return ShownState::Present;
    case ProofOutcome::Back:
        return ShownState::Back;
    case ProofOutcome::Rewound:
        return ShownState::Rewound;
    case ProofOutcome::Missing:
        return ShownState::Missing;
    case ProofOutcome::Differs:
        return ShownState::FailedCheck;
    }
    return ShownState::Unknown;
}

QString countOr(const std::optional<qint64> &count, const QString &otherwise)
{
    return count ? QLocale().toString(*count) : otherwise;
}

} // namespace

void ProofModel::setProof(const QList<ProofRow> &rows, const QDateTime &photographedAt)
{
    m_photographedAt = photographedAt;
    setRows(rows);
}

QVariant ProofModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column >= PhotographColumn && column <= ExpectedColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (ProofColumn(column)) {
    case TableColumn:
        return tr("Table");
    case PhotographColumn:
        return m_photographedAt.isValid()
                   ? tr("%1 photograph", "time")
                         .arg(QLocale().toString(m_photographedAt.toUTC(), u"HH:mm"_s))
                   : tr("Photograph");
    case AfterColumn:
        return tr("After");
    case ExpectedColumn:
        return tr("Expected");
    case ResultColumn:
        return tr("Result");
    case ProofColumnCount:
        break;
    }
    return {};
}

QVariant ProofModel::cell(const ProofRow &row, int column, int role) const
{
    const bool isNumber = column >= PhotographColumn && column <= ExpectedColumn;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(row, column);
    case Qt::TextAlignmentRole:
        return isNumber ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case NumberRole:
        return isNumber;
    case MonospaceRole:
        return column == TableColumn;
    case StateRole:
        return column == ResultColumn ? QVariant::fromValue(stateOf(row.outcome)) : QVariant();
    case StateTextRole:
        return column == ResultColumn ? text(row, column) : QVariant();
    case ExactnessRole:
        if (column != ExpectedColumn)
            return {};
        return QVariant::fromValue(!row.expected ? Exactness::Unknown
                                   : row.isExact ? Exactness::Exact
                                                 : Exactness::Estimate);
    default:
        return {};
    }
}

QString ProofModel::text(const ProofRow &row, int column)
{
    switch (ProofColumn(column)) {
    case TableColumn:
        return row.table;
    case PhotographColumn:
        return countOr(row.photograph,
                       row.outcome == ProofOutcome::Present ? tr("unknown") : tr("missing"));
    case AfterColumn:
        return countOr(row.after, tr("missing"));
    case ExpectedColumn:
        return row.expected && !row.isExact
                   ? tr("≈ %1", "about so many").arg(countOr(row.expected, {}))
                   : countOr(row.expected, tr("unknown"));
    case ResultColumn:
        return result(row);
    case ProofColumnCount:
        break;
    }
    return {};
}

QString ProofModel::result(const ProofRow &row)
{
    const QString difference = QLocale().toString(row.difference());
    switch (row.outcome) {
    case ProofOutcome::Back:
        return row.photograph ? tr("%1 back", "rows").arg(difference) : stateWord(ShownState::Back);
    case ProofOutcome::Rewound:
        return row.after ? tr("%1 rewound", "rows").arg(difference)
                         : stateWord(ShownState::Rewound);
    case ProofOutcome::Differs:
        return tr("%1 fewer than expected", "rows")
            .arg(QLocale().toString(row.expected.value_or(0) - row.after.value_or(0)));
    case ProofOutcome::Same:
    case ProofOutcome::Present:
    case ProofOutcome::Missing:
        break;
    }
    return stateWord(stateOf(row.outcome));
}

} // namespace tidemark
