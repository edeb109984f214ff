#include "boardattention.h"

#include "databasesession.h"
#include "shownstates.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct BoardAttentionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::BoardAttention)
};

constexpr std::chrono::hours OldBackup{ 7 * 24 };

QString withoutStop(QString sentence)
{
    if (sentence.endsWith(u'.'))
        sentence.chop(1);
    return sentence;
}

/// Collects what concerns one cell.
class Collector
{
public:
    explicit Collector(const BoardCell &cell)
        : m_cell(cell)
        , m_target(BoardAttentionWords::tr("%1 · %2", "database, environment")
                       .arg(cell.database, cell.environment))
    {}

    void add(ShownState state, const QString &text, const QString &remedy, NavigatorKind page)
    {
        m_found.append({ .state = state,
                         .environment = m_cell.look,
                         .target = m_target,
                         .text = withoutStop(text),
                         .remedy = remedy,
                         .page = { .kind = page, .targetKey = m_cell.targetKey } });
    }
    void addAction(ShownState state, const QString &text, const QString &remedy, const QString &id)
    {
        add(state, text, remedy, NavigatorKind::Migrations);
        m_found.last().action = id;
    }

    [[nodiscard]] QList<Attention> worstFirst() const
    {
        QList<Attention> sorted = m_found;
        std::ranges::stable_sort(
            sorted, {}, [](const Attention &attention) { return urgency(attention.state); });
        return sorted;
    }

private:
    const BoardCell &m_cell;
    QString m_target;
    QList<Attention> m_found;
};

void addUnreached(Collector &found, const BoardCell &cell, const DatabaseSession &database)
{
    const Error &error = *database.error();
    if (cell.state == ShownState::Offline)
        found.addAction(cell.state,
                        error.message,
                        BoardAttentionWords::tr("Connect account…"),
                        u"accountConnect"_s);
    else if (cell.state == ShownState::Unreachable && database.isKnown())
        found.addAction(cell.state,
                        BoardAttentionWords::tr("%1 The values shown are from %2 UTC")
                            .arg(error.message, database.checkedAt().toUTC().toString(u"hh:mm"_s)),
                        BoardAttentionWords::tr("Try again"),
                        u"boardRefreshCell"_s);
    else
        found.addAction(
            cell.state, error.message, BoardAttentionWords::tr("Try again"), u"boardRefreshCell"_s);
}

bool isTrouble(MigrationState state)
{
    switch (state) {
    case MigrationState::Failed:
    case MigrationState::Indeterminate:
    case MigrationState::RecordedNotEffective:
    case MigrationState::Edited:
    case MigrationState::Missing:
    case MigrationState::Duplicate:
    case MigrationState::AppliedOutOfOrder:
    case MigrationState::Future:
        return true;
    default:
        return false;
    }
}

QString remedyFor(MigrationState state)
{
    return state == MigrationState::Duplicate ? BoardAttentionWords::tr("Resolve duplicate…")
                                              : BoardAttentionWords::tr("Open migrations");
}

// One line for each kind of trouble: a hundred edited files are one thing to look at.
void addMigrations(Collector &found, const StreamStatus &status)
{
    QList<MigrationState> seen;
    for (const MigrationStatus &migration : status.migrations) {
        if (!isTrouble(migration.state) || seen.contains(migration.state))
            continue;
        seen.append(migration.state);
        const auto others = static_cast<int>(
            std::ranges::count(status.migrations, migration.state, &MigrationStatus::state) - 1);
        const QString remark
            = migration.remark.isEmpty() ? stateWord(shown(migration.state)) : migration.remark;
        QString text = BoardAttentionWords::tr("%1: %2").arg(migration.id, withoutStop(remark));
        if (others > 0)
            text = BoardAttentionWords::tr("%1, and %n more", nullptr, others).arg(text);
        const bool lacksEffect = migration.state == MigrationState::RecordedNotEffective;
        found.add(shown(migration.state),
                  text,
                  lacksEffect ? BoardAttentionWords::tr("Open verification")
                              : remedyFor(migration.state),
                  lacksEffect ? NavigatorKind::Verification : NavigatorKind::Migrations);
    }
}

