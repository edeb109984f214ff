#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace tidemark {

/// "The same on the command line": a command to look at and to copy.
class CommandBox : public QWidget
{
    Q_OBJECT

public:
    explicit CommandBox(QWidget *parent = nullptr);

    void setCommand(const QString &command);
    [[nodiscard]] QString command() const;

signals:
    void copied(const QString &command);

private:
    void copy();

    QLineEdit *m_command;
    QPushButton *m_copy;
};

} // namespace tidemark
