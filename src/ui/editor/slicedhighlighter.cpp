#include "slicedhighlighter.h"

#include <QTextBlock>
#include <QTextDocument>

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

namespace tidemark {

namespace {

/// Characters between two looks at the event loop.
constexpr int CharactersOfASlice = 20'000;

/// What the next line begins with.
struct LineEnd final : QTextBlockUserData {
    KSyntaxHighlighting::State state;
};

LineEnd *lineEnd(const QTextBlock &block)
{
    return static_cast<LineEnd *>(block.userData());
}

} // namespace

SlicedHighlighter::SlicedHighlighter(QTextDocument *document)
    : m_document(document)
    , m_from(document)
    , m_until(document)
{
    m_until.setKeepPositionOnInsert(false);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SlicedHighlighter::colourSlice);
    connect(document, &QTextDocument::contentsChange, this, &SlicedHighlighter::documentChanged);
}

SlicedHighlighter::~SlicedHighlighter() = default;

void SlicedHighlighter::setDefinition(const KSyntaxHighlighting::Definition &definition)
{
    AbstractHighlighter::setDefinition(definition);
    colourAll();
}

void SlicedHighlighter::setTheme(const KSyntaxHighlighting::Theme &theme)
{
    AbstractHighlighter::setTheme(theme);
    m_known.clear();
    colourAll();
}

void SlicedHighlighter::colourAll()
{
    m_from.movePosition(QTextCursor::Start);
    m_until.movePosition(QTextCursor::End);
    colourSlice();
}

void SlicedHighlighter::documentChanged(int position, int, int added)
{
    // A document that is replaced as a whole says one character too much.
    const int last = std::max(m_document->characterCount() - 1, 0);
    const int from = std::min(position, last);
    const int until = std::min(position + added, last);
    const bool isBusy = m_timer.isActive();
    m_from.setPosition(isBusy ? std::min(m_from.position(), from) : from);
    m_until.setPosition(isBusy ? std::max(m_until.position(), until) : until);
    colourSlice();
}

void SlicedHighlighter::colourSlice()
{
    if (!definition().isValid())
        return;
    QTextBlock block = m_document->findBlock(m_from.position());
    const int start = block.position();
    int end = start;
    bool isDone = false;
    for (int budget = CharactersOfASlice; block.isValid() && budget > 0 && !isDone;) {
        const bool endsAsBefore = colourLine(block);
        budget -= block.length();
        end = block.position() + block.length();
        block = block.next();
        isDone = endsAsBefore && block.position() > m_until.position();
    }
    m_document->markContentsDirty(start, end - start);
    if (!block.isValid() || isDone) {
        m_timer.stop();
        return;
    }
    m_from.setPosition(block.position());
    m_timer.start();
}

bool SlicedHighlighter::colourLine(QTextBlock block)
{
    const LineEnd *before = lineEnd(block.previous());
    m_formats.clear();
    QString text = block.text();
    // Half a pair may be pasted; the expressions of the highlighting read beyond their tables for it.
    if (!text.isValidUtf16())
        text = QString::fromUtf8(text.toUtf8());
    const auto state = highlightLine(text, before ? before->state : KSyntaxHighlighting::State());
    if (block.layout()->formats() != m_formats)
        block.layout()->setFormats(m_formats);
    if (LineEnd *own = lineEnd(block)) {
        const bool isSame = own->state == state;
        own->state = state;
        return isSame;
    }
    auto own = std::make_unique<LineEnd>();
    own->state = state;
    block.setUserData(own.release()); // the document's from now on
    return false;
}

void SlicedHighlighter::applyFormat(int offset,
                                    int length,
                                    const KSyntaxHighlighting::Format &format)
{
    if (length == 0 || format.isDefaultTextStyle(theme()))
        return;
    auto known = m_known.constFind(format.id());
    if (known == m_known.cend())
        known = m_known.insert(format.id(), charFormat(format));
    m_formats.append({ offset, length, *known });
}

QTextCharFormat SlicedHighlighter::charFormat(const KSyntaxHighlighting::Format &format) const
{
    QTextCharFormat made;
    if (format.hasTextColor(theme()))
        made.setForeground(format.textColor(theme()));
    if (format.hasBackgroundColor(theme()))
        made.setBackground(format.backgroundColor(theme()));
    if (format.isBold(theme()))
        made.setFontWeight(QFont::Bold);
    if (format.isItalic(theme()))
        made.setFontItalic(true);
    if (format.isUnderline(theme()))
        made.setFontUnderline(true);
    return made;
}

} // namespace tidemark
