#pragma once

#include <engine/operations/browserows.h>

#include <QWidget>

class QBoxLayout;
class QLabel;
class QLineEdit;

namespace tidemark {

class ConditionRow;

/// Which rows a grid shows: conditions on columns, one below the other, or one SQL expression. Return applies them.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    void setObject(const BrowsedObject &object);
    /// What is written in it; @p order is taken over.
    [[nodiscard]] BrowseQuery query(const QList<RowOrder> &order) const;

    /// In place of what is written in it: conditions, or an expression if the query has one. Nothing is applied.
    void setQuery(const BrowseQuery &query);
    void addCondition();
    /// From conditions to SQL, which then says the same; back to conditions, which are empty then.
    void toggleSql();
    [[nodiscard]] bool isSql() const { return m_isSql; }
    void clear();
    /// Where typing goes.
    void focusValue();

    /// Buttons at the end of the first line. The bar takes the widget.
    void addControl(QWidget *control);

signals:
    void applied();
    void modeChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    ConditionRow *appendRow();
    void removeRow(ConditionRow *row);
    void showRows();
    void refold();
    [[nodiscard]] QList<RowCondition> conditions() const;

    BrowsedObject m_object;
    QBoxLayout *m_row;
    QBoxLayout *m_lines;
    QBoxLayout *m_controls;
    QLabel *m_sqlLabel;
    QLineEdit *m_sql;
    QList<ConditionRow *> m_rows;
    bool m_isSql = false;
};

} // namespace tidemark
