#pragma once

#include <QHeaderView>

namespace tidemark {

/// The environments over the board: mark, word and place.
class BoardEnvironmentHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit BoardEnvironmentHeader(QWidget *parent);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
};

/// The databases at the left of the board: binding, name, and what they are.
class BoardDatabaseHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit BoardDatabaseHeader(QWidget *parent);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
};

} // namespace tidemark
