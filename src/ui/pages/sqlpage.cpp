#include "sqlpage.h"

#include "sqlresults.h"

#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/dialogs/historydialog.h>
#include <ui/editor/findbar.h>
#include <ui/editor/sqledit.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/statelabel.h>
#include <ui/widgets/targetbar.h>

#include <QFileDialog>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds CheckAfter{ 400 };

} // namespace

SqlPage::SqlPage(DatabaseSession *session,
                 ActionRegistry &actions,
                 const SyntaxLibrary &library,
                 const QString &document,
                 QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_sql(new SqlSession(session->engine(), session->selected(), document, this))
    , m_library(library)
    , m_edit(new SqlEdit(library, this))
    , m_find(new FindBar(m_edit, this))
    , m_results(new SqlResults(m_sql, this))
    , m_trouble(new Banner(this))
    , m_troubleArea(new QWidget(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_kept(new StateLabel(this))
    , m_lock(new StateLabel(this))
{
    setObjectName(u"sqlPage"_s);
    m_edit->setObjectName(u"sqlEditor"_s);
    m_trouble->setObjectName(u"sqlTrouble"_s);
    m_cancel->setObjectName(u"sqlCancel"_s);
    m_kept->setObjectName(u"sqlKept"_s);
    m_lock->setObjectName(u"sqlLockState"_s);
    m_edit->setPlainText(m_sql->document()->restored());
    m_sql->document()->setSource([this] { return m_edit->toPlainText(); });
    m_checking.setSingleShot(true);
    m_checking.setInterval(CheckAfter);
    setFocusProxy(m_edit);
    layOut();
    connectSession();
    connectEditor();
    showEverything();
}

SqlPage::~SqlPage()
{
    m_sql->document()->flush();
    m_sql->document()->setSource({});
}

void SqlPage::connectSession()
{
    connect(m_sql, &SqlSession::changed, this, &SqlPage::showEverything);
    connect(m_sql, &SqlSession::examined, this, &SqlPage::examined);
    connect(m_sql, &SqlSession::runFinished, this, &SqlPage::showRunFaults);
    connect(m_sql, &SqlSession::checked, this, &SqlPage::showChecked);
    connect(m_sql, &SqlSession::schemaRead, &m_checking, qOverload<>(&QTimer::start));
    connect(m_sql->document(), &SqlDocument::changed, this, &SqlPage::showKept);
    connect(&session()->safeModes(), &SafeModes::changed, this, &SqlPage::showEverything);
    connect(m_results, &SqlResults::statementChosen, this, &SqlPage::goToStatement);
    connect(m_results, &SqlResults::problemChosen, this, [this](const SqlProblem &problem) {
        m_edit->goToPosition(problem.start, problem.length);
    });
    connect(m_cancel, &QPushButton::clicked, m_sql->activity(), &Activity::cancel);
    connect(m_trouble, &Banner::remedyChosen, this, [this](const QString &actionId) {
        if (actionId == "sqlUnlock"_L1)
            askUnlock();
        else
            goToStatement({ .fault = ScriptFault{ .offset = m_sql->error()->where.offset } });
    });
}

void SqlPage::connectEditor()
{
    connect(m_edit, &QPlainTextEdit::textChanged, this, &SqlPage::textChanged);
    connect(m_edit, &SqlEdit::placeChanged, this, &Page::described);
    connect(m_edit, &QPlainTextEdit::selectionChanged, this, &Page::described);
    connect(&m_checking, &QTimer::timeout, this, &SqlPage::checkNow);
}

void SqlPage::layOut()
{
    auto *above = new QWidget(this);
    auto *editing = new QVBoxLayout(above);
    editing->setContentsMargins(0, 0, 0, 0);
    editing->setSpacing(0);
    editing->addWidget(m_edit, 1);
    editing->addWidget(m_find);
    auto *parts = new QSplitter(Qt::Vertical, this);
    parts->setObjectName(u"sqlParts"_s);
    parts->addWidget(above);
    parts->addWidget(m_results);
    parts->setStretchFactor(0, 46);
    parts->setStretchFactor(1, 54);
    parts->setChildrenCollapsible(false);
    parts->setSizes({ 46, 54 });

    // A layout of a hidden banner would keep its margins; the widget goes with it.
    auto *trouble = new QVBoxLayout(m_troubleArea);
    trouble->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    trouble->addWidget(m_trouble);
    m_troubleArea->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session()->target()));
    layout->addWidget(target);
    layout->addWidget(bar());
    layout->addWidget(m_troubleArea);
    layout->addWidget(parts, 1);
}

QWidget *SqlPage::bar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    row->setSpacing(Space::Small);
    auto *runStatement = button(u"sqlRunStatement"_s);
    setEmphasis(runStatement, Emphasis::Primary);
    // Buttons of their own: those of an action are seen as the action says, and these as the tab is.
    m_unlock = new QPushButton(tr("Unlock…"), bar);
    m_relock = new QPushButton(tr("Lock"), bar);
    m_unlock->setObjectName(u"sqlUnlockButton"_s);
    m_relock->setObjectName(u"sqlLockButton"_s);
    connect(m_unlock, &QPushButton::clicked, this, &SqlPage::askUnlock);
    connect(m_relock, &QPushButton::clicked, m_sql, &SqlSession::lock);
    setEmphasis(m_unlock, Emphasis::Link);
    setEmphasis(m_relock, Emphasis::Link);
    row->addWidget(runStatement);
    row->addWidget(button(u"sqlRunAll"_s));
    row->addWidget(m_cancel);
    row->addWidget(button(u"sqlParameters"_s));
    row->addStretch(1);
    row->addWidget(m_lock);
    row->addWidget(m_unlock);
    row->addWidget(m_relock);
    row->addSpacing(Space::Small);
    row->addWidget(m_kept);
    row->addWidget(button(u"sqlHistory"_s));
    return bar;
}

