#pragma once

#include "status.h"

#include <QHash>

namespace tidemark {

/// One evaluation of a stream's state: lookups are built once, so that a thousand migrations cost a thousand steps.
/// Holds references to its input.
class Evaluation
{
public:
    explicit Evaluation(const StatusInput &input);

    /// True if the mirror knows of migrations that our ledger does not.
    [[nodiscard]] bool hasForeignRecords() const;
    /// status.h
    [[nodiscard]] bool needsReplay() const;
    [[nodiscard]] StreamStatus status();

private:
    using Statuses = QList<MigrationStatus>;

    void indexEntries();
    void indexMirror();
    void assignMirrorRow(const MirrorRow &row);

    // From the records alone.
    [[nodiscard]] MigrationStatus fromRecords(const Migration &migration) const;
    void
    takeEntry(MigrationStatus &status, const Migration &migration, const LedgerEntry &entry) const;
    void takeMirrorRow(MigrationStatus &status, const Migration &migration) const;
    void takeAbsence(MigrationStatus &status, const Migration &migration) const;
    [[nodiscard]] Statuses withoutFile() const;
    [[nodiscard]] MigrationStatus absent(MigrationStatus status, qint64 number) const;
    void recogniseRenamed(Statuses &files, Statuses &absent) const;

    // From what stands beside them.
    void markDuplicates(Statuses &files) const;
    void markOutOfOrder(Statuses &files) const;
    void compareWithLive(Statuses &files, const Statuses &absent);
    void judgeEffects(Statuses &files, const Schema &expected) const;
    void judgeRecorded(MigrationStatus &status,
                       const Schema &start,
                       const Schema &end,
                       const Schema &expected) const;
    [[nodiscard]] Statuses merged(const Statuses &files, Statuses absent) const;
    [[nodiscard]] QString storedFingerprint() const;
    [[nodiscard]] TargetState targetState(const StreamStatus &status) const;
    [[nodiscard]] QStringList remarks() const;

    const StatusInput &m_input;
    const Schema m_live; ///< the stream's part
    const QString m_fingerprint; ///< of m_live
    QHash<QString, const LedgerEntry *> m_entries; ///< by id
    QHash<QString, const MirrorRow *> m_mirror; ///< by the id of the file it means
    QList<const MirrorRow *> m_orphans; ///< mirror rows without a file
    QHash<QString, int> m_positions; ///< of the files, by id
    QHash<qint64, QList<const Migration *>> m_byNumber;
    qint64 m_greatestNumber = 0;
    bool m_drifted = false;
};

} // namespace tidemark
