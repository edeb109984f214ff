#include "codeview.h"

#include "codegutter.h"
#include "slicedhighlighter.h"
#include "syntaxlibrary.h"

#include <ui/statemark.h>
#include <ui/themeprovider.h>

#include <QEvent>
#include <QPainter>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int TabCharacters = 4;

} // namespace

CodeView::CodeView(const SyntaxLibrary &library, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_library(library)
    , m_highlighter(std::make_unique<SlicedHighlighter>(document()))
    , m_gutter(new CodeGutter(this))
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    // Keyboard users need the cursor to select and copy; TextEditable stays off.
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    document()->setDocumentMargin(Space::Small);
    m_highlighter->setDefinition(library.sql());
    takeFont();
    takeTheme();
    // Not with the palette's event: a page that is hidden at that moment would keep its colours.
    if (const auto *themes = themeProviderOf(this))
        connect(themes, &ThemeProvider::changed, this, &CodeView::takeTheme);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeView::layOutGutter);
    connect(this, &QPlainTextEdit::updateRequest, m_gutter, [this](const QRect &rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, m_gutter, qOverload<>(&QWidget::update));
}

// The highlighter's type is complete here only; it goes before the document.
CodeView::~CodeView() = default;

void CodeView::setScript(const QString &name, const QString &script)
{
    setAccessibleName(tr("SQL of %1").arg(name));
    m_marks.clear();
    setPlainText(script);
    describeMarks();
}

void CodeView::setMarks(const QList<LineMark> &marks)
{
    m_marks.clear();
    for (const auto &mark : marks)
        m_marks.insert(mark.line, mark);
    describeMarks();
    viewport()->update();
    m_gutter->update();
}

void CodeView::goToLine(int line)
{
    const auto block = document()->findBlockByNumber(line - 1);
    if (!block.isValid())
        return;
    setTextCursor(QTextCursor(block));
    centerCursor();
}

int CodeView::currentLine() const
{
    return textCursor().blockNumber() + 1;
}

const LineMark *CodeView::markAt(int line) const
{
    const auto found = m_marks.constFind(line);
    return found == m_marks.cend() ? nullptr : &*found;
}

int CodeView::lineAt(int y) const
{
    int found = 0;
    forEachVisibleLine([&found, y](int line, const QRect &band) {
        if (y >= band.top() && y <= band.bottom())
            found = line;
    });
    return found;
}

void CodeView::forEachVisibleLine(const std::function<void(int, const QRect &)> &visit) const
{
    const QPointF offset = contentOffset();
    for (auto block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF band = blockBoundingGeometry(block).translated(offset);
        if (band.top() > viewport()->height())
            return;
        visit(block.blockNumber() + 1,
              QRect(0, qRound(band.top()), viewport()->width(), qRound(band.height())));
    }
}

void CodeView::paintEvent(QPaintEvent *event)
{
    const auto &theme = themeOf(this);
    {
        QPainter painter(viewport());
        forEachVisibleLine([this, &painter, &theme](int line, const QRect &band) {
            if (const auto *mark = markAt(line); mark && mark->tinted)
                painter.fillRect(band, theme.tint(stateMark(mark->state).colour));
        });
    }
    QPlainTextEdit::paintEvent(event);
    if (!hasFocus())
        return;
    // The view has no frame of its own: the ring of the keyboard goes over the text's edge.
    QPainter painter(viewport());
    painter.setPen(QPen(theme.accent, LineWidth::Focus));
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    layOutGutter();
}

void CodeView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        takeFont();
}

void CodeView::updateGutter()
{
    m_gutter->update();
}

void CodeView::takeTheme()
{
    m_highlighter->setTheme(m_library.theme(themeOf(this).isDark));
}

void CodeView::takeFont()
{
    setFont(typeFont(TypeRole::Mono));
    setTabStopDistance(fontMetrics().horizontalAdvance(u' ') * TabCharacters);
    layOutGutter();
}

void CodeView::layOutGutter()
{
    const int width = m_gutter->neededWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), width, inside.height());
}

void CodeView::describeMarks()
{
    auto lines = m_marks.keys();
    std::sort(lines.begin(), lines.end());
    QStringList said;
    for (const int line : std::as_const(lines))
        said << tr("Line %1: %2").arg(line).arg(m_marks[line].text);
    setAccessibleDescription(said.join(u'\n'));
}

} // namespace tidemark