QString SqlPage::title() const
{
    const auto *document = m_sql->document();
    const QString &stream = session()->target().stream;
    if (document->title().isEmpty())
        return tr("SQL · %1").arg(stream);
    const bool isChanged = !document->path().isEmpty() && document->isUnsaved();
    return u"%1%2 · %3"_s.arg(document->title(), isChanged ? u"*"_s : QString(), stream);
}

QString SqlPage::note() const
{
    const QTextCursor cursor = m_edit->textCursor();
    const QString place
        = tr("Line %1, column %2").arg(cursor.blockNumber() + 1).arg(cursor.positionInBlock() + 1);
    const auto count = m_edit->statements()->spans().size();
    if (count == 0)
        return place;
    return tr("%1 · statement %2 of %3").arg(place).arg(m_edit->currentStatement() + 1).arg(count);
}

Activity *SqlPage::activity() const
{
    return m_sql->activity();
}

void SqlPage::updateActions()
{
    const bool isRunning = activity()->isRunning();
    const QString busy = tr("Something is running.");
    const bool isEmpty = m_edit->statements()->spans().isEmpty();
    const bool hasSelection = m_edit->textCursor().hasSelection();
    const QString why = isRunning ? busy : tr("There is no statement.");
    actions().setEnabled(u"verifyRun"_s, session()->isKnown() && isIdle(), busy);
    actions().setEnabled(u"sqlRunStatement"_s, !isRunning && !isEmpty, why);
    actions().setEnabled(u"sqlRunAll"_s, !isRunning && !isEmpty, why);
    actions()
        .action(u"sqlRunStatement"_s)
        ->setText(hasSelection ? tr("Run selection") : tr("Run statement"));
    for (const QString &id : { u"sqlParameters"_s,
                               u"sqlHistory"_s,
                               u"sqlFind"_s,
                               u"sqlReplace"_s,
                               u"sqlComment"_s,
                               u"sqlSave"_s })
        actions().setEnabled(id, true);
    for (const QString &id : { u"sqlStatementNext"_s, u"sqlStatementPrevious"_s })
        actions().setEnabled(id, !isEmpty, tr("There is no statement."));
    actions().setEnabled(u"errorNext"_s, !m_edit->faults().isEmpty(), tr("No problem was found."));
    actions().setEnabled(
        u"sqlUnlock"_s, mayUnlock(), tr("The padlock of this database says Read-only."));
    actions().setEnabled(u"sqlLock"_s, m_sql->isUnlocked(), tr("The tab is locked."));
}

void SqlPage::perform(const QString &actionId)
{
    static const QHash<QString, std::function<void(SqlPage &)>> acts{
        { u"sqlRunStatement"_s, &SqlPage::runStatement },
        { u"sqlRunAll"_s, &SqlPage::runAll },
        { u"sqlHistory"_s, &SqlPage::showHistory },
        { u"sqlUnlock"_s, &SqlPage::askUnlock },
        { u"sqlSave"_s, &SqlPage::save },
        { u"sqlLock"_s, [](SqlPage &page) { page.m_sql->lock(); } },
        { u"sqlFind"_s, [](SqlPage &page) { page.m_find->open(false); } },
        { u"sqlReplace"_s, [](SqlPage &page) { page.m_find->open(true); } },
        { u"sqlComment"_s, [](SqlPage &page) { page.m_edit->toggleComment(); } },
        { u"sqlStatementNext"_s, [](SqlPage &page) { page.m_edit->goToNextStatement(); } },
        { u"sqlStatementPrevious"_s, [](SqlPage &page) { page.m_edit->goToPreviousStatement(); } },
        { u"errorNext"_s, [](SqlPage &page) { page.m_edit->goToNextFault(); } },
        { u"sqlParameters"_s,
          [](SqlPage &page) {
              page.askParameters(parameterNames(page.m_edit->toPlainText().toUtf8()), [] {});
          } },
    };
    if (const auto act = acts.constFind(actionId); act != acts.cend())
        (*act)(*this);
    else
        DatabasePage::perform(actionId);
}

