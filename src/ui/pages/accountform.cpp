#include "accountform.h"

#include "ui_accountform.h"

#include "tables.h"

#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/dialogs/writingdialog.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMenu>
#include <QTableView>
#include <QUrl>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Verdict = AccountSession::Verdict;

const QString TokenPage = QStringLiteral("https://dash.cloudflare.com/profile/api-tokens");

} // namespace

AccountForm::AccountForm(AccountSession &session,
                         ActionRegistry &actions,
                         const SyntaxLibrary &library,
                         QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_actions(actions)
    , m_library(library)
    , m_ui(std::make_unique<Ui::AccountForm>())
    , m_verdict(new Banner(this))
    , m_permissions(makeWholeTable(
          session.permissions(), "permissions", tr("Permissions of the token"), this))
{
    m_ui->setupUi(this);
    m_ui->title->setFont(typeFont(TypeRole::PageTitle));
    m_ui->testTitle->setFont(typeFont(TypeRole::Strong));
    for (QLabel *quiet : { m_ui->hint, m_ui->testFacts, m_ui->note, m_ui->reason })
        quiet->setForegroundRole(QPalette::PlaceholderText);
    m_ui->hint->setFont(typeFont(TypeRole::Small));
    m_ui->accountToken->setFont(typeFont(TypeRole::Mono));
    m_ui->accountId->setFont(typeFont(TypeRole::Mono));
    setEmphasis(m_ui->accountConnectButton, Emphasis::Primary);
    m_ui->line->setFrameShape(QFrame::NoFrame);
    m_ui->line->setFixedHeight(LineWidth::Rule);
    m_ui->line->setAutoFillBackground(true);
    m_ui->line->setBackgroundRole(QPalette::Mid);
    makeFindings();
    connectFields();
    showState();
}

AccountForm::~AccountForm() = default;

void AccountForm::makeFindings()
{
    m_ui->findings->addWidget(m_verdict);
    m_ui->findings->addWidget(m_permissions);
    m_verdict->setObjectName(u"tokenVerdict"_s);
    m_verdict->hide();
    m_permissions->hide();
    connect(m_verdict, &Banner::remedyChosen, this, &AccountForm::perform);
}

void AccountForm::connectFields()
{
    connect(m_ui->accountToken, &QLineEdit::textChanged, &m_session, &AccountSession::setToken);
    connect(m_ui->accountId, &QLineEdit::textChanged, &m_session, &AccountSession::setAccount);
    for (QLineEdit *field : { m_ui->accountName, m_ui->accountToken, m_ui->accountId })
        connect(field, &QLineEdit::returnPressed, this, &AccountForm::returnPressed);
    const auto is = [this](QPushButton *button, const QString &id) {
        connect(button, &QPushButton::clicked, this, [this, id] { perform(id); });
    };
    is(m_ui->tokenPasteButton, u"tokenPaste"_s);
    is(m_ui->accountChooseButton, u"accountChoose"_s);
    is(m_ui->tokenTestButton, u"tokenTest"_s);
    is(m_ui->tokenTestWritingButton, u"tokenTestWriting"_s);
    connect(m_ui->accountConnectButton, &QPushButton::clicked, this, [this] {
        m_session.connectAccount(m_ui->accountName->text());
    });
    connect(&m_session, &AccountSession::changed, this, &AccountForm::showState);
    connect(&m_session, &AccountSession::accountsFound, this, &AccountForm::offerAccounts);
    setFocusProxy(m_ui->accountName);
}

void AccountForm::updateActions()
{
    const bool isBusy = m_session.activity()->isRunning();
    const QString why = isBusy ? tr("Something is running.") : tr("Give a token first.");
    const bool mayAsk = m_session.hasToken() && !isBusy;
    m_actions.setEnabled(u"tokenPaste"_s, !isBusy, why);
    m_actions.setEnabled(u"tokenTest"_s, mayAsk, why);
    m_actions.setEnabled(u"tokenTestWriting"_s,
                         m_session.mayTestWriting(),
                         isBusy ? why
                                : tr("Only for a token whose test leaves “D1 Edit” unknown."));
    m_actions.setEnabled(u"accountChoose"_s, mayAsk, why);
    m_actions.setEnabled(u"tokenPageOpen"_s, true);
}

void AccountForm::perform(const QString &actionId)
{
    if (actionId == "tokenPaste"_L1)
        pasteToken();
    else if (actionId == "tokenTest"_L1)
        m_session.test();
    else if (actionId == "tokenTestWriting"_L1)
        openWritingTest();
    else if (actionId == "accountChoose"_L1)
        m_session.findAccounts();
    else if (actionId == "tokenPageOpen"_L1)
        QDesktopServices::openUrl(QUrl(TokenPage));
}

void AccountForm::fill(const D1AccountInfo &account)
{
    m_ui->accountName->setText(account.name);
    m_ui->accountId->setText(account.id);
    m_ui->accountToken->setFocus();
}

void AccountForm::pasteToken()
{
    m_ui->accountToken->setText(QGuiApplication::clipboard()->text().trimmed());
    m_ui->accountToken->setFocus();
}

void AccountForm::openWritingTest()
{
    if (!m_session.mayTestWriting())
        return;
    auto *dialog = new WritingDialog(m_session.makeWritingTest(), m_library, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_ui->accountToken->setFocus(); // where Return connects
        m_session.testWriting(dialog->plan());
    });
    dialog->open();
}

