#include "reviewdialog.h"

#include <ui/delegates/pilldelegate.h>
#include <ui/editor/codeview.h>
#include <ui/pages/databasepage.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/environmentband.h>
#include <ui/widgets/namefield.h>
#include <ui/widgets/statelabel.h>

#include <QAction>
#include <QClipboard>
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

} // namespace

ReviewRequest reviewOf(const PreparedRun &prepared)
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
    request.destructive = !forward;
    request.typedName = target.production ? target.name : QString();
    for (const PlanStep &step : prepared.plan.steps) {
        const int statements = static_cast<int>(step.script().statements.size());
        request.steps.append({ .name = step.migration.id,
                               .pill = ReviewDialog::tr("%n statement(s)", nullptr, statements),
                               .sql = QString::fromUtf8(step.script().text) });
    }
    request.facts
        = { ReviewDialog::tr("Rehearsed on a substitute with the live schema: nothing forbids it."),
            ReviewDialog::tr("A safety point is taken and verified first."),
            ReviewDialog::tr("Plan %1 runs, or nothing.").arg(prepared.plan.hash().left(6)),
            ReviewDialog::tr("Each migration is one transaction with its history row.") };
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
    layout->addWidget(foot(request));
    m_list->setCurrentRow(0);
}

QWidget *ReviewDialog::head(const ReviewRequest &request)
{
    auto *part = new QWidget(this);
    auto *title = new QLabel(request.question, part);
    title->setObjectName(u"reviewQuestion"_s);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
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
    m_list = new QListWidget(splitter);
    m_list->setObjectName(u"reviewSteps"_s);
    m_list->setAccessibleName(tr("Steps"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new PillDelegate(m_list));
    for (const ReviewStep &step : request.steps) {
        auto *item = new QListWidgetItem(step.name, m_list);
        item->setData(PillRole, step.pill);
        item->setData(MonospaceRole, true);
        item->setData(Qt::AccessibleTextRole, QString(step.name + u", "_s + step.pill));
    }
    m_sql = new CodeView(library, splitter);
    m_sql->setObjectName(u"reviewSql"_s);
    m_sql->setFrameShape(QFrame::NoFrame);
    splitter->addWidget(m_list);
    splitter->addWidget(m_sql);
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
    for (const QString &fact : request.facts) {
        auto *label = new StateLabel(part);
        label->setState(ShownState::Passed, fact);
        layout->addWidget(label);
    }
    auto *row = new QHBoxLayout;
    auto *copy = new QPushButton(tr("Copy SQL"), part);
    copy->setObjectName(u"reviewCopySql"_s);
    copy->setShortcut(QKeySequence(u"Ctrl+Shift+C"_s));
    connect(copy, &QPushButton::clicked, this, &ReviewDialog::copySql);
    m_name = new NameField(part);
    m_name->setObjectName(u"reviewName"_s);
    m_name->setExpected(request.typedName);
    m_name->setVisible(!request.typedName.isEmpty());
    auto *cancel = new QPushButton(tr("Cancel"), part);
    cancel->setObjectName(u"reviewCancel"_s);
    cancel->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_confirm = new QPushButton(request.verb, part);
    m_confirm->setObjectName(u"reviewConfirm"_s);
    m_confirm->setAutoDefault(false);
    m_confirm->setShortcut(QKeySequence(u"Ctrl+Return"_s));
    m_confirm->setEnabled(request.typedName.isEmpty());
    setEmphasis(m_confirm, request.destructive ? Emphasis::Danger : Emphasis::Primary);
    connect(m_confirm, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_name, &NameField::matchChanged, m_confirm, &QPushButton::setEnabled);
    row->addWidget(copy);
    row->addWidget(m_name, 1);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_confirm);
    layout->addLayout(row);
    (request.typedName.isEmpty() ? static_cast<QWidget *>(cancel) : m_name)->setFocus();
    return part;
}

void ReviewDialog::showStep(int row)
{
    if (row >= 0 && row < m_steps.size())
        m_sql->setScript(tr("SQL of %1").arg(m_steps.at(row).name), m_steps.at(row).sql);
}

void ReviewDialog::copySql()
{
    QStringList scripts;
    for (const ReviewStep &step : std::as_const(m_steps))
        scripts.append(step.sql);
    QGuiApplication::clipboard()->setText(scripts.join(u'\n'));
}

} // namespace tidemark
