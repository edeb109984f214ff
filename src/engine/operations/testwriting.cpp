#include "testwriting.h"

#include <engine/project/productionword.h>
#include <engine/sql/identifier.h>
#include <engine/sql/schema.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Right = TokenRight::Right;
using Answer = TokenRight::Answer;

bool isMeantBy(const Target &target, const D1DatabaseInfo &database, const QString &account)
{
    if (target.place != PlaceOfTarget::Remote)
        return false;
    if (!target.id.isEmpty())
        return target.id.compare(database.id, Qt::CaseInsensitive) == 0;
    // Without an id the name decides, in an account that may not be written down.
    return target.name == database.name
           && (target.accountId.isEmpty() || target.accountId == account);
}

WritingPlace
placeOf(const D1DatabaseInfo &database, const QString &account, const QList<Target> &open)
{
    using Bar = WritingPlace::Bar;
    for (const Target &target : open) {
        if (target.production && isMeantBy(target, database, account))
            return { .database = database,
                     .bar = Bar::OpenProject,
                     .environment = target.environmentWord() };
    }
    return { .database = database, .bar = namesProduction(database.name) ? Bar::Name : Bar::None };
}

// A trigger or a key that is at odds with its parent would fail when the statement is compiled.
bool standsAlone(const Schema &schema, const Table &table)
{
    const bool hasTrigger
        = std::any_of(schema.triggers.begin(), schema.triggers.end(), [&](const Trigger &trigger) {
              return sameName(trigger.table, table.name);
          });
    return !hasTrigger && table.foreignKeys.isEmpty() && schema.childrenOf(table.name).isEmpty();
}

/// Empty if the database has no table of its own.
QString tableToName(const Schema &schema)
{
    QString any;
    for (const Table &table : schema.userPart().tables) {
        if (table.kind != Table::Kind::Ordinary)
            continue;
        if (standsAlone(schema, table))
            return table.name;
        if (any.isEmpty())
            any = table.name;
    }
    return any;
}

std::optional<Error> refusalOf(const WritingPlace &place)
{
    if (place.isFree())
        return {};
    return Error{ .kind = Error::Kind::Policy,
                  .message
                  = u"%1 is production: whether a token may write is not tried there."_s.arg(
                      place.database.name),
                  .remedy = u"Choose another database."_s };
}

// It deletes where 0 is true: whatever became of it, nothing was changed.
Error harmless(Error error)
{
    if (error.databaseState == DatabaseState::Unchanged)
        return error;
    error.kind = Error::Kind::Temporary;
    error.remedy = u"The statement changes no row, so it can be sent again."_s;
    error.databaseState = DatabaseState::Unchanged;
    return error;
}

TokenTrial answered(TokenTrial trial, Answer answer)
{
    for (TokenRight &right : trial.rights) {
        if (right.right == Right::D1Edit)
            right.answer = answer;
    }
    return trial;
}

} // namespace

TestWriting::TestWriting(const EnginePointer &engine, const Secret &token, TokenTrial trial)
    : m_way(engine->cloudflare->speakingWith(token))
    , m_trial(std::move(trial))
{}

qint64 TestWriting::requests() const
{
    return m_trial.requests + m_way->cost().requests;
}

QCoro::Task<Result<WritingPlaces>>
TestWriting::places(QString namePart, QList<Target> open, Conduct conduct) const
{
    const auto way = m_way;
    const QString id = m_trial.account;
    const auto account = co_await way->account(id, conduct.stop);
    if (!account)
        co_return account.error();
    const D1Account &at = *account;
    const auto page = co_await at.databasePage(namePart, 1, conduct.stop);
    if (!page)
        co_return page.error();
    WritingPlaces found{ .places = {}, .total = page->total };
    for (const D1DatabaseInfo &database : page->databases)
        found.places.append(placeOf(database, id, open));
    co_return found;
}

QCoro::Task<Result<WritingPlan>> TestWriting::plan(WritingPlace place, Conduct conduct) const
{
    const auto way = m_way;
    const QString id = m_trial.account;
    if (const auto refusal = refusalOf(place))
        co_return *refusal;
    const auto account = co_await way->account(id, conduct.stop);
    if (!account)
        co_return account.error();
    const auto database = account->open(place.database.id);
    const auto schema = co_await database->schema();
    if (!schema)
        co_return schema.error();
    WritingPlan plan{ .place = place, .table = tableToName(*schema) };
    if (!plan.table.isEmpty())
        plan.sql = "DELETE FROM " + quoted(plan.table) + " WHERE 0";
    co_return plan;
}

QCoro::Task<Result<TokenTrial>> TestWriting::run(WritingPlan plan, Conduct conduct) const
{
    const auto way = m_way;
    TokenTrial trial = m_trial;
    const qint64 before = trial.requests;
    if (const auto refusal = refusalOf(plan.place))
        co_return *refusal;
    if (plan.isEmpty())
        co_return Error{ .kind = Error::Kind::Usage,
                         .message = u"%1 has no table to name."_s.arg(plan.place.database.name) };
    const auto account = co_await way->account(trial.account, conduct.stop);
    if (!account)
        co_return account.error();
    const auto database = account->open(plan.place.database.id);
    const QList<BoundStatement> statement{ { plan.sql } };
    const auto sent = co_await database->execute(statement, conduct.stop);
    if (!sent && sent.error().kind != Error::Kind::Unauthorized)
        co_return harmless(sent.error());
    if (!sent) {
        const QList<BoundStatement> question{ { "SELECT 1" } };
        const auto read = co_await database->read(question, conduct.stop);
        if (!read)
            co_return read.error();
    }
    trial = answered(trial, sent ? Answer::Granted : Answer::Missing);
    trial.requests = before + way->cost().requests;
    co_return trial;
}

} // namespace tidemark
