#include "d1account.h"

#include "d1codes.h"
#include "d1verdict.h"

#include <engine/base/clock.h>

#include <QJsonArray>
#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int PageSize = 1'000;
constexpr int TokenTrialPage = 10; // enough to see that it lists
constexpr int MostPages = 60; // 50,000 databases on the paid plan, and some

D1DatabaseInfo databaseInfo(const QJsonObject &object)
{
    D1DatabaseInfo info{ .id = object["uuid"_L1].toString(),
                         .name = object["name"_L1].toString(),
                         .version = object["version"_L1].toString(),
                         .createdAt = parseTime(object["created_at"_L1].toString()),
                         .jurisdiction = object["jurisdiction"_L1].toString(),
                         .region = object["running_in_region"_L1].toString(),
                         .fileSize = object["file_size"_L1].toInteger(-1) };
    if (info.region.isEmpty())
        info.region = object["created_in_region"_L1].toString();
    return info;
}

D1Request request(const QString &account, const QStringList &rest)
{
    D1Request request;
    request.path = QStringList{ u"accounts"_s, account, u"d1"_s, u"database"_s } + rest;
    request.flukes = { d1codes::AccountRefused };
    return request;
}

Error strangeAnswer(const QString &what, D1Request::Effect effect)
{
    const D1Request asked{ .effect = effect };
    return lostAnswer(asked, u"it has no %1"_s.arg(what));
}

/// All pages of a list.
QCoro::Task<Result<QJsonArray>>
wholeList(D1ClientPointer client, D1Request request, std::stop_token stop)
{
    const QUrlQuery base = request.query;
    QJsonArray items;
    for (int page = 1; page <= MostPages; ++page) {
        request.query = base;
        request.query.addQueryItem(u"page"_s, QString::number(page));
        request.query.addQueryItem(u"per_page"_s, QString::number(PageSize));
        const auto reply = co_await client->call(request, stop);
        if (!reply)
            co_return reply.error();
        const QJsonArray part = reply->result.toArray();
        for (const auto &item : part)
            items.append(item);
        // The server may grant fewer a page than were asked for; total_count is not always there.
        const qint64 size = reply->page["per_page"_L1].toInteger(PageSize);
        const qint64 total = reply->page["total_count"_L1].toInteger(-1);
        if (part.isEmpty() || part.size() < size || items.size() == total)
            break;
    }
    co_return items;
}

Error notFound(const QString &name)
{
    return { .kind = Error::Kind::MissingInput,
             .message = u"The account has no database called %1."_s.arg(name),
             .remedy = u"`tidemark-cli databases list` shows what is there."_s };
}

bool isName(const QString &name)
{
    static const QRegularExpression form(u"^[a-zA-Z0-9][a-zA-Z0-9_-]*\\z"_s);
    return form.match(name).hasMatch();
}

bool isRefusal(const Error &error)
{
    return error.kind == Error::Kind::Unauthorized || error.kind == Error::Kind::Config
           || (error.kind == Error::Kind::Unreachable && error.message.contains("HTTP 404"_L1));
}

} // namespace

D1Account::D1Account(D1ClientPointer client, QString id)
    : m_client(std::move(client))
    , m_id(std::move(id))
{}

QCoro::Task<Result<QList<D1DatabaseInfo>>> D1Account::databases(std::stop_token stop) const
{
    const auto client = m_client;
    const D1Request listing = request(m_id, {});
    const auto items = co_await wholeList(client, listing, stop);
    if (!items)
        co_return items.error();
    QList<D1DatabaseInfo> databases;
    for (const auto &item : *items)
        databases.append(databaseInfo(item.toObject()));
    co_return databases;
}

