#include <support/testprogram.h>
#include <ui/timeline/timelineview.h>

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

const QDateTime Now(QDate(2026, 11, 21), QTime(3, 14, 30), Qt::UTC);

QDateTime at(const QString &text)
{
    QDateTime moment = QDateTime::fromString(text, u"yyyy-MM-dd HH:mm:ss"_s);
    moment.setTimeSpec(Qt::UTC);
    return moment;
}

QList<TimelineEvent> someEvents()
{
    return { { .lane = TimelineLane::Migrations,
               .at = at(u"2026-11-12 10:20:30"_s),
               .state = ShownState::Applied,
               .label = u"0005_permissions applied"_s,
               .origin = u"ledger, by ann@desk"_s },
             { .lane = TimelineLane::OutsideChanges,
               .at = at(u"2026-11-20 09:00:00"_s),
               .state = ShownState::OutsideChange,
               .label = u"column legacy_plan added"_s },
             { .lane = TimelineLane::Backups,
               .at = at(u"2026-10-30 21:05:00"_s),
               .state = ShownState::Verified,
               .label = u"backup"_s } };
}

} // namespace

/// The drawn timeline under the hands: keys, mouse and wheel.
class tst_Timeline : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void keepsTheModelInOrder();
    void movesByKeys_data();
    void movesByKeys();
    void stepsToAWholeMinute();
    void goesFromEventToEvent();
    void goesToTheEdges();
    void staysWithinReach();
    void leavesTheHandleWhereItIsAsTimeGoesOn();
    void zoomsByKeys();
    void zoomsAtThePointer();
    void bringsTheMomentIntoSight();
    void followsTheMouse();
    void goesToTheMinuteBeforeAMark();
    void saysWhatAMarkIs();
    void handsDigitsOn();
    void asksForAPreview();
    void takesAltLeftForItself();
    void isASliderForScreenReaders();
    void keepsLabelsApart();
    void spreadsWritesOverTheirTime();
    void drawsNothingOutside();

private:
    void press(int key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(m_view.get(), Qt::Key(key), modifiers);
    }

    TimelineModel m_model;
    std::unique_ptr<TimelineView> m_view;
};

void tst_Timeline::init()
{
    m_model.setEvents(someEvents());
    m_view = std::make_unique<TimelineView>();
    m_view->setModel(&m_model);
    m_view->setNow(Now);
    m_view->resize(1000, 300);
    m_view->show();
    m_view->setMoment(at(u"2026-11-14 16:20:00"_s));
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void tst_Timeline::keepsTheModelInOrder()
{
    const QAbstractItemModelTester tester(&m_model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model.setEvents(someEvents());

    QCOMPARE(m_model.rowCount(), 3);
    QCOMPARE(m_model.rows().first().lane, TimelineLane::Backups);
    const QModelIndex migration = m_model.index(1, TimelineModel::LabelColumn);
    QCOMPARE(migration.data(TimelineModel::LaneRole).toInt(), int(TimelineLane::Migrations));
    QCOMPARE(migration.data(StateRole).value<ShownState>(), ShownState::Applied);
    QCOMPARE(migration.data(Qt::AccessibleTextRole).toString(),
             u"2026-11-12 10:20:30 UTC: Migrations, 0005_permissions applied. ledger, by "
             "ann@desk"_s);
}

void tst_Timeline::movesByKeys_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<QString>("moment");
    const Qt::KeyboardModifiers none = Qt::NoModifier;
    const Qt::KeyboardModifiers shift = Qt::ShiftModifier;
    const Qt::KeyboardModifiers alt = Qt::AltModifier;
    QTest::newRow("a minute back") << int(Qt::Key_Left) << none << u"2026-11-14 16:19:00"_s;
    QTest::newRow("a minute on") << int(Qt::Key_Right) << none << u"2026-11-14 16:21:00"_s;
    QTest::newRow("an hour back") << int(Qt::Key_Left) << shift << u"2026-11-14 15:20:00"_s;
    QTest::newRow("a day on") << int(Qt::Key_Right) << alt << u"2026-11-15 16:20:00"_s;
}

void tst_Timeline::movesByKeys()
{
    QFETCH(int, key);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    QFETCH(QString, moment);
    const QSignalSpy moved(m_view.get(), &TimelineView::momentMoved);

    press(key, modifiers);

    QCOMPARE(m_view->moment(), at(moment));
    QCOMPARE(moved.size(), 1);
}

void tst_Timeline::stepsToAWholeMinute()
{
    m_view->setMoment(at(u"2026-11-14 16:20:25"_s));

    press(Qt::Key_Left);

    QCOMPARE(m_view->moment(), at(u"2026-11-14 16:20:00"_s));
}

void tst_Timeline::goesFromEventToEvent()
{
    press(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_view->moment(), at(u"2026-11-12 10:20:00"_s));
    press(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_view->moment(), at(u"2026-10-30 21:04:00"_s));
    press(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_view->moment(), at(u"2026-10-30 21:04:00"_s));
    press(Qt::Key_Right, Qt::ControlModifier);
    press(Qt::Key_Right, Qt::ControlModifier);

    QCOMPARE(m_view->moment(), at(u"2026-11-20 08:59:00"_s));
}

void tst_Timeline::goesToTheEdges()
{
    press(Qt::Key_Home);
    QCOMPARE(m_view->moment(), Now.addDays(-30));
    press(Qt::Key_End);

    QCOMPARE(m_view->moment(), Now);
}

void tst_Timeline::staysWithinReach()
{
    m_view->setOldest(at(u"2026-11-14 16:19:00"_s));

    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_view->moment(), at(u"2026-11-14 16:19:00"_s));
    m_view->setMoment(Now.addDays(1));

    QCOMPARE(m_view->moment(), Now);
}

