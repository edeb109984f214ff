#include "momentbar.h"

#include <ui/theme.h>
#include <ui/widgets/momenttext.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int FieldCharacters = 20;

QString fieldText(const QDateTime &moment)
{
    const bool hasSeconds = moment.time().second() != 0;
    return moment.toUTC().toString(hasSeconds ? u"yyyy-MM-dd HH:mm:ss"_s : u"yyyy-MM-dd HH:mm"_s);
}

} // namespace

MomentBar::MomentBar(QWidget *parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_zoom(new QComboBox(this))
{
    auto *label = new QLabel(tr("&Moment (UTC)"), this);
    label->setBuddy(m_field);
    m_field->setObjectName(u"momentField"_s);
    m_field->setAccessibleName(tr("Moment, UTC"));
    m_field->setToolTip(tr("Year-month-day hour:minute, as in 2026-11-14 16:20"));
    m_field->setMinimumWidth(m_field->fontMetrics().averageCharWidth() * FieldCharacters);
    m_zoom->setObjectName(u"timelineZoom"_s);
    m_zoom->setAccessibleName(tr("Time shown"));
    m_zoom->setToolTip(tr("How much time the timeline shows: + and −, or the wheel"));
    for (int zoom = 0; zoom < TimelineZoomCount; ++zoom)
        m_zoom->addItem(zoomName(TimelineZoom(zoom)));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::Small);
    row->addWidget(label);
    row->addWidget(m_field);
    row->addWidget(m_zoom);
    connect(m_field, &QLineEdit::returnPressed, this, &MomentBar::read);
    connect(m_zoom, &QComboBox::activated, this, [this](int zoom) {
        emit zoomChosen(TimelineZoom(zoom));
    });
}

void MomentBar::setMoment(const QDateTime &moment)
{
    if (!m_field->hasFocus())
        m_field->setText(fieldText(moment));
}

void MomentBar::setZoom(TimelineZoom zoom)
{
    m_zoom->setCurrentIndex(int(zoom));
}

void MomentBar::pick(const QString &start)
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    if (start.isEmpty())
        m_field->selectAll();
    else
        m_field->setText(start);
}

void MomentBar::read()
{
    const QDateTime moment = readMoment(m_field->text());
    if (moment.isValid())
        emit entered(moment);
    else
        emit refused(tr("“%1” is no moment. Write it like 2026-11-14 16:20; it is UTC.")
                         .arg(m_field->text()));
}

} // namespace tidemark
