#include "summarybar.h"

#include "discard.h"

#include <ui/statepainter.h>
#include <ui/style/painting.h>
#include <ui/themeprovider.h>

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// One state of the summary: flat until it is pressed or under the pointer.
class SummaryButton : public QAbstractButton
{
public:
    SummaryButton(const SummaryBar::Entry &entry, QWidget *parent)
        : QAbstractButton(parent)
        , m_state(entry.state)
    {
        setText(entry.text);
        setAccessibleName(entry.text);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setToolTip(SummaryBar::tr("Show only these databases"));
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        const QFontMetrics metrics(typeFont(TypeRole::Strong, font()));
        return { Space::Small + StateMarkSize + Space::Small + metrics.horizontalAdvance(text())
                     + Space::Small,
                 metrics.height() + RowPadding::TableRow };
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = themeOf(this);
        QPainter painter(this);
        const Brushwork brush{ theme, painter };
        if (isChecked())
            brush.panel(rect(), theme.selection, theme.selection, Radius::Button);
        else if (underMouse())
            brush.panel(rect(), theme.alt, theme.border, Radius::Button);
        if (hasFocus())
            brush.focusRing(rect(), Radius::Button);
        QRect mark(Space::Small, 0, StateMarkSize, StateMarkSize);
        mark.moveCenter({ mark.center().x(), rect().center().y() });
        StatePainter(theme).paint(painter, mark, m_state);
        const ColourToken token = stateMark(m_state).wordColour;
        const bool isLoud = token != ColourToken::Ok && token != ColourToken::Text2;
        painter.setFont(typeFont(isLoud ? TypeRole::Strong : TypeRole::Body, font()));
        painter.setPen(theme.colour(token));
        painter.drawText(rect().adjusted(mark.right() + 1 + Space::Small, 0, 0, 0),
                         int(Qt::AlignLeft) | Qt::AlignVCenter,
                         text());
    }

private:
    ShownState m_state;
};

} // namespace

SummaryBar::SummaryBar(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    setObjectName(u"summaryBar"_s);
    setAccessibleName(tr("States"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(Space::Small);
    m_row->addStretch();
}

void SummaryBar::setEntries(const QList<Entry> &entries, std::optional<ShownState> chosen)
{
    if (entries == m_entries && chosen == m_chosen)
        return;
    const bool isSame = entries == m_entries;
    m_entries = entries;
    m_chosen = chosen;
    if (!isSame) {
        rebuild();
        return;
    }
    const auto buttons = findChildren<QAbstractButton *>();
    for (qsizetype i = 0; i < buttons.size() && i < m_entries.size(); ++i)
        buttons.at(i)->setChecked(m_chosen == m_entries.at(i).state);
}

void SummaryBar::rebuild()
{
    discardItems(*m_row); // one of them may be what was just pressed
    for (const Entry &entry : std::as_const(m_entries)) {
        auto *button = new SummaryButton(entry, this);
        button->setObjectName(u"summary%1"_s.arg(int(entry.state)));
        button->setChecked(m_chosen == entry.state);
        const ShownState state = entry.state;
        connect(button, &QAbstractButton::clicked, this, [this, state](bool isChecked) {
            emit chosen(isChecked ? std::optional(state) : std::nullopt);
        });
        m_row->addWidget(button);
    }
    m_row->addStretch();
}

void SummaryBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        rebuild();
}

} // namespace tidemark
