#include "targetbar.h"

#include "chip.h"
#include "elidedlabel.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QHBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

class LockMark : public QWidget
{
public:
    explicit LockMark(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(StateMarkSize, StateMarkSize);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        StatePainter(themeOf(this)).paint(painter, rect(), ShownState::Locked);
    }
};

} // namespace

QString targetSentence(const ShownTarget &target)
{
    QStringList first{ environmentWord(target.environment, target.environmentName), target.place };
    QStringList second{ target.name, target.shortId };
    QStringList parts;
    for (auto &words : { first, second, QStringList{ target.account } }) {
        QStringList said = words;
        said.removeAll(QString());
        if (!said.isEmpty())
            parts << said.join(u' ');
    }
    return parts.join(u" · "_s);
}

TargetBar::TargetBar(QWidget *parent)
    : QWidget(parent)
    , m_chip(new Chip(this))
    , m_place(new ElidedLabel(TypeRole::Strong, ElidedLabel::Ink::Plain, this))
    , m_name(new ElidedLabel(TypeRole::Strong, ElidedLabel::Ink::Plain, this))
    , m_id(new ElidedLabel(TypeRole::Mono, ElidedLabel::Ink::Secondary, this))
    , m_account(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_lockMark(new LockMark(this))
    , m_lock(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Plain, this))
{
    // In a narrow window the account gives way, never the name of the database.
    for (auto *firm : { m_place, m_name, m_id })
        firm->setFirm(true);
    m_account->setElideMode(Qt::ElideMiddle); // a file's name says more than its first folders
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::Page, 0, Space::Page, 0);
    row->setSpacing(Space::Small);
    row->addWidget(m_chip);
    const auto addDot = [this, row] {
        auto *dot = new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this);
        dot->setText(u"·"_s);
        dot->setFirm(true);
        row->addWidget(dot);
        return dot;
    };
    row->addWidget(m_place);
    addDot();
    row->addWidget(m_name);
    row->addWidget(m_id);
    m_accountDot = addDot();
    row->addWidget(m_account, 0);
    row->addStretch(1);
    row->addWidget(m_lockMark);
    row->addWidget(m_lock);
    setLock({});
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TargetBar::setTarget(const ShownTarget &target)
{
    m_target = target;
    m_chip->setEnvironment(target.environment, target.environmentName);
    m_place->setText(target.place);
    m_name->setText(target.name);
    m_id->setText(target.shortId);
    m_account->setText(target.account);
    m_id->setVisible(!target.shortId.isEmpty());
    m_accountDot->setVisible(!target.account.isEmpty());
    setAccessibleName(targetSentence(target));
    update();
}

void TargetBar::setLock(const QString &text)
{
    m_lock->setText(text);
    m_lock->setHidden(text.isEmpty());
    m_lockMark->setHidden(text.isEmpty());
}

QSize TargetBar::sizeHint() const
{
    return { QWidget::sizeHint().width(), fontMetrics().height() + RowPadding::TargetBar };
}

void TargetBar::paintEvent(QPaintEvent *)
{
    const auto &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.environment(m_target.environment).tint);
    painter.fillRect(QRect(0, height() - LineWidth::Rule, width(), LineWidth::Rule), theme.border);
}

} // namespace tidemark
