#pragma once

#include <QObject>
#include <QTextCharFormat>
#include <QTextCursor>
#include <QTextLayout>
#include <QTimer>

#include <KSyntaxHighlighting/AbstractHighlighter>

class QTextBlock;

namespace tidemark {

/// Colours a document a slice at a time: what is seen first at once, the rest when nothing else is to be done. A change costs
/// the lines it touches, not those that follow, however long the script is; even a comment that opens over all of it.
/// (QSyntaxHighlighter does all of that before it returns.)
class SlicedHighlighter : public QObject, public KSyntaxHighlighting::AbstractHighlighter
{
    Q_OBJECT

public:
    explicit SlicedHighlighter(QTextDocument *document);
    ~SlicedHighlighter() override;

    void setDefinition(const KSyntaxHighlighting::Definition &definition) override;
    void setTheme(const KSyntaxHighlighting::Theme &theme) override;
    /// True once every line has its colours.
    [[nodiscard]] bool isDone() const { return !m_timer.isActive(); }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override;

private:
    void documentChanged(int position, int removed, int added);
    void colourAll();
    void colourSlice();
    /// True if the line ends as it did before.
    bool colourLine(QTextBlock block);
    [[nodiscard]] QTextCharFormat charFormat(const KSyntaxHighlighting::Format &format) const;

    QTextDocument *m_document;
    QTextCursor m_from; ///< of what is to be coloured
    QTextCursor
        m_until; ///< as far as lines must be looked at; from there on until one ends as before
    QTimer m_timer;
    QList<QTextLayout::FormatRange> m_formats; ///< of the line at hand
    QHash<int, QTextCharFormat> m_known; ///< by Format::id()
};

} // namespace tidemark
