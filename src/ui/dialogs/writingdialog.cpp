#include "writingdialog.h"

#include "ui_writingdialog.h"

#include <engine/operations/managedatabases.h>
#include <ui/editor/codeview.h>
#include <ui/errortext.h>
#include <ui/pages/databasepage.h>
#include <ui/pages/tables.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>

#include <QIcon>
#include <QKeyEvent>
#include <QShortcut>
#include <QTableView>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto AfterTypingAName = 300ms;
constexpr auto AfterMoving = 150ms;
constexpr int WritingWidth = 104; ///< in characters
constexpr int WritingHeight = 40; ///< in lines
constexpr int StatementLines = 2;

} // namespace

WritingDialog::WritingDialog(std::unique_ptr<WritingTest> test,
                             const SyntaxLibrary &library,
                             QWidget *parent)
    : QDialog(parent)
    , m_test(std::move(test))
    , m_ui(std::make_unique<Ui::WritingDialog>())
    , m_places(makeTable(m_test->places(), "writingPlaces", tr("Databases of the account"), this))
    , m_sql(new CodeView(library, this))
{
    m_ui->setupUi(this);
    setWindowModality(Qt::WindowModal);
    layOut();
    follow();
    m_test->list();
    showState();
}

WritingDialog::~WritingDialog() = default;

void WritingDialog::layOut()
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_ui->outer->setContentsMargins(0, 0, 0, 0);
    m_ui->outer->setSpacing(0);
    m_ui->head->setContentsMargins(Space::Group, Space::Page, Space::Group, Space::Medium);
    m_ui->head->setSpacing(Space::Small);
    m_ui->content->setContentsMargins(Space::Group, Space::Medium, Space::Group, Space::Page);
    m_ui->content->setSpacing(Space::Small);
    m_ui->foot->setContentsMargins(0, Space::Small, 0, 0);
    m_ui->foot->setSpacing(Space::Small);
    m_ui->question->setFont(typeFont(TypeRole::PageTitle));
    m_ui->sqlTitle->setFont(typeFont(TypeRole::Strong));
    m_ui->writingFacts->setForegroundRole(QPalette::PlaceholderText);
    m_ui->writingFilter->addAction(QIcon::fromTheme(u"view-filter"_s), QLineEdit::LeadingPosition);
    m_ui->placesArea->addWidget(m_places);
    m_ui->content->setStretchFactor(m_ui->placesArea, 1);
    m_sql->setObjectName(u"writingSql"_s);
    m_sql->setFixedHeight(m_sql->fontMetrics().lineSpacing() * StatementLines + 2 * Space::Small);
    m_ui->sqlArea->addWidget(m_sql);
    m_ui->meaning->setWordWrap(true);
    m_ui->proof->setWordWrap(true);
    m_ui->proof->setState(ShownState::Note,
                          tr("If Cloudflare takes it, the token has “D1 Edit”, which reaches every "
                             "database of the account. If Cloudflare refuses it, it is missing."));
    setEmphasis(m_ui->writingConfirm, Emphasis::Primary);
    resize(fontMetrics().averageCharWidth() * WritingWidth, fontMetrics().height() * WritingHeight);
    for (auto [before, after] : { std::pair<QWidget *, QWidget *>{ m_ui->writingFilter, m_places },
                                  { m_places, m_sql },
                                  { m_sql, m_ui->writingCancel },
                                  { m_ui->writingCancel, m_ui->writingConfirm } })
        setTabOrder(before, after);
    m_places->setFocus();
}

void WritingDialog::follow()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(AfterTypingAName);
    m_moving.setSingleShot(true);
    m_moving.setInterval(AfterMoving);
    connect(m_ui->writingFilter, &QLineEdit::textChanged, this, [this] {
        m_test->chooseNone(); // what is seen soon goes
        m_typing.start();
    });
    connect(
        &m_typing, &QTimer::timeout, this, [this] { m_test->list(m_ui->writingFilter->text()); });
    connect(&m_moving, &QTimer::timeout, this, &WritingDialog::choose);
    connect(m_places->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            [this](const QModelIndex &now) {
                if (!now.isValid())
                    return;
                m_test->chooseNone();
                m_moving.start();
            });
    connect(m_test.get(), &WritingTest::listed, this, &WritingDialog::chooseFirst);
    connect(m_test.get(), &WritingTest::changed, this, &WritingDialog::showState);
    auto *confirm = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(confirm, &QShortcut::activated, m_ui->writingConfirm, &QPushButton::click);
}

void WritingDialog::chooseFirst()
{
    const int row = m_test->places()->firstFree();
    if (row < 0)
        return;
    m_places->selectRow(row);
    m_moving.stop(); // nobody moves
    choose();
}

void WritingDialog::choose()
{
    const QModelIndex chosen = m_places->currentIndex();
    if (chosen.isValid() && m_test->places()->row(chosen).isFree())
        m_test->choose(m_test->places()->row(chosen));
}

void WritingDialog::showState()
{
    const auto &plan = m_test->plan();
    m_ui->target->setVisible(plan.has_value());
    if (plan)
        m_ui->target->setTarget(
            shownTarget(ManageDatabases::targetOf(plan->place.database, m_test->account())));
    m_ui->writingFacts->setText(facts());
    m_ui->writingFacts->setVisible(!facts().isEmpty());
    showStatement();
    const bool isReady = plan && !plan->isEmpty();
    m_ui->writingConfirm->setEnabled(isReady);
    m_ui->writingConfirm->setToolTip(isReady ? QString() : tr("Choose a database first."));
}

void WritingDialog::showStatement()
{
    const auto &plan = m_test->plan();
    const auto &error = m_test->error();
    m_sql->setScript(plan ? plan->place.database.name : QString(),
                     plan ? QString::fromUtf8(plan->sql) : QString());
    if (error)
        m_ui->meaning->setState(ShownState::Failed,
                                u"%1. %2"_s.arg(errorTitle(*error), errorDetails(*error)));
    else if (m_test->isReading())
        m_ui->meaning->setState(ShownState::Checking,
                                m_test->isListed() ? tr("Looking for a table to name")
                                                   : tr("Looking for databases"));
    else if (plan && plan->isEmpty())
        m_ui->meaning->setState(
            ShownState::Warning,
            tr("%1 has no table of its own that the statement could name. Choose another database.")
                .arg(plan->place.database.name));
    else if (plan)
        m_ui->meaning->setState(
            ShownState::Passed,
            tr("It would delete the rows of %1 for which 0 is true: there are none.")
                .arg(plan->table));
    else
        m_ui->meaning->setState(ShownState::Waiting, tr("Choose a database."));
}

QString WritingDialog::facts() const
{
    if (!m_test->isListed())
        return {};
    const int shown = m_test->places()->rowCount();
    if (shown == 0)
        return m_ui->writingFilter->text().isEmpty() ? tr("This account has no database.")
                                                     : tr("No database has such a name.");
    if (m_test->places()->firstFree() < 0)
        return tr("All of these are production. The first write elsewhere will tell what the "
                  "token may do.");
    const auto total = static_cast<int>(m_test->total());
    return total > shown
               ? tr("%1 of %n database(s). Find the others by name.", nullptr, total).arg(shown)
               : QString();
}

// Return in the field is not Cancel: the list is what comes next.
void WritingDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && m_ui->writingFilter->hasFocus()) {
        m_places->setFocus();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace tidemark
