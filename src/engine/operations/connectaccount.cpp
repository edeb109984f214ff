#include "connectaccount.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Right = TokenRight::Right;
using Answer = TokenRight::Answer;

Answer answerOf(bool granted)
{
    return granted ? Answer::Granted : Answer::Missing;
}

Answer editAnswer(const D1TokenReport &report, const std::optional<QStringList> &policies)
{
    if (!report.lists)
        return Answer::Missing; // what may not even look is of no use, whatever its policies say
    if (!policies)
        return Answer::Unknown;
    return answerOf(policies->contains(u"D1 Write"_s) || policies->contains(u"D1 Edit"_s));
}

Answer validAnswer(const D1TokenReport &report)
{
    const bool isKnown = report.owner != D1TokenReport::Owner::Unknown;
    // A token that lists is good, even where no verification knows it.
    return answerOf(report.lists || (isKnown && report.status == "active"_L1));
}

QString nameOf(const QString &account, const QList<D1AccountInfo> &accounts)
{
    const auto found = std::ranges::find(accounts, account, &D1AccountInfo::id);
    return found == accounts.end() ? QString() : found->name;
}

} // namespace

Answer TokenTrial::answer(Right right) const
{
    const auto found = std::ranges::find(rights, right, &TokenRight::right);
    return found == rights.end() ? Answer::Unknown : found->answer;
}

bool TokenTrial::mayLook() const
{
    return answer(Right::Valid) == Answer::Granted && answer(Right::D1Read) == Answer::Granted;
}

bool TokenTrial::mayChange() const
{
    return mayLook() && answer(Right::D1Edit) != Answer::Missing;
}

QCoro::Task<Result<QList<D1AccountInfo>>> ConnectAccount::accounts(Secret token,
                                                                   Conduct conduct) const
{
    const auto way = m_engine->cloudflare->speakingWith(token);
    const QString none = u"-"_s; // a client is made for a name; which one does not matter here
    const auto account = co_await way->account(none, conduct.stop);
    if (!account)
        co_return account.error();
    co_return co_await D1Account::accounts(account->client(), conduct.stop);
}

QCoro::Task<Result<TokenTrial>>
ConnectAccount::test(Secret token, QString account, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto way = engine->cloudflare->speakingWith(token);
    const auto found = co_await way->account(account, conduct.stop);
    if (!found)
        co_return found.error();
    const D1Account &at = *found;
    const auto report = co_await at.checkToken(conduct.stop);
    if (!report)
        co_return report.error();
    const auto policies = co_await at.grantedPermissions(*report, conduct.stop);
    if (!policies)
        co_return policies.error();
    // A token that may not know its accounts is as good as any: the list is for the name.
    const auto seen = co_await D1Account::accounts(at.client(), conduct.stop);
    TokenTrial trial{ .account = at.id(), .at = engine->clock(), .report = *report };
    trial.accountName = nameOf(at.id(), seen.valueOr({}));
    trial.rights = { { Right::Valid, validAnswer(*report) },
                     { Right::D1Read, answerOf(report->lists) },
                     { Right::D1Edit, editAnswer(*report, *policies) },
                     { Right::AccountSettings, answerOf(!trial.accountName.isEmpty()), true } };
    trial.requests = way->cost().requests;
    co_return trial;
}

QCoro::Task<Result<ConnectAccount::Kept>>
ConnectAccount::connect(QString account, Secret token, Conduct conduct) const
{
    const auto engine = m_engine;
    const ManageTokens tokens(engine, m_vault);
    const auto stored = co_await tokens.store(account, token, conduct);
    Kept kept;
    if (!stored) {
        const auto kind = stored.error().kind;
        const bool isKeychain
            = kind == Error::Kind::Unreachable || kind == Error::Kind::Unauthorized;
        if (!isKeychain)
            co_return stored.error();
        kept.problem = stored.error();
    }
    // Also where the keychain took it: a variable of the environment would otherwise speak in its place.
    engine->cloudflare->keep(account, token);
    co_return kept;
}

QCoro::Task<Result<>> ConnectAccount::reach(QString account, Conduct conduct) const
{
    const auto cloudflare = m_engine->cloudflare;
    const auto reached = co_await cloudflare->account(account, conduct.stop);
    if (!reached)
        co_return reached.error();
    co_return Ok{};
}

Result<Secret> typedToken(const QString &text)
{
    return tokenFromText(text.trimmed().toUtf8());
}

} // namespace tidemark
