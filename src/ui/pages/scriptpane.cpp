#include "scriptpane.h"

#include "panehead.h"

#include <models/shownstates.h>
#include <ui/editor/codeview.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>

#include <QTabBar>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

ScriptPane::ScriptPane(const SyntaxLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_troubleArea(new QWidget(this))
    , m_trouble(new Banner(m_troubleArea))
    , m_tabs(new QTabBar(this))
    , m_code(new CodeView(library, this))
{
    m_tabs->setObjectName(u"scriptTabs"_s);
    m_tabs->addTab(tr("Up script"));
    m_tabs->addTab(tr("Down script"));
    m_tabs->addTab(tr("What ran"));
    m_code->setObjectName(u"script"_s);
    m_code->setFrameShape(QFrame::NoFrame);
    m_troubleArea->hide();
    m_tabs->setAccessibleName(tr("Scripts of the migration"));

    // A layout of a hidden banner would keep its margins; the spacer widget goes with it.
    auto *trouble = new QVBoxLayout(m_troubleArea);
    trouble->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    trouble->addWidget(m_trouble);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new PaneHead(m_tabs, nullptr, this));
    layout->addWidget(m_troubleArea);
    layout->addWidget(m_code, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, &ScriptPane::showTab);
    connect(m_trouble, &Banner::remedyChosen, this, &ScriptPane::remedyChosen);
    clear();
}

void ScriptPane::clear()
{
    m_status = {};
    m_up.clear();
    m_down.clear();
    m_findings.clear();
    m_troubleArea->hide();
    m_shownName.clear();
    m_code->setScript({}, {});
    m_code->setMarks({});
}

void ScriptPane::show(const MigrationStatus &status,
                      const Migration *migration,
                      const QList<Finding> &findings)
{
    m_status = status;
    m_up = migration ? QString::fromUtf8(migration->up.text) : QString();
    m_down = migration && migration->down ? QString::fromUtf8(migration->down->text) : QString();
    m_findings = findings;
    m_tabs->setTabEnabled(DownTab, !m_down.isEmpty());
    m_tabs->setTabEnabled(RanTab, !status.appliedSql.isEmpty());
    if (!m_tabs->isTabEnabled(m_tabs->currentIndex()))
        m_tabs->setCurrentIndex(UpTab);
    explain(status);
    showTab(m_tabs->currentIndex());
}

void ScriptPane::explain(const MigrationStatus &status)
{
    static const QList<MigrationState> troubled{
        MigrationState::Duplicate, MigrationState::Edited,
        MigrationState::Missing,   MigrationState::RecordedNotEffective,
        MigrationState::Failed,    MigrationState::Indeterminate,
        MigrationState::Renamed,   MigrationState::AppliedOutOfOrder
    };
    const bool isTrouble = troubled.contains(status.state) && !status.remark.isEmpty();
    m_troubleArea->setVisible(isTrouble);
    if (isTrouble)
        m_trouble->setMessage(shown(status.state), stateWord(shown(status.state)), status.remark);
}

void ScriptPane::showTab(int tab)
{
    const QString name = tab == DownTab  ? tr("%1, down script").arg(m_status.id)
                         : tab == RanTab ? tr("%1, as it ran").arg(m_status.id)
                                         : m_status.id;
    const QString script = tab == UpTab     ? m_up
                           : tab == DownTab ? m_down
                                            : QString::fromUtf8(m_status.appliedSql);
    // What is read stays where it is while facts around it change.
    if (name != m_shownName || script != m_code->toPlainText())
        m_code->setScript(name, script);
    m_shownName = name;
    QMap<int, LineMark>
        marks; // the worst finding of a line comes first and gives the line its mark
    for (const Finding &finding : std::as_const(m_findings)) {
        if (tab != UpTab || finding.migration != m_status.id || finding.line <= 0)
            continue;
        LineMark &mark = marks[finding.line];
        if (mark.line == 0)
            mark = { .line = finding.line,
                     .state = shown(finding),
                     .text = finding.title,
                     .tinted = finding.blocks() };
        else
            mark.text += u", "_s + finding.title;
    }
    m_code->setMarks(marks.values());
}

void ScriptPane::goToLine(int line)
{
    m_tabs->setCurrentIndex(UpTab);
    m_code->goToLine(line);
}

} // namespace tidemark
