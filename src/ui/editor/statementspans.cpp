#include "statementspans.h"

#include <engine/base/run.h>
#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace tidemark {

namespace {

/// What is split while somebody waits for a key.
constexpr int MostCharactersAtOnce = 64 * 1024;

/// Counts characters along a text of UTF-8.
class CharacterCount
{
public:
    explicit CharacterCount(QByteArrayView utf8)
        : m_utf8(utf8)
    {}

    /// Of UTF-16 before @p byte; bytes only go forward.
    int before(qsizetype byte)
    {
        for (; m_byte < byte; ++m_byte) {
            const auto unit = static_cast<unsigned char>(m_utf8[m_byte]);
            m_characters += (unit & 0xc0U) != 0x80U ? 1 : 0;
            m_characters += (unit & 0xf8U) == 0xf0U ? 1 : 0; // two of UTF-16
        }
        return m_characters;
    }

private:
    QByteArrayView m_utf8;
    qsizetype m_byte = 0;
    int m_characters = 0;
};

qsizetype boundaryOf(QByteArrayView script, const Statement &statement)
{
    qsizetype at = statement.offset + statement.length;
    if (!statement.complete)
        return script.size();
    for (Token token = tokenAt(script, at); token.length > 0; token = tokenAt(script, at)) {
        at = token.end();
        if (token.kind == Token::Kind::Semicolon)
            break;
    }
    return at;
}

} // namespace

QList<StatementSpan> spansOf(const QString &text, int position)
{
    const QByteArray utf8 = text.toUtf8();
    CharacterCount count(utf8);
    QList<StatementSpan> spans;
    for (const Statement &statement : splitScript(utf8)) {
        StatementSpan span;
        span.start = position + count.before(statement.offset);
        span.end = position + count.before(statement.offset + statement.length);
        span.boundary = position + count.before(boundaryOf(utf8, statement));
        span.isClosed = statement.complete;
        spans.append(span);
    }
    return spans;
}

StatementSpans::StatementSpans(QTextDocument *document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{
    m_later.setSingleShot(true);
    m_later.setInterval(300);
    connect(&m_later, &QTimer::timeout, this, &StatementSpans::splitInBackground);
    connect(document, &QTextDocument::contentsChange, this, &StatementSpans::documentChanged);
    documentChanged(0, 0, length());
}

int StatementSpans::length() const
{
    return std::max(m_document->characterCount() - 1, 0);
}

QString StatementSpans::text(int from, int to) const
{
    QTextCursor cursor(m_document);
    cursor.setPosition(from);
    cursor.setPosition(to, QTextCursor::KeepAnchor);
    return cursor.selectedText().replace(QChar::ParagraphSeparator, u'\n');
}

int StatementSpans::indexAt(int position) const
{
    const auto found = std::ranges::lower_bound(m_spans, position, {}, &StatementSpan::boundary);
    if (found != m_spans.end())
        return static_cast<int>(found - m_spans.begin());
    return static_cast<int>(m_spans.size()) - 1;
}

void StatementSpans::documentChanged(int position, int removed, int added)
{
    // A document that is replaced as a whole says one character too much.
    const int until = std::min(position + added, length());
    if (!follow(position, removed, until - position))
        splitLater();
    emit changed();
}

bool StatementSpans::follow(int position, int removed, int added)
{
    const int delta = added - removed;
    const auto byBoundary = [this](int place) {
        return std::ranges::lower_bound(m_spans, place, {}, &StatementSpan::boundary)
               - m_spans.begin();
    };
    const qsizetype first = byBoundary(position);
    qsizetype after = byBoundary(position + removed); // its end is where the old text goes on
    const int from = first > 0 ? m_spans.at(first - 1).boundary : 0;
    for (qsizetype i = after; i < m_spans.size(); ++i) {
        m_spans[i].start += delta;
        m_spans[i].end += delta;
        m_spans[i].boundary += delta;
    }
    if (!m_isCurrent)
        return false;
    for (qsizetype step = 1;; step *= 2) {
        const bool isAll = after >= m_spans.size();
        const int to = isAll ? length() : std::min(m_spans.at(after).boundary, length());
        if (to - from > MostCharactersAtOnce)
            return false;
        const QList<StatementSpan> found
            = to > from ? spansOf(text(from, to), from) : QList<StatementSpan>();
        const bool meets
            = to >= length()
              || (!found.isEmpty() && found.last().boundary == to && found.last().isClosed);
        if (meets) {
            const qsizetype last = std::min(after + 1, m_spans.size());
            m_spans.remove(first, last - first);
            for (qsizetype i = 0; i < found.size(); ++i)
                m_spans.insert(first + i, found.at(i));
            return true;
        }
        after = std::min(after + step, m_spans.size());
    }
}

void StatementSpans::splitLater()
{
    m_isCurrent = false;
    ++m_request; // what is under way is of an older text
    m_later.start();
}

void StatementSpans::splitInBackground()
{
    const int request = ++m_request;
    const QString all = m_document->toPlainText();
    const auto splitting = [all]() -> Result<QList<StatementSpan>> { return spansOf(all); };
    run(this, m_worker.run(splitting), [this, request](Result<QList<StatementSpan>> spans) {
        if (request != m_request || !spans)
            return;
        m_spans = std::move(*spans);
        m_isCurrent = true;
        emit changed();
    });
}

void StatementSpans::makeCurrent()
{
    if (m_isCurrent)
        return;
    m_later.stop();
    ++m_request;
    m_spans = spansOf(m_document->toPlainText());
    m_isCurrent = true;
    emit changed();
}

} // namespace tidemark