void tst_Timeline::leavesTheHandleWhereItIsAsTimeGoesOn()
{
    const QDateTime oldest = at(u"2026-11-15 00:00:00"_s);
    const QSignalSpy moved(m_view.get(), &TimelineView::momentMoved);

    m_view->setOldest(oldest);
    QCOMPARE(m_view->moment(), at(u"2026-11-14 16:20:00"_s));
    QCOMPARE(moved.size(), 0);
    press(Qt::Key_Right);

    QCOMPARE(m_view->moment(), oldest); // a hand moves it within reach only
}

void tst_Timeline::zoomsByKeys()
{
    const QSignalSpy zoomed(m_view.get(), &TimelineView::zoomChanged);
    const qreal before = m_view->positionOf(m_view->moment());

    press(Qt::Key_Plus, Qt::ShiftModifier);
    QCOMPARE(m_view->zoom(), TimelineZoom::Week);
    press(Qt::Key_Plus);
    press(Qt::Key_Plus);
    press(Qt::Key_Plus);
    QCOMPARE(m_view->zoom(), TimelineZoom::Hour);
    QCOMPARE(zoomed.size(), 3);
    QVERIFY(qAbs(m_view->positionOf(m_view->moment()) - before) < 1.5);
    press(Qt::Key_Minus);

    QCOMPARE(m_view->zoom(), TimelineZoom::Day);
}

void tst_Timeline::zoomsAtThePointer()
{
    const QDateTime fixed = at(u"2026-11-05 12:00:00"_s);
    const QPointF pointer(m_view->positionOf(fixed), 100);

    QWheelEvent wheel(
        pointer, m_view->mapToGlobal(pointer), {}, { 0, 120 }, {}, {}, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_view.get(), &wheel);

    QCOMPARE(m_view->zoom(), TimelineZoom::Week);
    QVERIFY(qAbs(m_view->positionOf(fixed) - pointer.x()) < 1.5);
    QCOMPARE(m_view->moment(), at(u"2026-11-14 16:20:00"_s));
}

void tst_Timeline::bringsTheMomentIntoSight()
{
    m_view->setZoom(TimelineZoom::Hour);

    press(Qt::Key_Left, Qt::AltModifier);

    const qreal x = m_view->positionOf(m_view->moment());
    QVERIFY(x >= 0 && x <= m_view->width());
}

void tst_Timeline::followsTheMouse()
{
    const QPoint from(int(m_view->positionOf(m_view->moment())), 60);
    const QDateTime there = at(u"2026-11-18 00:00:00"_s);
    const QPoint to(int(m_view->positionOf(there)), 60);

    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_view.get(), to);
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, to);

    QVERIFY(qAbs(m_view->moment().secsTo(there)) < 3600); // a pixel is most of an hour
    QCOMPARE(m_view->moment().time().second(), 0);
    QTest::mouseMove(m_view.get(), from);
    QVERIFY(qAbs(m_view->moment().secsTo(there)) < 3600);
}

void tst_Timeline::goesToTheMinuteBeforeAMark()
{
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, m_view->markOf(1).toPoint());
    QCOMPARE(m_view->moment(), at(u"2026-11-12 10:20:00"_s));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, m_view->markOf(0).toPoint());

    QCOMPARE(m_view->moment(), at(u"2026-10-30 21:04:00"_s));
}

