#pragma once

#include <models/roles.h>

#include <QFrame>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace tidemark {

/// Trouble on a page: what, why, and the remedies as buttons. Announced to screen readers when it appears.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void setMessage(ShownState state, const QString &title, const QString &text = {});
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] ShownState state() const { return m_state; }

    /// A remedy; pressing it says remedyChosen(@p actionName). The button's object name is the action's.
    QPushButton *addRemedy(const QString &text, const QString &actionName);
    void clearRemedies();

signals:
    void remedyChosen(const QString &actionName);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void announce();
    void refold();

    ShownState m_state = ShownState::Note;
    QLabel *m_title;
    QLabel *m_text;
    QBoxLayout *m_row;
    QWidget *m_remedyArea;
    QBoxLayout *m_remedies;
};

} // namespace tidemark
