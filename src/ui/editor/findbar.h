#pragma once

#include <QTextDocument>
#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace tidemark {

class StateLabel;

/// Find and replace under an editor. Hidden until it is asked for; Esc hides it and gives the keys back to the editor.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QPlainTextEdit *edit, QWidget *parent = nullptr);

    /// Shows it with what is selected; @p replacing shows the second row too.
    void open(bool replacing);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void layOut();
    void findNext(bool backward);
    void replaceOne();
    void replaceAll();
    /// Null if there is none, or if the expression is none.
    [[nodiscard]] QTextCursor found(const QTextCursor &from, bool backward) const;
    [[nodiscard]] QTextDocument::FindFlags flags(bool backward) const;
    /// The replacement for what is selected: \1 is its first group.
    [[nodiscard]] QString replacementFor(const QString &text) const;
    void close();

    QPlainTextEdit *m_edit;
    QLineEdit *m_text;
    QLineEdit *m_replacement;
    QCheckBox *m_case;
    QCheckBox *m_regex;
    QPushButton *m_next;
    QPushButton *m_previous;
    QPushButton *m_replace;
    QPushButton *m_replaceAll;
    QPushButton *m_close;
    QWidget *m_replaceRow;
    StateLabel *m_verdict;
};

} // namespace tidemark
