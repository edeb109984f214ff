#pragma once

#include <engine/migration/status.h>
#include <engine/safety/verification.h>

#include <QMap>

#include <optional>

namespace tidemark {

/// One table after a recovery, beside what was photographed before it and what it should be.
struct ProofRow {
    enum class Outcome {
        Same,
        Present, ///< nothing to compare it with
        Back, ///< the photograph had fewer rows, or no such table
        Rewound, ///< it had more: written after the moment that was gone back to
        Missing, ///< expected, and not there
        Differs, ///< fewer than were expected
    };

    QString table;
    std::optional<qint64> photograph = {}; ///< empty: no such table
    std::optional<qint64> after = {};
    std::optional<qint64> expected = {}; ///< empty: nobody knows
    bool isExact = false; ///< the expected number was counted at that very moment
    Outcome outcome = Outcome::Same;

    [[nodiscard]] bool passed() const
    {
        return outcome != Outcome::Missing && outcome != Outcome::Differs;
    }
    /// Rows that came or went since the photograph; never negative.
    [[nodiscard]] qint64 difference() const;
};

struct RowComparison {
    QMap<QString, qint64> photograph = {};
    bool isPhotographed = true; ///< false: nobody could count before
    QMap<QString, qint64> after = {};
    QStringList tablesAfter = {}; ///< also those whose rows are not counted
    QMap<QString, qint64> expected = {};
    bool isExact = false;
};
/// Tables whose rows nobody counted, neither then nor now, are left out. What did not pass comes first, then by name.
[[nodiscard]] QList<ProofRow> compareRows(const RowComparison &comparison);

/// What shows that a recovery worked, or where it did not.
struct RecoveryProof {
    QDateTime at;
    QList<ProofRow> rows = {};
    QList<Check> checks = {}; ///< of a full verification
    StreamStatus status = {};

    /// The checks that say more than that a table could be counted.
    [[nodiscard]] QList<Check> otherChecks() const;
    /// Each table and each of the other checks is one.
    [[nodiscard]] int checked() const;
    [[nodiscard]] int failed() const;
};

} // namespace tidemark
