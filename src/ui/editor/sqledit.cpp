#include "sqledit.h"

#include <engine/sql/tokenizer.h>
#include <ui/themeprovider.h>

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int IndentCharacters = 2;
constexpr qsizetype MostFaults = 200;
/// Brackets of longer statements are not looked for: it happens at every key.
constexpr int MostBracketCharacters = 32 * 1024;

/// The lines a selection touches; one that ends at a line's start does not touch it.
std::pair<QTextBlock, QTextBlock> linesOf(const QTextCursor &cursor)
{
    const auto *document = cursor.document();
    const QTextBlock first = document->findBlock(cursor.selectionStart());
    QTextBlock last = document->findBlock(cursor.selectionEnd());
    if (last != first && cursor.selectionEnd() == last.position())
        last = last.previous();
    return { first, last };
}

/// The place of the bracket that belongs to the one at @p offset; -1 if there is none. Brackets in texts are none.
qsizetype partnerOf(const QList<Token> &tokens, QByteArrayView sql, qsizetype offset)
{
    QList<qsizetype> open;
    for (const Token &token : tokens) {
        const QByteArrayView text = token.in(sql);
        if (text == "(")
            open.append(token.offset);
        if (text != ")" || open.isEmpty())
            continue;
        const qsizetype start = open.takeLast();
        if (start == offset)
            return token.offset;
        if (token.offset == offset)
            return start;
    }
    return -1;
}

} // namespace

SqlEdit::SqlEdit(const SyntaxLibrary &library, QWidget *parent)
    : CodeView(library, parent)
    , m_spans(document())
{
    setReadOnly(false);
    setTextInteractionFlags(Qt::TextEditorInteraction);
    setTabChangesFocus(false);
    setPlaceholderText(tr("Write SQL. Ctrl+Return runs the statement under the cursor."));
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &SqlEdit::followCursor);
    connect(&m_spans, &StatementSpans::changed, this, &SqlEdit::followCursor);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &SqlEdit::showMarks);
    followCursor();
}

SqlEdit::~SqlEdit() = default;

void SqlEdit::setDocumentName(const QString &name)
{
    m_name = name;
    setAccessibleName(place());
}

QString SqlEdit::place() const
{
    if (m_current < 0)
        return tr("SQL of %1").arg(m_name);
    return tr("SQL of %1, statement %2 of %3, line %4")
        .arg(m_name)
        .arg(m_current + 1)
        .arg(m_count)
        .arg(m_line);
}

int SqlEdit::currentStatement() const
{
    return m_spans.indexAt(textCursor().position());
}

void SqlEdit::followCursor()
{
    const int current = currentStatement();
    const int line = currentLine();
    const int count = static_cast<int>(m_spans.spans().size());
    const bool isElsewhere = current != m_current || line != m_line || count != m_count;
    m_current = current;
    m_line = line;
    m_count = count;
    showSelections();
    viewport()->update(); // the frame
    updateGutter();
    if (!isElsewhere)
        return;
    setAccessibleName(place());
    emit placeChanged();
}

QTextCursor SqlEdit::toRun()
{
    QTextCursor range = textCursor();
    if (range.hasSelection())
        return range;
    m_spans.makeCurrent();
    const int current = currentStatement();
    if (current < 0)
        return range;
    const StatementSpan span = m_spans.spans().at(current);
    range.setPosition(span.start);
    range.setPosition(span.end, QTextCursor::KeepAnchor);
    return range;
}

QString SqlEdit::textOf(const QTextCursor &range) const
{
    return range.selectedText().replace(QChar::ParagraphSeparator, u'\n');
}

std::pair<int, int> SqlEdit::barLines() const
{
    if (m_current < 0 || m_current >= m_spans.spans().size())
        return { 0, 0 };
    const StatementSpan &span = m_spans.spans().at(m_current);
    return { document()->findBlock(span.start).blockNumber() + 1,
             document()->findBlock(std::max(span.end - 1, span.start)).blockNumber() + 1 };
}

void SqlEdit::paintEvent(QPaintEvent *event)
{
    CodeView::paintEvent(event);
    const auto [first, last] = barLines();
    QRect framed;
    bool beginsAbove = true;
    bool endsBelow = true;
    forEachVisibleLine([&, first = first, last = last](int line, const QRect &band) {
        if (line >= first && line <= last)
            framed = framed.united(band);
        beginsAbove = beginsAbove && line != first;
        endsBelow = endsBelow && line != last;
    });
    if (framed.isEmpty() || first == 0)
        return;
    framed.adjust(LineWidth::Rule, beginsAbove ? -2 * Radius::Button : 0, -LineWidth::RowBar, 0);
    if (endsBelow)
        framed.setBottom(framed.bottom() + 2 * Radius::Button);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(themeOf(this).accent, LineWidth::Rule));
    painter.drawRoundedRect(
        QRectF(framed).adjusted(0.5, 0.5, -0.5, -0.5), Radius::Button, Radius::Button);
}

