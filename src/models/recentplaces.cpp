#include "recentplaces.h"

#include "boardcell.h"
#include "projectsession.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype Most = 12;
const QString Key = QStringLiteral("recent/places");
const QString AccountPrefix = QStringLiteral("account:");

QJsonObject toJson(const RecentPlace &place)
{
    return { { u"kind"_s, int(place.kind) },
             { u"key"_s, place.key },
             { u"name"_s, place.name },
             { u"detail"_s, place.detail },
             { u"state"_s, place.lastState ? int(*place.lastState) : -1 },
             { u"at"_s, place.at.toUTC().toString(Qt::ISODate) } };
}

RecentPlace fromJson(const QJsonObject &object)
{
    const int state = object[u"state"_s].toInt(-1);
    const bool isState = state >= 0 && state < ShownStateCount;
    const int kind = std::clamp(object[u"kind"_s].toInt(), 0, int(RecentPlace::Kind::File));
    return { .kind = RecentPlace::Kind(kind),
             .key = object[u"key"_s].toString(),
             .name = object[u"name"_s].toString(),
             .detail = object[u"detail"_s].toString(),
             .lastState = isState ? std::optional(ShownState(state)) : std::nullopt,
             .at = QDateTime::fromString(object[u"at"_s].toString(), Qt::ISODate) };
}

RecentPlace::Kind kindOf(const ProjectSession &project)
{
    if (project.path().startsWith(AccountPrefix))
        return RecentPlace::Kind::Account;
    return QFileInfo(project.path()).isFile() && project.databases().size() == 1
                   && project.databases().first()->target().kind == DatabaseKind::Sqlite
               ? RecentPlace::Kind::File
               : RecentPlace::Kind::Project;
}

std::optional<ShownState> worstOf(const ProjectSession &project, const QDateTime &now)
{
    std::optional<ShownState> worst;
    for (const DatabaseSession *database : project.databases()) {
        if (!database->isKnown())
            continue;
        const ShownState state = boardCell(*database, {}, now).state;
        if (!worst || urgency(state) < urgency(*worst))
            worst = state;
    }
    return worst;
}

QString detailOf(const ProjectSession &project, RecentPlace::Kind kind)
{
    if (kind == RecentPlace::Kind::File)
        return QFileInfo(project.path()).absolutePath();
    QSet<QString> databases;
    QSet<QString> environments;
    for (const DatabaseSession *database : project.databases()) {
        databases.insert(database->target().stream);
        environments.insert(database->target().environmentWord());
    }
    const auto count = static_cast<int>(databases.size());
    const QString first = RecentPlaces::tr("%n database(s)", nullptr, count);
    if (kind == RecentPlace::Kind::Account)
        return first;
    return RecentPlaces::tr("%1, %2", "databases, environments")
        .arg(first,
             RecentPlaces::tr("%n environment(s)", nullptr, static_cast<int>(environments.size())));
}

} // namespace

void RecentPlaces::keepIn(QSettings &settings)
{
    m_settings = &settings;
    QList<RecentPlace> places;
    const QByteArray kept = settings.value(Key).toByteArray();
    for (const auto &each : QJsonDocument::fromJson(kept).array()) {
        const RecentPlace place = fromJson(each.toObject());
        if (!place.key.isEmpty())
            places.append(place);
    }
    m_model.setRows(places);
}

void RecentPlaces::remember(const ProjectSession &project)
{
    if (!project.isOpen())
        return;
    const RecentPlace::Kind kind = kindOf(project);
    const QDateTime now = project.engine()->clock();
    RecentPlace place{ .kind = kind,
                       .key = project.path(),
                       .name = project.name(),
                       .detail = detailOf(project, kind),
                       .lastState = worstOf(project, now),
                       .at = now };
    if (kind == RecentPlace::Kind::Account)
        place.key.remove(0, AccountPrefix.size());
    QList<RecentPlace> places = m_model.rows();
    places.removeIf([&place](const RecentPlace &each) {
        return each.kind == place.kind && each.key == place.key;
    });
    places.prepend(place);
    if (places.size() > Most)
        places.resize(Most);
    m_model.setRows(places);
    write();
}

void RecentPlaces::forget(int row)
{
    QList<RecentPlace> places = m_model.rows();
    if (row < 0 || row >= places.size())
        return;
    places.removeAt(row);
    m_model.setRows(places);
    write();
}

void RecentPlaces::write()
{
    if (!m_settings)
        return;
    QJsonArray array;
    for (const RecentPlace &place : m_model.rows())
        array.append(toJson(place));
    m_settings->setValue(Key, QJsonDocument(array).toJson(QJsonDocument::Compact));
}

} // namespace tidemark