QCoro::Task<Result<D1DatabasePage>>
D1Account::databasePage(QString namePart, int page, std::stop_token stop) const
{
    const auto client = m_client;
    D1Request listing = request(m_id, {});
    if (!namePart.isEmpty())
        listing.query.addQueryItem(u"name"_s, namePart);
    listing.query.addQueryItem(u"page"_s, QString::number(page));
    listing.query.addQueryItem(u"per_page"_s, QString::number(PageSize));
    const auto reply = co_await client->call(listing, stop);
    if (!reply)
        co_return reply.error();
    D1DatabasePage part;
    for (const auto &item : reply->result.toArray())
        part.databases.append(databaseInfo(item.toObject()));
    const qint64 size = reply->page["per_page"_L1].toInteger(PageSize);
    const qint64 seen = size * (page - 1) + part.databases.size();
    part.total = reply->page["total_count"_L1].toInteger(-1);
    part.isLast = part.databases.size() < size || seen == part.total;
    co_return part;
}

QCoro::Task<Result<D1DatabaseInfo>> D1Account::find(QString name, std::stop_token stop) const
{
    const auto client = m_client;
    D1Request listing = request(m_id, {});
    listing.query.addQueryItem(u"name"_s, name); // finds names that contain it
    const auto items = co_await wholeList(client, listing, stop);
    if (!items)
        co_return items.error();
    for (const auto &item : *items) {
        if (item.toObject()["name"_L1].toString() == name)
            co_return databaseInfo(item.toObject());
    }
    co_return notFound(name);
}

QCoro::Task<Result<D1DatabaseInfo>> D1Account::info(QString database, std::stop_token stop) const
{
    const auto client = m_client;
    const D1Request asked = request(m_id, { database });
    const auto reply = co_await client->call(asked, stop);
    if (!reply)
        co_return reply.error();
    const auto info = databaseInfo(reply->result.toObject());
    if (info.id.isEmpty())
        co_return strangeAnswer(u"uuid"_s, D1Request::Effect::Reads);
    co_return info;
}

QCoro::Task<Result<D1DatabaseInfo>> D1Account::create(D1NewDatabase wish) const
{
    const auto client = m_client;
    if (!isName(wish.name))
        co_return Error{ .kind = Error::Kind::Usage,
                         .message = u"\"%1\" cannot be the name of a D1 database."_s.arg(wish.name),
                         .remedy = u"Use letters, digits, - and _, a letter or digit first."_s };
    D1Request asked = request(m_id, {});
    asked.verb = D1Request::Verb::Post;
    asked.effect = D1Request::Effect::Writes;
    asked.body.insert(u"name"_s, wish.name);
    if (!wish.jurisdiction.isEmpty())
        asked.body.insert(u"jurisdiction"_s, wish.jurisdiction);
    else if (!wish.locationHint.isEmpty())
        asked.body.insert(u"primary_location_hint"_s, wish.locationHint);
    const auto reply = co_await client->call(asked);
    if (!reply)
        co_return reply.error();
    const auto info = databaseInfo(reply->result.toObject());
    if (info.id.isEmpty())
        co_return strangeAnswer(u"uuid"_s, asked.effect);
    co_return info;
}

QCoro::Task<Result<>> D1Account::remove(QString database) const
{
    const auto client = m_client;
    D1Request asked = request(m_id, { database });
    asked.verb = D1Request::Verb::Delete;
    asked.effect = D1Request::Effect::Writes;
    const auto reply = co_await client->call(asked);
    if (reply)
        co_return Ok{};
    // Qt may have sent it twice, and what is gone is what was wanted.
    const QString gone = u"(code %1)"_s.arg(d1codes::NoSuchDatabase);
    if (reply.error().kind == Error::Kind::Unreachable && reply.error().message.contains(gone))
        co_return Ok{};
    co_return reply.error();
}

