#include "accountdatabasespane.h"

#include "tables.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>

#include <QHeaderView>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto AfterTyping = 300ms;

} // namespace

AccountDatabasesPane::AccountDatabasesPane(AccountSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_title(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_trouble(new Banner(this))
    , m_filter(new QLineEdit(this))
    , m_list(
          makeTable(session.databases(), "accountDatabases", tr("Databases of the account"), this))
    , m_open(new QPushButton(this))
{
    setObjectName(u"accountDatabasesPane"_s);
    m_title->setFont(typeFont(TypeRole::PageTitle));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_trouble->setObjectName(u"accountTrouble"_s);
    m_filter->setObjectName(u"accountFilter"_s);
    m_filter->setPlaceholderText(tr("Find by name"));
    m_filter->setAccessibleName(tr("Find databases by name"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(QIcon::fromTheme(u"view-filter"_s), QLineEdit::LeadingPosition);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_open->setObjectName(u"accountOpenButton"_s);
    setEmphasis(m_open, Emphasis::Primary);
    auto *back = new QPushButton(tr("&Another account"), this);
    back->setObjectName(u"accountBackButton"_s);
    connect(back, &QPushButton::clicked, &m_session, &AccountSession::leave);

    auto *foot = new QHBoxLayout;
    foot->setSpacing(Space::Small);
    foot->addStretch();
    foot->addWidget(back);
    foot->addWidget(m_open);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Welcome, Space::Welcome, Space::Welcome, Space::Group);
    layout->setSpacing(Space::Small);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    layout->addWidget(m_trouble);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addLayout(foot);
    setFocusProxy(m_filter);

    m_typing.setSingleShot(true);
    m_typing.setInterval(AfterTyping);
    connect(&m_typing, &QTimer::timeout, this, [this] { m_session.filter(m_filter->text()); });
    connect(m_filter, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, [this] { m_list->setFocus(); });
    connect(m_open, &QPushButton::clicked, this, &AccountDatabasesPane::openChosen);
    connect(m_list, &QTableView::activated, this, &AccountDatabasesPane::openChosen);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &AccountDatabasesPane::showState);
    connect(m_trouble, &Banner::remedyChosen, &m_session, &AccountSession::keepAgain);
    connect(&m_session, &AccountSession::changed, this, &AccountDatabasesPane::showState);
    showState();
}

QList<int> AccountDatabasesPane::chosenRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_list->selectionModel()->selectedRows())
        rows.append(index.row());
    std::ranges::sort(rows);
    return rows;
}

void AccountDatabasesPane::openChosen()
{
    m_session.open(chosenRows());
}

void AccountDatabasesPane::showState()
{
    const D1AccountInfo account = m_session.info();
    const AccountDatabaseModel &databases = *m_session.databases();
    m_title->setText(tr("Databases of %1").arg(account.name.isEmpty() ? account.id : account.name));
    const int known = databases.rowCount();
    const auto total = static_cast<int>(databases.total());
    m_facts->setText(
        databases.isComplete() || total < 0
            ? tr("%n database(s) · account %1", nullptr, known).arg(account.id)
            : tr("%1 of %n database(s) · account %2", nullptr, total).arg(known).arg(account.id));
    const auto chosen = static_cast<int>(chosenRows().size());
    m_open->setText(chosen == 0 ? tr("&Open") : tr("&Open %n database(s)", nullptr, chosen));
    m_open->setEnabled(chosen > 0);
    m_open->setToolTip(chosen == 0 ? tr("Choose databases of the list.") : QString());

    m_trouble->clearRemedies();
    const auto &error = m_session.error();
    const auto &keychain = m_session.keychainProblem();
    m_trouble->setVisible(error || keychain);
    if (error) {
        m_trouble->setMessage(unreachedState(*error), errorTitle(*error), errorDetails(*error));
    } else if (keychain) {
        m_trouble->setMessage(
            ShownState::Warning,
            tr("No keychain answers. The token is kept until you close Tidemark."),
            keychain->message);
        m_trouble->addRemedy(tr("Try again"), u"keychainTryAgain"_s);
    }
}

} // namespace tidemark
