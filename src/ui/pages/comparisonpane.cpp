#include "comparisonpane.h"

#include "panehead.h"
#include "tables.h"

#include <ui/delegates/comparisondelegate.h>
#include <ui/editor/codeview.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/statelabel.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Meaning = SchemaComparisonModel::Meaning;

QList<ComparedPart> partsOf(const ComparedTable &table, int tab)
{
    switch (static_cast<ComparisonPane::Tab>(tab)) {
    case ComparisonPane::ColumnsTab:
        return table.columns;
    case ComparisonPane::IndexesTab:
        return table.indexes;
    case ComparisonPane::ForeignKeysTab:
        return table.foreignKeys;
    case ComparisonPane::TriggersTab:
        return table.triggers;
    case ComparisonPane::DefinitionTab:
    case ComparisonPane::TabCount:
        break;
    }
    return table.rest;
}

QString tabText(int tab)
{
    switch (static_cast<ComparisonPane::Tab>(tab)) {
    case ComparisonPane::ColumnsTab:
        return ComparisonPane::tr("Columns");
    case ComparisonPane::IndexesTab:
        return ComparisonPane::tr("Indexes");
    case ComparisonPane::ForeignKeysTab:
        return ComparisonPane::tr("Foreign keys");
    case ComparisonPane::TriggersTab:
        return ComparisonPane::tr("Triggers");
    case ComparisonPane::DefinitionTab:
        return ComparisonPane::tr("Definition");
    case ComparisonPane::TabCount:
        break;
    }
    return {};
}

QString kindText(int tab)
{
    switch (static_cast<ComparisonPane::Tab>(tab)) {
    case ComparisonPane::ColumnsTab:
        return ComparisonPane::tr("Column");
    case ComparisonPane::IndexesTab:
        return ComparisonPane::tr("Index");
    case ComparisonPane::ForeignKeysTab:
        return ComparisonPane::tr("Foreign key");
    case ComparisonPane::TriggersTab:
        return ComparisonPane::tr("Trigger");
    case ComparisonPane::DefinitionTab:
    case ComparisonPane::TabCount:
        break;
    }
    return {};
}

QString emptyText(int tab)
{
    switch (static_cast<ComparisonPane::Tab>(tab)) {
    case ComparisonPane::IndexesTab:
        return ComparisonPane::tr("No index is expected, and none is there.");
    case ComparisonPane::ForeignKeysTab:
        return ComparisonPane::tr("No foreign key is expected, and none is there.");
    case ComparisonPane::TriggersTab:
        return ComparisonPane::tr("No trigger is expected, and none is there.");
    default:
        return ComparisonPane::tr("Its columns are those of its definition.");
    }
}

/// Marks the lines of @p text that @p other does not have.
void markLines(CodeView *view, const QString &text, const QString &other, ShownState state)
{
    QStringList others;
    for (const QString &line : other.split(u'\n'))
        others.append(line.simplified());
    QList<LineMark> marks;
    int number = 0;
    for (const QString &line : text.split(u'\n')) {
        ++number;
        const QString words = line.simplified();
        if (!words.isEmpty() && !others.contains(words))
            marks.append({ .line = number, .state = state, .text = stateWord(state) });
    }
    view->setMarks(marks);
}

QWidget *titled(QLabel *title, QWidget *content)
{
    auto *area = new QWidget(content->parentWidget());
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, Space::Small, 0, 0);
    layout->setSpacing(Space::Tiny);
    title->setFont(typeFont(TypeRole::SmallStrong));
    title->setContentsMargins(Space::Page, 0, 0, 0);
    layout->addWidget(title);
    layout->addWidget(content, 1);
    return area;
}

} // namespace

