#pragma once

#include <engine/base/worker.h>

#include <QObject>
#include <QTimer>

class QTextDocument;

namespace tidemark {

/// One statement of a document, in characters.
struct StatementSpan {
    int start = 0; ///< of its text, without blanks and comments before it
    int end = 0; ///< after its text, before its semicolon
    int boundary = 0; ///< after its semicolon, or the end of the document if it has none
    bool isClosed = false; ///< it has one

    bool operator==(const StatementSpan &other) const = default;
};

/// The statements of @p text, which starts at @p position of its document.
[[nodiscard]] QList<StatementSpan> spansOf(const QString &text, int position = 0);

/// Where the statements of a document are. A change is followed by splitting only the statements it touches; if that does not
/// lead back to a place where a statement ended before (somebody typed a quote), all is split again in the background.
class StatementSpans : public QObject
{
    Q_OBJECT

public:
    explicit StatementSpans(QTextDocument *document, QObject *parent = nullptr);

    [[nodiscard]] const QList<StatementSpan> &spans() const { return m_spans; }
    /// The statement at @p position, or the one that follows the blanks there, or the last; -1 if there is none.
    [[nodiscard]] int indexAt(int position) const;
    /// False while all is split again.
    [[nodiscard]] bool isCurrent() const { return m_isCurrent; }
    /// Splits all now if that is still to be done: before something is run.
    void makeCurrent();

signals:
    void changed();

private:
    void documentChanged(int position, int removed, int added);
    [[nodiscard]] bool follow(int position, int removed, int added);
    void splitLater();
    void splitInBackground();
    [[nodiscard]] QString text(int from, int to) const;
    [[nodiscard]] int length() const;

    QTextDocument *m_document;
    QList<StatementSpan> m_spans;
    bool m_isCurrent = true;
    int m_request = 0;
    QTimer m_later;
    Worker m_worker{ QStringLiteral("statements") };
};

} // namespace tidemark
