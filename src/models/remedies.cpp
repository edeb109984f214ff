#include "remedies.h"

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct RemediesWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::Remedies)
};

struct Named {
    Remedy remedy = Remedy::RunOutOfOrder;
    QLatin1StringView name;
};

constexpr std::array<Named, 10> RemedyNames{ {
    { Remedy::RunOutOfOrder, "remedyRunOutOfOrder"_L1 },
    { Remedy::ShowDifference, "remedyShowDifference"_L1 },
    { Remedy::AcceptEdit, "remedyAcceptEdit"_L1 },
    { Remedy::PutBack, "remedyPutBack"_L1 },
    { Remedy::KeepBoth, "remedyKeepBoth"_L1 },
    { Remedy::Renumber, "remedyRenumber"_L1 },
    { Remedy::MarkApplied, "remedyMarkApplied"_L1 },
    { Remedy::MarkPending, "remedyMarkPending"_L1 },
    { Remedy::OpenVerification, "remedyOpenVerification"_L1 },
    { Remedy::FindMoment, "remedyFindMoment"_L1 },
} };

} // namespace

QList<Remedy> remediesFor(const MigrationStatus &migration)
{
    const bool hasSql = !migration.appliedSql.isEmpty();
    switch (migration.state) {
    case MigrationState::Edited:
        return hasSql ? QList<Remedy>{ Remedy::ShowDifference, Remedy::AcceptEdit, Remedy::PutBack }
                      : QList<Remedy>{ Remedy::AcceptEdit };
    case MigrationState::EditedCosmetic:
        return hasSql ? QList<Remedy>{ Remedy::ShowDifference, Remedy::AcceptEdit }
                      : QList<Remedy>{ Remedy::AcceptEdit };
    case MigrationState::Missing:
        return hasSql ? QList<Remedy>{ Remedy::PutBack } : QList<Remedy>();
    case MigrationState::RecordedNotEffective:
        return { Remedy::OpenVerification, Remedy::FindMoment, Remedy::MarkPending };
    case MigrationState::Failed:
    case MigrationState::Indeterminate:
        return { Remedy::MarkApplied, Remedy::MarkPending };
    case MigrationState::Duplicate:
        return { Remedy::KeepBoth, Remedy::Renumber };
    case MigrationState::Pending:
        return migration.outOfOrder
                   ? QList<Remedy>{ Remedy::RunOutOfOrder, Remedy::Renumber, Remedy::MarkApplied }
                   : QList<Remedy>();
    default:
        return {};
    }
}

QString remedyText(Remedy remedy)
{
    switch (remedy) {
    case Remedy::RunOutOfOrder:
        return RemediesWords::tr("Run after the later ones…");
    case Remedy::ShowDifference:
        return RemediesWords::tr("Show difference");
    case Remedy::AcceptEdit:
        return RemediesWords::tr("Accept edit…");
    case Remedy::PutBack:
        return RemediesWords::tr("Put the file back…");
    case Remedy::KeepBoth:
        return RemediesWords::tr("Keep both…");
    case Remedy::Renumber:
        return RemediesWords::tr("Renumber…");
    case Remedy::MarkApplied:
        return RemediesWords::tr("Mark as applied…");
    case Remedy::MarkPending:
        return RemediesWords::tr("Mark as pending…");
    case Remedy::OpenVerification:
        return RemediesWords::tr("Open verification");
    case Remedy::FindMoment:
        return RemediesWords::tr("Find the moment…");
    }
    return {};
}

QString remedyName(Remedy remedy)
{
    const auto found = std::find_if(RemedyNames.begin(),
                                    RemedyNames.end(),
                                    [remedy](const Named &one) { return one.remedy == remedy; });
    return found == RemedyNames.end() ? QString() : QString(found->name);
}

std::optional<Remedy> remedyNamed(const QString &name)
{
    const auto found = std::find_if(RemedyNames.begin(),
                                    RemedyNames.end(),
                                    [&name](const Named &one) { return one.name == name; });
    return found == RemedyNames.end() ? std::nullopt : std::optional(found->remedy);
}

QString troubleText(const MigrationStatus &migration)
{
    switch (migration.state) {
    case MigrationState::Edited:
        return RemediesWords::tr("The file differs from the SQL that ran.");
    case MigrationState::EditedCosmetic:
        return RemediesWords::tr(
            "Only comments or blanks of the file differ from the SQL that ran.");
    case MigrationState::Missing:
        return migration.appliedSql.isEmpty()
                   ? RemediesWords::tr(
                       "Its file is gone, and the history did not keep the SQL. Put it back "
                       "from the version control.")
                   : RemediesWords::tr("Its file is gone. The history kept the SQL that ran.");
    case MigrationState::Duplicate:
        return RemediesWords::tr(
            "Its number is also that of another file. Keep both if both are in "
            "use, or give this one a new number.");
    case MigrationState::Failed:
    case MigrationState::Indeterminate:
        return RemediesWords::tr("%1 Look at what is in the database, then say so.")
            .arg(migration.remark);
    case MigrationState::Pending:
        return migration.outOfOrder
                   ? RemediesWords::tr("%1 Run it after the later ones, or give it a new "
                                       "number.")
                         .arg(migration.remark)
                   : QString();
    case MigrationState::RecordedNotEffective:
    case MigrationState::Renamed:
    case MigrationState::AppliedOutOfOrder:
    case MigrationState::Future:
    case MigrationState::Blocked:
        return migration.remark;
    default:
        return {};
    }
}

} // namespace tidemark
