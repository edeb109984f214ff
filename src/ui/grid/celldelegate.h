#pragma once

#include <QStyledItemDelegate>

namespace tidemark {

class CellSource;
struct Theme;

/// A cell of a grid of rows: numbers right and in the mono font, exact; NULL, empty text and blobs in words, in italic
/// secondary ink; a grey bar where a row is not read yet; a pale rule between columns. The model is a CellSource.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event,
                   QAbstractItemView *view,
                   const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    struct Look {
        QString text;
        QFont font;
        QColor ink;
        Qt::Alignment alignment;
        bool isWaiting = false;
    };
    [[nodiscard]] static Look lookOf(const QStyleOptionViewItem &option, const QModelIndex &index);
};

} // namespace tidemark