void SqlPage::showEverything()
{
    const bool isRunning = activity()->isRunning();
    m_cancel->setEnabled(isRunning);
    showLock();
    showTrouble();
    showKept();
    m_edit->setDocumentName(title());
    emit described();
}

void SqlPage::showLock()
{
    const bool isOpen = session()->safeMode() == SafeMode::Open;
    m_lock->setVisible(!isOpen);
    m_lock->setState(mayWrite() ? ShownState::Warning : ShownState::ReadOnly,
                     mayWrite() ? tr("Writes allowed") : tr("Read-only"));
    m_unlock->setVisible(mayUnlock());
    m_relock->setVisible(!isOpen && m_sql->isUnlocked());
}

void SqlPage::showTrouble()
{
    const auto &error = m_sql->error();
    const bool isRemote = session()->target().place == PlaceOfTarget::Remote;
    const auto &results = m_sql->summary()->results();
    const bool wasStopped = std::ranges::any_of(results, [](const StatementResult &result) {
        return result.state == StatementResult::State::Cancelled;
    });
    m_trouble->clearRemedies();
    m_troubleArea->setVisible(error || (wasStopped && isRemote));
    if (error && error->kind == Error::Kind::Policy) {
        m_trouble->setMessage(
            ShownState::ReadOnly,
            tr("This tab is read-only."),
            tr("Statement %1 writes. Nothing was sent.").arg(error->where.statement));
        if (mayUnlock())
            m_trouble->addRemedy(tr("&Unlock…"), u"sqlUnlock"_s);
    } else if (error) {
        m_trouble->setMessage(shown(*error), errorTitle(*error), errorDetails(*error));
        if (error->where.offset >= 0)
            m_trouble->addRemedy(tr("&Go to line"), u"errorGoToLine"_s);
    } else if (wasStopped) {
        m_trouble->setMessage(ShownState::Aborted,
                              tr("Stopped waiting."),
                              tr("D1 may still finish this statement, at most 30 s."));
    }
}

void SqlPage::showKept()
{
    const SqlDocument *document = m_sql->document();
    switch (document->state()) {
    case SqlDocument::State::Kept:
        m_kept->setVisible(document->keptAt().isValid());
        m_kept->setState(ShownState::Done,
                         tr("Saved at %1 UTC").arg(document->keptAt().toString(u"HH:mm:ss"_s)));
        break;
    case SqlDocument::State::Changed:
    case SqlDocument::State::Keeping:
        m_kept->show();
        m_kept->setState(ShownState::Waiting, tr("Saved in a moment"));
        break;
    case SqlDocument::State::NotKept:
        m_kept->show();
        m_kept->setState(ShownState::Failed, tr("Not saved: %1").arg(document->error()));
        break;
    }
}

void SqlPage::textChanged()
{
    m_sql->document()->touch();
    m_checking.start();
    if (m_sql->isSchemaKnown() || std::exchange(m_triedSchema, true))
        return;
    // Not before somebody types: a tab that is restored asks nothing.
    m_sql->readSchema();
}

void SqlPage::showHistory()
{
    auto *dialog = new HistoryDialog(m_sql->history(), m_library, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &HistoryDialog::chosen, this, [this](const QString &statement) {
        const bool isEmpty = m_edit->document()->isEmpty();
        m_edit->insertPlainText(isEmpty ? statement + u";\n"_s : statement);
        m_edit->setFocus();
    });
    dialog->open();
}

void SqlPage::save()
{
    const auto write = [this](const QString &path) {
        if (const auto written = m_sql->document()->saveAs(path); !written) {
            m_troubleArea->show();
            m_trouble->clearRemedies();
            m_trouble->setMessage(
                ShownState::Failed, errorTitle(written.error()), errorDetails(written.error()));
        }
        m_edit->setDocumentName(title());
        emit described();
    };
    if (!m_sql->document()->path().isEmpty()) {
        write(m_sql->document()->path());
        return;
    }
    auto *dialog = new QFileDialog(this, tr("Save SQL"), {}, tr("SQL scripts (*.sql)"));
    dialog->setObjectName(u"sqlSaveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"sql"_s);
    connect(dialog, &QFileDialog::fileSelected, this, write);
    dialog->open();
}

} // namespace tidemark
