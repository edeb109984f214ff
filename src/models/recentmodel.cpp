#include "recentmodel.h"

namespace tidemark {

QVariant RecentModel::header(int, int role) const
{
    return role == Qt::DisplayRole ? tr("Recent") : QVariant();
}

QVariant RecentModel::cell(const RecentPlace &place, int, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return place.name;
    case DetailRole:
        return place.detail;
    case LastStateRole:
        return place.lastState ? QVariant::fromValue(*place.lastState) : QVariant();
    case KindRole:
        return place.kind == RecentPlace::Kind::Project
                   ? QVariant::fromValue(NavigatorKind::Project)
                   : QVariant::fromValue(NavigatorKind::Database);
    case Qt::ToolTipRole: {
        const QString what = place.kind == RecentPlace::Kind::Account
                                 ? tr("Cloudflare account %1").arg(place.key)
                                 : place.key;
        if (!place.lastState)
            return what;
        return tr("%1\nLast known, at %2 UTC: %3")
            .arg(what,
                 place.at.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm")),
                 stateWord(*place.lastState));
    }
    case Qt::AccessibleTextRole:
        if (place.lastState)
            return tr("%1, %2, last known: %3")
                .arg(place.name, place.detail, stateWord(*place.lastState));
        return tr("%1, %2").arg(place.name, place.detail);
    default:
        return {};
    }
}

} // namespace tidemark