void addPassedOver(Collector &found, const StreamStatus &status)
{
    const auto isPassed = [](const MigrationStatus &migration) {
        return migration.state == MigrationState::Pending && migration.outOfOrder;
    };
    const auto first = std::ranges::find_if(status.migrations, isPassed);
    if (first == status.migrations.end())
        return;
    QString text = BoardAttentionWords::tr("%1 was not applied, although a later migration was")
                       .arg(first->id);
    const auto others = static_cast<int>(std::ranges::count_if(status.migrations, isPassed) - 1);
    if (others > 0)
        text = BoardAttentionWords::tr("%1, and %n more", nullptr, others).arg(text);
    found.add(ShownState::OutOfOrder,
              text,
              BoardAttentionWords::tr("Open migrations"),
              NavigatorKind::Migrations);
}

QString differenceText(const SchemaDifference &difference)
{
    switch (difference.kind) {
    case SchemaDifference::Kind::Missing:
        return BoardAttentionWords::tr("%1 is missing, although a recorded migration makes it")
            .arg(difference.name);
    case SchemaDifference::Kind::Unexpected:
        return BoardAttentionWords::tr("%1 is there, but no migration makes it")
            .arg(difference.name);
    case SchemaDifference::Kind::Changed:
        return BoardAttentionWords::tr("%1 is not as the recorded migrations made it")
            .arg(difference.name);
    }
    return {};
}

void addSchema(Collector &found, const BoardFacts &facts)
{
    if (facts.differences.isEmpty())
        return;
    const auto missing = std::ranges::find(
        facts.differences, SchemaDifference::Kind::Missing, &SchemaDifference::kind);
    const bool isMissing = missing != facts.differences.end();
    const SchemaDifference &worst = isMissing ? *missing : facts.differences.first();
    QString text = differenceText(worst);
    if (const auto others = static_cast<int>(facts.differences.size()) - 1; others > 0)
        text = BoardAttentionWords::tr("%1; %n more difference(s)", nullptr, others).arg(text);
    found.add(isMissing ? ShownState::Missing : ShownState::Drifted,
              text,
              BoardAttentionWords::tr("Show drift"),
              NavigatorKind::Verification);
}

void addChecks(Collector &found, const QList<Check> &checks)
{
    for (const Check &check : checks) { // the failed ones stand first
        if (check.passed || check.pending)
            return;
        found.add(ShownState::FailedCheck,
                  BoardAttentionWords::tr("%1: %2").arg(check.subject, check.detail),
                  BoardAttentionWords::tr("Open verification"),
                  NavigatorKind::Verification);
    }
}

void addBackup(Collector &found, const BoardFacts &facts, const QDateTime &now)
{
    const QString remedy = BoardAttentionWords::tr("Open backups");
    const NavigatorKind page = NavigatorKind::TimeTravel;
    if (!facts.backup) {
        found.add(ShownState::Warning,
                  BoardAttentionWords::tr("No backup is on this computer"),
                  remedy,
                  page);
        return;
    }
    const QString age = ageText(facts.backup->takenAt, now);
    if (!facts.backup->verified)
        found.add(ShownState::NotVerified,
                  BoardAttentionWords::tr("The last backup is %1 old and not verified").arg(age),
                  remedy,
                  page);
    else if (isOldBackup(facts.backup->takenAt, now))
        found.add(ShownState::Warning,
                  BoardAttentionWords::tr("The last verified backup is %1 old").arg(age),
                  remedy,
                  page);
}

} // namespace

QList<Attention> attentionFor(const BoardCell &cell,
                              const DatabaseSession &database,
                              const std::optional<BoardFacts> &facts,
                              const QDateTime &now)
{
    Collector found(cell);
    const bool isAway = cell.state == ShownState::Offline || cell.state == ShownState::Unreachable;
    if (database.error() && (isAway || !facts))
        addUnreached(found, cell, database);
    if (!facts)
        return found.worstFirst();
    for (const Error &problem : database.stream().problems)
        found.add(ShownState::Warning,
                  problem.message,
                  BoardAttentionWords::tr("Open migrations"),
                  NavigatorKind::Migrations);
    addChecks(found, database.checks()->rows());
    addMigrations(found, facts->status);
    addPassedOver(found, facts->status);
    addSchema(found, *facts);
    if (database.target().production)
        addBackup(found, *facts, now);
    return found.worstFirst();
}

bool isOldBackup(const QDateTime &takenAt, const QDateTime &now)
{
    return takenAt.secsTo(now) > std::chrono::seconds(OldBackup).count();
}

} // namespace tidemark
