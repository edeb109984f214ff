#pragma once

#include <models/roles.h>

#include <QPlainTextEdit>

#include <functional>
#include <memory>

namespace tidemark {

class CodeGutter;
class SlicedHighlighter;
class SyntaxLibrary;

/// A finding in a line of the script.
struct LineMark {
    int line = 0; ///< 1-based
    ShownState state = ShownState::Note;
    QString text = {}; ///< "blocking finding cascade-loss"
    bool tinted = true; ///< the whole line has the state's tint
};

/// A script to read: highlighted, with line numbers and the marks of findings in the gutter.
class CodeView : public QPlainTextEdit
{
    Q_OBJECT

public:
    /// @p library outlives the view.
    explicit CodeView(const SyntaxLibrary &library, QWidget *parent = nullptr);
    ~CodeView() override;

    /// @p name is said by screen readers: "SQL of 0004_add_user_tier.sql".
    void setScript(const QString &name, const QString &script);
    /// One mark a line; of several the last given is shown.
    void setMarks(const QList<LineMark> &marks);
    /// Puts the cursor at the start of @p line and scrolls it into the middle; lines that are not there are ignored.
    void goToLine(int line);

    [[nodiscard]] int currentLine() const;
    [[nodiscard]] const LineMark *markAt(int line) const;
    /// The line at @p y of the viewport, 0 below the last one.
    [[nodiscard]] int lineAt(int y) const;
    void forEachVisibleLine(const std::function<void(int line, const QRect &band)> &visit) const;
    /// First and last line of what the gutter marks with a bar; 0 and 0: none.
    [[nodiscard]] virtual std::pair<int, int> barLines() const { return { 0, 0 }; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

    void updateGutter();

private:
    void takeTheme();
    void takeFont();
    void layOutGutter();
    void describeMarks();

    const SyntaxLibrary &m_library;
    std::unique_ptr<SlicedHighlighter> m_highlighter;
    CodeGutter *m_gutter;
    QHash<int, LineMark> m_marks;
};

} // namespace tidemark
