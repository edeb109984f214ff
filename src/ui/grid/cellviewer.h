#pragma once

#include <engine/sql/value.h>

#include <QWidget>

#include <memory>

class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace tidemark {

class ElidedLabel;
class SlicedHighlighter;
class StateLabel;
class SyntaxLibrary;

/// One value, whole: as JSON, text, hex or image; the tab that fits it opens by itself. Says its size and whether it is
/// what it seems to be.
class CellViewer : public QWidget
{
    Q_OBJECT

public:
    enum Tab { Json, Text, Hex, Image, TabCount };

    /// @p library outlives the viewer.
    explicit CellViewer(const SyntaxLibrary &library, QWidget *parent = nullptr);
    ~CellViewer() override;

    /// @p wholeSize: its bytes, if @p value is only their beginning; else -1.
    void setValue(const QString &column, const QString &type, const Value &value, qint64 wholeSize);
    /// The rest of the value could not be read: says so until the next value.
    void giveUp();
    void clear();
    [[nodiscard]] const Value &value() const { return m_value; }
    /// False if value() is only its beginning.
    [[nodiscard]] bool isWhole() const { return m_wholeSize < 0; }
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] QString verdict() const;

signals:
    void copyRequested();
    void saveRequested();
    void closeRequested();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *makeButton(const char *name, const char *icon, const QString &text);
    void showTab(int tab);
    void showJson();
    void showImage();
    void judge();
    void takeTheme();
    [[nodiscard]] Tab fittingTab() const;

    const SyntaxLibrary &m_library;
    ElidedLabel *m_name;
    QTabBar *m_tabs;
    QStackedWidget *m_views;
    QPlainTextEdit *m_json;
    QPlainTextEdit *m_text;
    QPlainTextEdit *m_hex;
    QScrollArea *m_imageArea;
    QLabel *m_image;
    StateLabel *m_verdict;
    std::unique_ptr<SlicedHighlighter> m_highlighter;
    Value m_value;
    qint64 m_wholeSize = -1;
    bool m_hasGivenUp = false;
    std::optional<QByteArray> m_pretty; ///< of a value that is JSON
    QSize m_imageSize; ///< invalid: it is no image
};

} // namespace tidemark
