#pragma once

#include "codeview.h"
#include "statementspans.h"

#include <QTextCursor>

namespace tidemark {

/// Something in the text to be underlined, with the words that explain it.
struct EditorFault {
    int start = 0; ///< in the document, characters
    int length = 1;
    QString message = {};
    bool isError = true; ///< else a warning

    bool operator==(const EditorFault &other) const = default;
};

/// Where SQL is written: the statement under the cursor is framed, faults are underlined, brackets find each other.
class SqlEdit : public CodeView
{
    Q_OBJECT

public:
    explicit SqlEdit(const SyntaxLibrary &library, QWidget *parent = nullptr);
    ~SqlEdit() override;

    /// What screen readers call the document: "top-signins.sql".
    void setDocumentName(const QString &name);

    [[nodiscard]] StatementSpans *statements() { return &m_spans; }
    /// The framed statement; -1 if there is none.
    [[nodiscard]] int currentStatement() const;
    /// What would run: the selection if there is one, else the framed statement. Empty if there is nothing.
    [[nodiscard]] QTextCursor toRun();
    [[nodiscard]] QString textOf(const QTextCursor &range) const;

    void setFaults(const QList<EditorFault> &faults);
    /// Those that are still there, in the order of the text.
    [[nodiscard]] QList<EditorFault> faults() const;
    /// Selects the fault after the cursor, or the first; false if there is none. Says it to screen readers.
    bool goToNextFault();
    /// Puts the cursor to @p position and scrolls there.
    void goToPosition(int position, int length = 0);
    /// Marks in the gutter that move with the text.
    void setMovingMarks(const QList<LineMark> &marks);

    void goToNextStatement();
    void goToPreviousStatement();
    /// Puts -- before the lines of the selection, or takes it away if all have it.
    void toggleComment();

    [[nodiscard]] std::pair<int, int> barLines() const override;

signals:
    /// The cursor is in another statement or line, or there are more or fewer statements.
    void placeChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct MovingFault {
        QTextCursor range;
        EditorFault fault;
    };
    struct MovingMark {
        QTextCursor place;
        LineMark mark;
    };

    void followCursor();
    void showSelections();
    void showMarks();
    void goToStatement(int index);
    [[nodiscard]] QList<QTextEdit::ExtraSelection> bracketSelections() const;
    [[nodiscard]] const EditorFault *faultAt(int position) const;
    void indentLines(bool more);
    void breakLine();
    [[nodiscard]] QString place() const;

    StatementSpans m_spans;
    QString m_name;
    QList<MovingFault> m_faults;
    QList<MovingMark> m_marks;
    int m_current = -1;
    int m_line = 0;
    int m_count = 0;
};

} // namespace tidemark
