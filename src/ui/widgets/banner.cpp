#include "banner.h"

#include "discard.h"
#include "folding.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int BannerTextLeft = LineWidth::RowBar + Space::Medium + StateMarkSize + Space::Medium;
/// Narrower than this many characters beside the buttons, the text is better above them.
constexpr int ReadableCharacters = 44;

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_row(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_remedyArea(new QWidget(this))
    , m_remedies(new QBoxLayout(QBoxLayout::LeftToRight, m_remedyArea))
{
    for (auto *label : { m_title, m_text }) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setFont(typeFont(TypeRole::Strong));
    auto *words = new QVBoxLayout;
    words->setSpacing(Space::UnderTitle);
    words->addStretch();
    words->addWidget(m_title);
    words->addWidget(m_text);
    words->addStretch();
    m_remedies->setContentsMargins(0, 0, 0, 0);
    m_row->setContentsMargins(BannerTextLeft, Space::Small, Space::Small, Space::Small);
    m_row->setSpacing(Space::Small);
    m_row->addLayout(words, 1);
    m_row->addWidget(m_remedyArea);
    m_remedyArea->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void Banner::setMessage(ShownState state, const QString &title, const QString &text)
{
    m_state = state;
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(tr("%1: %2", "state: sentence").arg(stateWord(state), title));
    setAccessibleDescription(text);
    refold();
    update();
    if (isVisible())
        announce();
}

QString Banner::title() const
{
    return m_title->text();
}

QString Banner::text() const
{
    return m_text->text();
}

QPushButton *Banner::addRemedy(const QString &text, const QString &actionName)
{
    auto *button = new QPushButton(text, m_remedyArea);
    button->setObjectName(actionName);
    button->setAutoDefault(false);
    m_remedies->addWidget(button);
    m_remedyArea->show();
    connect(
        button, &QPushButton::clicked, this, [this, actionName] { emit remedyChosen(actionName); });
    refold();
    return button;
}

void Banner::clearRemedies()
{
    const auto buttons = m_remedyArea->findChildren<QPushButton *>();
    for (auto *button : buttons)
        discard(button); // one of them may be the sender
    m_remedyArea->hide();
    refold();
}

void Banner::paintEvent(QPaintEvent *)
{
    const auto &theme = themeOf(this);
    const auto token = stateMark(m_state).colour;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Radius::Card, Radius::Card);
    painter.fillPath(shape, theme.tint(token));
    painter.save();
    painter.setClipPath(shape);
    const QRect bar(0, 0, LineWidth::RowBar, height());
    painter.fillRect(QStyle::visualRect(layoutDirection(), rect(), bar), theme.colour(token));
    painter.restore();
    painter.setPen(mixed(theme.tint(token), theme.colour(token), 0.5));
    painter.drawPath(shape);

    const int firstLine = m_title->geometry().top() + m_title->fontMetrics().height() / 2;
    QRect mark(LineWidth::RowBar + Space::Medium, 0, StateMarkSize, StateMarkSize);
    mark.moveTop(firstLine - StateMarkSize / 2);
    StatePainter(theme).paint(
        painter, QStyle::visualRect(layoutDirection(), rect(), mark), m_state);
}

void Banner::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange)
        m_title->setFont(typeFont(TypeRole::Strong));
    QFrame::changeEvent(event);
}

void Banner::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    announce();
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    refold();
}

void Banner::announce()
{
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Banner::refold()
{
    const int text = fontMetrics().averageCharWidth() * ReadableCharacters;
    const int buttons = m_remedyArea->isHidden() ? 0 : m_remedies->sizeHint().width();
    const bool folded
        = foldWhenNarrow(m_row, width(), BannerTextLeft + text + buttons + 2 * Space::Small);
    m_row->setAlignment(m_remedyArea, folded ? Qt::AlignLeft : Qt::AlignVCenter);
}

} // namespace tidemark
