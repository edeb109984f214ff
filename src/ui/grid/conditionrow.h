#pragma once

#include <engine/operations/browserows.h>

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace tidemark {

/// One condition of a FilterBar: a column, how it is compared, and with what.
class ConditionRow : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionRow(QWidget *parent);

    void setColumns(const QStringList &columns);
    /// The first says "Rows where", the others "and"; @p number names the controls.
    void setPlace(int number, bool isAlone);
    /// Empty while no column is chosen.
    [[nodiscard]] std::optional<RowCondition> condition() const;
    void setCondition(const RowCondition &condition);
    void clear();
    [[nodiscard]] QLineEdit *operand() const { return m_operand; }

signals:
    void applied();
    void addRequested();
    void removeRequested();

private:
    void testChanged();

    QLabel *m_label;
    QComboBox *m_column;
    QComboBox *m_test;
    QLineEdit *m_operand;
    QToolButton *m_add;
    QToolButton *m_remove;
};

} // namespace tidemark
