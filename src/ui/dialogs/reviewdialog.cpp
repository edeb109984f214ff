#include "reviewdialog.h"

#include <ui/delegates/pilldelegate.h>
#include <ui/editor/codeview.h>
#include <ui/pages/databasepage.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/environmentband.h>
#include <ui/widgets/namefield.h>
#include <ui/widgets/statelabel.h>

#include <QAction>
#include <QClipboard>
#include <QFrame>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString lossOf(const PreparedRun &prepared)
{
    QStringList losses;
    for (const RowChange &change : prepared.rehearsal.rowChanges) {
        const bool shrinks = change.after.value_or(0) < change.before.value_or(0);
        if (shrinks && change.liveBefore.value_or(0) > 0)
            losses.append(u"%1 %2"_s.arg(change.table).arg(*change.liveBefore));
    }
    return losses.isEmpty() ? QString()
                            : ReviewDialog::tr("Rows may be lost: %1.").arg(losses.join(u", "_s));
}

QFrame *rule(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFixedHeight(LineWidth::Rule);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

QWidget *heading(const QString &text, QWidget *facts, QWidget *parent)
{
    auto *part = new QWidget(parent);
    auto *title = new ElidedLabel(TypeRole::Strong, ElidedLabel::Ink::Plain, part);
    title->setText(text);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(Space::Group, Space::Tiny, Space::Page, Space::Tiny);
    part->setMinimumHeight(part->fontMetrics().height() + RowPadding::Button + 2 * Space::Tiny);
    row->addWidget(title, 1);
    if (facts)
        row->addWidget(facts);
    return part;
}

void stack(QWidget *pane, QWidget *head, QLayout *content)
{
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(rule(pane));
    layout->addLayout(content, 1);
}

} // namespace

ReviewRequest reviewOf(const PreparedRun &prepared, SafeMode mode)
{
    const Target &target = prepared.observation.target();
    const int count = static_cast<int>(prepared.plan.steps.size());
    const bool forward = prepared.plan.direction == PlanStep::Action::Apply;
    ReviewRequest request{ .target = shownTarget(target) };
    request.question
        = forward
              ? ReviewDialog::tr("Apply %n migration(s) to %1?", nullptr, count).arg(target.name)
              : ReviewDialog::tr("Roll back %n migration(s) of %1?", nullptr, count)
                    .arg(target.name);
    request.verb = forward ? ReviewDialog::tr("Apply %n migration(s)", nullptr, count)
                           : ReviewDialog::tr("Roll back %n migration(s)", nullptr, count);
    request.warning = forward ? lossOf(prepared)
                              : ReviewDialog::tr("The down scripts run, newest first. %1")
                                    .arg(lossOf(prepared))
                                    .trimmed();
    request.destructive = !forward || target.production;
    request.typedName = nameToType(target, mode);
    for (const PlanStep &step : prepared.plan.steps) {
        const int statements = static_cast<int>(step.script().statements.size());
        const bool imports = step.channel == PlanStep::Channel::Import;
        request.steps.append(
            { .name = step.migration.id,
              .pill = imports ? ReviewDialog::tr("%n statement(s), imported", nullptr, statements)
                              : ReviewDialog::tr("%n statement(s)", nullptr, statements),
              .sql = QString::fromUtf8(step.script().text) });
    }
    const auto &planned = prepared.plan.steps;
    const bool transactional
        = std::all_of(planned.begin(), planned.end(), [](const PlanStep &step) {
              return step.script().header.transactional;
          });
    const bool anyImported = std::any_of(planned.begin(), planned.end(), [](const PlanStep &step) {
        return step.channel == PlanStep::Channel::Import;
    });
    request.facts
        = { ReviewDialog::tr("Rehearsed with the live schema: nothing forbids it"),
            prepared.observation.isEmpty()
                ? ReviewDialog::tr("There is nothing yet that could be lost")
                : ReviewDialog::tr("A safety point is taken and verified first"),
            ReviewDialog::tr("Plan %1 runs, or nothing").arg(prepared.plan.hash().left(6)),
            anyImported
                ? ReviewDialog::tr("D1 imports what is too large for a batch: nobody can use the "
                                   "database meanwhile")
            : transactional
                ? ReviewDialog::tr("Each migration is one transaction with its history row")
                : ReviewDialog::tr("A script without a transaction is recorded statement "
                                   "by statement") };
    return request;
}

ReviewDialog::ReviewDialog(const ReviewRequest &request,
                           const SyntaxLibrary &library,
                           QWidget *parent)
    : QDialog(parent)
    , m_steps(request.steps)
{
    setObjectName(u"reviewDialog"_s);
    setWindowTitle(request.question);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setWindowModality(Qt::WindowModal);
    const QSize available = parent ? parent->size() : QSize(1280, 800);
    resize(std::min(980, std::max(available.width() * 4 / 5, 640)),
           std::min(720, std::max(available.height() * 9 / 10, 480)));

    auto *band = new EnvironmentBand(this);
    band->setEnvironment(request.target.environment, request.target.environmentName);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(band);
    layout->addWidget(head(request));
    layout->addWidget(steps(request, library), 1);
    layout->addWidget(rule(this));
    layout->addWidget(foot(request));
    for (auto [before, after] : { std::pair<QWidget *, QWidget *>{ m_name, m_cancel },
                                  { m_cancel, m_confirm },
                                  { m_confirm, m_list },
                                  { m_list, m_sql } })
        setTabOrder(before, after);
    m_list->setCurrentRow(0);
}

