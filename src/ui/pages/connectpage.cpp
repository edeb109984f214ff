#include "connectpage.h"

#include "accountdatabasespane.h"
#include "accountform.h"

#include <models/recentplaces.h>
#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/delegates/recentdelegate.h>
#include <ui/errortext.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/waybutton.h>

#include <QEvent>
#include <QFrame>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Of the left side, in characters; the right one takes the rest.
constexpr int WaysCharacters = 66;

/// What does not fit a small window scrolls.
QScrollArea *scrolling(QWidget *content, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setBackgroundRole(QPalette::Base);
    content->setBackgroundRole(QPalette::Base);
    area->setWidget(content);
    return area;
}

WayButton *way(ActionRegistry &actions,
               const QString &id,
               const QString &icon,
               const QString &title,
               const QString &detail,
               QWidget *parent)
{
    QAction *action = actions.action(id);
    auto *button = new WayButton(
        QIcon::fromTheme(icon), title, detail, action->shortcuts().value(0), parent);
    button->setObjectName(id + u"Button"_s);
    QObject::connect(button, &QAbstractButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

ConnectPage::ConnectPage(ProjectSession &project,
                         RecentPlaces &recent,
                         ActionRegistry &actions,
                         const SyntaxLibrary &library,
                         QWidget *parent)
    : Page(parent)
    , m_project(project)
    , m_recent(recent)
    , m_actions(actions)
    , m_session(project)
    , m_trouble(new Banner(this))
    , m_form(new AccountForm(m_session, actions, library, this))
    , m_databases(new AccountDatabasesPane(m_session, this))
    , m_right(new QStackedWidget(this))
{
    setObjectName(u"welcomePage"_s);
    m_trouble->setObjectName(u"openTrouble"_s);
    m_trouble->hide();
    m_right->addWidget(scrolling(m_form, this));
    m_right->addWidget(m_databases);
    auto *line = new QFrame(this);
    line->setFixedWidth(LineWidth::Rule);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    QWidget *ways = scrolling(makeWays(), this);
    ways->setMaximumWidth(fontMetrics().averageCharWidth() * WaysCharacters);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(ways, 2);
    layout->addWidget(line);
    layout->addWidget(m_right, 3);

    m_project.activities()->watch(m_session.activity());
    connect(&m_session, &AccountSession::changed, this, &ConnectPage::showState);
    connect(&m_project, &ProjectSession::changed, this, &ConnectPage::showState);
    connect(m_recent.model(), &QAbstractItemModel::modelReset, this, &ConnectPage::showState);
    setFocusProxy(m_form);
    showState();
}

QWidget *ConnectPage::makeWays()
{
    auto *side = new QWidget(this);
    auto *title = new QLabel(tr("Open something"), side);
    title->setFont(typeFont(TypeRole::PageTitle));
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(Space::Welcome, Space::Welcome, Space::Welcome, Space::Group);
    layout->setSpacing(Space::Medium);
    layout->addWidget(title);
    layout->addWidget(m_trouble);
    layout->addWidget(way(m_actions,
                          u"projectOpen"_s,
                          u"folder"_s,
                          tr("Project folder"),
                          tr("with wrangler.toml, wrangler.jsonc or tidemark.toml"),
                          side));
    WayButton *account = way(m_actions,
                             u"accountConnect"_s,
                             u"folder-cloud"_s,
                             tr("Cloudflare account"),
                             tr("every D1 database of an account"),
                             side);
    account->setCheckable(true);
    account->setChecked(true); // its form is the one beside
    connect(account, &QAbstractButton::clicked, this, [this, account] {
        account->setChecked(true);
        focusRight();
    });
    layout->addWidget(account);
    layout->addWidget(way(m_actions,
                          u"databaseOpen"_s,
                          u"server-database"_s,
                          tr("SQLite file"),
                          tr("one database, no project needed"),
                          side));
    layout->addSpacing(Space::Small);
    layout->addWidget(makeRecent());
    layout->addSpacing(Space::Small);
    layout->addWidget(makeSandbox());
    layout->addStretch();
    return side;
}

QWidget *ConnectPage::makeRecent()
{
    auto *part = new QWidget(this);
    auto *title = new QLabel(tr("Recent"), part);
    title->setFont(typeFont(TypeRole::Section));
    m_noPlaces
        = new QLabel(tr("Projects, accounts and files that were open are listed here."), part);
    m_noPlaces->setForegroundRole(QPalette::PlaceholderText);
    m_noPlaces->setWordWrap(true);
    m_places = new QListView(part);
    m_places->setObjectName(u"recentPlaces"_s);
    m_places->setAccessibleName(tr("Recent"));
    m_places->setModel(m_recent.model());
    m_places->setItemDelegate(new RecentDelegate(m_places));
    m_places->setFrameShape(QFrame::NoFrame);
    m_places->setUniformItemSizes(true);
    m_places->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_places->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_places->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    title->setBuddy(m_places);
    connect(m_places, &QListView::activated, this, &ConnectPage::openRecent);
    connect(
        m_places->selectionModel(), &QItemSelectionModel::currentChanged, this, &Page::described);
    m_places->installEventFilter(this);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::Small);
    layout->addWidget(title);
    layout->addWidget(m_noPlaces);
    layout->addWidget(m_places);
    return part;
}

QWidget *ConnectPage::makeSandbox()
{
    auto *card = new QFrame(this);
    card->setFrameShape(QFrame::StyledPanel);
    auto *title = new QLabel(tr("Practise first"), card);
    title->setFont(typeFont(TypeRole::Strong));
    auto *what = new QLabel(
        tr("A sandbox speaks D1's API on this computer, with Time Travel. No account needed."),
        card);
    what->setWordWrap(true);
    what->setForegroundRole(QPalette::PlaceholderText);
    QAction *start = m_actions.action(u"sandboxStart"_s);
    auto *button = new QPushButton(start->text(), card);
    button->setObjectName(u"sandboxStartButton"_s);
    connect(button, &QPushButton::clicked, start, &QAction::trigger);
    auto *words = new QVBoxLayout;
    words->setSpacing(Space::UnderTitle);
    words->addWidget(title);
    words->addWidget(what);
    auto *layout = new QHBoxLayout(card);
    layout->setContentsMargins(Space::Medium, Space::Medium, Space::Medium, Space::Medium);
    layout->setSpacing(Space::Small);
    layout->addLayout(words, 1);
    layout->addWidget(button);
    return card;
}

void ConnectPage::focusRight()
{
    if (m_session.isConnected())
        m_databases->setFocus();
    else
        m_form->setFocus();
}

QString ConnectPage::title() const
{
    return tr("Welcome");
}

Activity *ConnectPage::activity() const
{
    return m_session.activity();
}

void ConnectPage::updateActions()
{
    if (!m_session.isConnected())
        m_form->updateActions();
    const bool hasPlace = m_places->currentIndex().isValid();
    const QString none = tr("Choose something under “Recent”.");
    m_actions.setEnabled(u"recentOpen"_s, hasPlace, none);
    m_actions.setEnabled(u"recentForget"_s, hasPlace && m_places->hasFocus(), none);
}

// What may be forgotten depends on where the keyboard is.
bool ConnectPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_places
        && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        emit described();
    return Page::eventFilter(watched, event);
}