QCoro::Task<Result<QString>>
D1Account::bookmark(QString database, std::optional<QDateTime> at, std::stop_token stop) const
{
    const auto client = m_client;
    D1Request asked = request(m_id, { database, u"time_travel"_s, u"bookmark"_s });
    if (at)
        asked.query.addQueryItem(u"timestamp"_s, rfc3339(*at));
    const auto reply = co_await client->call(asked, stop);
    if (!reply)
        co_return reply.error();
    const QString bookmark = reply->result.toObject()["bookmark"_L1].toString();
    if (bookmark.isEmpty())
        co_return strangeAnswer(u"bookmark"_s, D1Request::Effect::Reads);
    co_return bookmark;
}

QCoro::Task<Result<D1Restored>> D1Account::restore(QString database, QString bookmark) const
{
    const auto client = m_client;
    if (!isBookmark(bookmark))
        co_return Error{ .kind = Error::Kind::Usage,
                         .message = u"\"%1\" is not a bookmark."_s.arg(bookmark),
                         .remedy = u"`tidemark-cli time-travel info` shows bookmarks."_s };
    D1Request asked = request(m_id, { database, u"time_travel"_s, u"restore"_s });
    asked.verb = D1Request::Verb::Post;
    asked.effect = D1Request::Effect::Writes;
    asked.query.addQueryItem(u"bookmark"_s, bookmark);
    const auto reply = co_await client->call(asked);
    if (!reply)
        co_return reply.error();
    const auto object = reply->result.toObject();
    const D1Restored restored{ .bookmark = object["bookmark"_L1].toString(),
                               .previousBookmark = object["previous_bookmark"_L1].toString(),
                               .message = object["message"_L1].toString() };
    if (restored.previousBookmark.isEmpty())
        co_return strangeAnswer(u"previous bookmark"_s, asked.effect);
    co_return restored;
}

namespace {

struct Verification {
    bool known = false; ///< the address answered for this kind of token
    QString id = {};
    QString status = {};
    QDateTime expiresAt = {};
};

QCoro::Task<Result<Verification>>
verify(D1ClientPointer client, QStringList path, std::stop_token stop)
{
    D1Request asked;
    asked.path = path;
    const auto reply = co_await client->call(asked, stop);
    Verification verification;
    if (reply) {
        const auto object = reply->result.toObject();
        verification.known = true;
        verification.id = object["id"_L1].toString();
        verification.status = object["status"_L1].toString();
        verification.expiresAt = parseTime(object["expires_on"_L1].toString());
    } else if (!isRefusal(reply.error())) {
        co_return reply.error();
    }
    co_return verification;
}

QString problemOf(const D1TokenReport &report, const Error &refusal)
{
    if (!report.status.isEmpty() && report.status != "active"_L1)
        return u"The token is %1."_s.arg(report.status);
    if (report.owner == D1TokenReport::Owner::Unknown)
        return u"No part of Cloudflare knows this token: it is wrong, revoked or expired. %1"_s.arg(
            refusal.message);
    return u"The token is valid, but it may not list the account's D1 databases: it lacks \"D1 "
           "Read\" or \"D1 Edit\", or belongs to another account. %1"_s.arg(refusal.message);
}

// total_count is not always there; a page that is not full is the whole list.
qint64 countOf(const D1Reply &listed)
{
    const qint64 found = listed.result.toArray().size();
    return listed.page["total_count"_L1].toInteger(found < TokenTrialPage ? found : -1);
}

bool reaches(const QJsonObject &policy, const QString &account)
{
    static const QString prefix = u"com.cloudflare.api.account."_s;
    const QJsonObject resources = policy["resources"_L1].toObject();
    return resources.contains(prefix + account) || resources.contains(prefix + u'*');
}

// What one policy allows another may deny; a denial wins.
QStringList permissionsFrom(const QJsonArray &policies, const QString &account)
{
    QSet<QString> granted;
    QSet<QString> denied;
    for (const auto &each : policies) {
        const QJsonObject policy = each.toObject();
        if (!reaches(policy, account))
            continue;
        const bool allows = policy["effect"_L1].toString() != "deny"_L1;
        for (const auto &group : policy["permission_groups"_L1].toArray())
            (allows ? granted : denied).insert(group["name"_L1].toString());
    }
    QStringList names = granted.subtract(denied).values();
    names.removeAll(QString());
    names.sort();
    return names;
}

} // namespace

