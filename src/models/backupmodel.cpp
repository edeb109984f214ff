#include "backupmodel.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

ShownState stateOf(const Backup &backup)
{
    return backup.manifest.verified ? ShownState::Verified : ShownState::NotVerified;
}

QString takenAt(const Backup &backup, const QString &format)
{
    return backup.manifest.takenAt.toUTC().toString(format);
}

QString spoken(const Backup &backup)
{
    return BackupModel::tr("Backup of %1 UTC, %2, %3 rows, %4, %5")
        .arg(takenAt(backup, u"yyyy-MM-dd HH:mm:ss"_s),
             stateWord(stateOf(backup)),
             QLocale().toString(backup.manifest.rows()),
             QLocale().formattedDataSize(backup.manifest.bytes),
             backup.manifest.reason);
}

} // namespace

int BackupModel::verified() const
{
    return int(std::count_if(rows().begin(), rows().end(), [](const Backup &backup) {
        return backup.manifest.verified;
    }));
}

QVariant BackupModel::header(int column, int role) const
{
    const bool isNumber = column == RowsColumn || column == SizeColumn;
    if (role == Qt::TextAlignmentRole && isNumber)
        return { Qt::AlignRight | Qt::AlignVCenter };
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(column)) {
    case TakenAtColumn:
        return tr("Taken at (UTC)");
    case StateColumn:
        return tr("State");
    case RowsColumn:
        return tr("Rows");
    case SizeColumn:
        return tr("Size");
    case ReasonColumn:
        return tr("Why");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant BackupModel::cell(const Backup &backup, int column, int role) const
{
    switch (role) {
    case StateRole:
        return column == StateColumn ? QVariant::fromValue(stateOf(backup)) : QVariant();
    case NumberRole:
        return column == RowsColumn || column == SizeColumn;
    case VerifiedAtRole:
        return backup.manifest.verifiedAt;
    case PathRole:
        return backup.path;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return spoken(backup);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (static_cast<Column>(column)) {
    case TakenAtColumn:
        return takenAt(backup, u"yyyy-MM-dd HH:mm"_s);
    case StateColumn:
        return stateWord(stateOf(backup));
    case RowsColumn:
        return QLocale().toString(backup.manifest.rows());
    case SizeColumn:
        return QLocale().formattedDataSize(backup.manifest.bytes, 1);
    case ReasonColumn:
        return backup.manifest.reason;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
