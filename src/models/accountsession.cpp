#include "accountsession.h"

namespace tidemark {

AccountSession::AccountSession(ProjectSession &project, TokenVault vault, QObject *parent)
    : QObject(parent)
    , m_project(project)
    , m_engine(project.engine())
    , m_connecting(std::make_shared<ConnectAccount>(m_engine, std::move(vault)))
{
    connect(&m_activity, &Activity::changed, this, &AccountSession::changed);
    connect(
        &m_databases, &AccountDatabaseModel::moreWanted, this, [this] { readPage(m_page + 1); });
}

AccountSession::~AccountSession() = default;

void AccountSession::setToken(const QString &typed)
{
    forgetTrial();
    m_token = {};
    m_tokenProblem.reset();
    m_accounts.clear();
    if (!typed.isEmpty()) {
        const auto token = typedToken(typed);
        if (token)
            m_token = *token;
        else
            m_tokenProblem = token.error();
    }
    emit changed();
}

void AccountSession::setAccount(const QString &id)
{
    if (id == m_account)
        return;
    forgetTrial();
    m_account = id.trimmed();
    emit changed();
}

void AccountSession::forgetTrial()
{
    ++m_trying;
    m_trial.reset();
    m_writing.reset();
    m_permissions.clear();
}

AccountSession::Verdict AccountSession::verdict() const
{
    if (!m_trial)
        return Verdict::Untried;
    if (!m_trial->mayLook())
        return Verdict::Useless;
    return m_trial->mayChange() ? Verdict::MayChange : Verdict::MayLook;
}

void AccountSession::test()
{
    if (m_token.isEmpty() || m_activity.isRunning())
        return;
    forgetTrial();
    const auto trying = [this](const Conduct &conduct) {
        return m_connecting->test(m_token, m_account, conduct);
    };
    const auto tell = [this, number = m_trying](const TokenTrial &trial) {
        if (number != m_trying)
            return;
        m_trial = trial;
        m_account = trial.account;
        m_permissions.setTrial(trial);
        emit changed();
    };
    m_activity.start(tr("Testing the token"), trying, tell);
}

bool AccountSession::mayTestWriting() const
{
    return m_trial && m_trial->mayLook() && !m_activity.isRunning()
           && m_trial->answer(TokenRight::Right::D1Edit) == TokenRight::Answer::Unknown;
}

std::unique_ptr<WritingTest> AccountSession::makeWritingTest()
{
    if (!m_writing)
        m_writing = std::make_shared<const TestWriting>(m_engine, m_token, *m_trial);
    QList<Target> open;
    for (const DatabaseSession *database : m_project.databases())
        open.append(database->target());
    return std::make_unique<WritingTest>(m_writing, m_account, open);
}

void AccountSession::testWriting(const WritingPlan &plan)
{
    if (!m_writing || plan.isEmpty())
        return;
    const auto writing = m_writing;
    const auto sending
        = [writing, plan](const Conduct &conduct) { return writing->run(plan, conduct); };
    m_activity.start(tr("Testing whether the token may write"),
                     sending,
                     [this, writing](const TokenTrial &trial) {
                         if (writing != m_writing)
                             return; // of another token
                         m_trial = trial;
                         m_permissions.setTrial(trial);
                         emit changed();
                     });
}

qint64 AccountSession::requests() const
{
    if (m_writing)
        return m_writing->requests();
    return m_trial ? m_trial->requests : 0;
}

void AccountSession::findAccounts()
{
    if (m_token.isEmpty())
        return;
    const auto finding
        = [this](const Conduct &conduct) { return m_connecting->accounts(m_token, conduct); };
    m_activity.start(
        tr("Looking for accounts"), finding, [this](const QList<D1AccountInfo> &accounts) {
            m_accounts = accounts;
            emit accountsFound();
        });
}

void AccountSession::connectAccount(const QString &name)
{
    if (!m_trial || !m_trial->mayLook() || m_activity.isRunning())
        return;
    m_name = name.isEmpty() ? m_trial->accountName : name;
    m_project.safeModes()->setReadOnlyToken(m_account, verdict() == Verdict::MayLook);
    keep();
}

void AccountSession::keepAgain()
{
    if (m_isConnected && m_keychainProblem)
        keep();
}

void AccountSession::keep()
{
    const auto keeping = [this](const Conduct &conduct) {
        return m_connecting->connect(m_account, m_token, conduct);
    };
    m_activity.start(tr("Keeping the token"), keeping, [this](const ConnectAccount::Kept &kept) {
        m_keychainProblem = kept.problem;
        const bool isNew = !std::exchange(m_isConnected, true);
        emit changed();
        if (!isNew)
            return;
        emit connected();
        list();
    });
}

void AccountSession::reopen(const D1AccountInfo &account)
{
    forgetTrial();
    m_account = account.id;
    m_name = account.name;
    m_isConnected = true;
    m_keychainProblem.reset();
    emit changed();
    emit connected();
    list();
}

void AccountSession::filter(const QString &namePart)
{
    m_filter = namePart;
    list();
}

void AccountSession::list()
{
    ++m_listing;
    m_page = 0;
    m_databases.clear();
    m_listError.reset();
    readPage(1);
}

void AccountSession::readPage(int number)
{
    if (m_page + 1 != number || !m_isConnected)
        return;
    m_page = number;
    const int listing = m_listing;
    const auto operation = std::make_shared<ManageDatabases>(m_engine, m_account);
    const Conduct conduct;
    run(this,
        operation->page(m_filter, number, conduct),
        [this, operation, listing, number](const Result<D1DatabasePage> &page) {
            if (listing != m_listing)
                return;
            m_listError = page ? std::optional<Error>() : std::optional(page.error());
            if (page)
                m_databases.appendPage(*page);
            else
                m_page = number - 1;
            emit changed();
        });
}

void AccountSession::open(const QList<int> &rows)
{
    QList<D1DatabaseInfo> chosen;
    for (const int row : rows)
        chosen.append(m_databases.database(row));
    if (!chosen.isEmpty())
        m_project.openAccount(info(), chosen);
}

void AccountSession::leave()
{
    ++m_listing;
    m_listError.reset();
    m_isConnected = false;
    m_databases.clear();
    emit changed();
}

} // namespace tidemark