void tst_Timeline::saysWhatAMarkIs()
{
    const QPoint mark = m_view->markOf(1).toPoint();

    QHelpEvent help(QEvent::ToolTip, mark, m_view->mapToGlobal(mark));
    QCoreApplication::sendEvent(m_view.get(), &help);

    QCOMPARE(QToolTip::text(),
             u"0005_permissions applied\nThu 12 Nov 2026, 10:20:30 UTC\nledger, by ann@desk"_s);
}

void tst_Timeline::handsDigitsOn()
{
    const QSignalSpy typed(m_view.get(), &TimelineView::typed);

    QTest::keyClicks(m_view.get(), u"2"_s);

    QCOMPARE(typed.size(), 1);
    QCOMPARE(typed.first().first().toString(), u"2"_s);
}

void tst_Timeline::asksForAPreview()
{
    const QSignalSpy entered(m_view.get(), &TimelineView::momentEntered);

    press(Qt::Key_Return);

    QCOMPARE(entered.size(), 1);
}

// Alt+Left is the way back between pages everywhere else.
void tst_Timeline::takesAltLeftForItself()
{
    QKeyEvent back(QEvent::ShortcutOverride, Qt::Key_Left, Qt::AltModifier);
    back.ignore();
    QKeyEvent other(QEvent::ShortcutOverride, Qt::Key_P, Qt::ControlModifier);
    other.ignore();

    QCoreApplication::sendEvent(m_view.get(), &back);
    QCoreApplication::sendEvent(m_view.get(), &other);

    QVERIFY(back.isAccepted());
    QVERIFY(!other.isAccepted());
}

void tst_Timeline::isASliderForScreenReaders()
{
    QAccessibleInterface *slider = QAccessible::queryAccessibleInterface(m_view.get());
    m_view->setMomentNote(u"bookmark resolved"_s);

    QVERIFY(slider);
    QCOMPARE(slider->role(), QAccessible::Slider);
    QCOMPARE(slider->text(QAccessible::Name), u"Moment"_s);
    QCOMPARE(slider->text(QAccessible::Value), u"14 November 2026, 16:20 UTC, bookmark resolved"_s);
    QAccessibleValueInterface *value = slider->valueInterface();
    QVERIFY(value);
    value->setCurrentValue(value->currentValue().toLongLong() - 5);

    QCOMPARE(m_view->moment(), at(u"2026-11-14 16:15:00"_s));
    QCOMPARE(m_view->spokenValue(), u"14 November 2026, 16:15 UTC"_s);
}

void tst_Timeline::keepsLabelsApart()
{
    QList<TimelineEvent> events;
    for (int i = 0; i < 40; ++i)
        events.append(
            { .lane = TimelineLane::Migrations,
              .at = Now.addSecs(-3600 * 17 * i),
              .state = i % 7 == 0 ? ShownState::Aborted : ShownState::Applied,
              .label = u"%1_a_migration_with_a_name applied"_s.arg(i, 4, 10, QChar(u'0')) });
    m_model.setEvents(events);
    const TimelineScale scale{ .from = Now.addDays(-30).toMSecsSinceEpoch(),
                               .to = Now.toMSecsSinceEpoch(),
                               .left = 200,
                               .right = 960 };
    const TimelineLayout layout = timelineLayout({ 0, 0, 1000, 300 }, m_view->fontMetrics());

    const auto placed = placeEvents(m_model, scale, layout, m_view->fontMetrics());

    QCOMPARE(placed.size(), 40);
    for (const PlacedEvent &event : placed) {
        for (const PlacedEvent &other : placed) {
            const QRectF mark(other.centre.x() - 7, other.centre.y() - 7, 14, 14);
            QVERIFY(&event == &other || !event.label.intersects(other.label));
            QVERIFY(!event.label.intersects(mark));
        }
    }
}

void tst_Timeline::spreadsWritesOverTheirTime()
{
    m_model.setEvents({}, { { Now.addDays(-4), Now.addDays(-2), 20 } });

    const QList<double> rows = m_model.writesPerBucket(Now.addDays(-5), Now, 5);

    QCOMPARE(rows, (QList<double>{ -1, 10, 10, -1, -1 }));
    QVERIFY(m_model.writesPerBucket(Now, Now, 5).contains(-1));
    QVERIFY(m_model.writesPerBucket(Now.addDays(-1), Now, 0).isEmpty());
}

void tst_Timeline::drawsNothingOutside()
{
    m_view->setZoom(TimelineZoom::Hour);

    QCOMPARE(m_view->markOf(0), QPointF(-1, -1));
    for (const QSize &size : { QSize(300, 100), QSize(40, 20), QSize(1400, 400) }) {
        m_view->resize(size);
        QVERIFY(!m_view->grab().isNull());
    }
}

TIDEMARK_TEST(tst_Timeline)
#include "tst_timeline.moc"
