#pragma once

#include "verificationmodel.h"

#include <engine/operations/planfix.h>

#include <QDateTime>
#include <QObject>

namespace tidemark {

/// Something that a side of a verification can be, and how it is called.
struct SideChoice {
    ComparisonSide side;
    QString text; ///< "migrations that are recorded"
    QDateTime takenAt = {}; ///< of a backup
};

/// What is compared with what, and what came of it. A part of DatabaseSession, which runs it as one of its activities.
class VerificationSession : public QObject
{
    Q_OBJECT

public:
    VerificationSession(EnginePointer engine, Selection selection, QObject *parent = nullptr);

    /// Looks for backups and other databases that a side can be; choicesChanged() follows.
    void findChoices();
    [[nodiscard]] const QList<SideChoice> &choices() const { return m_choices; }
    /// Positions in choices().
    [[nodiscard]] int expected() const { return m_expected; }
    [[nodiscard]] int present() const { return m_present; }
    void setExpected(int choice);
    void setPresent(int choice);
    void swap();
    /// The newest backup or safety point against what is there now; false if there is none.
    [[nodiscard]] bool chooseBeforeAndAfter();
    /// The recorded migrations against what is there now.
    void chooseUsual();
    /// Both sides are the same database at two times: differences are changes, nothing is wrong with them.
    [[nodiscard]] bool isBeforeAndAfter() const;
    /// True if the sides are the usual ones: only then the difference can be mended by a migration.
    [[nodiscard]] bool isUsual() const;
    /// Reads every row once; else counts are those of the last backup.
    void setCountExactly(bool exactly) { m_countExactly = exactly; }
    [[nodiscard]] bool countsExactly() const { return m_countExactly; }

    [[nodiscard]] VerificationModel *model() { return &m_model; }
    /// The last comparison; empty before the first and after a side was chosen anew.
    [[nodiscard]] const std::optional<ComparisonReport> &report() const { return m_report; }
    [[nodiscard]] QDateTime readAt() const { return m_readAt; }

    [[nodiscard]] QCoro::Task<Result<ComparisonReport>> compare(bool full, Conduct conduct) const;
    void take(const ComparisonReport &report, const QDateTime &at);

    /// What a migration could mend; proposed() follows. Writes nothing.
    [[nodiscard]] QCoro::Task<Result<FixProposals>> propose(Conduct conduct) const;
    [[nodiscard]] Result<QString> write(const FixProposal &proposal) const;
    /// Stream and expectations as they are now.
    void setSelected(const SelectedTarget &selected) { m_selection.targets.first() = selected; }

signals:
    void choicesChanged();
    void changed(); ///< a side, or the report

private:
    [[nodiscard]] QList<SideChoice> fixedChoices() const;
    [[nodiscard]] QList<SideChoice> otherTargets() const;
    void foundBackups(const QList<Backup> &backups);
    void choose(int &side, int choice);

    EnginePointer m_engine;
    Selection m_selection;
    QList<SideChoice> m_choices;
    int m_expected = 0;
    int m_present = 2;
    bool m_countExactly = false;
    std::optional<ComparisonReport> m_report;
    QDateTime m_readAt;
    VerificationModel m_model;
};

} // namespace tidemark