void SqlEdit::setFaults(const QList<EditorFault> &faults)
{
    m_faults.clear();
    const int length = std::max(document()->characterCount() - 1, 0);
    for (const EditorFault &fault : faults.first(std::min(faults.size(), MostFaults))) {
        QTextCursor range(document());
        range.setPosition(std::clamp(fault.start, 0, length));
        range.setPosition(std::clamp(fault.start + fault.length, 0, length),
                          QTextCursor::KeepAnchor);
        m_faults.append({ range, fault });
    }
    showSelections();
}

QList<EditorFault> SqlEdit::faults() const
{
    QList<EditorFault> present;
    for (const MovingFault &moving : m_faults) {
        EditorFault fault = moving.fault;
        fault.start = moving.range.selectionStart();
        fault.length = moving.range.selectionEnd() - fault.start;
        if (fault.length > 0)
            present.append(fault);
    }
    return present;
}

void SqlEdit::showSelections()
{
    const Theme &theme = themeOf(this);
    QList<QTextEdit::ExtraSelection> selections = bracketSelections();
    for (const MovingFault &fault : std::as_const(m_faults)) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = fault.range;
        selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        selection.format.setUnderlineColor(fault.fault.isError ? theme.error : theme.warning);
        selections.append(selection);
    }
    setExtraSelections(selections);
}

QList<QTextEdit::ExtraSelection> SqlEdit::bracketSelections() const
{
    if (m_current < 0 || m_current >= m_spans.spans().size() || textCursor().hasSelection())
        return {};
    const StatementSpan span = m_spans.spans().at(m_current);
    const int position = textCursor().position();
    const auto isBracket = [this](int place) {
        const QChar found = document()->characterAt(place);
        return found == u'(' || found == u')';
    };
    const int at = isBracket(position) ? position : position - 1;
    if (!isBracket(at) || at < span.start || at >= span.end
        || span.end - span.start > MostBracketCharacters)
        return {};
    QTextCursor cursor(document());
    cursor.setPosition(span.start);
    cursor.setPosition(span.end, QTextCursor::KeepAnchor);
    // Latin-1 keeps one byte for each character, and what it cannot say is no bracket.
    const QByteArray sql = textOf(cursor).toLatin1();
    const qsizetype partner = partnerOf(significantTokens(sql), sql, at - span.start);
    QList<QTextEdit::ExtraSelection> selections;
    for (const qsizetype place : { qsizetype(at - span.start), partner }) {
        QTextEdit::ExtraSelection selection;
        cursor.setPosition(span.start + static_cast<int>(std::max<qsizetype>(place, 0)));
        cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        selection.cursor = cursor;
        const Theme &theme = themeOf(this);
        selection.format.setBackground(partner < 0 ? theme.errorTint : theme.selection);
        selection.format.setForeground(partner < 0 ? theme.error : theme.selectedText);
        if (place >= 0)
            selections.append(selection);
    }
    return selections;
}

const EditorFault *SqlEdit::faultAt(int position) const
{
    for (const MovingFault &fault : m_faults) {
        if (position >= fault.range.selectionStart() && position <= fault.range.selectionEnd())
            return &fault.fault;
    }
    return nullptr;
}

bool SqlEdit::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return CodeView::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QPoint inText = viewport()->mapFrom(this, help->pos());
    const EditorFault *fault = faultAt(cursorForPosition(inText).position());
    if (fault)
        QToolTip::showText(help->globalPos(), fault->message, this);
    else
        QToolTip::hideText();
    return true;
}

bool SqlEdit::goToNextFault()
{
    const QList<EditorFault> present = faults();
    if (present.isEmpty())
        return false;
    const int from = textCursor().selectionStart();
    const auto after = std::ranges::find_if(
        present, [from](const EditorFault &fault) { return fault.start > from; });
    const EditorFault &chosen = after == present.end() ? present.first() : *after;
    goToPosition(chosen.start, chosen.length);
    setAccessibleDescription(chosen.message);
    QAccessibleEvent said(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&said);
    return true;
}

