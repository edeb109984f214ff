#include "commandbox.h"

#include <ui/theme.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QIcon>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidemark {

CommandBox::CommandBox(QWidget *parent)
    : QWidget(parent)
    , m_command(new QLineEdit(this))
    , m_copy(new QPushButton(QIcon::fromTheme(u"edit-copy"_s), tr("Copy"), this))
{
    m_command->setObjectName(u"command"_s);
    m_command->setReadOnly(true);
    m_command->setFont(typeFont(TypeRole::Mono));
    m_command->setAccessibleName(tr("The same on the command line"));
    m_copy->setObjectName(u"commandCopy"_s);
    m_copy->setAutoDefault(false);
    m_copy->setToolTip(tr("Copy the command"));
    connect(m_copy, &QPushButton::clicked, this, &CommandBox::copy);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::Small);
    row->addWidget(m_command, 1);
    row->addWidget(m_copy);
    setFocusProxy(m_command);
}

void CommandBox::setCommand(const QString &command)
{
    m_command->setText(command);
    m_command->setCursorPosition(0);
    m_copy->setEnabled(!command.isEmpty());
}

QString CommandBox::command() const
{
    return m_command->text();
}

void CommandBox::copy()
{
    QGuiApplication::clipboard()->setText(command());
    emit copied(command());
}

} // namespace tidemark