ComparisonPane::ComparisonPane(const SyntaxLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel(TypeRole::Mono, ElidedLabel::Ink::Plain, this))
    , m_state(new StateLabel(this))
    , m_controls(new QHBoxLayout)
    , m_tabs(new QTabBar(this))
    , m_whole(new QStackedWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_rows(makeTable(&m_model, "comparison", tr("Expected and present"), this))
    , m_none(new QLabel(this))
    , m_beforeHead(new QLabel(this))
    , m_afterHead(new QLabel(this))
    , m_before(new CodeView(library, this))
    , m_after(new CodeView(library, this))
    , m_sqlArea(new QWidget(this))
    , m_sqlFacts(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_copy(new QPushButton(tr("&Copy SQL"), this))
    , m_sql(new CodeView(library, this))
    , m_sentence(new Banner(this))
{
    m_rows->setItemDelegate(new ComparisonDelegate(m_rows));
    m_tabs->setObjectName(u"comparisonTabs"_s);
    m_tabs->setAccessibleName(tr("Parts of the table"));
    for (int tab = 0; tab < TabCount; ++tab)
        m_tabs->addTab(tabText(tab));

    auto *split = new QSplitter(Qt::Vertical, this);
    split->setObjectName(u"comparisonParts"_s);
    split->addWidget(parts());
    split->addWidget(sqlPart());
    split->setStretchFactor(0, 58);
    split->setStretchFactor(1, 42);
    split->setChildrenCollapsible(false);
    auto *sentence = new QWidget(this);
    auto *words = new QVBoxLayout(sentence);
    words->setContentsMargins(Space::Page, Space::Page, Space::Page, Space::Page);
    words->addWidget(m_sentence);
    words->addStretch();
    m_whole->addWidget(split);
    m_whole->addWidget(sentence);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head());
    layout->addWidget(m_whole, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &ComparisonPane::showTab);
    connect(m_copy, &QPushButton::clicked, this, &ComparisonPane::copySql);
    clear();
}

QWidget *ComparisonPane::head()
{
    auto *area = new QWidget(this);
    auto *row = new QHBoxLayout(area);
    row->setContentsMargins(Space::Page, Space::Small, Space::Page, 0);
    row->setSpacing(Space::Small);
    m_name->setObjectName(u"comparisonSubject"_s);
    row->addWidget(m_name);
    row->addWidget(m_state);
    row->addStretch(1);
    m_controls->setSpacing(Space::Small);
    row->addLayout(m_controls);
    return area;
}

QWidget *ComparisonPane::parts()
{
    m_none->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    m_none->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_none->setWordWrap(true);
    m_before->setObjectName(u"definitionExpected"_s);
    m_after->setObjectName(u"definitionPresent"_s);
    auto *definition = new QSplitter(Qt::Horizontal, this);
    definition->setObjectName(u"definitionSides"_s);
    definition->addWidget(titled(m_beforeHead, m_before));
    definition->addWidget(titled(m_afterHead, m_after));
    definition->setChildrenCollapsible(false);
    m_stack->addWidget(m_rows);
    m_stack->addWidget(m_none);
    m_stack->addWidget(definition);
    auto *area = new QWidget(this);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new PaneHead(m_tabs, nullptr, area));
    layout->addWidget(m_stack, 1);
    return area;
}

QWidget *ComparisonPane::sqlPart()
{
    m_sql->setObjectName(u"differenceSql"_s);
    m_copy->setObjectName(u"differenceCopy"_s);
    m_copy->setAutoDefault(false);
    auto *title = new QLabel(tr("Difference as SQL"), m_sqlArea);
    title->setFont(typeFont(TypeRole::Strong));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    row->setSpacing(Space::Small);
    row->addWidget(title);
    row->addWidget(m_sqlFacts, 1);
    row->addWidget(m_copy);
    auto *layout = new QVBoxLayout(m_sqlArea);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_sql, 1);
    return m_sqlArea;
}

void ComparisonPane::addControl(QAbstractButton *button)
{
    m_controls->addWidget(button);
}

void ComparisonPane::clear()
{
    m_table = {};
    m_name->setText({});
    m_state->hide();
    m_whole->hide();
}

void ComparisonPane::showSentence(ShownState state, const QString &title, const QString &text)
{
    m_table = {};
    m_name->setText({});
    m_state->hide();
    m_sentence->setMessage(state, title, text);
    m_whole->setCurrentIndex(1);
    m_whole->show();
}