void SqlEdit::goToPosition(int position, int length)
{
    const int last = std::max(document()->characterCount() - 1, 0);
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::clamp(position, 0, last));
    cursor.setPosition(std::clamp(position + length, 0, last), QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    centerCursor();
    setFocus();
}

void SqlEdit::setMovingMarks(const QList<LineMark> &marks)
{
    m_marks.clear();
    for (const LineMark &mark : marks) {
        const auto block = document()->findBlockByNumber(mark.line - 1);
        if (block.isValid())
            m_marks.append({ QTextCursor(block), mark });
    }
    showMarks();
}

void SqlEdit::showMarks()
{
    QList<LineMark> marks;
    for (const MovingMark &moving : std::as_const(m_marks)) {
        LineMark mark = moving.mark;
        mark.line = moving.place.blockNumber() + 1;
        marks.append(mark);
    }
    setMarks(marks);
}

void SqlEdit::goToStatement(int index)
{
    if (index < 0 || index >= m_spans.spans().size())
        return;
    QTextCursor cursor = textCursor();
    cursor.setPosition(m_spans.spans().at(index).start);
    setTextCursor(cursor);
    ensureCursorVisible();
}

void SqlEdit::goToNextStatement()
{
    goToStatement(currentStatement() + 1);
}

void SqlEdit::goToPreviousStatement()
{
    const int current = currentStatement();
    const bool isInside
        = current >= 0 && textCursor().position() > m_spans.spans().at(current).start;
    goToStatement(isInside ? current : current - 1);
}

void SqlEdit::toggleComment()
{
    static const QString mark = u"-- "_s;
    QTextCursor cursor = textCursor();
    const auto [first, last] = linesOf(cursor);
    bool areAll = true;
    for (auto line = first; line.isValid() && line.blockNumber() <= last.blockNumber();
         line = line.next())
        areAll = areAll
                 && (line.text().trimmed().isEmpty() || line.text().trimmed().startsWith("--"_L1));
    cursor.beginEditBlock();
    for (auto line = first; line.isValid() && line.blockNumber() <= last.blockNumber();
         line = line.next()) {
        const qsizetype at = line.text().indexOf("--"_L1);
        QTextCursor edit(line);
        if (!areAll) {
            edit.insertText(mark);
        } else if (at >= 0) {
            const bool hasBlank = line.text().mid(at + 2).startsWith(u' ');
            edit.setPosition(line.position() + static_cast<int>(at));
            edit.movePosition(
                QTextCursor::NextCharacter, QTextCursor::KeepAnchor, hasBlank ? 3 : 2);
            edit.removeSelectedText();
        }
    }
    cursor.endEditBlock();
}

void SqlEdit::indentLines(bool more)
{
    QTextCursor cursor = textCursor();
    const auto [first, last] = linesOf(cursor);
    cursor.beginEditBlock();
    for (auto line = first; line.isValid() && line.blockNumber() <= last.blockNumber();
         line = line.next()) {
        QTextCursor edit(line);
        if (more) {
            edit.insertText(QString(IndentCharacters, u' '));
            continue;
        }
        const QString text = line.text();
        int blanks = 0;
        while (blanks < IndentCharacters && blanks < text.size() && text.at(blanks) == u' ')
            ++blanks;
        blanks = text.startsWith(u'\t') ? 1 : blanks;
        edit.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor, blanks);
        edit.removeSelectedText();
    }
    cursor.endEditBlock();
}

void SqlEdit::breakLine()
{
    QTextCursor cursor = textCursor();
    const QString line = cursor.block().text().left(cursor.positionInBlock());
    qsizetype blanks = 0;
    while (blanks < line.size() && line.at(blanks).isSpace())
        ++blanks;
    cursor.insertText(u'\n' + line.left(blanks));
    setTextCursor(cursor);
    ensureCursorVisible();
}

void SqlEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain
        = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    const auto [first, last] = linesOf(textCursor());
    if (event->key() == Qt::Key_Backtab) {
        indentLines(false);
    } else if (isPlain && event->key() == Qt::Key_Tab && first != last) {
        indentLines(true);
    } else if (isPlain && event->key() == Qt::Key_Tab) {
        const int column = textCursor().positionInBlock();
        insertPlainText(QString(IndentCharacters - column % IndentCharacters, u' '));
    } else if (isPlain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        breakLine();
    } else {
        CodeView::keyPressEvent(event);
    }
}

} // namespace tidemark
