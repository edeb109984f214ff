#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace tidemark {

class StateLabel;

/// The typed name that stands between a click and a production database. Exact: no case folding, no trimming.
class NameField : public QWidget
{
    Q_OBJECT

public:
    explicit NameField(QWidget *parent = nullptr);

    /// The name to type; what was typed is cleared. An empty name never matches.
    void setExpected(const QString &name);
    [[nodiscard]] bool matches() const;

signals:
    void matchChanged(bool matches);
    /// Return was pressed while it matches. By itself that confirms nothing.
    void returned();

protected:
    /// Return in the field reaches no default button.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void compare();

    QString m_expected;
    bool m_matched = false;
    QLabel *m_prompt;
    QLineEdit *m_field;
    StateLabel *m_verdict;
};

} // namespace tidemark