void ComparisonPane::showCheck(ShownState state, const QString &title, const QString &text)
{
    showSentence(state, title, text);
}

void ComparisonPane::showTable(const ComparedTable &table,
                               Meaning meaning,
                               const QByteArray &sql,
                               const QString &where)
{
    m_table = table;
    m_meaning = meaning;
    m_name->setText(table.name);
    m_state->setState(table.outcome == ComparedPart::Outcome::Same ? ShownState::Present
                                                                   : shown(table.outcome));
    m_state->show();
    int firstDifferent = -1;
    for (int tab = 0; tab < TabCount; ++tab) {
        const int count = differing(partsOf(table, tab));
        m_tabs->setTabText(tab,
                           count > 0 ? tr("%1 (%2)").arg(tabText(tab)).arg(count) : tabText(tab));
        if (count > 0 && firstDifferent < 0)
            firstDifferent = tab;
    }
    m_tabs->setTabVisible(ColumnsTab, !table.isView);
    m_tabs->setTabVisible(IndexesTab, !table.isView);
    m_tabs->setTabVisible(ForeignKeysTab, !table.isView);
    fitTabs();
    // The person's tab stays while it has something to say.
    const int current = m_tabs->currentIndex();
    const bool stays = m_tabs->isTabVisible(current)
                       && (firstDifferent < 0 || differing(partsOf(table, current)) > 0);
    m_tabs->setCurrentIndex(stays                ? current
                            : table.isView       ? int(DefinitionTab)
                            : firstDifferent < 0 ? int(ColumnsTab)
                                                 : firstDifferent);
    showTab(m_tabs->currentIndex());
    const QString script = QString::fromUtf8(sql).trimmed();
    m_sqlArea->setVisible(!script.isEmpty());
    m_sqlFacts->setText(tr("would make %1 match; runs only through a rehearsed plan").arg(where));
    if (script != m_sql->toPlainText())
        m_sql->setScript(tr("the difference of %1").arg(table.name), script);
    m_whole->setCurrentIndex(0);
    m_whole->show();
}

// In a narrow window every tab can still be seen, if not read to its end.
void ComparisonPane::fitTabs()
{
    m_tabs->setElideMode(Qt::ElideNone);
    if (m_tabs->sizeHint().width() > width() - 2 * Space::Small)
        m_tabs->setElideMode(Qt::ElideRight);
}

void ComparisonPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitTabs();
}

void ComparisonPane::showTab(int tab)
{
    if (tab == DefinitionTab) {
        showDefinition();
        m_stack->setCurrentIndex(2);
        return;
    }
    const QList<ComparedPart> shownParts = partsOf(m_table, tab);
    m_model.show(shownParts, kindText(tab), m_meaning);
    m_rows->setAccessibleName(tr("%1 of %2, expected and present").arg(tabText(tab), m_table.name));
    m_none->setText(emptyText(tab));
    m_stack->setCurrentIndex(shownParts.isEmpty() ? 1 : 0);
}

void ComparisonPane::showDefinition()
{
    const bool isChange = m_meaning == Meaning::BeforeAndAfter;
    m_beforeHead->setText(isChange ? tr("Before") : tr("Expected"));
    m_afterHead->setText(isChange ? tr("After") : tr("Present"));
    const QString expected = QString::fromUtf8(m_table.expectedSql);
    const QString present = QString::fromUtf8(m_table.presentSql);
    m_before->setScript(tr("%1, expected").arg(m_table.name), expected);
    m_after->setScript(tr("%1, present").arg(m_table.name), present);
    m_before->setPlaceholderText(tr("not expected"));
    m_after->setPlaceholderText(tr("not there"));
    if (expected.isEmpty() || present.isEmpty() || m_table.outcome == ComparedPart::Outcome::Same)
        return;
    markLines(m_before, expected, present, ShownState::Missing);
    markLines(m_after, present, expected, ShownState::Unexpected);
}

void ComparisonPane::copySql()
{
    QApplication::clipboard()->setText(m_sql->toPlainText());
}

} // namespace tidemark