void ConnectPage::perform(const QString &actionId)
{
    if (actionId == "recentOpen"_L1)
        openRecent(m_places->currentIndex());
    else if (actionId == "recentForget"_L1)
        m_recent.forget(m_places->currentIndex().row());
    else
        m_form->perform(actionId);
}

void ConnectPage::openRecent(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const RecentPlace place = m_recent.model()->row(index);
    if (place.kind == RecentPlace::Kind::Account)
        m_session.reopen({ .id = place.key, .name = place.name });
    else
        emit openRequested({ .kind = NavigatorKind::Project, .object = place.key });
}

void ConnectPage::showState()
{
    const auto &error = m_project.error();
    m_trouble->setVisible(error.has_value());
    if (error)
        m_trouble->setMessage(shown(*error), errorTitle(*error), errorDetails(*error));
    const int wanted = m_session.isConnected() ? 1 : 0;
    if (m_right->currentIndex() != wanted) {
        m_right->setCurrentIndex(wanted);
        focusRight();
    }
    const int rows = m_recent.model()->rowCount();
    m_places->setVisible(rows > 0);
    m_noPlaces->setVisible(rows == 0);
    m_places->setFixedHeight(std::max(1, std::min(rows, 6))
                             * (m_places->fontMetrics().height() + RowPadding::ListRow));
    emit described();
}

} // namespace tidemark
