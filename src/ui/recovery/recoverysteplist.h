#pragma once

#include <QListView>
#include <QStyledItemDelegate>

namespace tidemark {

/// A step as number or mark, title, and what it found in at most three lines.
class RecoveryStepDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    void paintBadge(QPainter &painter,
                    const QStyleOptionViewItem &option,
                    const QModelIndex &index,
                    const QRect &badge) const;
};

/// The five steps on the left; to be read, not chosen from.
class RecoveryStepList : public QListView
{
    Q_OBJECT

public:
    explicit RecoveryStepList(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
};

} // namespace tidemark
