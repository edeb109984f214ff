#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/examineinstallation.h>
#include <engine/operations/managetokens.h>

#include <QJsonArray>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString ownerName(D1TokenReport::Owner owner)
{
    switch (owner) {
    case D1TokenReport::Owner::User:
        return u"user"_s;
    case D1TokenReport::Owner::Account:
        return u"account"_s;
    case D1TokenReport::Owner::Unknown:
        break;
    }
    return u"unknown"_s;
}

QJsonValue grantedJson(std::optional<bool> granted)
{
    return granted ? QJsonValue(*granted) : QJsonValue();
}

QJsonObject tokenJson(const TokenStatus &status)
{
    QJsonArray permissions;
    for (const TokenPermission &permission : status.permissions)
        permissions.append(QJsonObject{ { u"name"_s, permission.name },
                                        { u"needed_for"_s, permission.neededFor },
                                        { u"granted"_s, grantedJson(permission.granted) } });
    const QDateTime expires = status.report.expiresAt;
    return { { u"account"_s, status.account },
             { u"source"_s, tokenSourceName(status.from) },
             { u"owner"_s, ownerName(status.report.owner) },
             { u"status"_s, status.report.status },
             { u"expires_at"_s, expires.isValid() ? QJsonValue(rfc3339(expires)) : QJsonValue() },
             { u"permissions"_s, permissions } };
}

QString sourceText(TokenFrom from)
{
    switch (from) {
    case TokenFrom::Environment:
        return u"the variable CLOUDFLARE_API_TOKEN"_s;
    case TokenFrom::Keychain:
        return u"the keychain"_s;
    case TokenFrom::StandardInput:
        return u"standard input"_s;
    }
    return {};
}

QString tokenText(const TokenStatus &status)
{
    const D1TokenReport &report = status.report;
    TextTable table({ u"token of account"_s, status.account });
    table.add({ u"from"_s, sourceText(status.from) });
    table.add({ u"belongs to"_s,
                report.owner == D1TokenReport::Owner::Unknown
                    ? u"not known"_s
                    : u"the "_s + ownerName(report.owner) });
    table.add({ u"state"_s, report.status.isEmpty() ? u"not known"_s : report.status });
    if (report.expiresAt.isValid())
        table.add({ u"expires"_s, rfc3339(report.expiresAt) });
    QString text = table.text() + u'\n';
    TextTable permissions({ {}, u"permission"_s, u"needed for"_s });
    for (const TokenPermission &permission : status.permissions) {
        const QString mark = permission.granted.value_or(false) ? u"✓"_s : u"✗"_s;
        permissions.add(
            { permission.granted ? mark : u"?"_s, permission.name, permission.neededFor });
    }
    return text + permissions.text()
           + u"?  cannot be asked without changing something; the first change will tell\n"_s;
}

// Words that are no subcommand are not repeated: somebody may have put the token there.
Error notASubcommand(const QStringList &words)
{
    if (words.value(0) == "set"_L1)
        return { .kind = Error::Kind::Usage,
                 .message = u"A token is never an argument: other programs see arguments, and "
                            u"shells keep them."_s,
                 .remedy
                 = u"`tidemark-cli token set` asks for it, or reads it: `token set < FILE`. "
                   u"If the token was on this line, revoke it."_s };
    return { .kind = Error::Kind::Usage,
             .message = words.isEmpty() ? u"token needs to know what to do."_s
                                        : u"token does not know these words."_s,
             .remedy = u"tidemark-cli token set|status|delete"_s };
}

Report withText(const QString &text, const QJsonObject &fields)
{
    Report report;
    report.text = text;
    report.fields = fields;
    return report;
}

QCoro::Task<Report> setToken(Invocation invocation, QString account)
{
    if (account.isEmpty())
        co_return failed({ .kind = Error::Kind::Usage,
                           .message = u"It is not said which account the token is for."_s,
                           .remedy = u"Add --account ID, or write account_id into wrangler's "
                                     u"configuration."_s });
    const auto text = invocation.console->readSecret(
        u"API token for account %1 (it will not show):"_s.arg(account));
    if (!text)
        co_return failed(text.error());
    const auto token = tokenFromText(*text);
    if (!token)
        co_return failed(token.error());
    const ManageTokens operation(invocation.engine);
    if (auto stored = co_await operation.store(account, *token, invocation.conduct); !stored)
        co_return failed(stored.error());
    QString said = u"The keychain has the token of account %1.\n"_s.arg(account);
    said += u"`tidemark-cli token status` asks Cloudflare what it may do.\n"_s;
    if (!invocation.engine->environment.value(u"CLOUDFLARE_API_TOKEN"_s).isEmpty())
        said += u"CLOUDFLARE_API_TOKEN is set and goes before it.\n"_s;
    const QJsonObject stored{ { u"account"_s, account }, { u"stored"_s, true } };
    co_return withText(said, { { u"token"_s, stored } });
}