QWidget *ReviewDialog::head(const ReviewRequest &request)
{
    auto *part = new QWidget(this);
    auto *title = new QLabel(request.question, part);
    title->setObjectName(u"reviewQuestion"_s);
    title->setFont(typeFont(TypeRole::PageTitle));
    title->setWordWrap(true);
    auto *target = new TargetBar(part);
    target->setTarget(request.target);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, Space::Page, 0, 0);
    layout->setSpacing(Space::Small);
    auto *text = new QVBoxLayout;
    text->setContentsMargins(Space::Group, 0, Space::Group, 0);
    text->addWidget(title);
    if (!request.warning.isEmpty()) {
        auto *warning = new StateLabel(part);
        warning->setObjectName(u"reviewWarning"_s);
        warning->setState(ShownState::Warning, request.warning);
        warning->setWordWrap(true);
        text->addWidget(warning);
    }
    layout->addLayout(text);
    layout->addWidget(target);
    return part;
}

QWidget *ReviewDialog::steps(const ReviewRequest &request, const SyntaxLibrary &library)
{
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    auto *left = new QWidget(splitter);
    auto *right = new QWidget(splitter);
    m_list = new QListWidget(left);
    m_list->setObjectName(u"reviewSteps"_s);
    m_list->setAccessibleName(tr("Steps"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // names give way in their middle
    m_list->setItemDelegate(new PillDelegate(m_list));
    for (const ReviewStep &step : request.steps) {
        auto *item = new QListWidgetItem(step.name, m_list);
        item->setData(PillRole, step.pill);
        item->setData(MonospaceRole, true);
        item->setData(Qt::AccessibleTextRole, QString(step.name + u", "_s + step.pill));
    }
    m_sql = new CodeView(library, right);
    m_sql->setObjectName(u"reviewSql"_s);
    m_sql->setFrameShape(QFrame::NoFrame);
    m_sqlFacts = new ElidedLabel(TypeRole::Small, ElidedLabel::Ink::Secondary, right);
    auto *list = new QHBoxLayout;
    list->setContentsMargins(Space::Medium, Space::Tiny, 0, 0); // names stand below the heading
    list->addWidget(m_list);
    stack(left, heading(tr("Steps, each all or nothing"), nullptr, left), list);
    auto *sql = new QHBoxLayout;
    sql->addWidget(m_sql);
    auto *copy = new QPushButton(tr("Copy SQL"), right);
    copy->setObjectName(u"reviewCopySql"_s);
    copy->setShortcut(QKeySequence(u"Ctrl+Shift+C"_s));
    connect(copy, &QPushButton::clicked, this, &ReviewDialog::copySql);
    setEmphasis(copy, Emphasis::Link);
    QWidget *sqlHeading = heading(tr("Exactly what will be sent"), m_sqlFacts, right);
    sqlHeading->layout()->addWidget(copy);
    stack(right, sqlHeading, sql);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    connect(m_list, &QListWidget::currentRowChanged, this, &ReviewDialog::showStep);
    return splitter;
}

QWidget *ReviewDialog::foot(const ReviewRequest &request)
{
    auto *part = new QWidget(this);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(Space::Group, Space::Medium, Space::Group, Space::Page);
    layout->setSpacing(Space::Small);
    auto *facts = new QGridLayout;
    facts->setHorizontalSpacing(Space::Group);
    for (int i = 0; i < request.facts.size(); ++i) {
        auto *label = new StateLabel(part);
        label->setState(ShownState::Passed, request.facts.at(i));
        facts->addWidget(label, i / 2, i % 2);
    }
    layout->addLayout(facts);
    layout->addWidget(rule(part));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, Space::Tiny, 0, 0);
    m_name = new NameField(part);
    m_name->setObjectName(u"reviewName"_s);
    m_name->setExpected(request.typedName);
    m_name->setVisible(!request.typedName.isEmpty());
    m_cancel = new QPushButton(tr("Cancel"), part);
    m_cancel->setObjectName(u"reviewCancel"_s);
    m_cancel->setDefault(true);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_confirm = new QPushButton(request.verb, part);
    m_confirm->setObjectName(u"reviewConfirm"_s);
    m_confirm->setAutoDefault(false);
    m_confirm->setShortcut(QKeySequence(u"Ctrl+Return"_s));
    m_confirm->setEnabled(request.typedName.isEmpty());
    setEmphasis(m_confirm, request.destructive ? Emphasis::Danger : Emphasis::Primary);
    connect(m_confirm, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_name, &NameField::matchChanged, m_confirm, &QPushButton::setEnabled);
    if (request.returnConfirms)
        connect(m_name, &NameField::returned, this, &QDialog::accept);
    row->addWidget(m_name, 1);
    row->addStretch();
    row->addWidget(m_cancel);
    row->addWidget(m_confirm);
    layout->addLayout(row);
    (request.typedName.isEmpty() ? static_cast<QWidget *>(m_cancel) : m_name)->setFocus();
    return part;
}

void ReviewDialog::showStep(int row)
{
    if (row >= 0 && row < m_steps.size()) {
        const ReviewStep &step = m_steps.at(row);
        m_sql->setScript(step.name, step.sql);
        m_sqlFacts->setText(
            tr("%1 of %2 · %3 · %4", "step of steps, statements, size")
                .arg(row + 1)
                .arg(m_steps.size())
                .arg(step.pill, locale().formattedDataSize(step.sql.toUtf8().size())));
    }
}

void ReviewDialog::copySql()
{
    QStringList scripts;
    for (const ReviewStep &step : std::as_const(m_steps))
        scripts.append(step.sql);
    QGuiApplication::clipboard()->setText(scripts.join(u'\n'));
}

} // namespace tidemark
