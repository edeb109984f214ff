#include "managetokens.h"

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Result<> note(const EnginePointer &engine, const QString &event, const QString &account)
{
    JournalEvent entry{ .at = engine->clock(), .event = event };
    entry.details.insert(u"account"_s, account);
    return engine->journal.append(entry);
}

Error noAccount()
{
    return { .kind = Error::Kind::Usage,
             .message = u"Tokens are kept by account, and no account is known here."_s,
             .remedy = u"Add --account ID, or write account_id into wrangler's configuration. The "
                       u"dashboard shows the id on the account's overview page."_s };
}

// One of Cloudflare's words ("active", "disabled", "expired") or nothing: it is shown, and what an answer brings may be
// anything, our own header included.
QString knownState(const QString &status)
{
    static const QRegularExpression word(u"^[a-z]{1,20}$"_s);
    return word.match(status).hasMatch() ? status : QString();
}

Error insufficient(const TokenStatus &status)
{
    const D1TokenReport &report = status.report;
    return { .kind = Error::Kind::Unauthorized,
             .message
             = report.problem.isEmpty()
                   ? u"The token may not list the D1 databases of account %1."_s.arg(status.account)
                   : report.problem,
             .remedy = u"Create a token with the permission Account · D1 · Edit for this account "
                       u"(docs/tokens.md), then `tidemark-cli token set --account %1`."_s.arg(
                           status.account) };
}

QList<TokenPermission> permissionsOf(const D1TokenReport &report)
{
    return { { u"D1 Read"_s, u"looking: status, verify, drift, query, backup"_s, report.lists },
             { u"D1 Edit"_s, u"changing: up, down, restore, import, a query that writes"_s, {} } };
}

} // namespace

Result<QString>
accountFor(const EnginePointer &engine, const SelectionRequest &request, const QString &given)
{
    if (!given.isEmpty())
        return given;
    const QString variable = engine->environment.value(u"CLOUDFLARE_ACCOUNT_ID"_s);
    const auto project = openProject(request.projectDirectory);
    if (!project) {
        if (project.error().kind == Error::Kind::MissingInput)
            return variable;
        return project.error();
    }
    if (!project->environments().contains(request.environment))
        return unknownEnvironment(*project, request.environment);
    const QString ours = project->settings.environments.value(request.environment).accountId;
    if (!ours.isEmpty() || !project->wrangler)
        return ours.isEmpty() ? variable : ours;
    const QString written = project->wrangler->environmentAccountIds.value(
        request.environment, project->wrangler->accountId);
    return written.isEmpty() ? variable : written; // wrangler's rule: the file beats the variable
}

QCoro::Task<Result<>> ManageTokens::store(QString account, Secret token, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto vault = m_vault;
    if (account.isEmpty())
        co_return noAccount();
    if (auto written = co_await vault.write(account, token, conduct.stop); !written)
        co_return written.error();
    co_return note(engine, u"token-stored"_s, account);
}

QCoro::Task<Result<bool>> ManageTokens::remove(QString account, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto vault = m_vault;
    if (account.isEmpty())
        co_return noAccount();
    const auto removed = co_await vault.remove(account, conduct.stop);
    if (!removed)
        co_return removed.error();
    if (*removed) {
        if (auto noted = note(engine, u"token-deleted"_s, account); !noted)
            co_return noted.error();
    }
    co_return *removed;
}

QCoro::Task<Result<TokenStatus>> ManageTokens::status(CloudflareRequest request,
                                                      Conduct conduct) const
{
    const auto vault = m_vault;
    TokenStatus status{ .apiUrl = apiAddress(request) };
    const auto found = co_await findToken(vault, request.token, conduct.stop);
    if (!found)
        co_return found.error();
    status.from = found->from;
    request.token.from
        = TokenFrom::StandardInput; // it is in our hands: nobody is asked for it again
    request.token.given = found->token;
    Cloudflare cloudflare(request, vault);
    const auto account = co_await cloudflare.account(request.token.account, conduct.stop);
    if (!account)
        co_return account.error();
    status.account = account->id();
    const auto report = co_await account->checkToken(conduct.stop);
    if (!report)
        co_return report.error();
    status.report = *report;
    status.report.status = knownState(report->status);
    status.permissions = permissionsOf(*report);
    if (!report->lists)
        status.problem = insufficient(status);
    co_return status;
}

} // namespace tidemark
