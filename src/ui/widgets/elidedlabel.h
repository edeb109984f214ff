#pragma once

#include <ui/theme.h>

#include <QFrame>

namespace tidemark {

/// One line of text that gives way: elided when narrow, whole as tooltip only then, always whole for screen readers.
class ElidedLabel : public QFrame
{
    Q_OBJECT

public:
    /// Plain follows the palette's text colour; Secondary is text2.
    enum class Ink { Plain, Secondary };

    explicit ElidedLabel(TypeRole role, Ink ink = Ink::Plain, QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }
    /// Middle for names, right for prose.
    void setElideMode(Qt::TextElideMode mode);
    /// Keeps its whole width as long as the row has any: for what must never be shortened before the rest.
    void setFirm(bool firm);
    [[nodiscard]] bool isElided() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void updateFont();

    TypeRole m_role;
    Ink m_ink;
    Qt::TextElideMode m_elideMode = Qt::ElideRight;
    QString m_text;
    bool m_isFirm = false;
};

} // namespace tidemark
