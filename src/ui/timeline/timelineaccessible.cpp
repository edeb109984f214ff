#include "timelineaccessible.h"

#include "timelineview.h"

#include <QAccessibleWidget>

namespace tidemark {

namespace {

constexpr qint64 MinuteMs = 60'000;

/// The value counts minutes since 1970: what is spoken is the text.
class TimelineAccessible final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit TimelineAccessible(TimelineView *view)
        : QAccessibleWidget(view, QAccessible::Slider)
    {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    [[nodiscard]] QString text(QAccessible::Text what) const override
    {
        return what == QAccessible::Value ? view()->spokenValue() : QAccessibleWidget::text(what);
    }

    [[nodiscard]] QVariant currentValue() const override { return minutes(view()->moment()); }
    void setCurrentValue(const QVariant &value) override
    {
        view()->setMoment(QDateTime::fromMSecsSinceEpoch(value.toLongLong() * MinuteMs, Qt::UTC));
    }
    [[nodiscard]] QVariant maximumValue() const override { return minutes(view()->now()); }
    [[nodiscard]] QVariant minimumValue() const override { return minutes(view()->oldest()); }
    [[nodiscard]] QVariant minimumStepSize() const override { return 1; }

private:
    [[nodiscard]] TimelineView *view() const { return static_cast<TimelineView *>(widget()); }
    [[nodiscard]] static qint64 minutes(const QDateTime &at)
    {
        return at.toMSecsSinceEpoch() / MinuteMs;
    }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *view = qobject_cast<TimelineView *>(object);
    return view ? new TimelineAccessible(view) : nullptr;
}

} // namespace

void installTimelineAccessibility()
{
    QAccessible::installFactory(&makeAccessible); // the same one twice is kept once
}

} // namespace tidemark