QCoro::Task<Report> deleteToken(Invocation invocation, QString account)
{
    const ManageTokens operation(invocation.engine);
    const auto removed = co_await operation.remove(account, invocation.conduct);
    if (!removed)
        co_return failed(removed.error());
    const QString said
        = *removed
              ? u"The keychain has no token of account %1 any more. Cloudflare still knows it: "
                u"revoke it in the dashboard if it must not work.\n"_s
              : u"There was no token of account %1 in the keychain.\n"_s;
    const QJsonObject deleted{ { u"account"_s, account }, { u"deleted"_s, *removed } };
    co_return withText(said.arg(account), { { u"token"_s, deleted } });
}

QCoro::Task<Report> tokenStatus(Invocation invocation, QString account)
{
    auto request = invocation.cloudflare();
    if (!request)
        co_return failed(request.error());
    request->token.account = account;
    const ManageTokens operation(invocation.engine);
    const auto status = co_await operation.status(*request, invocation.conduct);
    if (!status)
        co_return failed(status.error());
    Report report = withText(tokenText(*status), { { u"token"_s, tokenJson(*status) } });
    report.error = status->problem;
    co_return report;
}

QCoro::Task<Report> tokenCommand(Invocation invocation)
{
    const QStringList words = invocation.arguments.words;
    const QString action = words.value(0);
    static const QStringList actions{ u"set"_s, u"status"_s, u"delete"_s };
    if (words.size() != 1 || !actions.contains(action))
        co_return failed(notASubcommand(words));
    const auto account = accountFor(invocation.engine,
                                    invocation.arguments.selection(invocation.engine->environment),
                                    invocation.arguments.value(u"account"_s));
    if (!account)
        co_return failed(account.error());
    if (action == "set"_L1)
        co_return co_await setToken(invocation, *account);
    if (action == "delete"_L1)
        co_return co_await deleteToken(invocation, *account);
    co_return co_await tokenStatus(invocation, *account);
}

// The gravest of the errors speaks for all, so that the exit code is that of the table in docs/cli.md.
std::optional<Error> gravest(const QList<Diagnosis> &diagnoses)
{
    QList<int> codes;
    for (const Diagnosis &diagnosis : diagnoses) {
        if (diagnosis.error)
            codes.append(exitCode(*diagnosis.error));
    }
    for (const Diagnosis &diagnosis : diagnoses) {
        if (diagnosis.error && exitCode(*diagnosis.error) == gravestExitCode(codes))
            return diagnosis.error;
    }
    return std::nullopt;
}

QString markOf(Diagnosis::Outcome outcome)
{
    switch (outcome) {
    case Diagnosis::Outcome::Fine:
        return u"✓"_s;
    case Diagnosis::Outcome::Wrong:
        return u"✗"_s;
    case Diagnosis::Outcome::NotAsked:
        break;
    }
    return u"–"_s;
}

QJsonObject diagnosisJson(const Diagnosis &diagnosis)
{
    const bool isAsked = diagnosis.outcome != Diagnosis::Outcome::NotAsked;
    QJsonObject object{ { u"name"_s, diagnosis.name },
                        { u"subject"_s, diagnosis.subject },
                        { u"passed"_s,
                          isAsked ? QJsonValue(diagnosis.outcome == Diagnosis::Outcome::Fine)
                                  : QJsonValue() },
                        { u"detail"_s, diagnosis.detail } };
    if (diagnosis.error)
        object.insert(u"remedy"_s, diagnosis.error->remedy);
    return object;
}

QCoro::Task<Report> doctorCommand(Invocation invocation)
{
    auto cloudflare = invocation.cloudflare();
    if (!cloudflare)
        co_return failed(cloudflare.error());
    const ExamineInstallation::Request request{ .selection = invocation.arguments.selection(
                                                    invocation.engine->environment),
                                                .cloudflare = *cloudflare };
    const ExamineInstallation operation(invocation.engine);
    const auto diagnoses = co_await operation.run(request, invocation.conduct);
    if (!diagnoses)
        co_return failed(diagnoses.error());
    QJsonArray checks;
    QString text;
    for (const Diagnosis &diagnosis : *diagnoses) {
        checks.append(diagnosisJson(diagnosis));
        text += u"%1 %2  %3%4\n"_s.arg(markOf(diagnosis.outcome),
                                       diagnosis.name.leftJustified(14),
                                       diagnosis.subject.isEmpty() ? QString()
                                                                   : diagnosis.subject + u": "_s,
                                       diagnosis.detail);
        if (diagnosis.error && !diagnosis.error->remedy.isEmpty())
            text += QString(18, u' ') + u"→ "_s + diagnosis.error->remedy + u'\n';
    }
    Report report = withText(text, { { u"checks"_s, checks } });
    report.error = gravest(*diagnoses);
    co_return report;
}

} // namespace

QList<SimpleCommand::Spec> tokenCommands()
{
    return { { .name = u"token"_s,
               .synopsis = u"token set|status|delete [--account ID]"_s,
               .summary = u"the API token: keep it in the keychain, ask what it may do"_s,
               // All words are taken and none repeated: one may be a token, put there by mistake.
               .maximumWords = std::numeric_limits<int>::max(),
               .run = tokenCommand },
             { .name = u"doctor"_s,
               .synopsis = u"doctor [--local|--remote]"_s,
               .summary = u"what a command stands on: project, files, keychain, token, network"_s,
               .run = doctorCommand } };
}

} // namespace tidemark::cli
