#include "accounts.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QStringList Statuses{ u"active"_s, u"disabled"_s, u"expired"_s, u"revoked"_s };

template<typename Item, typename Matches>
Item *findIn(QList<Item> &items, Matches matches)
{
    const auto found = std::find_if(items.begin(), items.end(), matches);
    return found == items.end() ? nullptr : &*found;
}

QStringList stringsOf(const QJsonValue &array)
{
    QStringList strings;
    for (const auto &value : array.toArray())
        strings.append(value.toString());
    return strings;
}

/// What @p source says about a token, over what it was.
void update(Token &token, const QJsonObject &source)
{
    if (source.contains(u"owner"_s))
        token.owner = source.value(u"owner"_s).toString() == "account"_L1 ? Token::Owner::Account
                                                                          : Token::Owner::User;
    if (source.contains(u"read_only"_s))
        token.rights = source.value(u"read_only"_s).toBool() ? Rights::Read : Rights::Write;
    if (source.contains(u"narrow"_s))
        token.narrow = source.value(u"narrow"_s).toBool();
    if (source.contains(u"reads_itself"_s))
        token.readsItself = source.value(u"reads_itself"_s).toBool();
    if (source.contains(u"accounts"_s))
        token.accounts = stringsOf(source.value(u"accounts"_s));
    if (source.contains(u"status"_s))
        token.status = Token::Status(Statuses.indexOf(source.value(u"status"_s).toString()));
}

QJsonObject jsonOf(const Token &token)
{
    return { { u"id"_s, token.id },
             { u"value"_s, QString::fromLatin1(token.value) },
             { u"owner"_s, token.owner == Token::Owner::Account ? u"account"_s : u"user"_s },
             { u"status"_s, Statuses.at(int(token.status)) },
             { u"read_only"_s, token.rights == Rights::Read },
             { u"narrow"_s, token.narrow },
             { u"reads_itself"_s, token.readsItself },
             { u"accounts"_s, QJsonArray::fromStringList(token.accounts) } };
}

} // namespace

QString randomHex(int bytes)
{
    QByteArray random(bytes, '\0');
    for (char &byte : random)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return QString::fromLatin1(random.toHex());
}

Outcome<Account> AccountStore::putAccount(const QJsonObject &source)
{
    static const QRegularExpression shape(u"^[0-9a-f]{32}$"_s);
    const QString id = source.contains(u"id"_s) ? source.value(u"id"_s).toString() : randomHex(16);
    const QString plan = source.value(u"plan"_s).toString(u"paid"_s);
    if (!shape.match(id).hasMatch())
        return malformed(u"an account's id has 32 hex digits"_s);
    if (plan != "paid"_L1 && plan != "free"_L1)
        return malformed(u"an account's plan is free or paid"_s);
    Account *account = findIn(m_accounts, [&id](const Account &other) { return other.id == id; });
    if (!account) {
        m_accounts.append({ .id = id, .name = u"Sandbox"_s });
        account = &m_accounts.last();
    }
    if (source.contains(u"name"_s))
        account->name = source.value(u"name"_s).toString();
    if (source.contains(u"plan"_s))
        account->plan = plan == "free"_L1 ? Account::Plan::Free : Account::Plan::Paid;
    return *account;
}

Outcome<Token> AccountStore::putToken(const QJsonObject &source)
{
    const QString status = source.value(u"status"_s).toString(u"active"_s);
    if (!Statuses.contains(status))
        return malformed(u"a token's status is one of "_s + Statuses.join(u", "_s));
    const QByteArray value = source.contains(u"value"_s)
                                 ? source.value(u"value"_s).toString().toLatin1()
                                 : QByteArray("sandbox_") + randomHex(16).toLatin1();
    if (value.isEmpty())
        return malformed(u"a token's value is not empty"_s);
    Token *token = findIn(m_tokens, [&value](const Token &other) { return other.value == value; });
    if (!token) {
        m_tokens.append({ .id = source.value(u"id"_s).toString(randomHex(16)), .value = value });
        token = &m_tokens.last();
    }
    update(*token, source);
    return *token;
}

const Account *AccountStore::findAccount(const QString &id) const
{
    const auto found = std::find_if(m_accounts.begin(),
                                    m_accounts.end(),
                                    [&id](const Account &account) { return account.id == id; });
    return found == m_accounts.end() ? nullptr : &*found;
}

const Token *AccountStore::findToken(const QByteArray &value) const
{
    const auto found = std::find_if(m_tokens.begin(), m_tokens.end(), [&value](const Token &token) {
        return token.value == value;
    });
    return found == m_tokens.end() ? nullptr : &*found;
}

Outcome<Token> AccountStore::identify(const QByteArray &authorization) const
{
    if (authorization.isEmpty())
        return ApiError{ .code = 9106, .message = u"Authentication failed (status: 400)"_s };
    static const QRegularExpression shape(u"^Bearer [A-Za-z0-9._~+/=-]+$"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    if (!shape.match(QString::fromLatin1(authorization)).hasMatch())
        return ApiError{ .code = 6003, .message = u"Invalid request headers"_s };
    const Token *const token = findToken(authorization.mid(7));
    if (!token)
        return ApiError{ .status = 401, .code = 10000, .message = u"Authentication error"_s };
    return *token;
}

QJsonObject AccountStore::toJson() const
{
    QJsonArray accounts;
    for (const Account &account : m_accounts) {
        accounts.append(QJsonObject{
            { u"id"_s, account.id },
            { u"name"_s, account.name },
            { u"plan"_s, account.plan == Account::Plan::Free ? u"free"_s : u"paid"_s } });
    }
    QJsonArray tokens;
    for (const Token &token : m_tokens)
        tokens.append(jsonOf(token));
    return { { u"accounts"_s, accounts }, { u"tokens"_s, tokens } };
}

Outcome<bool> AccountStore::load(const QJsonObject &source)
{
    for (const auto &account : source.value(u"accounts"_s).toArray()) {
        if (auto put = putAccount(account.toObject()); !put)
            return put.error();
    }
    for (const auto &token : source.value(u"tokens"_s).toArray()) {
        if (auto put = putToken(token.toObject()); !put)
            return put.error();
    }
    return true;
}

} // namespace tidemark::sandbox
