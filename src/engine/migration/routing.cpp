#include "migrationfiles.h"

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Words of a file name by which older runners sent it to the authentication database.
constexpr std::array AuthWords{ "api_keys"_L1, "rooms"_L1, "permissions"_L1, "user_tier"_L1 };

QString authStream(const QStringList &streams)
{
    for (const QString &stream : streams) {
        if (stream.compare("AUTH_DB"_L1, Qt::CaseInsensitive) == 0)
            return stream;
    }
    for (const QString &stream : streams) {
        if (stream.contains("auth"_L1, Qt::CaseInsensitive))
            return stream;
    }
    return {};
}

RoutingProposal proposal(const QString &id, const QString &auth, const QString &rest)
{
    for (const QLatin1StringView word : AuthWords) {
        if (id.contains(word))
            return { .file = id + u".sql"_s,
                     .stream = auth,
                     .why = u"The name contains \"%1\"."_s.arg(word) };
    }
    return { .file = id + u".sql"_s,
             .stream = rest,
             .why = u"The name contains none of the words that stand for %1."_s.arg(auth) };
}

} // namespace

QList<RoutingProposal> proposeRouting(const QString &directory, const QStringList &streams)
{
    const QString auth = authStream(streams);
    if (auth.isEmpty() || streams.size() != 2) // with more, "the rest" has no owner
        return {};
    const QString &rest = streams.at(streams.first() == auth ? 1 : 0);
    FolderListing listing = listFolder(directory, {});
    std::sort(listing.ups.begin(), listing.ups.end(), [](const auto &left, const auto &right) {
        return left.id.toUtf8() < right.id.toUtf8();
    });
    QList<RoutingProposal> proposals;
    for (const MigrationFile &file : std::as_const(listing.ups))
        proposals.append(proposal(file.id, auth, rest));
    return proposals;
}

} // namespace tidemark
