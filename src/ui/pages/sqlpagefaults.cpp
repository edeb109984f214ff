// What is wrong with the script: found while typing, or said by the database.

#include "sqlpage.h"
#include "sqlresults.h"

#include <ui/editor/sqledit.h>

#include <QTextBlock>

namespace tidemark {

namespace {

/// Longer documents are checked statement by statement, where the cursor is.
constexpr int MostCheckedCharacters = 256 * 1024;

} // namespace

void SqlPage::checkNow()
{
    const int length = m_edit->document()->characterCount();
    m_checkedRevision = m_edit->document()->revision();
    if (length <= MostCheckedCharacters) {
        m_checkedText = m_edit->toPlainText().toUtf8();
        m_sql->check(m_checkedText, 0, ScriptExtent::Whole);
        return;
    }
    const int current = m_edit->currentStatement();
    if (current < 0)
        return;
    const StatementSpan span = m_edit->statements()->spans().at(current);
    if (span.end - span.start > MostCheckedCharacters)
        return;
    QTextCursor range(m_edit->document());
    range.setPosition(span.start);
    range.setPosition(span.end, QTextCursor::KeepAnchor);
    m_checkedText = m_edit->textOf(range).toUtf8();
    m_sql->check(m_checkedText, span.start, ScriptExtent::Piece);
}

int SqlPage::characterOf(const QByteArray &text, qsizetype byte) const
{
    return static_cast<int>(QString::fromUtf8(text.left(byte)).size());
}

void SqlPage::showChecked(const QList<ScriptFault> &faults, int position)
{
    if (m_checkedRevision != m_edit->document()->revision())
        return; // typed on: another check follows
    m_checkProblems.clear();
    for (const ScriptFault &fault : faults) {
        const int start = position + characterOf(m_checkedText, fault.offset);
        const int end = position + characterOf(m_checkedText, fault.offset + fault.length);
        m_checkProblems.append({ .line = m_edit->document()->findBlock(start).blockNumber() + 1,
                                 .start = start,
                                 .length = std::max(end - start, 1),
                                 .message = fault.message });
    }
    showFaults();
}

void SqlPage::showRunFaults()
{
    const SqlSession::Script &script = m_sql->script();
    QList<LineMark> marks;
    m_runProblems.clear();
    for (const StatementResult &result : m_sql->failures()) {
        if (!result.fault)
            continue;
        const int start = script.position + characterOf(script.text, result.fault->offset);
        const int end = script.position
                        + characterOf(script.text, result.fault->offset + result.fault->length);
        const int line = m_edit->document()->findBlock(start).blockNumber() + 1;
        m_runProblems.append({ .line = line,
                               .start = start,
                               .length = std::max(end - start, 1),
                               .message = result.error->message,
                               .isOfRun = true });
        marks.append({ .line = line, .state = ShownState::Failed, .text = result.error->message });
    }
    m_edit->setMovingMarks(marks);
    showFaults();
}

void SqlPage::showFaults()
{
    QList<SqlProblem> all = m_runProblems;
    for (const SqlProblem &problem : std::as_const(m_checkProblems)) {
        const bool isKnown = std::ranges::any_of(
            m_runProblems, [&](const SqlProblem &other) { return other.start == problem.start; });
        if (!isKnown)
            all.append(problem);
    }
    std::ranges::stable_sort(all, {}, &SqlProblem::start);
    QList<EditorFault> faults;
    for (const SqlProblem &problem : std::as_const(all))
        faults.append({ problem.start, problem.length, problem.message, problem.isOfRun });
    m_edit->setFaults(faults);
    if (m_runProblems.isEmpty())
        m_edit->setMovingMarks({});
    m_results->setProblems(all);
    emit described();
}

void SqlPage::goToStatement(const StatementResult &result)
{
    const SqlSession::Script &script = m_sql->script();
    const qsizetype offset = result.fault ? result.fault->offset : result.statement.offset;
    const qsizetype length = result.fault ? result.fault->length : 0;
    const int start = characterOf(script.text, offset);
    const int end = characterOf(script.text, offset + length);
    m_edit->goToPosition(script.position + start, end - start);
}

} // namespace tidemark
