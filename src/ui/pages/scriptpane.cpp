#include "scriptpane.h"

#include "panehead.h"

#include <models/linedifference.h>
#include <models/remedies.h>
#include <models/shownstates.h>
#include <ui/editor/codeview.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>

#include <QPushButton>
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
    m_tabs->addTab(tr("Difference"));
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
    m_explained.clear();
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
    m_tabs->setTabEnabled(DifferenceTab, hasDifference());
    if (!m_tabs->isTabEnabled(m_tabs->currentIndex()))
        m_tabs->setCurrentIndex(UpTab);
    explain(status);
    showTab(m_tabs->currentIndex());
}

bool ScriptPane::hasDifference() const
{
    return !m_status.appliedSql.isEmpty() && QString::fromUtf8(m_status.appliedSql) != m_up;
}

void ScriptPane::showDifference()
{
    if (hasDifference())
        m_tabs->setCurrentIndex(DifferenceTab);
}

void ScriptPane::setWhyNot(const QString &whyNot)
{
    if (std::exchange(m_whyNot, whyNot) != whyNot && m_troubleArea->isVisibleTo(this))
        explain(m_status);
}

void ScriptPane::explain(const MigrationStatus &status)
{
    const QString text = troubleText(status);
    const QList<Remedy> remedies = remediesFor(status);
    const bool isTrouble = !text.isEmpty() || !remedies.isEmpty();
    m_troubleArea->setVisible(isTrouble);
    // The buttons stay as they are while nothing changes: one of them may have the focus.
    const QString explained = status.id + stateName(status.state) + text + m_whyNot;
    if (!isTrouble || std::exchange(m_explained, explained) == explained)
        return;
    const ShownState state = status.outOfOrder && status.state == MigrationState::Pending
                                 ? ShownState::OutOfOrder
                                 : shown(status.state);
    m_trouble->setMessage(state, stateWord(state), text);
    m_trouble->clearRemedies();
    for (const Remedy remedy : remedies) {
        QPushButton *button = m_trouble->addRemedy(remedyText(remedy), remedyName(remedy));
        const bool writes = remedy != Remedy::ShowDifference && remedy != Remedy::OpenVerification
                            && remedy != Remedy::FindMoment;
        button->setEnabled(!writes || m_whyNot.isEmpty());
        button->setToolTip(button->isEnabled() ? QString() : m_whyNot);
    }
}

void ScriptPane::showTab(int tab)
{
    if (tab == DifferenceTab) {
        showDifferingLines();
        return;
    }
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
    markFindings(tab);
}

void ScriptPane::markFindings(int tab)
{
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

void ScriptPane::showDifferingLines()
{
    const QString name = tr("%1, the file against what ran").arg(m_status.id);
    QStringList lines;
    QList<LineMark> marks;
    const auto difference = lineDifference(QString::fromUtf8(m_status.appliedSql), m_up);
    for (const DifferingLine &line : difference) {
        const bool ran = line.side == DifferingLine::Side::Before;
        const QString sign = line.side == DifferingLine::Side::Both ? u"  "_s
                             : ran                                  ? u"- "_s
                                                                    : u"+ "_s;
        lines.append(sign + line.text);
        if (line.side != DifferingLine::Side::Both)
            marks.append({ .line = static_cast<int>(lines.size()),
                           .state = ran ? ShownState::Missing : ShownState::Unexpected,
                           .text = ran ? tr("ran, and is not in the file")
                                       : tr("is in the file, and did not run") });
    }
    const QString text = lines.join(u'\n');
    if (name != m_shownName || text != m_code->toPlainText())
        m_code->setScript(name, text);
    m_shownName = name;
    m_code->setMarks(marks);
}

void ScriptPane::goToLine(int line)
{
    m_tabs->setCurrentIndex(UpTab);
    m_code->goToLine(line);
}

} // namespace tidemark
