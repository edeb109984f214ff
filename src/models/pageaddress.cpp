#include "pageaddress.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <optional>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct KindName {
    NavigatorKind kind = NavigatorKind::StatusBoard;
    QLatin1StringView name;
};

// The kinds that are pages; the names stand in settings.
constexpr std::array<KindName, 8> KindNames{ {
    { NavigatorKind::StatusBoard, "board"_L1 },
    { NavigatorKind::Migrations, "migrations"_L1 },
    { NavigatorKind::Verification, "verification"_L1 },
    { NavigatorKind::TimeTravel, "time-travel"_L1 },
    { NavigatorKind::Sql, "sql"_L1 },
    { NavigatorKind::Table, "table"_L1 },
    { NavigatorKind::View, "view"_L1 },
    { NavigatorKind::Connect, "connect"_L1 },
} };

} // namespace

QString PageAddress::toText() const
{
    const auto found = std::find_if(KindNames.begin(),
                                    KindNames.end(),
                                    [this](const KindName &one) { return one.kind == kind; });
    if (found == KindNames.end())
        return {};
    return QString::fromUtf8(QJsonDocument(QJsonArray{ QString(found->name), targetKey, object })
                                 .toJson(QJsonDocument::Compact));
}

std::optional<PageAddress> PageAddress::fromText(const QString &text)
{
    const QJsonArray parts = QJsonDocument::fromJson(text.toUtf8()).array();
    const QString name = parts.at(0).toString();
    const auto found = std::find_if(KindNames.begin(),
                                    KindNames.end(),
                                    [&name](const KindName &one) { return one.name == name; });
    if (parts.size() != 3 || found == KindNames.end())
        return {};
    return PageAddress{ .kind = found->kind,
                        .targetKey = parts.at(1).toString(),
                        .object = parts.at(2).toString() };
}

} // namespace tidemark
