#include "recoveryproof.h"

#include <QSet>

#include <algorithm>
#include <cstdlib>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

std::optional<qint64> countOf(const QMap<QString, qint64> &counts, const QString &table)
{
    const auto found = counts.constFind(table);
    return found == counts.constEnd() ? std::optional<qint64>() : std::optional(*found);
}

ProofRow::Outcome outcomeOf(const ProofRow &row, bool isPhotographed)
{
    if (!row.after)
        return row.expected ? ProofRow::Outcome::Missing : ProofRow::Outcome::Rewound;
    // More than expected is no loss: others write to a database that is in use.
    if (row.expected && row.isExact && *row.after < *row.expected)
        return ProofRow::Outcome::Differs;
    if (!isPhotographed)
        return ProofRow::Outcome::Present;
    const qint64 before = row.photograph.value_or(-1);
    if (*row.after == before)
        return ProofRow::Outcome::Same;
    return *row.after > before ? ProofRow::Outcome::Back : ProofRow::Outcome::Rewound;
}

} // namespace

qint64 ProofRow::difference() const
{
    return std::abs(after.value_or(0) - photograph.value_or(0));
}

QList<ProofRow> compareRows(const RowComparison &comparison)
{
    QSet<QString> names;
    for (const auto *counts : { &comparison.photograph, &comparison.after, &comparison.expected }) {
        for (const QString &table : counts->keys())
            names.insert(table);
    }
    QList<ProofRow> rows;
    for (const QString &table : std::as_const(names)) {
        ProofRow row{ .table = table,
                      .photograph = countOf(comparison.photograph, table),
                      .after = countOf(comparison.after, table),
                      .expected = countOf(comparison.expected, table),
                      .isExact = comparison.isExact };
        if (!row.after && comparison.tablesAfter.contains(table))
            continue; // a virtual table: it is there, and its rows are not counted
        row.outcome = outcomeOf(row, comparison.isPhotographed);
        rows.append(row);
    }
    std::ranges::sort(rows, [](const ProofRow &left, const ProofRow &right) {
        return left.passed() == right.passed() ? left.table < right.table : right.passed();
    });
    return rows;
}

QList<Check> RecoveryProof::otherChecks() const
{
    QList<Check> others = checks;
    others.removeIf([](const Check &check) { return check.name == "rows"_L1 && check.passed; });
    return others;
}

int RecoveryProof::checked() const
{
    return static_cast<int>(rows.size() + otherChecks().size());
}

int RecoveryProof::failed() const
{
    const auto wrongRows
        = std::ranges::count_if(rows, [](const ProofRow &row) { return !row.passed(); });
    const auto wrongChecks
        = std::ranges::count_if(checks, [](const Check &check) { return !check.passed; });
    return static_cast<int>(wrongRows + wrongChecks);
}

} // namespace tidemark