QCoro::Task<Result<D1TokenReport>> D1Account::checkToken(std::stop_token stop) const
{
    const auto client = m_client;
    const QString account = m_id;
    D1TokenReport report;
    const QStringList asUser{ u"user"_s, u"tokens"_s, u"verify"_s };
    auto verified = co_await verify(client, asUser, stop);
    if (verified && verified->known) {
        report.owner = D1TokenReport::Owner::User;
    } else if (verified) {
        const QStringList asAccount{ u"accounts"_s, account, u"tokens"_s, u"verify"_s };
        verified = co_await verify(client, asAccount, stop);
        if (verified && verified->known)
            report.owner = D1TokenReport::Owner::Account;
    }
    if (!verified)
        co_return verified.error();
    report.id = verified->id;
    report.status = verified->status;
    report.expiresAt = verified->expiresAt;
    D1Request listing = request(account, {});
    listing.query.addQueryItem(u"per_page"_s, QString::number(TokenTrialPage));
    const auto listed = co_await client->call(listing, stop);
    report.lists = bool(listed);
    if (!listed && !isRefusal(listed.error()))
        co_return listed.error();
    if (!listed)
        report.problem = problemOf(report, listed.error());
    else
        report.databases = countOf(*listed);
    co_return report;
}

QCoro::Task<Result<std::optional<QStringList>>>
D1Account::grantedPermissions(D1TokenReport token, std::stop_token stop) const
{
    const auto client = m_client;
    const QString account = m_id;
    const std::optional<QStringList> unknown;
    if (token.id.isEmpty() || token.owner == D1TokenReport::Owner::Unknown)
        co_return unknown;
    D1Request asked;
    asked.path = QStringList{ u"user"_s, u"tokens"_s, token.id };
    if (token.owner == D1TokenReport::Owner::Account)
        asked.path = QStringList{ u"accounts"_s, account, u"tokens"_s, token.id };
    const auto reply = co_await client->call(asked, stop);
    if (!reply && !isRefusal(reply.error()))
        co_return reply.error();
    if (!reply || !reply->result["policies"_L1].isArray())
        co_return unknown;
    const std::optional<QStringList> granted
        = permissionsFrom(reply->result["policies"_L1].toArray(), account);
    co_return granted;
}

QCoro::Task<Result<QList<D1AccountInfo>>> D1Account::accounts(D1ClientPointer client,
                                                              std::stop_token stop)
{
    D1Request asked;
    asked.path = QStringList{ u"accounts"_s };
    QList<D1AccountInfo> accounts;
    // This list allows 50 a page.
    asked.query.addQueryItem(u"per_page"_s, u"50"_s);
    const auto reply = co_await client->call(asked, stop);
    if (!reply)
        co_return reply.error();
    for (const auto &item : reply->result.toArray()) {
        const auto object = item.toObject();
        accounts.append({ object["id"_L1].toString(), object["name"_L1].toString() });
    }
    co_return accounts;
}

D1DatabasePointer D1Account::open(const QString &database) const
{
    return D1Database::create(m_client, m_id, database);
}

bool isBookmark(QStringView text)
{
    static const QRegularExpression form(u"^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}\\z"_s);
    return form.match(text).hasMatch();
}

QDate dayOfBookmark(QStringView bookmark)
{
    // The third group counts days; so it seems from published samples, it is documented nowhere.
    if (!isBookmark(bookmark))
        return {};
    bool ok = false;
    const qint64 days = bookmark.mid(18, 8).toLongLong(&ok, 16);
    const QDate day = QDate(1970, 1, 1).addDays(days);
    return ok && day.year() > 2020 && day.year() < 2100 ? day : QDate();
}

} // namespace tidemark
