#pragma once

#include <QAbstractButton>

namespace tidemark {

/// A large button for one of few ways on: icon, what, a line about it, its shortcut. Checked: its form is shown.
class WayButton : public QAbstractButton
{
    Q_OBJECT

public:
    WayButton(const QIcon &icon,
              const QString &title,
              const QString &detail,
              const QKeySequence &shortcut,
              QWidget *parent);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// That which shows all of it in one line each.
    [[nodiscard]] int wholeWidth() const;

    QString m_detail;
    QString m_keys; ///< shown; the shortcut itself belongs to an action
};

} // namespace tidemark
