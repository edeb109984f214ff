#include "verificationsession.h"

#include <engine/base/run.h>
#include <engine/operations/environments.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using SideKind = ComparisonSide::Kind;

// The order of the choices that are always there.
enum FixedChoice { Recorded, All, Now, FixedCount };

/// So many backups are offered; older ones are reached from their own page.
constexpr qsizetype MostBackups = 12;

bool isSame(const ComparisonSide &left, const ComparisonSide &right)
{
    const QString there = left.target ? left.target->target.key() : QString();
    return left.kind == right.kind && left.backup == right.backup
           && there == (right.target ? right.target->target.key() : QString());
}

int positionOf(const QList<SideChoice> &choices, const ComparisonSide &side, int otherwise)
{
    for (int at = 0; at < choices.size(); ++at) {
        if (isSame(choices.at(at).side, side))
            return at;
    }
    return otherwise;
}

QString backupText(const Backup &backup, const Paths &paths)
{
    const QString at = backup.manifest.takenAt.toUTC().toString(u"d MMM yyyy, HH:mm:ss 'UTC'"_s);
    return backup.path.startsWith(paths.safetyPoints())
               ? VerificationSession::tr("safety point of %1").arg(at)
               : VerificationSession::tr("backup of %1").arg(at);
}

} // namespace

VerificationSession::VerificationSession(EnginePointer engine, Selection selection, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_selection(std::move(selection))
    , m_choices(fixedChoices())
    // A file is counted in no time and for no money.
    , m_countExactly(m_selection.targets.first().target.place == PlaceOfTarget::Local)
{}

QList<SideChoice> VerificationSession::fixedChoices() const
{
    const QString place = m_selection.targets.first().target.environmentWord();
    return { { .side = { .kind = SideKind::RecordedMigrations },
               .text = tr("migrations that are recorded") },
             { .side = { .kind = SideKind::AllMigrations }, .text = tr("all migrations") },
             { .side = { .kind = SideKind::Target }, .text = tr("%1, now").arg(place) } };
}

QList<SideChoice> VerificationSession::otherTargets() const
{
    QList<SideChoice> others;
    if (!m_selection.project)
        return others;
    const Target &own = m_selection.targets.first().target;
    const SelectionRequest request{ .projectDirectory = m_selection.project->directory };
    const auto environments = selectAll(m_engine, request);
    for (const EnvironmentSelection &environment :
         environments ? *environments : QList<EnvironmentSelection>()) {
        if (!environment.selection)
            continue;
        for (const SelectedTarget &other : environment.selection->targets) {
            if (other.target.stream != own.stream || other.target.key() == own.key())
                continue;
            others.append({ .side = { .kind = SideKind::Target, .target = other },
                            .text = tr("%1, now").arg(other.target.environmentWord()) });
        }
    }
    return others;
}

void VerificationSession::findChoices()
{
    run(this,
        comparableBackups(m_engine, m_selection),
        [this](const Result<QList<Backup>> &backups) {
            foundBackups(backups.valueOr(QList<Backup>()));
        });
}

void VerificationSession::foundBackups(const QList<Backup> &backups)
{
    const ComparisonSide expected = m_choices.at(m_expected).side;
    const ComparisonSide present = m_choices.at(m_present).side;
    m_choices = fixedChoices() + otherTargets();
    for (const Backup &backup : backups.first(std::min(backups.size(), MostBackups)))
        m_choices.append({ .side = { .kind = SideKind::Backup, .backup = backup.path },
                           .text = backupText(backup, m_engine->paths),
                           .takenAt = backup.manifest.takenAt });
    m_expected = positionOf(m_choices, expected, Recorded);
    m_present = positionOf(m_choices, present, Now);
    emit choicesChanged();
}

void VerificationSession::choose(int &side, int choice)
{
    if (choice < 0 || choice >= m_choices.size() || std::exchange(side, choice) == choice)
        return;
    m_report.reset(); // it is about another pair
    m_model.clear();
    emit changed();
}

void VerificationSession::setExpected(int choice)
{
    choose(m_expected, choice);
}

void VerificationSession::setPresent(int choice)
{
    choose(m_present, choice);
}

void VerificationSession::swap()
{
    const int expected = m_expected;
    m_expected = m_present;
    choose(m_present, expected);
}

bool VerificationSession::chooseBeforeAndAfter()
{
    const auto newest = std::find_if(m_choices.begin(), m_choices.end(), [](const auto &choice) {
        return choice.side.kind == SideKind::Backup;
    });
    if (newest == m_choices.end())
        return false;
    setExpected(static_cast<int>(newest - m_choices.begin()));
    setPresent(Now);
    return true;
}

void VerificationSession::chooseUsual()
{
    setExpected(Recorded);
    setPresent(Now);
}

bool VerificationSession::isBeforeAndAfter() const
{
    const ComparisonSide &before = m_choices.at(m_expected).side;
    const ComparisonSide &after = m_choices.at(m_present).side;
    const bool endsHere = after.isItself() || after.kind == SideKind::Backup;
    return before.kind == SideKind::Backup && endsHere;
}

bool VerificationSession::isUsual() const
{
    return m_expected == Recorded && m_present == Now;
}

QCoro::Task<Result<ComparisonReport>> VerificationSession::compare(bool full, Conduct conduct) const
{
    ComparisonWish wish{ .expected = m_choices.at(m_expected).side,
                         .present = m_choices.at(m_present).side,
                         .countExactly = m_countExactly,
                         .full = full };
    return compareTables(m_engine, m_selection, wish, std::move(conduct));
}

void VerificationSession::take(const ComparisonReport &report, const QDateTime &at)
{
    m_report = report;
    m_readAt = at;
    m_model.show(report,
                 isBeforeAndAfter() ? SchemaComparisonModel::Meaning::BeforeAndAfter
                                    : SchemaComparisonModel::Meaning::Verification);
    emit changed();
}

QCoro::Task<Result<FixProposals>> VerificationSession::propose(Conduct conduct) const
{
    return proposeFix(m_engine, m_selection.targets.first(), std::move(conduct));
}

Result<QString> VerificationSession::write(const FixProposal &proposal) const
{
    return writeFix(m_engine, m_selection.targets.first(), proposal);
}

} // namespace tidemark
