#include "expectationdialog.h"

#include "ui_expectationdialog.h"

#include <ui/editor/codeview.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>

#include <QLocale>
#include <QShortcut>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int ExpectationCharacters = 90;
constexpr int ExpectationLines = 30;

enum ExpectationRule { AtLeastAsMany, ExactlyAsMany, AtLeastOne };

/// Empty: it cannot be said of a table whose rows nobody counted.
QString conditionOf(const ExpectationRequest::Table &table, int rule)
{
    if (rule == AtLeastOne)
        return u">= 1"_s;
    if (!table.rows)
        return {};
    return (rule == AtLeastAsMany ? u">= %1"_s : u"= %1"_s).arg(*table.rows);
}

QString lineOf(const ExpectationRequest::Table &table)
{
    QString line = table.rows ? ExpectationDialog::tr("%1 · %n row(s)", nullptr, int(*table.rows))
                              : ExpectationDialog::tr("%1 · rows unknown");
    line = line.arg(table.name);
    return table.expected.isEmpty()
               ? line
               : ExpectationDialog::tr("%1 · expected now: %2").arg(line, table.expected);
}

} // namespace

ExpectationDialog::ExpectationDialog(ExpectationRequest request,
                                     const SyntaxLibrary &library,
                                     QWidget *parent)
    : QDialog(parent)
    , m_request(std::move(request))
    , m_ui(std::make_unique<Ui::ExpectationDialog>())
    , m_lines(new CodeView(library, this))
{
    m_ui->setupUi(this);
    setModal(true);
    m_ui->content->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Group);
    m_ui->content->setSpacing(Space::Medium);
    m_ui->rule->setSpacing(Space::Small);
    m_ui->foot->setSpacing(Space::Small);
    m_ui->title->setFont(typeFont(TypeRole::PageTitle));
    m_ui->promise->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_ui->expectationRule->addItems(
        { tr("at least as many rows as now"), tr("exactly as many rows as now"), tr("a row") });
    m_lines->setObjectName(u"expectationLines"_s);
    m_lines->setMaximumHeight(fontMetrics().lineSpacing() * 6);
    m_ui->linesArea->addWidget(m_lines);
    setEmphasis(m_ui->expectationSave, Emphasis::Primary);
    fill();
    connect(m_ui->expectationRule,
            &QComboBox::currentIndexChanged,
            this,
            &ExpectationDialog::showLines);
    connect(
        m_ui->expectationTables, &QListWidget::itemChanged, this, &ExpectationDialog::showLines);
    auto *confirm = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(confirm, &QShortcut::activated, m_ui->expectationSave, &QPushButton::click);
    showLines();
    m_ui->expectationTables->setFocus();
    resize(fontMetrics().averageCharWidth() * ExpectationCharacters,
           fontMetrics().height() * ExpectationLines);
}

ExpectationDialog::~ExpectationDialog() = default;

void ExpectationDialog::fill()
{
    for (const ExpectationRequest::Table &table : std::as_const(m_request.tables)) {
        auto *item = new QListWidgetItem(lineOf(table), m_ui->expectationTables);
        const bool isChosen = table.name == m_request.chosen;
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
        if (isChosen || m_ui->expectationTables->currentRow() < 0)
            m_ui->expectationTables->setCurrentItem(item);
    }
}

QMap<QString, QString> ExpectationDialog::conditions() const
{
    QMap<QString, QString> conditions;
    for (int row = 0; row < m_ui->expectationTables->count(); ++row) {
        const auto &table = m_request.tables.at(row);
        const QString condition = conditionOf(table, m_ui->expectationRule->currentIndex());
        if (m_ui->expectationTables->item(row)->checkState() == Qt::Checked && !condition.isEmpty())
            conditions.insert(table.name, condition);
    }
    return conditions;
}

void ExpectationDialog::showLines()
{
    m_edit.reset();
    const auto wanted = conditions();
    const auto proposed
        = wanted.isEmpty() ? Result<SettingsEdit>(SettingsEdit{}) : m_request.propose(wanted);
    QString text;
    if (!proposed)
        text = proposed.error().message + u'\n' + proposed.error().remedy;
    else if (!wanted.isEmpty())
        text = QString::fromUtf8(proposed->added);
    if (proposed && !wanted.isEmpty())
        m_edit = *proposed;
    m_lines->setScript(tr("the lines of tidemark.toml"), text);
    m_ui->expectationSave->setEnabled(m_edit.has_value());
    m_ui->expectationSave->setToolTip(
        m_edit             ? QString()
        : wanted.isEmpty() ? tr("Choose a table whose rows are known, or expect a row.")
                           : tr("tidemark.toml cannot be changed."));
    m_ui->promise->setText(
        m_request.countsFrom.isEmpty()
            ? tr("Only tidemark.toml is changed, and its comments stay. This can be undone.")
            : m_request.countsFrom);
}

} // namespace tidemark