void AccountForm::returnPressed()
{
    if (m_session.verdict() == Verdict::Untried)
        m_session.test();
    else
        m_session.connectAccount(m_ui->accountName->text());
}

void AccountForm::offerAccounts()
{
    if (m_session.accounts().isEmpty()) {
        m_ui->hint->setText(
            tr("This token may not list accounts. Type the id: the dashboard shows it "
               "on the account's overview page."));
        return;
    }
    auto *menu = new QMenu(this);
    menu->setObjectName(u"accountMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const D1AccountInfo &account : m_session.accounts()) {
        const QAction *choice
            = menu->addAction(tr("%1 (%2)", "account's name, id").arg(account.name, account.id));
        connect(choice, &QAction::triggered, this, [this, account] {
            m_ui->accountId->setText(account.id);
            if (m_ui->accountName->text().isEmpty())
                m_ui->accountName->setText(account.name);
        });
    }
    menu->popup(
        m_ui->accountChooseButton->mapToGlobal(QPoint(0, m_ui->accountChooseButton->height())));
}

void AccountForm::showState()
{
    const bool isBusy = m_session.activity()->isRunning();
    const bool mayAsk = m_session.hasToken() && !isBusy;
    m_ui->tokenTestButton->setEnabled(mayAsk);
    m_ui->accountChooseButton->setEnabled(mayAsk);
    m_ui->tokenTestWritingButton->setVisible(m_session.mayTestWriting());
    m_ui->tokenTestButton->setText(m_session.trial() ? tr("T&est again") : tr("T&est"));
    m_ui->hint->setText(m_session.tokenProblem()
                            ? m_session.tokenProblem()->message
                            : tr("The token goes to the system keychain and nowhere else."));
    if (const auto &trial = m_session.trial(); trial && m_ui->accountId->text().isEmpty())
        m_ui->accountId->setText(trial->account);
    QString facts;
    if (isBusy)
        facts = m_session.activity()->title();
    else if (const auto &trial = m_session.trial())
        facts = tr("at %1 UTC, %2, nothing written")
                    .arg(trial->at.toUTC().toString(u"hh:mm:ss"_s),
                         tr("%n request(s)", nullptr, static_cast<int>(m_session.requests())));
    m_ui->testFacts->setText(facts);
    m_permissions->setVisible(m_session.trial().has_value());
    showVerdict();
    showReason();
}

void AccountForm::showVerdict()
{
    m_verdict->clearRemedies();
    const Verdict verdict = m_session.verdict();
    const bool isWell = verdict == Verdict::MayChange || verdict == Verdict::Untried;
    const auto &error = m_session.error();
    m_verdict->setVisible(error || !isWell);
    if (error) {
        m_verdict->setMessage(unreachedState(*error), errorTitle(*error), errorDetails(*error));
        return;
    }
    if (isWell)
        return;
    if (verdict == Verdict::MayLook) {
        m_verdict->setMessage(
            ShownState::Warning,
            tr("This token can look, not change: “D1 Edit” is missing"),
            tr("Browsing, verification and reading backups will work. Migrations, Time Travel "
               "restores and imports will not."));
    } else {
        m_verdict->setMessage(ShownState::Missing,
                              tr("This token is of no use here"),
                              m_session.trial()->report.problem);
    }
    m_verdict->addRemedy(tr("Open token page"), u"tokenPageOpen"_s);
}

void AccountForm::showReason()
{
    const Verdict verdict = m_session.verdict();
    const bool isBusy = m_session.activity()->isRunning();
    const bool mayConnect = verdict == Verdict::MayChange || verdict == Verdict::MayLook;
    m_ui->accountConnectButton->setEnabled(mayConnect && !isBusy);
    m_ui->accountConnectButton->setText(verdict == Verdict::MayLook ? tr("&Connect read-only")
                                                                    : tr("&Connect"));
    QString reason;
    if (!m_session.hasToken())
        reason = tr("A token is needed.");
    else if (verdict == Verdict::Untried)
        reason = tr("Test the token first.");
    else if (verdict == Verdict::Useless)
        reason = tr("Without D1 Read nothing can be shown.");
    m_ui->reason->setText(isBusy ? QString() : reason);
}

} // namespace tidemark
