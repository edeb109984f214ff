#include "namefield.h"

#include "statelabel.h"

#include <ui/theme.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int NameCharacters = 24;

} // namespace

NameField::NameField(QWidget *parent)
    : QWidget(parent)
    , m_prompt(new QLabel(this))
    , m_field(new QLineEdit(this))
    , m_verdict(new StateLabel(this))
{
    m_prompt->setTextFormat(Qt::RichText);
    m_prompt->setBuddy(m_field);
    m_field->setObjectName(u"name"_s);
    m_field->setFont(typeFont(TypeRole::Mono));
    m_field->setMinimumWidth(m_field->fontMetrics().averageCharWidth() * NameCharacters);
    m_field->installEventFilter(this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::Small);
    row->addWidget(m_prompt);
    row->addWidget(m_field);
    row->addWidget(m_verdict, 1);
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textChanged, this, &NameField::compare);
    setExpected({});
}

void NameField::setExpected(const QString &name)
{
    m_expected = name;
    m_prompt->setText(tr("Type <b>%1</b> to confirm").arg(name.toHtmlEscaped()));
    m_field->setAccessibleName(tr("Type %1 to confirm").arg(name));
    m_field->clear();
    compare();
}

bool NameField::matches() const
{
    return !m_expected.isEmpty() && m_field->text() == m_expected;
}

bool NameField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const auto modifiers = static_cast<QKeyEvent *>(event)->modifiers();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && !(modifiers & Qt::ControlModifier)) {
            if (matches())
                emit returned();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void NameField::compare()
{
    const bool now = matches();
    m_verdict->setState(now ? ShownState::Passed : ShownState::Unknown,
                        now ? tr("Name matches") : tr("Not yet the name"));
    m_field->setAccessibleDescription(m_verdict->text());
    if (now == m_matched)
        return;
    m_matched = now;
    emit matchChanged(now);
}

} // namespace tidemark
