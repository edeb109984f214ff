#include "suspectmodel.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using SuspectKind = Suspect::Kind;

/// Their words are the model's.
struct SuspectModelWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::SuspectModel)
};

QString change(const Suspect &suspect)
{
    const int rows = int(std::min<qint64>(suspect.rows, INT_MAX));
    switch (suspect.kind) {
    case SuspectKind::TableGone:
        return SuspectModelWords::tr("Table %1 dropped, %n row(s)", nullptr, rows)
            .arg(suspect.subject);
    case SuspectKind::TableNew:
        return SuspectModelWords::tr("Table %1 added").arg(suspect.subject);
    case SuspectKind::RowsFewer:
        return suspect.weight == Suspect::Weight::Error
                   ? SuspectModelWords::tr("All %n row(s) of %1 deleted", nullptr, rows)
                         .arg(suspect.subject)
                   : SuspectModelWords::tr("%n row(s) fewer in %1", nullptr, rows)
                         .arg(suspect.subject);
    default:
        return SuspectModelWords::tr("The schema changed");
    }
}

} // namespace

ShownState shown(const Suspect &suspect)
{
    switch (suspect.weight) {
    case Suspect::Weight::Error:
        return suspect.kind == SuspectKind::TableGone ? ShownState::Missing : ShownState::Failed;
    case Suspect::Weight::Warning:
        return suspect.byTidemark ? ShownState::Warning : ShownState::OutsideChange;
    case Suspect::Weight::Note:
        break;
    }
    if (suspect.kind == SuspectKind::Backup)
        return ShownState::Verified;
    return suspect.kind == SuspectKind::TableNew && !suspect.byTidemark ? ShownState::Unexpected
                                                                        : ShownState::Note;
}

QString whatHappened(const Suspect &suspect)
{
    switch (suspect.kind) {
    case SuspectKind::Run:
        return suspect.failed ? SuspectModelWords::tr("Migrations that did not end well: %1")
                                    .arg(suspect.subject)
                              : SuspectModelWords::tr("Migrations: %1").arg(suspect.subject);
    case SuspectKind::Restore:
        return suspect.failed ? SuspectModelWords::tr("A restore that did not end well")
                              : SuspectModelWords::tr("The database was restored");
    case SuspectKind::Repair:
        return suspect.failed ? SuspectModelWords::tr("A repair of rows that did not end well")
                              : SuspectModelWords::tr("Rows were put back");
    case SuspectKind::Import:
        return suspect.failed
                   ? SuspectModelWords::tr("An import into %1 that did not end well")
                         .arg(suspect.subject)
                   : SuspectModelWords::tr("Rows were imported into %1").arg(suspect.subject);
    case SuspectKind::OutsideMigration:
        return SuspectModelWords::tr("Migration %1").arg(suspect.subject);
    case SuspectKind::Backup:
        return SuspectModelWords::tr("Backup verified: %1").arg(suspect.subject);
    case SuspectKind::TableGone:
    case SuspectKind::TableNew:
    case SuspectKind::RowsFewer:
    case SuspectKind::SchemaChanged:
        break;
    }
    return change(suspect);
}

QString shortTime(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return {};
    const QDateTime utc = time.toUTC();
    const QLocale locale;
    return utc.date() == now.toUTC().date() ? locale.toString(utc, u"HH:mm"_s)
                                            : locale.toString(utc, u"d MMM HH:mm"_s);
}

void SuspectModel::setSuspects(const QList<Suspect> &suspects, const QDateTime &now)
{
    m_now = now;
    setRows(suspects);
}

QVariant SuspectModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (SuspectColumn(column)) {
    case AtColumn:
        return tr("At (UTC)");
    case WhatColumn:
        return tr("What happened");
    case SeenByColumn:
        return tr("Seen by");
    case MomentBeforeColumn:
        return tr("Moment before it");
    case SuspectColumnCount:
        break;
    }
    return {};
}

QVariant SuspectModel::cell(const Suspect &suspect, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(suspect, column);
    case Qt::AccessibleTextRole:
        return column == WhatColumn ? tr("%1: %2", "state: sentence")
                                          .arg(stateWord(shown(suspect)), text(suspect, column))
                                    : text(suspect, column);
    case Qt::ToolTipRole:
        return column == MomentBeforeColumn ? rfc3339(suspect.before) : QVariant();
    case StateRole:
        return column == WhatColumn ? QVariant::fromValue(shown(suspect)) : QVariant();
    case StateTextRole:
        return column == WhatColumn ? text(suspect, column) : QVariant();
    case OriginRole:
        return origin(suspect);
    default:
        return {};
    }
}

QString SuspectModel::text(const Suspect &suspect, int column) const
{
    switch (SuspectColumn(column)) {
    case AtColumn:
        return suspect.isExact ? shortTime(suspect.at, m_now)
                               : tr("by %1", "time").arg(shortTime(suspect.at, m_now));
    case WhatColumn: {
        const QString by = origin(suspect);
        return by.isEmpty()
                   ? whatHappened(suspect)
                   : tr("%1 · %2", "what happened, who did it").arg(whatHappened(suspect), by);
    }
    case SeenByColumn:
        return seenBy(suspect);
    case MomentBeforeColumn:
        return shortTime(suspect.before, m_now);
    case SuspectColumnCount:
        break;
    }
    return {};
}

QString SuspectModel::origin(const Suspect &suspect)
{
    if (!suspect.actor.isEmpty())
        return tr("by %1", "person").arg(suspect.actor);
    return suspect.byTidemark ? QString() : tr("not by Tidemark");
}

QString SuspectModel::seenBy(const Suspect &suspect) const
{
    switch (suspect.witness) {
    case Suspect::Witness::Journal:
        return tr("Tidemark's journal");
    case Suspect::Witness::Ledger:
        return tr("History in the database");
    case Suspect::Witness::OtherLedger:
        return tr("The other tool's table");
    case Suspect::Witness::Backup:
        return suspect.seenAt.isValid() ? tr("backup of %1").arg(shortTime(suspect.seenAt, m_now))
                                        : tr("Tidemark's backups");
    case Suspect::Witness::Photograph:
        return tr("photograph of %1").arg(shortTime(suspect.seenAt, m_now));
    }
    return {};
}

} // namespace tidemark
